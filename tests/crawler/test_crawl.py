"""A crawl from its first request to its end: discovery, limits, robots, retries, and its runs."""

from __future__ import annotations

import signal
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from casework.brand_files import read_brand_file
from casework.flag import FlagState
from casework.listing import Listing
from casework.queue import FlagRow
from casework.run import StopReason
from crawler.tally import RETRIED
from index.record import Record
from tests.commands.command_line import brand_toml
from tests.crawler.crawling import (
    Outcome,
    begin_crawl,
    open_record,
    order_of,
    run_crawl,
    source,
    wait_for,
)
from tests.shops import Answer, Shop, closed_port
from tests.shops.hostile import flaky
from tests.shops.pages import list_page, product_page, sitemap, tea_shop

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def flags_of(record: Record, listing: Listing) -> tuple[FlagRow, ...]:
    """A listing's flags in any state."""
    return record.flags.for_listing(listing.listing_id)


def titles(folder: Path) -> list[str]:
    """The titles of all stored listings."""
    with open_record(folder) as record:
        return sorted(listing.title for listing in record.listings.iterate())


def test_a_bare_address_is_enough(tmp_path: Path) -> None:
    """Lists and their products are found from the front page; each is fetched once and captured."""
    with tea_shop(45) as shop:
        outcome = run_crawl(order_of(tmp_path, source(shop.url)))
        assert max(shop.hits.values()) == 1
    run = outcome.runs[0]
    assert (run.stop_reason, run.counts.listings, run.counts.new_listings) == ("finished", 45, 45)
    assert run.counts.pages == 1 + 3 + 45
    assert outcome.progress >= 1
    with open_record(tmp_path) as record:
        listing = next(iter(record.listings.iterate()))
        assert listing.capture_id is not None
        capture = record.captures.get(listing.capture_id)
    assert capture.url == listing.url
    assert capture.robots == "no robots.txt (404)"


def test_a_finished_run_begins_anew_and_adds_nothing(tmp_path: Path) -> None:
    """A second crawl fetches everything again and finds no new listing."""
    with tea_shop(20) as shop:
        first = run_crawl(order_of(tmp_path, source(shop.url)))
        second = run_crawl(order_of(tmp_path, source(shop.url)))
        assert shop.hits["/product/7.html"] == 2
    assert first.runs[0].run_id != second.runs[0].run_id
    assert second.runs[0].counts.listings == 20
    assert second.runs[0].counts.new_listings == 0


def test_a_flag_that_was_taken_back_is_not_counted(tmp_path: Path) -> None:
    """What a list promises and the product's own page does not keep is no flag of the run."""
    with open_record(tmp_path) as record:
        record.brands.put(read_brand_file(brand_toml("acme"), "a.toml").brands, "a", NOW)
    honest = {"/product/1.html": Answer(product_page("Plain kettle"))}
    false = {"/product/2.html": Answer(product_page("ACM3 kettle"))}
    cards = "".join(
        f'<li class="product"><a href="{path}"><h3>ACM3 kettle</h3></a><b>¥12.50</b></li>'
        for path in (*honest, *false)
    )
    with Shop({"/": Answer(f"<ul>{cards}</ul>"), **honest, **false}) as shop:
        run = run_crawl(order_of(tmp_path, source(shop.url))).runs[0]
    with open_record(tmp_path) as record:
        states = [row.state for item in record.listings.iterate() for row in flags_of(record, item)]
    assert sorted(states) == [FlagState.LAPSED, FlagState.OPEN]
    assert (run.counts.flags, run.counts.new_flags) == (1, 1)


def test_sitemaps_lead_to_products_that_no_page_links_to(tmp_path: Path) -> None:
    """Those that robots.txt names and the usual one are read, an index leads to further ones."""
    with Shop() as shop:
        url = shop.url
        shop.routes.update(
            {
                "/": Answer(list_page(["/about"])),
                "/robots.txt": Answer(
                    f"User-agent: *\nSitemap: {url}/named.xml\n", content_type="text/plain"
                ),
                "/named.xml": Answer(
                    f"<sitemapindex><sitemap><loc>{url}/more.xml</loc></sitemap></sitemapindex>",
                    content_type="application/xml",
                ),
                "/more.xml": sitemap([f"{url}/one.html"]),
                "/sitemap.xml": sitemap([f"{url}/two.html", "http://other.example/three.html"]),
                "/one.html": Answer(product_page("White tea")),
                "/two.html": Answer(product_page("Yellow tea")),
            }
        )
        run_crawl(order_of(tmp_path, source(url)))
    assert titles(tmp_path) == ["White tea", "Yellow tea"]


