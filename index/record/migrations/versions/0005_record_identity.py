"""An identity of the record, so that an index knows from which record it was filled."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Give the record its identity; a copy of it keeps the same."""
    table = op.create_table(
        "record_identity",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("identity"),
    )
    op.bulk_insert(table, [{"identity": uuid.uuid4().hex}])
