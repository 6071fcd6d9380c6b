"""The record as a whole: opened once a process, and the two transactions a crawl writes with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from casework.flag import Flag
from casework.frontier import FetchKind, PageOutcome, StoreReport
from index.record import tables
from index.record.brands import Brands
from index.record.captures import Captures, write_capture
from index.record.dialect import create_engine
from index.record.embedded_terms import EmbeddedTerms
from index.record.flag_writes import FlagChanges, flags_of, write_flags
from index.record.flags import Flags
from index.record.frontier import Frontier, add_fetches, complete_fetch
from index.record.ledger import Ledger
from index.record.listing_writes import ListingChanges, write_listings
from index.record.listings import Listings
from index.record.migrate import migrate
from index.record.ordinary import OrdinaryPictures
from index.record.outbox import Outbox
from index.record.pictures import Pictures, write_picture
from index.record.projections import Projection
from index.record.runs import Runs
from index.record.session import Session

# Every process that writes the record must keep these up to date, so `open` brings them itself;
# they live in this package, since the rooms around it import it.
PROJECTIONS: tuple[Projection, ...] = (EmbeddedTerms(),)
"""What changes in the same transaction as the record."""


class Record:
    """All that Markwarden knows. Safe to share between threads; each process opens its own."""

    def __init__(
        self, engine: sa.Engine, projections: tuple[Projection, ...] = PROJECTIONS
    ) -> None:
        self.session = Session(engine, projections)
        self.brands = Brands(self.session)
        self.listings = Listings(self.session)
        self.flags = Flags(self.session)
        self.ledger = Ledger(self.session)
        self.frontier = Frontier(self.session)
        self.runs = Runs(self.session)
        self.captures = Captures(self.session)
        self.pictures = Pictures(self.session)
        self.ordinary = OrdinaryPictures(self.session)
        self.outbox = Outbox(self.session)

    @classmethod
    def open(cls, url: str) -> Record:
        """Open the record at a SQLAlchemy URL, making or migrating it if need be.

        Raises:
            SchemaMismatch: it was made by a newer Markwarden.
            RecordUnavailable: it is locked, unreachable, or no database.
            ConfigurationError: the address is wrong.
        """
        engine = create_engine(url)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def identity(self) -> str:
        """Tells this record from any other; its copies have the same."""
        with self.session.read() as connection:
            found = connection.scalars(sa.select(tables.record_identity.c.identity)).one()
        return str(found)

    def close(self) -> None:
        """Close all connections."""
        self.session.engine.dispose()

    def __enter__(self) -> Self:
        """The record itself, closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened."""
        self.close()

    def store_page(self, outcome: PageOutcome) -> StoreReport:
        """Store all that one fetch gave and mark it done, in one transaction.

        A picture's outcome may hold stored listings that were judged again.

        Raises:
            ValueError: a flag belongs to none of the outcome's listings.
        """
        lease = outcome.lease
        is_picture = lease.fetch.kind is FetchKind.PICTURE
        capture_id = None if outcome.capture is None or is_picture else outcome.capture.capture_id
        with self.session.write() as connection:
            if outcome.capture is not None:
                write_capture(connection, outcome.capture, lease.run_id)
            if outcome.picture is not None:
                write_picture(connection, outcome.picture, outcome.fetched_at)
            listings = write_listings(connection, outcome.listings, capture_id)
            judged = [key for key in listings.given if key not in listings.ignored]
            told = [flag for flag in outcome.flags if flag.listing_id not in listings.ignored]
            flags = self._write_flags(connection, judged, told)
            add_fetches(connection, lease.run_id, outcome.children)
            complete_fetch(connection, lease)
            self._announce(connection, listings, flags)
        return StoreReport(
            new_listings=len(listings.new),
            new_flags=len(flags.new),
            reopened_flags=len(flags.reopened),
            lapsed_flags=len(flags.lapsed),
        )

    def store_flags(
        self,
        listing_ids: Sequence[str],
        flags: Iterable[Flag],
        now: datetime,
        brand_ids: Collection[str] | None = None,
    ) -> StoreReport:
        """Store a new judgement of stored listings in one transaction: their older open flags
        that are not given lapse. With `brand_ids` only these brands were judged.

        Raises:
            ValueError: a flag belongs to none of the listings.
        """
        with self.session.write() as connection:
            changes = self._write_flags(connection, listing_ids, list(flags), brand_ids)
            self.session.announce(connection, (), changes.touched)
        return StoreReport(
            new_flags=len(changes.new),
            reopened_flags=len(changes.reopened),
            lapsed_flags=len(changes.lapsed),
        )

    @staticmethod
    def _write_flags(
        connection: sa.Connection,
        listing_ids: Sequence[str],
        flags: Sequence[Flag],
        brand_ids: Collection[str] | None = None,
    ) -> FlagChanges:
        judged = set(listing_ids)
        strays = [flag.listing_id for flag in flags if flag.listing_id not in judged]
        if strays:
            raise ValueError(f"A flag belongs to a listing that was not judged: {strays[0]}.")
        return write_flags(connection, listing_ids, flags, brand_ids)

    def _announce(
        self, connection: sa.Connection, listings: ListingChanges, flags: FlagChanges
    ) -> None:
        # A flag's document carries its listing's title, price and seller.
        followers = flags_of(connection, listings.changed)
        self.session.announce(
            connection,
            (*listings.new, *listings.changed),
            list(dict.fromkeys((*flags.touched, *followers))),
        )
