"""Queries over flags, proven against a slow and obvious twin, and the plans that make them fast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.brand import ProtectedBrand
from casework.decision import ReasonCode, Verdict
from casework.flag import FlagState, Tier
from casework.queue import FlagIds, FlagQuery, FlagRow
from index.queue import flag_page
from index.record import Record, tables
from index.record.flag_queries import count_facets, find_flags
from tests.index.record.material import NOW, address, flag, listing, store

BRANDS = ("gucci", "prada")
SOURCES = ("shop", "market")
SELLERS = ("Ann", "Bob", None)
SCORES = (0.2, 0.55, 0.55, 0.8)


def _fill(record: Record) -> tuple[FlagRow, ...]:
    """Flags of every sort: brands, shops, sellers, tiers, states, verdicts, equal scores."""
    ids = []
    for number in range(48):
        item = listing(number, source=SOURCES[number % 2], seller=SELLERS[number % 3])
        raised = flag(
            item,
            BRANDS[number // 2 % 2],
            score=SCORES[number % 4],
            tier=list(Tier)[number // 3 % 4],
            raised_at=NOW + timedelta(minutes=number % 5),
        )
        store(record, [item], [raised])
        ids.append(raised.flag_id)
        if number % 7 == 0:
            verdict, reason = (
                (Verdict.INFRINGING, ReasonCode.COUNTERFEIT)
                if number % 2
                else (Verdict.LEGITIMATE, ReasonCode.SECOND_HAND)
            )
            record.ledger.decide(raised.flag_id, verdict, reason, "", "Ann", 0, NOW)
        elif number % 11 == 0:
            record.store_flags([item.listing_id], [], NOW)
    return record.flags.rows(ids)


def _twin(rows: tuple[FlagRow, ...], query: FlagQuery) -> list[FlagRow]:
    """The flags a query asks for, by looking at every one."""
    tiers = query.tiers or tuple(tier for tier in Tier if tier is not Tier.CONTEXT)
    wanted = [
        row
        for row in rows
        if row.flag.tier in tiers
        and (not query.states or row.state in query.states)
        and query.brand_id in {None, row.flag.brand_id}
        and query.source in {None, row.listing.source}
        and query.seller_id in {None, row.listing.seller_id}
        and query.verdict in {None, row.decision.verdict if row.decision else None}
    ]
    return sorted(
        wanted,
        key=lambda row: (
            row.flag.tier.rank,
            -row.flag.infringement_score,
            -row.flag.mention_score,
            row.flag.raised_at,
            row.flag.flag_id,
        ),
    )


SELLER_IDS = tuple(
    listing(source=source, seller=name).seller_id for source in SOURCES for name in ("Ann", "Bob")
)
QUERIES = st.builds(
    FlagQuery,
    brand_id=st.sampled_from((None, *BRANDS, "unknown")),
    source=st.sampled_from((None, *SOURCES)),
    seller_id=st.sampled_from((None, *SELLER_IDS)),
    tiers=st.lists(st.sampled_from(list(Tier)), unique=True).map(tuple),
    states=st.lists(st.sampled_from(list(FlagState)), unique=True).map(tuple),
    verdict=st.sampled_from((None, "infringing", "legitimate")),
    limit=st.sampled_from((1, 3, 50)),
)


class _Filled:
    """A record with flags of every sort, and all of them as rows."""

    def __init__(self, record: Record) -> None:
        self.record, self.rows = record, _fill(record)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Filled]:
    """A record that is filled once for all queries."""
    with Record.open(address(tmp_path_factory.mktemp("filled"))) as record:
        yield _Filled(record)


@given(query=QUERIES)
@settings(max_examples=150, deadline=None)
def test_pages_are_the_twins(filled: _Filled, query: FlagQuery) -> None:
    """All pages of any query together are what looking at every flag gives, in that order."""
    record, rows = filled.record, filled.rows
    expected = [row.flag.flag_id for row in _twin(rows, query)]
    found: list[str] = []
    cursor = None
    with record.session.read() as connection:
        for _ in range(len(expected) + 1):
            page = find_flags(connection, replace(query, cursor=cursor))
            assert page.total == len(expected)
            found.extend(page.ids)
            cursor = page.cursor
            if cursor is None:
                break
    assert found == expected


@given(query=QUERIES)
@settings(max_examples=80, deadline=None)
def test_facets_are_the_twins(filled: _Filled, query: FlagQuery) -> None:
    """Every filter's counts are over the flags that the other filters leave."""
    record, rows = filled.record, filled.rows
    with record.session.read() as connection:
        facets = count_facets(connection, query)
    without_seller = _twin(rows, replace(query, seller_id=None))
    sellers = [row.listing.seller_id for row in without_seller if row.listing.seller_id]
    pairs = (
        (facets.brands, [r.flag.brand_id for r in _twin(rows, replace(query, brand_id=None))]),
        (facets.sources, [r.listing.source for r in _twin(rows, replace(query, source=None))]),
        (facets.sellers, sellers),
        (facets.tiers, [r.flag.tier for r in _twin(rows, replace(query, tiers=tuple(Tier)))]),
        (facets.states, [r.state for r in _twin(rows, replace(query, states=()))]),
    )
    for counted, values in pairs:
        assert {facet.value: facet.count for facet in counted} == Counter(values)


