"""Small real things that tests of the record store: listings, flags, outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from casework.evidence import Detail, Evidence, ImageRegion, TextSpan
from casework.flag import Flag, Reason, Tier
from casework.frontier import Fetch, FetchKind, Lease, PageOutcome
from casework.listing import ImageRef, Listing, Price, Seller
from casework.run import Run
from casework.source import Source
from index.record import Record, tables

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SHOP = Source("shop", ("http://shop.test/",))
STALE = timedelta(minutes=2)


def address(folder: Path) -> str:
    """Where a test's record lies; the folder in between does not exist yet."""
    return f"sqlite:///{folder}/data/record.sqlite3"


@contextmanager
def open_record(folder: Path) -> Iterator[Record]:
    """A record in a folder, closed at the end."""
    with Record.open(address(folder)) as record:
        yield record


def listing(
    number: int = 1,
    title: str = "Gucci bag",
    *,
    source: str = "shop",
    seen_at: datetime = NOW,
    partial: bool = False,
    seller: str | None = "Old Town Leather",
) -> Listing:
    """A listing with everything that columns are made of."""
    return Listing(
        source=source,
        native_id=str(number),
        url=f"http://{source}.test/item/{number}",
        title=title,
        seen_at=seen_at,
        price=Price(None, "CNY", "¥ 99"),
        images=(ImageRef(f"http://{source}.test/{number}.png", 0),),
        seller=Seller(seller) if seller else None,
        partial=partial,
    )


def evidence(start: int = 0, *, picture: str = "") -> Evidence:
    """Evidence in the title from `start` on, or in the picture with this digest."""
    where = (
        ImageRegion("http://shop.test/1.png", picture, ((0.0, 0.0), (1.0, 1.0)))
        if picture
        else TextSpan("title", start, start + 5)
    )
    return Evidence(
        matcher="text",
        matcher_version="1",
        brand_id="gucci",
        mark_id="gucci-word",
        rule="exact",
        where=where,
        seen="Gucci",
        against="GUCCI",
        score=0.97,
        details=(Detail("edits", "0"),),
    )


def flag(
    of: Listing,
    brand_id: str = "gucci",
    *,
    start: int = 0,
    score: float = 0.8,
    tier: Tier = Tier.LIKELY,
    raised_at: datetime = NOW,
) -> Flag:
    """A flag of a listing; another `start` is other evidence."""
    return Flag(
        listing_id=of.listing_id,
        brand_id=brand_id,
        evidence=(evidence(start), evidence(picture="ab" * 32)),
        mention_score=0.9,
        infringement_score=score,
        reasons=(Reason("price_low", 1.5, "¥ 99"),),
        tier=tier,
        ruleset="rules-1",
        raised_at=raised_at,
    )


def begin(record: Record, now: datetime = NOW, source: Source = SHOP) -> Run:
    """A run of a source."""
    return record.runs.begin(source, now, "settings", (("markwarden", "0.1"),), STALE)


def store(
    record: Record,
    listings: Iterable[Listing] = (),
    flags: Iterable[Flag] = (),
    run_id: str = "",
) -> PageOutcome:
    """Store listings and flags as one page of a run (a new one if none is given)."""
    run_id = run_id or begin_or_last(record)
    fetch = Fetch("http://shop.test/page", FetchKind.PAGE)
    record.frontier.add(run_id, [fetch])
    lease = Lease(run_id, fetch, 1, NOW + timedelta(minutes=1))
    outcome = PageOutcome(lease, NOW, listings=tuple(listings), flags=tuple(flags))
    record.store_page(outcome)
    return outcome


def begin_or_last(record: Record) -> str:
    """The id of the run under way, begun if there is none."""
    last = record.runs.last(SHOP.name)
    return last.run_id if last is not None and last.ended_at is None else begin(record).run_id


def fetch_states(record: Record, run_id: str) -> list[tuple[str, str | None]]:
    """State and error of each fetch of a run, in the order in which they were queued."""
    table = tables.frontier
    statement = sa.select(table.c.state, table.c.error).where(table.c.run_id == run_id)
    with record.session.read() as connection:
        rows = connection.execute(statement.order_by(table.c.number))
        return [(row.state, row.error) for row in rows]
