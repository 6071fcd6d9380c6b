"""Matching a new brand against stored listings gives what a crawl with that brand would have given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from casework.decision import ReasonCode, Verdict
from casework.flag import Flag, FlagState
from casework.listing import Listing
from casework.queue import FlagQuery
from casework.settings import MatchSettings
from index import rematch as module
from index.embedded import EmbeddedSearch
from index.record import Record
from index.rematch import RematchReport, rematch
from matchers.match import match_listings
from matchers.watchlist import Watchlist
from tests.index.record.material import NOW, listing, store

LATER = NOW + timedelta(hours=1)
TITLES = (
    "GUCCI 手提包 高仿 1:1",
    "Gu¢¢i bag replica",
    "G.u.c.c.i style",
    "Nike shoe 复刻",
    "honest leather bag",
    "古驰 包 A货",
)


def brand(brand_id: str, *names: str) -> ProtectedBrand:
    """A brand with one word mark."""
    mark = Mark(f"{brand_id}-word", MarkKind.WORD, tuple(Name(name) for name in names))
    return ProtectedBrand(brand_id, brand_id.title(), "Holder", (mark,))


GUCCI, NIKE = brand("gucci", "GUCCI", "古驰"), brand("nike", "NIKE")


def watchlist(*brands: ProtectedBrand) -> Watchlist:
    """These brands, compiled."""
    return Watchlist.build(brands, {}, MatchSettings(), NOW.date())


def judged(items: Iterable[Listing], *brands: ProtectedBrand) -> list[Flag]:
    """What a crawl with these brands stores."""
    compiled = watchlist(*brands)
    return list(match_listings([(item, {}) for item in items], compiled, NOW))


@pytest.fixture
def items(record: Record) -> list[Listing]:
    """Stored listings, crawled while only Nike was protected."""
    stored = [listing(number, title) for number, title in enumerate(TITLES)]
    store(record, stored, judged(stored, NIKE))
    return stored


def flags_of(record: Record) -> dict[str, tuple[float, FlagState]]:
    """Every flag's score and state."""
    ids = [
        row.flag.flag_id
        for item in record.listings.iterate()
        for row in record.flags.for_listing(item.listing_id)
    ]
    return {
        row.flag.flag_id: (row.flag.infringement_score, row.state) for row in record.flags.rows(ids)
    }


def test_a_new_brand_gets_the_flags_of_a_crawl(record: Record, items: list[Listing]) -> None:
    """Evasive spellings included, and the flags of other brands stay as they are."""
    both = (GUCCI, NIKE)
    expected = {
        flag.flag_id: (flag.infringement_score, FlagState.OPEN) for flag in judged(items, *both)
    }
    assert flags_of(record) != expected
    report = rematch(record, EmbeddedSearch(record), watchlist(*both), ["gucci"], LATER)
    assert flags_of(record) == expected
    assert report.listings == report.total == len(TITLES)
    assert report.new_flags == len(
        [flag for flag in judged(items, *both) if flag.brand_id == "gucci"]
    )
    assert report.new_flags >= 4
    again = rematch(record, EmbeddedSearch(record), watchlist(*both), ["gucci"], LATER)
    assert again == RematchReport(len(TITLES), len(TITLES))


def test_the_likely_listings_come_first(
    record: Record, items: list[Listing], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first flags are there long before the last listing was looked at."""
    monkeypatch.setattr(module, "BATCH", 2)
    steps: list[RematchReport] = []
    rematch(record, EmbeddedSearch(record), watchlist(GUCCI, NIKE), ["gucci"], LATER, steps.append)
    assert [step.listings for step in steps] == [2, 4, 6]
    assert steps[0].new_flags == 2


def test_a_brand_that_is_gone_loses_its_open_flags_only(
    record: Record, items: list[Listing]
) -> None:
    """Without the brand its open flags lapse; a decision stands."""
    rematch(record, EmbeddedSearch(record), watchlist(GUCCI, NIKE), ["gucci", "nike"], LATER)
    search = EmbeddedSearch(record)
    first, *others = search.flags(FlagQuery(brand_id="gucci", tiers=())).ids
    record.ledger.decide(first, Verdict.INFRINGING, ReasonCode.COUNTERFEIT, "", "ann", 0, LATER)
    report = rematch(record, search, watchlist(NIKE), ["gucci"], LATER)
    assert report.lapsed_flags >= len(others)
    assert record.flags.row(first).state is FlagState.DECIDED
    assert {record.flags.row(flag_id).state for flag_id in others} == {FlagState.LAPSED}


def test_a_crawl_that_stores_in_between_wins(record: Record, items: list[Listing]) -> None:
    """A listing that changed while it was being judged is judged again as it is now."""
    changed = replace(items[4], title="Gucci 高仿 bag", seen_at=LATER)

    real = record.listings.many
    calls: list[int] = []

    def many(listing_ids: Iterable[str]) -> dict[str, Listing]:
        found = real(listing_ids)
        if not calls:
            calls.append(1)
            store(record, [changed], judged([changed], NIKE))
        return found

    record.listings.many = many  # type: ignore[method-assign]  # a crawl between two statements
    rematch(record, EmbeddedSearch(record), watchlist(GUCCI, NIKE), ["gucci"], LATER)
    flags = record.flags.for_listing(changed.listing_id)
    assert [row.flag.brand_id for row in flags] == ["gucci"]
    assert flags[0].state is FlagState.OPEN