def test_robots_are_obeyed_and_recorded(tmp_path: Path) -> None:
    """A forbidden page is not asked for, said once and counted; what allowed a page is kept with it."""
    with Shop() as shop:
        shop.routes.update(
            {
                "/": Answer(list_page(["/open.html", "/secret/tea.html"])),
                "/robots.txt": Answer(
                    "User-agent: *\nDisallow: /secret/\n", content_type="text/plain"
                ),
                "/open.html": Answer(product_page("Open tea")),
                "/secret/tea.html": Answer(product_page("Secret tea")),
            }
        )
        outcome = run_crawl(order_of(tmp_path, source(shop.url)))
        assert shop.hits["/secret/tea.html"] == 0
        assert shop.hits["/robots.txt"] == 1
    assert outcome.kinds() == {"robots": 1}
    with open_record(tmp_path) as record:
        listing = next(iter(record.listings.iterate()))
        robots = record.captures.get(listing.capture_id or "").robots
    assert robots.startswith("allowed by robots.txt sha256:")


def test_robots_that_cannot_be_read_forbid_until_they_can(tmp_path: Path) -> None:
    """A shop whose robots.txt fails is not crawled; when it answers again, it is."""
    with tea_shop(3) as shop:
        shop.routes["/robots.txt"] = flaky(2, Answer("User-agent: *\nAllow: /"), 503)
        outcome = run_crawl(order_of(tmp_path, source(shop.url)))
    assert outcome.runs[0].counts.listings == 3
    with tea_shop(3) as shop:
        shop.routes["/robots.txt"] = Answer("down", 503)
        outcome = run_crawl(order_of(tmp_path, source(shop.url, name="down")))
        assert set(shop.hits) == {"/robots.txt"}
    assert outcome.runs[0].counts.listings == 0
    assert outcome.runs[0].stop_reason is StopReason.FAILED
    assert "robots-unavailable" in outcome.kinds()


def test_errors_that_pass_lose_nothing(tmp_path: Path) -> None:
    """Pages that answer 500 or 429 are tried again until they answer properly."""
    with tea_shop(10) as shop:
        for number in range(10):
            path = f"/product/{number}.html"
            page = Answer(product_page(f"Green tea no. {number}"))
            shop.routes[path] = flaky(number % 5, page, 500 if number % 2 else 429)
        outcome = run_crawl(order_of(tmp_path, source(shop.url)))
    assert outcome.runs[0].counts.listings == 10
    assert outcome.runs[0].counts.errors == 0, "tried again is not an error"
    assert outcome.kinds()[RETRIED] == 20


def test_a_shop_that_is_not_there_is_said_quickly(tmp_path: Path) -> None:
    """Nobody waits for the long pauses when a shop has never answered."""
    with closed_port() as url:
        begun = time.monotonic()
        outcome = run_crawl(order_of(tmp_path, source(url), retry_seconds=600.0, attempts=3))
        assert time.monotonic() - begun < 300
    run = outcome.runs[0]
    assert (run.counts.listings, run.stop_reason) == (0, StopReason.FAILED)
    assert run.note == (f"The shop never answered. {url}/ cannot be reached: connection refused.")
    assert outcome.kinds()["unreachable"] == 3, "start page, robots.txt and sitemap"
    assert any(line.endswith("connection refused.") for _, _, line in outcome.problems)