def test_labels(record: Record) -> None:
    """Brands and sellers are labelled with their names, and the most frequent come first."""
    first, second, third = (listing(n, seller="Bob") for n in range(3))
    record.brands.put([ProtectedBrand("gucci", "Gucci", "Holder", ())], "a.toml", NOW)
    store(record, [first, second, third], [flag(first), flag(second), flag(third, "prada")])
    with record.session.read() as connection:
        facets = count_facets(connection, FlagQuery())
    assert [(facet.label, facet.count) for facet in facets.brands] == [("Gucci", 2), ("prada", 1)]
    assert [(facet.label, facet.count) for facet in facets.sellers] == [("Bob", 3)]
    assert record.flags.row(flag(first).flag_id).brand_name == "Gucci"
    assert record.flags.row(flag(third, "prada").flag_id).brand_name == "prada"


def test_matching_narrows(record: Record) -> None:
    """The search's own condition narrows pages and counts alike."""
    items = [listing(number) for number in range(3)]
    store(record, items, [flag(item) for item in items])
    matching = tables.flags.c.listing_id.in_([items[1].listing_id])
    with record.session.read() as connection:
        assert find_flags(connection, FlagQuery(), matching).ids == (flag(items[1]).flag_id,)
        assert count_facets(connection, FlagQuery(), matching).brands[0].count == 1


class _ByTable:
    """A search that asks the record, and names a flag it has not."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def flags(self, query: FlagQuery) -> FlagIds:
        with self._record.session.read() as connection:
            found = find_flags(connection, query)
        return replace(found, ids=("unknown", *found.ids))


def test_queue_page(record: Record) -> None:
    """A page of the queue shows rows as the record has them; what it has not is left out."""
    items = [listing(number) for number in range(3)]
    store(record, items, [flag(item, score=0.9 - n / 10) for n, item in enumerate(items)])
    page = flag_page(record, _ByTable(record), FlagQuery(limit=2))
    assert [row.listing for row in page.rows] == items[:2]
    assert (page.total, page.cursor is None) == (3, False)
    rest = flag_page(record, _ByTable(record), FlagQuery(limit=2, cursor=page.cursor))
    assert ([row.listing for row in rest.rows], rest.cursor) == (items[2:], None)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (FlagQuery(), "ix_flags_queue"),
        (FlagQuery(cursor=f"2{0:0101d}"), "ix_flags_queue"),
        (FlagQuery(tiers=(Tier.LIKELY,)), "ix_flags_queue"),
        (FlagQuery(brand_id="gucci"), "ix_flags_brand_queue"),
        (FlagQuery(source="shop"), "ix_flags_source_queue"),
        (FlagQuery(seller_id="x"), "ix_flags_seller_queue"),
    ],
)
def test_queue_is_read_off_an_index(sqlite_record: Record, query: FlagQuery, index: str) -> None:
    """A page of the queue reads an index in its order and sorts nothing."""
    with _plans(sqlite_record, "ORDER BY flags.queue_key") as (connection, plans):
        find_flags(connection, query)
    assert len(plans) == 1
    assert f"USING INDEX {index}" in plans[0]


def test_counts_touch_no_rows(sqlite_record: Record) -> None:
    """Totals and facets of the whole queue are counted in an index that holds all they need."""
    query = FlagQuery()
    with _plans(sqlite_record, "count(*)") as (connection, plans):
        find_flags(connection, query)
        count_facets(connection, query)
    scans = [plan for plan in plans if "flags" in plan]
    assert len(scans) == 6
    assert all("COVERING INDEX" in plan for plan in scans)


@contextmanager
def _plans(record: Record, about: str) -> Iterator[tuple[sa.Connection, list[str]]]:
    """SQLite's plans of the statements about something, as they are run."""
    plans: list[str] = []

    def explain(
        conn: sa.Connection, cursor: object, statement: str, parameters: Any, *_: object
    ) -> None:
        if about in statement:
            rows = conn.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(str(row[3]) for row in rows.fetchall())

    with record.session.read() as connection:
        sa.event.listen(connection, "before_cursor_execute", explain)
        yield connection, plans
