"""Both searches give the same answers to anything anybody asks, whatever was stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.decision import ReasonCode, Verdict
from casework.flag import FlagState, Tier
from casework.listing import Listing
from casework.queue import FlagQuery, ListingQuery
from casework.settings import ElasticsearchSettings
from index.elastic.search import ElasticSearch
from index.embedded import EmbeddedSearch
from index.indexer import sync
from index.record import Record
from index.search import Search
from tests.contracts.search_contract import brand
from tests.index.record.material import NOW, flag, listing, open_record, store
from tests.index.search.test_terms import ALPHABET, finds
from tests.servers.fixtures import remove_indices

TITLES = st.lists(st.text(ALPHABET, max_size=10), min_size=1, max_size=20)
QUERIES = st.lists(st.text(ALPHABET, max_size=4), min_size=1, max_size=12)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)

FLAG_QUERIES = st.lists(
    st.builds(
        FlagQuery,
        text=st.one_of(st.just(""), st.text(ALPHABET, max_size=2)),
        brand_id=st.sampled_from([None, None, "gucci", "nike"]),
        source=st.sampled_from([None, None, "shop", "other"]),
        tiers=st.lists(st.sampled_from(Tier), unique=True, max_size=3).map(tuple),
        states=st.lists(st.sampled_from(FlagState), unique=True, max_size=2).map(tuple),
        verdict=st.sampled_from([None, None, None, "infringing"]),
        limit=st.sampled_from([1, 3, 50]),
    ),
    min_size=1,
    max_size=12,
)


@contextmanager
def stored(items: list[Listing]) -> Iterator[Record]:
    """A record that holds these listings."""
    with TemporaryDirectory() as folder, open_record(Path(folder)) as record:
        store(record, items)
        yield record


def ids(search: Search, query: ListingQuery) -> list[str]:
    """All hits of a query, walked page by page."""
    found: list[str] = []
    while True:
        page = search.listings(query)
        found += [hit.listing_id for hit in page.hits]
        if page.cursor is None:
            assert len(found) == page.total
            return found
        query = replace(query, cursor=page.cursor)


@given(TITLES, QUERIES)
@settings(max_examples=60, deadline=None)
def test_the_embedded_search_finds_what_the_texts_say(
    titles: list[str], queries: list[str]
) -> None:
    """Hits are just the listings whose text contains the query, told without any index."""
    items = [listing(number, title, seller=None) for number, title in enumerate(titles)]
    with stored(items) as record:
        search = EmbeddedSearch(record)
        for query in queries:
            truth = {
                item.listing_id
                for item in items
                if finds(query, item.title) and (query.strip(" ,。") or not query.strip())
            }
            assert set(ids(search, ListingQuery(query, limit=7))) == truth


@given(st.lists(st.one_of(st.text(ALPHABET, max_size=10), ANY_TEXT), min_size=1), st.data())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_find_the_same_listings(
    elasticsearch: ElasticsearchSettings, titles: list[str], data: st.DataObject
) -> None:
    """The same hits and totals for parts of what is stored and for texts of all sorts."""
    items = [listing(number, title, seller=None) for number, title in enumerate(titles)]
    part = st.sampled_from(titles).flatmap(
        lambda title: st.tuples(st.integers(0, len(title)), st.integers(0, 6)).map(
            lambda cut: title[cut[0] : cut[0] + cut[1]]
        )
    )
    queries = data.draw(st.lists(st.one_of(part, st.text(ALPHABET, max_size=4), ANY_TEXT)))
    with stored(items) as record, projected(record, elasticsearch) as remote:
        local = EmbeddedSearch(record)
        for text in queries:
            query = ListingQuery(text, limit=7)
            found = ids(remote, query)
            assert sorted(found) == sorted(ids(local, query))
            assert len(found) == len(set(found))


@given(
    st.lists(
        st.tuples(
            st.text(ALPHABET, max_size=4),
            st.sampled_from(["shop", "other"]),
            st.sampled_from(["Anna", "Berta", None]),
            st.sets(st.sampled_from(["gucci", "nike"])),
            st.sampled_from(Tier),
            st.floats(0, 1, allow_subnormal=False),
            st.sampled_from(["open", "decided", "lapsed"]),
            st.integers(0, 3),
        ),
        max_size=25,
    ),
    FLAG_QUERIES,
    st.lists(st.text(ALPHABET, max_size=3), max_size=3),
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_give_the_same_flags_in_the_same_order(
    elasticsearch: ElasticsearchSettings,
    rows: list[tuple[str, str, str | None, set[str], Tier, float, str, int]],
    queries: list[FlagQuery],
    names: list[str],
) -> None:
    """Ids, order, totals, cursors and facets are equal for any filters and any page size, whatever the
    protected list names.
    """
    with stored([]) as record:
        record.brands.put([brand("gucci", *names)], "test", NOW)
        fill(record, rows)
        with projected(record, elasticsearch) as remote:
            local = EmbeddedSearch(record)
            for query in queries:
                for _page in range(4):
                    answer = remote.flags(query)
                    assert answer == local.flags(query)
                    if answer.cursor is None:
                        break
                    query = replace(query, cursor=answer.cursor)  # noqa: PLW2901  the next page
                assert remote.facets(query) == local.facets(query)


def fill(
    record: Record, rows: list[tuple[str, str, str | None, set[str], Tier, float, str, int]]
) -> None:
    """Store listings with flags in the states that were drawn."""
    for number, (title, source, seller, brands, tier, score, state, age) in enumerate(rows):
        item = listing(number, title, source=source, seller=seller)
        raised = NOW - timedelta(minutes=age)
        flags = [
            flag(item, brand, tier=tier, score=score, raised_at=raised) for brand in sorted(brands)
        ]
        store(record, [item], flags)
        if state == "lapsed":
            record.store_flags([item.listing_id], [], NOW)
        elif state == "decided":
            for raised_flag in flags:
                record.ledger.decide(
                    raised_flag.flag_id,
                    Verdict.INFRINGING,
                    ReasonCode.COUNTERFEIT,
                    "",
                    "ann",
                    0,
                    NOW,
                )


@contextmanager
def projected(record: Record, where: ElasticsearchSettings) -> Iterator[ElasticSearch]:
    """The search over a record's projection, which is removed afterwards: one each example."""
    assert not sync(record, where).pending
    try:
        with ElasticSearch(record, where) as search:
            yield search
    finally:
        remove_indices(where)