def test_the_page_limit_stops_a_run_and_the_next_start_goes_on(tmp_path: Path) -> None:
    """Never a page more than the limit; the rest waits, and is fetched by the next starts."""
    with tea_shop(30) as shop:
        order = order_of(tmp_path, source(shop.url, max_pages=15, concurrency=4))
        outcomes = [run_crawl(order) for _ in range(3)]
        runs = [outcome.runs[0] for outcome in outcomes]
        assert max(count for path, count in shop.hits.items() if "product" in path) == 1
    assert [run.stop_reason for run in runs] == ["limit", "limit", "finished"]
    assert runs[0].counts.pages == 15
    assert runs[1].counts.pages == 30
    assert "15 pages" in runs[0].note
    assert {run.run_id for run in runs} == {runs[0].run_id}
    assert len(titles(tmp_path)) == 30
    found = [(run.counts.listings, run.counts.new_listings) for run in runs]
    assert found[2] == (30, 30), "a card that was met before is not counted again"
    for before, outcome in zip(runs, outcomes[1:], strict=False):
        begun, run = outcome.begun[0], outcome.runs[0]
        assert begun.resumes == before.resumes + 1
        assert begun.counts == before.counts
        assert run.ended_at is not None
        elapsed = (run.ended_at - run.started_at).total_seconds()
        assert before.counts.seconds < run.counts.seconds < elapsed, "not the time between"


def test_the_time_limit_stops_a_run(tmp_path: Path) -> None:
    """A slow shop is left when its time is up."""
    with tea_shop(200) as shop:
        outcome = run_crawl(order_of(tmp_path, source(shop.url, rate=5.0, max_seconds=2)))
    run = outcome.runs[0]
    assert run.stop_reason is StopReason.LIMIT
    assert run.ended_at is not None
    # The whole shop would take 40 s and more; a busy machine may be late, but not for that long.
    assert 2 <= (run.ended_at - run.started_at).total_seconds() < 30
    assert run.counts.pages < 150


def test_the_depth_limit_is_kept(tmp_path: Path) -> None:
    """Pages further from the start than the limit are not fetched."""
    with Shop(otherwise=lambda path: Answer(list_page([f"{path}x"]))) as shop:
        shop.routes["/"] = Answer(list_page(["/deep"]))
        outcome = run_crawl(order_of(tmp_path, source(shop.url, max_depth=4, sitemaps=False)))
    assert outcome.runs[0].counts.pages == 5


def test_the_rate_of_a_source_is_kept(tmp_path: Path) -> None:
    """Requests to a shop are as far apart as its source says, whatever the concurrency."""
    with tea_shop(5) as shop:
        begun = time.monotonic()
        run_crawl(order_of(tmp_path, source(shop.url, rate=5.0)))
        requests = sum(shop.hits.values())
        assert time.monotonic() - begun > (requests - 1) * 0.2 * 0.5


def test_a_pause_that_robots_ask_for_is_kept(tmp_path: Path) -> None:
    """Crawl-delay makes a crawl slower than its source's rate, and no fast answer undoes it."""
    with tea_shop(5) as shop:
        shop.routes["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.4")
        begun = time.monotonic()
        run_crawl(order_of(tmp_path, source(shop.url, rate=100.0)))
        requests = sum(shop.hits.values())
        assert time.monotonic() - begun > (requests - 2) * 0.4 * 0.5


def test_a_disk_that_is_full_ends_the_run_in_one_line(tmp_path: Path) -> None:
    """Without captures there is no evidence: the run fails, says why, and leaves nothing half done."""
    (tmp_path / "captures").write_text("this is no folder")
    with tea_shop(5) as shop:
        outcome = run_crawl(order_of(tmp_path, source(shop.url)))
    run = outcome.runs[0]
    assert run.stop_reason is StopReason.FAILED
    assert run.note.startswith("A capture could not be written: ")
    assert outcome.kinds() == {"disk": 1}
    assert titles(tmp_path) == []


def test_we_say_who_we_are_and_nothing_else(tmp_path: Path) -> None:
    """Our own User-Agent with a contact, no cookie, no referer, no credentials."""
    with tea_shop(3) as shop:
        shop.routes["/"] = Answer(list_page(["/list/0"]), headers={"Set-Cookie": "a=b"})
        run_crawl(order_of(tmp_path, source(shop.url)))
        sent = shop.headers["/product/1.html"]
    assert sent["User-Agent"].startswith("Markwarden/")
    assert "+http" in sent["User-Agent"]
    assert not {"Cookie", "Referer", "Authorization"} & set(sent)


def late(_path: str) -> Answer:
    """An answer that nobody waits for."""
    time.sleep(120)
    return Answer("late")


