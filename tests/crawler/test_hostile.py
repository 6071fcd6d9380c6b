"""Whatever a shop serves is one clear line and a count, never a traceback and never a stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.run import StopReason
from crawler.tally import RETRIED
from tests.crawler.crawling import Outcome, open_record, order_of, run_crawl, source
from tests.shops.hostile import hostile_shop


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One crawl of everything hostile at once."""
    folder = tmp_path_factory.mktemp("hostile")
    with hostile_shop() as shop:
        order = order_of(folder, source(shop.url, pictures=True), timeout_seconds=10.0, attempts=2)
        found = run_crawl(order)
        _FOLDERS[id(found)] = folder
        assert shop.hits["/failing"] == 3, "twice, and once more in the closing pass"
        assert shop.hits["/honest.html"] == 1
    return found


_FOLDERS: dict[int, Path] = {}


def test_a_hostile_shop_does_not_stop_the_run(outcome: Outcome) -> None:
    """The run finishes, and the honest product is found."""
    assert outcome.runs[0].stop_reason is StopReason.FINISHED
    with open_record(_FOLDERS[id(outcome)]) as record:
        titles = {listing.title for listing in record.listings.iterate()}
    assert "Black tea" in titles


@pytest.mark.parametrize(
    ("kind", "path", "count"),
    [
        ("http-404", "/gone", 1),
        ("http-500", "/failing", 1),
        ("not-html", "/paper", 1),
        ("empty-page", "/empty", 1),
        ("too-large", "/huge", 3),
        ("too-large", "/endless", 3),
        ("too-large", "/bomb", 3),
        ("timeout", "/drip", 1),
        ("broken-json-ld", "/broken-json.html", 1),
        ("redirect-loop", "/round/a", 1),
        ("http-302", "/nowhere", 1),
        ("redirect-offsite", "/no-address", 2),
        ("redirect-offsite", "/script-address", 2),
        ("connection-lost", "/short", 1),
        ("broken-response", "/not-gzip", 1),
        ("picture-unreadable", "/picture/broken.png", 2),
        ("picture-unreadable", "/picture/bomb.png", 2),
        ("trap", "/calendar/", 1),
    ],
)
def test_each_bad_thing_is_one_line_and_a_count(
    outcome: Outcome, kind: str, path: str, count: int
) -> None:
    """Its kind is counted, and one sentence names the address."""
    lines = [line for _, said, line in outcome.problems if said == kind and path in line]
    assert len(lines) == 1, outcome.problems
    assert "\n" not in lines[0]
    assert "Traceback" not in lines[0]
    assert outcome.kinds()[kind] == count


def test_nothing_else_is_reported(outcome: Outcome) -> None:
    """No problem is invented, and none is internal."""
    expected = {
        "http-404",
        "http-500",
        "not-html",
        "empty-page",
        "too-large",
        "timeout",
        "broken-json-ld",
        "redirect-loop",
        "http-302",
        "redirect-offsite",
        "connection-lost",
        "broken-response",
        "picture-unreadable",
        "trap",
        "page-unreadable",
        RETRIED,
    }
    assert set(outcome.kinds()) <= expected, outcome.problems


def test_a_maze_ends_within_its_budget(outcome: Outcome) -> None:
    """An endless calendar costs a bounded number of pages."""
    assert outcome.runs[0].counts.pages < 160
