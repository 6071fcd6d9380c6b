"""Local features of pictures, once for each picture however many addresses show it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table empty; pictures fetched before are matched by their signatures alone."""
    op.create_table(
        "picture_features",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("features", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
