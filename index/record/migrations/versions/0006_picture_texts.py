"""Words read in pictures, pictures that anyone may use, calibrations, and who made fingerprints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables empty; fingerprints of unknown make are made anew when they are next met."""
    for table in ("pictures", "reference_pictures"):
        op.add_column(table, sa.Column("made_by", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "picture_texts",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "ordinary_pictures",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "picture_calibrations",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("measured_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
