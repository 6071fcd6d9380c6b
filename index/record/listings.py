"""Listings in the record: one row an offer, however often it is crawled, with its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.errors import NotFound
from casework.listing import Listing
from index.record import tables
from index.record.codec import decode_listing
from index.record.session import Session, chunks


@dataclass(frozen=True, slots=True)
class ListingVersion:
    """From `seen_at` on the shop said what has this digest; the capture shows it."""

    seen_at: datetime
    content_digest: str
    capture_id: str | None


class Listings:
    """Finds listings; they are written by `Record.store_page`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, listing_id: str) -> Listing:
        """A listing as last seen.

        Raises:
            NotFound: no listing has this id.
        """
        found = self.many((listing_id,))
        if not found:
            raise NotFound(f"No listing has the id {listing_id}.")
        return found[listing_id]

    def many(self, listing_ids: Iterable[str]) -> dict[str, Listing]:
        """The listings that exist of these ids, by id."""
        table = tables.listings
        found: dict[str, Listing] = {}
        with self._session.read() as connection:
            for part in chunks(listing_ids):
                statement = sa.select(table.c.listing_id, table.c.body).where(
                    table.c.listing_id.in_(part)
                )
                found.update(
                    (row.listing_id, decode_listing(row.body))
                    for row in connection.execute(statement)
                )
        return found

    def iterate(self, batch: int = 500) -> Iterator[Listing]:
        """All listings, oldest first. Each batch is a transaction of its own, so that a long walk
        holds nothing up; a listing stored meanwhile may or may not come.
        """
        for row in self._walk(tables.listings.c.body, batch):
            yield decode_listing(row.body)

    def ids(self, batch: int = 5_000) -> Iterator[str]:
        """Ids of all listings, oldest first, walked as `iterate` walks."""
        for row in self._walk(tables.listings.c.listing_id, batch):
            yield row.listing_id

    def _walk(self, column: sa.Column[str], batch: int) -> Iterator[Any]:
        number, last = tables.listings.c.number, 0
        statement = sa.select(number, column).order_by(number).limit(batch)
        while True:
            with self._session.read() as connection:
                rows = connection.execute(statement.where(number > last)).all()
            if not rows:
                return
            last = rows[-1].number
            yield from rows

    def seen(self, listing_id: str) -> tuple[datetime, datetime]:
        """When the listing was seen first and last.

        Raises:
            NotFound: no listing has this id.
        """
        table = tables.listings
        statement = sa.select(table.c.first_seen, table.c.last_seen).where(
            table.c.listing_id == listing_id
        )
        with self._session.read() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound(f"No listing has the id {listing_id}.")
        return row.first_seen, row.last_seen

    def history(self, listing_id: str) -> tuple[ListingVersion, ...]:
        """What the listing said over time, oldest first; one entry a change of content."""
        table = tables.listing_versions
        statement = (
            sa.select(table).where(table.c.listing_id == listing_id).order_by(table.c.number)
        )
        with self._session.read() as connection:
            return tuple(
                ListingVersion(row.seen_at, row.content_digest, row.capture_id)
                for row in connection.execute(statement)
            )

    def by_image(self, url: str) -> tuple[Listing, ...]:
        """The listings that show the picture at this address."""
        shown, table = tables.listing_images, tables.listings
        statement = (
            sa.select(table.c.body)
            .join(shown, shown.c.listing_id == table.c.listing_id)
            .where(shown.c.url == url)
            .order_by(table.c.number)
        )
        with self._session.read() as connection:
            return tuple(decode_listing(body) for body in connection.scalars(statement))

    def count(self, source: str | None = None) -> int:
        """How many listings there are, of one source or of all."""
        table = tables.listings
        statement = sa.select(sa.func.count()).select_from(table)
        if source is not None:
            statement = statement.where(table.c.source == source)
        with self._session.read() as connection:
            return connection.execute(statement).scalar_one()
