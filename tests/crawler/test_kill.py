"""A crawl that is killed at any moment goes on where it was: nothing lost, nothing twice."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import msgspec

from casework.run import StopReason
from evidence.captures import CaptureStore
from tests.crawler.crawling import open_record, order_of, run_crawl, source, start_crawl
from tests.shops.pages import tea_shop

PRODUCTS = 300


def test_kill_9_at_random_moments_loses_nothing(tmp_path: Path) -> None:
    """After several kills the run finishes, every listing is stored once, and every capture verifies."""
    chance = random.Random(20261122)
    with tea_shop(PRODUCTS) as shop:
        order = order_of(tmp_path, source(shop.url, rate=150.0))
        kills = 0
        while kills < 4:
            child = start_crawl(order)
            assert child.stdin is not None
            child.stdin.write(msgspec.json.encode(order))
            child.stdin.close()
            child.stdin = None
            wanted = sum(shop.hits.values()) + chance.randrange(3, 70)
            while sum(shop.hits.values()) < wanted and child.poll() is None:
                time.sleep(0.005)
            assert child.poll() is None, "it finished before it was killed"
            child.send_signal(signal.SIGKILL)
            child.communicate(timeout=10)
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
    # On a busy machine answers wait to be stored behind those that are on the wire.
    assert again <= kills * 3 * order.sources[0].concurrency, (
        "only what was on the wire or about to be stored is fetched again"
    )
    with CaptureStore(tmp_path / "captures") as store:
        pages = [store.read(capture).payload for capture in captures]
    for listing, page in zip(listings, pages, strict=True):
        assert listing.title.encode() in page, "the capture shows the listing"
