"""Flags in the record, with what a reviewer sees beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from casework.errors import NotFound
from casework.flag import Flag, FlagState, Tier
from casework.queue import FlagRow
from index.record import tables
from index.record.codec import decode_flag, decode_listing
from index.record.ledger_entries import decision_of
from index.record.session import Session, chunks

_LISTING = ("body", "first_seen", "last_seen")
_ROWS = (
    sa.select(
        tables.flags,
        tables.brands.c.name.label("brand_name"),
        tables.flag_reviews.c.version,
        *(tables.listings.c[name].label(f"listing_{name}") for name in _LISTING),
        *(column.label(f"entry_{column.name}") for column in tables.ledger.c),
    )
    .join(tables.listings, tables.listings.c.listing_id == tables.flags.c.listing_id)
    .outerjoin(tables.brands, tables.brands.c.brand_id == tables.flags.c.brand_id)
    .outerjoin(tables.flag_reviews, tables.flag_reviews.c.flag_id == tables.flags.c.flag_id)
    .outerjoin(tables.ledger, tables.ledger.c.sequence == tables.flag_reviews.c.decision_sequence)
)


class Flags:
    """Finds flags; `Record.store_page` and `store_flags` write them, the ledger decides them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def row(self, flag_id: str) -> FlagRow:
        """A flag with its listing, brand, state and standing decision.

        Raises:
            NotFound: no flag has this id.
        """
        found = self.rows((flag_id,))
        if not found:
            raise NotFound(f"No flag has the id {flag_id}.")
        return found[0]

    def rows(self, flag_ids: Iterable[str]) -> tuple[FlagRow, ...]:
        """The flags that exist of these ids, in the order given."""
        found: dict[str, FlagRow] = {}
        ids = list(flag_ids)
        with self._session.read() as connection:
            for part in chunks(ids):
                statement = _ROWS.where(tables.flags.c.flag_id.in_(part))
                found.update((row.flag_id, _row(row)) for row in connection.execute(statement))
        return tuple(found[flag_id] for flag_id in ids if flag_id in found)

    def for_listing(self, listing_id: str) -> tuple[FlagRow, ...]:
        """All flags of a listing in any state, most urgent first."""
        table = tables.flags
        statement = _ROWS.where(table.c.listing_id == listing_id).order_by(table.c.queue_key)
        with self._session.read() as connection:
            return tuple(_row(row) for row in connection.execute(statement))

    def count(
        self,
        *,
        state: FlagState | None = None,
        source: str | None = None,
        brand_id: str | None = None,
    ) -> int:
        """How many flags there are, of one state, source or brand, or of all."""
        table = tables.flags
        statement = sa.select(sa.func.count()).select_from(table)
        if state is not None:
            statement = statement.where(table.c.state == state.value)
        if source is not None:
            statement = statement.where(table.c.source == source)
        if brand_id is not None:
            statement = statement.where(table.c.brand_id == brand_id)
        with self._session.read() as connection:
            return connection.execute(statement).scalar_one()


def _row(row: Any) -> FlagRow:
    return FlagRow(
        flag=flag_of(row),
        listing=decode_listing(row.listing_body),
        brand_name=row.brand_name or row.brand_id,
        state=FlagState(row.state),
        version=row.version or 0,
        decision=None if row.entry_sequence is None else decision_of(row, "entry_"),
        first_seen=row.listing_first_seen,
        last_seen=row.listing_last_seen,
    )


def flag_of(row: Any) -> Flag:
    """The flag in a row of the flags table."""
    evidence, reasons = decode_flag(row.body)
    return Flag(
        listing_id=row.listing_id,
        brand_id=row.brand_id,
        evidence=evidence,
        mention_score=row.mention_score,
        infringement_score=row.infringement_score,
        reasons=reasons,
        tier=Tier(row.tier),
        ruleset=row.ruleset,
        raised_at=row.raised_at,
    )