def interrupt(tmp_path: Path, shop: Shop, pages: int, *signals: int) -> tuple[Outcome, float]:
    """Crawl until so many requests have come, then send signals; the outcome and the time it took."""
    order = order_of(tmp_path, source(shop.url, rate=40.0))
    child = begin_crawl(order)
    wait_for(lambda: sum(shop.hits.values()) >= pages, child)
    begun = time.monotonic()
    for number in signals:
        child.send_signal(number)
        time.sleep(0.3)
    output, errors = child.communicate(timeout=100)
    assert not errors, errors.decode()
    return msgspec.json.decode(output, type=Outcome), time.monotonic() - begun


@pytest.mark.parametrize(
    "signals",
    [(signal.SIGINT,), (signal.SIGTERM,), (signal.SIGINT, signal.SIGINT)],
    ids=["Ctrl-C", "SIGTERM", "twice"],
)
def test_a_stopped_run_ends_cleanly_and_goes_on(tmp_path: Path, signals: tuple[int, ...]) -> None:
    """One signal ends the run as interrupted within seconds; the next start finishes it."""
    with tea_shop(60) as shop:
        if len(signals) == 2:
            shop.routes["/product/3.html"] = late
        outcome, seconds = interrupt(tmp_path, shop, 20, *signals)
        assert outcome.runs[0].stop_reason is StopReason.INTERRUPTED
        assert seconds < 60, "nobody waits for an answer that takes 120 s"
        shop.routes["/product/3.html"] = Answer(product_page("Green tea no. 3"))
        second = run_crawl(order_of(tmp_path, source(shop.url)))
    run = second.runs[0]
    assert (run.run_id, run.resumes) == (outcome.runs[0].run_id, 1)
    assert run.stop_reason is StopReason.FINISHED
    assert len(titles(tmp_path)) == 60


def test_two_runs_of_one_source_at_a_time_are_refused(tmp_path: Path) -> None:
    """The second is told who runs, and the first goes on to its end with every listing."""
    refused = threading.Event()

    def gate(_path: str) -> Answer:
        # So that the first cannot have ended, however slow the second is to start.
        refused.wait(240)
        return Answer(product_page("Green tea no. 3"))

    with tea_shop(40) as shop:
        shop.routes["/product/3.html"] = gate
        order = order_of(tmp_path, source(shop.url), timeout_seconds=300.0)
        first = begin_crawl(order)
        wait_for(lambda: shop.hits["/product/3.html"], first)
        second = run_crawl(order)
        refused.set()
        output, errors = first.communicate(timeout=240)
    assert second.error.startswith("StoppedByLock: ")
    assert not errors, errors.decode()
    run = msgspec.json.decode(output, type=Outcome).runs[0]
    assert (run.stop_reason, run.counts.listings) == (StopReason.FINISHED, 40)
    assert len(titles(tmp_path)) == 40


def test_several_sources_run_in_one_process(tmp_path: Path) -> None:
    """Each has its own run, scope and counts."""
    with tea_shop(12) as one, tea_shop(7) as other:
        sources = (source(one.url), source(other.url, name="other"))
        outcome = run_crawl(order_of(tmp_path, *sources))
    assert [(run.source, run.counts.listings) for run in outcome.runs] == [
        ("tea", 12),
        ("other", 7),
    ]


def test_redirects_are_fetches_of_their_own(tmp_path: Path) -> None:
    """The listing is known under the address that answered, and not twice."""
    with Shop() as shop:
        shop.routes.update(
            {
                "/": Answer(status=301, headers={"Location": "/zh/"}),
                "/zh/": Answer(list_page(["/old-tea.html", "/tea.html", "/away"])),
                "/old-tea.html": Answer(status=302, headers={"Location": "/tea.html"}),
                "/away": Answer(status=302, headers={"Location": "http://elsewhere.example/"}),
                "/tea.html": Answer(product_page("Red tea")),
            }
        )
        outcome = run_crawl(order_of(tmp_path, source(shop.url)))
        assert shop.hits["/tea.html"] == 1
    assert outcome.kinds() == {"redirect-offsite": 1}
    assert titles(tmp_path) == ["Red tea"]


def test_periodic_work_runs_beside_a_crawl(tmp_path: Path) -> None:
    """What the caller wants done every so often is done while pages come in."""
    with tea_shop(20) as shop:
        outcome = run_crawl(order_of(tmp_path, source(shop.url, rate=20.0)))
    assert outcome.periodic >= 5
