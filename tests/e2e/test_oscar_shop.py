"""A django-oscar shop is crawled from its bare address, twice, with a decision in between."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from casework.decision import ReasonCode, Verdict
from casework.flag import FlagState, Tier
from casework.listing import Listing
from casework.queue import FlagQuery, ListingQuery
from casework.settings import ElasticsearchSettings
from index.elastic.search import ElasticSearch
from index.embedded import EmbeddedSearch
from index.record import Record
from tests.e2e.command import CommandLine
from tests.oscar.server import ShopUnavailable, running_shop
from tests.oscar.stock import stock
from tests.servers.fixtures import remove_indices

STOCK = {item.title: item for item in stock()}
NOT_FOUND_YET = frozenset(
    {
        ("耐克斯 气垫跑鞋 男款", "nike"),
    }
)
"""Infringing products that the matchers miss; one that is found must be taken off this list."""

SHOWN = (Tier.CERTAIN, Tier.LIKELY, Tier.POSSIBLE)
EVERYTHING = FlagQuery(tiers=tuple(Tier), states=(FlagState.OPEN, FlagState.DECIDED), limit=1000)


@dataclass(frozen=True, slots=True)
class Crawled:
    """A record after two crawls of the shop, and what was seen between them."""

    record: Record
    settings: ElasticsearchSettings
    first: dict[str, object]
    second: dict[str, object]
    decided_flag: str
    between: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running oscar shop with 520 products or more."""
    try:
        with running_shop(tmp_path_factory.mktemp("oscar")) as address:
            yield address
    except ShopUnavailable as problem:
        pytest.skip(str(problem))


@pytest.fixture(scope="module")
def crawled(
    shop: str, elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crawled]:
    """The shop crawled, one flag decided, the shop crawled again; Elasticsearch brought up to date."""
    data = tmp_path_factory.mktemp("data")
    settings = ElasticsearchSettings(
        url=elasticsearch_url, prefix=f"markwarden-test-{secrets.token_hex(6)}"
    )
    run = CommandLine(
        data,
        {
            "MARKWARDEN_CRAWL__RATE": "200",
            "MARKWARDEN_ELASTICSEARCH__URL": settings.url,
            "MARKWARDEN_ELASTICSEARCH__PREFIX": settings.prefix,
        },
    )
    first = _crawl(run, shop)
    record = Record.open(f"sqlite:///{data}/record.sqlite3")
    try:
        row = record.flags.row(EmbeddedSearch(record).flags(FlagQuery()).ids[0])
        record.ledger.decide(
            row.flag.flag_id,
            Verdict.INFRINGING,
            ReasonCode.IMITATION_OF_MARK,
            "seen at the oscar shop",
            "tester",
            row.version,
            datetime.now(UTC),
        )
        between = _listings_and_flags(record)
        second = _crawl(run, shop)
        yield Crawled(record, settings, first, second, row.flag.flag_id, between)
    finally:
        record.close()
        remove_indices(settings)


def test_every_product_is_found_once(crawled: Crawled) -> None:
    """From the bare address, through sitemap, categories and pages, each product is one listing."""
    titles = sorted(listing.title for listing in _full_listings(crawled.record))
    assert titles == sorted(STOCK)


def test_listings_say_what_the_shop_says(crawled: Crawled) -> None:
    """Price, currency, availability and item number are read off pages without structured data."""
    for listing in _full_listings(crawled.record):
        item = STOCK[listing.title]
        assert listing.price is not None
        assert (str(listing.price.amount), listing.price.currency) == (item.price, "GBP")
        assert listing.availability == "InStock"
        assert listing.sku == item.upc


def test_the_infringing_part_is_flagged_and_the_rest_is_not(crawled: Crawled) -> None:
    """Exactly the products that infringe are shown to a reviewer, each for the right brand."""
    shown = {
        (row.listing.title, row.flag.brand_id)
        for row in crawled.record.flags.rows(
            _embedded_ids(
                crawled,
                FlagQuery(tiers=SHOWN, states=(FlagState.OPEN, FlagState.DECIDED), limit=1000),
            )
        )
    }
    expected = {(item.title, item.expected) for item in STOCK.values() if item.expected}
    assert shown == expected - NOT_FOUND_YET


def test_elasticsearch_and_the_embedded_search_agree(crawled: Crawled) -> None:
    """Flags come in the same order from both, and words find the same listings."""
    embedded = EmbeddedSearch(crawled.record)
    with ElasticSearch(crawled.record, crawled.settings) as elastic:
        ids = embedded.flags(EVERYTHING).ids
        assert elastic.flags(EVERYTHING).ids == ids
        rows = [row.flag for row in crawled.record.flags.rows(ids)]
        assert [found.flag for found in elastic.indexed_flags(EVERYTHING).rows] == rows
        for text in ("nike", "康帅傅", "wool rug", "compatible with", "豆", "no such words"):
            query = ListingQuery(text, limit=600)
            found = {hit.listing_id for hit in elastic.listings(query).hits}
            assert found == {hit.listing_id for hit in embedded.listings(query).hits}


def test_a_second_crawl_adds_nothing(crawled: Crawled) -> None:
    """The same shop crawled again gives no new listing and no new flag."""
    assert _listings_and_flags(crawled.record) == crawled.between
    assert crawled.first["new_listings"] == len(STOCK)
    assert (crawled.second["new_listings"], crawled.second["new_flags"]) == (0, 0)


def test_a_decision_between_the_crawls_stands(crawled: Crawled) -> None:
    """What a person decided is decided after the second crawl too, in every search."""
    row = crawled.record.flags.row(crawled.decided_flag)
    assert row.state is FlagState.DECIDED
    assert row.decision is not None
    assert row.decision.note == "seen at the oscar shop"
    with ElasticSearch(crawled.record, crawled.settings) as elastic:
        decided = FlagQuery(tiers=tuple(Tier), states=(FlagState.DECIDED,))
        assert elastic.flags(decided).ids == (crawled.decided_flag,)


def _crawl(run: CommandLine, shop: str) -> dict[str, object]:
    done = run("crawl", shop, "--json")
    assert done.returncode == 0, done.stderr
    summary: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    counts = summary["counts"]
    assert isinstance(counts, dict)
    return counts


def _embedded_ids(crawled: Crawled, query: FlagQuery) -> tuple[str, ...]:
    return EmbeddedSearch(crawled.record).flags(query).ids


def _full_listings(record: Record) -> list[Listing]:
    return [listing for listing in record.listings.iterate() if not listing.partial]


def _listings_and_flags(record: Record) -> tuple[tuple[str, str], ...]:
    listings = [("listing", listing.listing_id) for listing in record.listings.iterate()]
    flags = [("flag", flag_id) for flag_id in EmbeddedSearch(record).flags(EVERYTHING).ids]
    return tuple(sorted([*listings, *flags]))
