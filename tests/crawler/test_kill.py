"""A crawl that is killed at any moment goes on where it was: nothing lost, nothing twice."""

from __future__ import annotations

import random
import signal
from functools import partial
from pathlib import Path

from casework.run import StopReason
from evidence.captures import CaptureStore
from tests.crawler.crawling import begin_crawl, open_record, order_of, run_crawl, source, wait_for
from tests.shops import Shop
from tests.shops.pages import tea_shop

PRODUCTS = 300


def _asked(shop: Shop, times: int) -> bool:
    return sum(shop.hits.values()) >= times


def test_kill_9_at_random_moments_loses_nothing(tmp_path: Path) -> None:
    """After several kills the run finishes, every listing is stored once, and every capture verifies."""
    chance = random.Random(20261122)
    with tea_shop(PRODUCTS) as shop:
        order = order_of(tmp_path, source(shop.url, rate=150.0))
        kills = 0
        while kills < 4:
            child = begin_crawl(order)
            wanted = sum(shop.hits.values()) + chance.randrange(3, 70)
            wait_for(partial(_asked, shop, wanted), child)
            child.send_signal(signal.SIGKILL)
            child.communicate(timeout=240)
            kills += 1
        outcome = run_crawl(order)
        again = sum(count - 1 for path, count in shop.hits.items() if "product" in path)
    run = outcome.runs[0]
    assert (run.stop_reason, run.resumes) == (StopReason.FINISHED, kills)
    with open_record(tmp_path) as record:
        listings = tuple(record.listings.iterate())
        captures = [record.captures.get(listing.capture_id or "") for listing in listings]
        assert len(record.runs.list()) == 1
    assert sorted(listing.title for listing in listings) == sorted(
        {f"Green tea no. {number}" for number in range(PRODUCTS)}
    )
    assert again <= kills * order.sources[0].concurrency, (
        "only what was on the wire or about to be stored is fetched again"
    )
    with CaptureStore(tmp_path / "captures") as store:
        pages = [store.read(capture).payload for capture in captures]
    for listing, page in zip(listings, pages, strict=True):
        assert listing.title.encode() in page, "the capture shows the listing"
