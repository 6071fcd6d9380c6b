"""The queue as a reviewer sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.errors import SearchUnavailable
from casework.queue import FlagIds, FlagQuery
from index.embedded import EmbeddedSearch
from tests.review.client import Browser, browser
from tests.review.sample import Sample


def shown(page: Browser) -> list[str]:
    """Ids of the flags on the page, in order."""
    return [row.attributes["data-flag"] or "" for row in page.all(".row")]


def test_queue_has_the_order_of_the_search(page: Browser, sample: Sample) -> None:
    """Open flags stand in queue order: tier, infringement, mention, age; context is not shown."""
    desk = sample.desk
    expected = desk.search.flags(FlagQuery())
    page.open("/")
    assert page.answer.url.path == "/flags"
    assert shown(page) == list(expected.ids)
    assert page.one(".count").text() == str(expected.total)
    assert expected.total == sum(flag.tier != "context" for flag in sample.flags)


def test_row_shows_both_scores_reasons_and_spans(page: Browser) -> None:
    """A row has both scores, each reason with its sign, and the matches marked in the title."""
    row = page.open("/flags").one(".row")
    assert [mark.text() for mark in row.css("h2 mark")] == ["Q1NGYA", "青崖"]
    assert [score.text() for score in row.css(".score-value")] == ["99.9", "100"]
    chips = [" ".join(chip.text().split()) for chip in row.css(".chip")]
    assert chips[0] == "+raises the score strongly: Replica wording 原单尾货"
    assert row.css_first(".thumb img") is not None
    lowered = [
        chip.text()
        for chip in page.open("/flags?tier=context").all(".chip.against")
        if "compatible" in chip.text()
    ]
    assert lowered
    assert lowered[0].startswith("−")


def test_filters_narrow_the_queue(page: Browser) -> None:
    """Following a facet shows just its flags, as many as it said; following it again, all."""
    total = len(shown(page.open("/flags")))
    for group in ("brand", "source", "seller", "tier"):
        link = page.open("/flags").one(f"#facet-{group} + ul a")
        count = link.css_first(".facet-count")
        address = link.attributes["href"]
        assert count is not None
        assert address
        assert len(shown(page.open(address))) == int(count.text())
        chosen = page.one(f"#facet-{group} + ul a[aria-current]").attributes["href"]
        assert chosen
        assert len(shown(page.open(chosen))) == total


def test_mention_only_denies_no_reason(page: Browser) -> None:
    """A mention that is left out for a low score may have reasons against the use; none is denied."""
    rows = page.open("/flags?tier=context").all(".row")
    weighed = [row for row in rows if row.css(".chip.for")]
    assert weighed
    for row in weighed:
        tier = row.css_first(".tier")
        assert tier is not None
        assert "too little speaks against the use" in (tier.attributes["title"] or "")


def test_states_beside_a_verdict(page: Browser, sample: Sample) -> None:
    """With a verdict chosen, every state says how many flags it leaves; only decided keeps the verdict."""
    for flag, verdict in zip(sample.flags, ("infringing", "legitimate"), strict=False):
        page.open(f"/flags/{flag.flag_id}")
        page.send("#decide", verdict=verdict, reason=f"{verdict}/other", note="as an example")
    for number in range(3):
        link = page.open("/flags?state=decided&verdict=infringing").all("#facet-state + ul a")[
            number
        ]
        count, address = link.css_first(".facet-count"), link.attributes["href"]
        assert count is not None
        assert page.open(address or "").one(".count").text() == count.text()


def test_search_by_words(page: Browser) -> None:
    """The search field finds words of the listing and keeps the other filters."""
    page.open("/flags?source=north-market")
    assert page.fields("form.search")["source"] == "north-market"
    assert len(shown(page.open("/flags?source=north-market&q=backpack"))) == 1
    assert page.one("#search").attributes["value"] == "backpack"
    page.open("/flags?q=nothing-like-this")
    assert "No flag fits these filters" in page.text


def test_paging_shows_every_flag_once(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Following the link at the end of each page shows the whole queue without gaps and repeats."""
    everything = shown(page.open("/flags"))
    monkeypatch.setattr("review.queue_pages.PAGE_SIZE", 7)
    seen = shown(page.open("/flags"))
    while more := page.all("#more a"):
        address = more[0].attributes["href"]
        assert address
        seen += shown(page.open(address))
        assert page.one(".count").text() == str(len(everything))
    assert seen == everything


def test_rows_that_were_in_sight(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address says how many rows are shown, in whole pages and within bounds."""
    everything = shown(page.open("/flags"))
    monkeypatch.setattr("review.queue_pages.PAGE_SIZE", 7)
    monkeypatch.setattr("review.queue_pages.MOST_ROWS", 20)
    for asked, rows in (("", 7), ("0", 7), ("7", 7), ("8", 14), ("99", 21), ("x", 7), ("²", 7)):
        assert shown(page.open(f"/flags?rows={asked}")) == everything[:rows]
    assert len(shown(page.open(page.one("#more a").attributes["href"] or ""))) == 7


def test_search_by_a_brand(page: Browser, sample: Sample) -> None:
    """The right spelling of a brand finds the flags of its imitations too, and no others."""
    brand = [flag.flag_id for flag in sample.flags if flag.brand_id == "qingya"]
    found = shown(page.open("/flags?q=qingya"))
    assert set(found) == set(brand) & set(shown(page.open("/flags")))
    titles = [row.listing.title.casefold() for row in sample.desk.record.flags.rows(found)]
    assert any("q1ngya" in title for title in titles)
    assert any("qingya" not in title for title in titles)


def test_search_that_does_not_answer(sample: Sample) -> None:
    """A search that cannot be reached is one sentence on a page, and 503 for programs."""

    class Unreachable(EmbeddedSearch):
        def flags(self, query: FlagQuery) -> FlagIds:
            raise SearchUnavailable("The search server at http://127.0.0.1:9 refuses connections.")

    with browser(replace(sample.desk, search=Unreachable(sample.desk.record))) as page:
        assert page.open("/flags").answer.status_code == 503
        assert "refuses connections" in page.text
        assert page.open("/api/flags").answer.status_code == 503


def test_empty_queue(page: Browser) -> None:
    """Where no flag fits, the page says so and how to see all again."""
    page.open("/flags?state=lapsed")
    assert page.one(".empty a").attributes["href"] == "/flags"
