"""Indices that hold all that facets need: counts by filter, and the names of sellers."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the index that counts are read from; put the sellers' names into theirs."""
    op.create_index(
        "ix_flags_facets", "flags", ["state", "tier", "brand_id", "source", "seller_id"]
    )
    op.drop_index("ix_listings_seller", "listings")
    op.create_index("ix_listings_seller", "listings", ["seller_id", "seller_name"])
