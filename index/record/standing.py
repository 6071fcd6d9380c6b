"""What a run found, as it stands in the record now: its listings, and the flags that were not taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from casework.flag import FlagState, Tier
from index.record import tables


@dataclass(frozen=True, slots=True)
class StandingListing:
    """A listing that a run met, whether it was the first to, and which of its flags stand.

    `flags` maps ids to whether the flag was raised in the run; those of tier `context` are left out.
    """

    listing_id: str
    new: bool
    flags: dict[str, bool]


def standing_listings(
    connection: sa.Connection, source: str, since: datetime
) -> tuple[StandingListing, ...]:
    """The listings of a source that were seen since its run began."""
    listings, flags = tables.listings, tables.flags
    stands = sa.and_(
        flags.c.listing_id == listings.c.listing_id,
        flags.c.present,
        flags.c.tier != Tier.CONTEXT.value,
        flags.c.state != FlagState.LAPSED.value,
    )
    statement = (
        sa.select(listings.c.listing_id, listings.c.first_seen, flags.c.flag_id, flags.c.raised_at)
        .outerjoin(flags, stands)
        .where(listings.c.source == source, listings.c.last_seen >= since)
    )
    found: dict[str, StandingListing] = {}
    for row in connection.execute(statement):
        listing = found.setdefault(
            row.listing_id, StandingListing(row.listing_id, row.first_seen >= since, {})
        )
        if row.flag_id is not None:
            listing.flags[row.flag_id] = row.raised_at >= since
    return tuple(found.values())
