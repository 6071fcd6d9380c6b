"""Scrapy's scheduler over the frontier in the record: leases in batches, retries, the closing pass.

Nothing pending lives in Scrapy alone: a fetch is leased from the record, and is done only when its
outcome is stored, in the same transaction. Scrapy's own disk queues lose all on kill -9 (measured).
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from casework.frontier import FetchKind, Lease
from casework.run import StopReason
from casework.settings import CrawlSettings
from crawler.failures import FetchFailure
from crawler.session import CrawlSession
from crawler.tally import RETRIED

BATCH = 32
LOW_WATER = 8
# The run's lock keeps others away and a new start takes all leases back, so a lease only has to
# outlast this process's own queue.
LEASE_SECONDS = 24 * 3600.0
SITEMAP_BYTES = 64 * 1024 * 1024
# Each retry waits this many times `retry_seconds`: 10 s, 1 min, 10 min by default.
BACKOFF = (1, 6, 60)
# Before a shop has given a single page, nobody wants to wait a minute to hear that it is not there.
FIRST_CONTACT_SECONDS = 1.0
_PAGES = (FetchKind.START, FetchKind.PAGE)


class FrontierScheduler(BaseScheduler):
    """Feeds the engine from the frontier, and ends the run when nothing is left."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._ready: deque[Request] = deque()
        self._held: list[Request] = []
        self._begun = False
        self._refilling = False
        self._pages_out = 0
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing_pass = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Scrapy's way of making a component."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Take up the spider's session."""
        session = getattr(spider, "session", None)
        if not isinstance(session, CrawlSession):
            raise TypeError(f"Spider {spider.name!r} has no crawl session to schedule for.")
        self._session = session
        session.scheduler = self

    def begin(self) -> None:
        """The first fetches are in the frontier: start asking it."""
        self._begun = True
        self.poke()

    def has_pending_requests(self) -> bool:
        """Always: only the frontier knows when a run is done, and then it stops the session."""
        return True

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that was leased; Scrapy itself has none of its own to add."""
        self._ready.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next leased request, or None while there is none or the run is stopping."""
        if self._session.stopping or not self._begun:
            return None
        # Scrapy bounds what is on the wire, and lets what has arrived wait to be stored in any number.
        # Counting both keeps the pages that a kill makes us fetch again to those on the wire, and a
        # shop from being asked faster than its pages are kept.
        if self._unsettled >= self._session.source.concurrency:
            return None
        if len(self._ready) < LOW_WATER:
            self.poke()
        while self._ready:
            request = self._ready.popleft()
            if not _is_page(request):
                return request
            if self._pages_left() > 0:
                self._pages_out += 1
                return request
            self._held.append(request)
        return None

    def poke(self) -> None:
        """Something changed: see whether the frontier has more, or is done."""
        if self._begun and not self._refilling and not self._session.stopping:
            self._refilling = True
            task = asyncio.get_running_loop().create_task(self._refill())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def page_done(self, lease: Lease, *, counted: bool) -> None:
        """A page handed out came back: as a page that counts, or to be tried again."""
        if lease.fetch.kind in _PAGES:
            self._pages_out -= 1
            self._session.tally.pages += counted

    async def put_off(self, lease: Lease, failure: FetchFailure) -> None:
        """A fetch failed: try it again later, in the closing pass, or give it up and say so."""
        session, now = self._session, datetime.now(UTC)
        frontier = session.equipment.record.frontier
        delay = self._delay(lease, failure)
        if delay is not None:
            at = now + timedelta(seconds=delay)
            session.problem(RETRIED, f"{failure.sentence} It is tried again in {_duration(delay)}.")
            await session.in_record(frontier.retry, lease, at, failure.sentence)
        elif failure.retry and not self._closing_pass and session.tally.pages:
            session.problem(RETRIED, f"{failure.sentence} It is tried once more at the end.")
            session.parked[lease.fetch.fetch_id] = lease
        else:
            session.problem(failure.kind, failure.sentence)
            if lease.fetch.kind is FetchKind.START:
                session.start_failure = session.start_failure or failure.sentence
            await session.in_record(frontier.give_up, lease, failure.sentence, now)
        session.settled(lease)

    def _delay(self, lease: Lease, failure: FetchFailure) -> float | None:
        manners = self._session.equipment.settings.crawl
        if not failure.retry or lease.attempts >= manners.attempts or self._closing_pass:
            return None
        base = manners.retry_seconds
        if not self._session.tally.counts.pages:
            base = min(base, FIRST_CONTACT_SECONDS)
            return max(base * lease.attempts, failure.after)
        return max(base * BACKOFF[min(lease.attempts, len(BACKOFF)) - 1], failure.after)

    @property
    def _unsettled(self) -> int:
        """Fetches that were handed to Scrapy and are neither stored nor put off yet."""
        return len(self._session.outstanding) - len(self._ready) - len(self._held)

    def _pages_left(self) -> int:
        return self._session.max_pages - self._session.tally.pages - self._pages_out

    async def _refill(self) -> None:
        session = self._session
        try:
            if len(self._ready) < LOW_WATER and not await self._lease():
                await self._when_nothing_is_due()
        except Exception as error:  # noqa: BLE001 - a record that fails ends the run, in one line
            session.problem("record", f"The frontier could not be read: {error}")
            session.stop(StopReason.FAILED, str(error))
        finally:
            self._refilling = False

    async def _lease(self) -> bool:
        session, frontier = self._session, self._session.equipment.record.frontier
        limit = BATCH if self._pages_left() > 0 else LOW_WATER
        leases = await session.in_record(
            frontier.lease, session.run.run_id, limit, datetime.now(UTC), LEASE_SECONDS
        )
        for lease in leases:
            await self._hand_out(lease)
        return bool(leases)

    async def _hand_out(self, lease: Lease) -> None:
        session = self._session
        session.outstanding[lease.fetch.fetch_id] = lease
        if session.stopping or self._crawler.engine is None:
            return  # it is handed back when the run ends
        spider = self._crawler.spider
        try:
            request = request_for(lease, session.equipment.settings.crawl)
        except ValueError as error:
            url = lease.fetch.url
            await self.put_off(lease, FetchFailure("bad-address", f"{url} is no address: {error}"))
            return
        self._crawler.engine.crawl(
            request.replace(
                callback=getattr(spider, "parse", None), errback=getattr(spider, "failed", None)
            )
        )

    async def _when_nothing_is_due(self) -> None:
        session, frontier = self._session, self._session.equipment.record.frontier
        if len(session.outstanding) > len(self._held) or self._ready:
            return  # what is on its way may bring more
        if self._held:
            if not self._words_are_read():
                return
            session.stop(StopReason.LIMIT, f"The limit of {session.max_pages} pages was reached.")
            return
        due = await session.in_record(frontier.next_due, session.run.run_id)
        # A parked fetch is still leased, so its lease is what comes due last of all.
        if due is not None and not any(lease.until <= due for lease in session.parked.values()):
            self._wait(due)
        elif session.parked:
            self._closing_pass = True
            parked = tuple(session.parked.values())
            session.parked.clear()
            for lease in parked:
                await self._hand_out(lease)
        elif not session.tally.counts.pages:
            session.stop(
                StopReason.FAILED, f"The shop never answered. {session.start_failure}".strip()
            )
        elif self._words_are_read():
            session.stop(StopReason.FINISHED)

    def _words_are_read(self) -> bool:
        words = self._session.words
        return words is None or not words.finish()

    def _wait(self, due: datetime) -> None:
        if self._timer is not None:
            self._timer.cancel()
        seconds = max((due - datetime.now(UTC)).total_seconds(), 0.01)
        self._timer = asyncio.get_running_loop().call_later(seconds, self.poke)


def request_for(lease: Lease, manners: CrawlSettings) -> Request:
    """The request that a lease stands for."""
    sizes = {FetchKind.PICTURE: manners.picture_bytes, FetchKind.SITEMAP: SITEMAP_BYTES}
    meta: dict[str, Any] = {
        "lease": lease,
        "download_maxsize": sizes.get(lease.fetch.kind, manners.page_bytes),
    }
    return Request(lease.fetch.url, meta=meta, dont_filter=True)


def _is_page(request: Request) -> bool:
    lease = request.meta.get("lease")
    return isinstance(lease, Lease) and lease.fetch.kind in _PAGES


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"
