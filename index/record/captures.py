"""Where each capture lies: the record's index into the WARC files."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from casework.capture import Capture
from casework.errors import NotFound
from index.record import tables
from index.record.dialect import upsert
from index.record.session import Session

_COLUMNS = [column for column in tables.captures.c if column.name != "run_id"]


class Captures:
    """Finds captures; they are written with the page they belong to, by `Record.store_page`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, capture_id: str) -> Capture:
        """A capture by its id.

        Raises:
            NotFound: no capture has this id.
        """
        found = self._first(tables.captures.c.capture_id == capture_id)
        if found is None:
            raise NotFound(f"No capture has the id {capture_id}.")
        return found

    def for_listing(self, listing_id: str) -> Capture:
        """The capture that a listing was last read from.

        Raises:
            NotFound: there is no such listing, or its page was not captured.
        """
        table = tables.listings
        wanted = sa.select(table.c.capture_id).where(table.c.listing_id == listing_id)
        found = self._first(tables.captures.c.capture_id == wanted.scalar_subquery())
        if found is None:
            raise NotFound(f"No capture of the listing {listing_id} is kept.")
        return found

    def by_payload(self, sha256: str) -> Capture:
        """The newest capture of these very bytes.

        Raises:
            NotFound: no capture holds them.
        """
        found = self._first(tables.captures.c.payload_sha256 == sha256)
        if found is None:
            raise NotFound(f"No capture holds bytes with the digest {sha256}.")
        return found

    def count(self) -> int:
        """How many captures there are."""
        statement = sa.select(sa.func.count()).select_from(tables.captures)
        with self._session.read() as connection:
            return connection.execute(statement).scalar_one()

    def iterate(self, batch: int = 500) -> Iterator[Capture]:
        """All captures, by id. Each batch is a transaction of its own, so that a crawl may go on; a
        capture stored meanwhile may or may not come.
        """
        key, last = tables.captures.c.capture_id, ""
        while True:
            statement = sa.select(*_COLUMNS).where(key > last).order_by(key).limit(batch)
            with self._session.read() as connection:
                rows = connection.execute(statement).all()
            if not rows:
                return
            last = rows[-1].capture_id
            yield from (Capture(**row._asdict()) for row in rows)

    def _first(self, condition: sa.ColumnElement[bool]) -> Capture | None:
        newest = tables.captures.c.fetched_at.desc()
        statement = sa.select(*_COLUMNS).where(condition).order_by(newest).limit(1)
        with self._session.read() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else Capture(**row._asdict())


def write_capture(connection: sa.Connection, capture: Capture, run_id: str | None) -> None:
    """Keep a capture's place within the page's transaction; a second time changes nothing."""
    row = {column.name: getattr(capture, column.name) for column in _COLUMNS}
    upsert(connection, tables.captures, [row | {"run_id": run_id}])
