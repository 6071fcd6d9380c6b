"""What nothing reads goes: whether a fetch was permitted, which the guard knows by the source."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Drop the column; fetches that wait stay as they are."""
    op.drop_column("frontier", "permitted")
