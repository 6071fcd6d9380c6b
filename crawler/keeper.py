"""The run keeper: heartbeat, limits and progress of a run while Scrapy is busy, and its end."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from time import monotonic

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from twisted.python.failure import Failure

from casework.errors import StoppedByLock
from casework.frontier import Lease
from casework.run import StopReason
from crawler.failures import FetchFailure
from crawler.items import FetchedItem
from crawler.opening import close_opened
from crawler.session import CrawlSession
from crawler.word_reading import WordReading

logger = logging.getLogger(__name__)
TICK_SECONDS = 0.5
BEAT_SECONDS = 5.0
COUNT_SECONDS = 2.0
"""Between counts of what is pending, which reads the whole frontier of the run."""


class RunKeeper:
    """A Scrapy extension; one for each run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._task: asyncio.Task[None] | None = None
        self._beaten = 0.0
        self._counted = 0.0
        self._pending = 0
        self._tasks: set[asyncio.Task[None]] = set()
        for handler, signal in (
            (self._opened, signals.spider_opened),
            (self._closed, signals.spider_closed),
            (self._item_error, signals.item_error),
            (self._spider_error, signals.spider_error),
        ):
            crawler.signals.connect(handler, signal=signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunKeeper:
        """Scrapy's way of making an extension."""
        return cls(crawler)

    @property
    def _session(self) -> CrawlSession:
        session: CrawlSession = self._crawler.spider.session  # type: ignore[union-attr]
        return session

    def _opened(self, spider: Spider) -> None:
        self._session.close_spider = self._close
        self._session.words = WordReading(self._session)
        self._task = asyncio.get_running_loop().create_task(self._keep())

    async def _closed(self, spider: Spider, reason: str) -> None:
        session = self._session
        if self._task is not None:
            self._task.cancel()
        if session.words is not None:
            await session.words.stop()
        if session.stop_reason is None:
            # Nobody here asked for it: Scrapy was told to stop from outside, by a signal.
            session.stop_reason = StopReason.INTERRUPTED
        try:
            await session.in_record(session.end)
        except StoppedByLock as error:
            session.problem("taken-over", str(error))
        if session.watch.on_progress is not None:
            session.watch.on_progress(session.progress(self._pending))
        close_opened()

    def _close(self, reason: str) -> None:
        """Stop cleanly: what is on the wire may finish, what waits for its turn is handed back."""
        engine = self._crawler.engine
        if engine is None:
            return
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(DownloadCancelledError("the crawl stops"))
        closing = asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))
        closing.add_done_callback(lambda task: task.exception())

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            session = self._session
            try:
                await self._tick(session)
            except Exception as error:  # noqa: BLE001 - the keeper is an edge: it says and stops
                session.problem("record", f"The run could not be kept: {error}")
                session.stop(StopReason.FAILED, str(error))

    async def _tick(self, session: CrawlSession) -> None:
        elapsed = monotonic() - session.started
        if elapsed > session.max_seconds and not session.stopping:
            session.stop(
                StopReason.LIMIT, f"The limit of {session.max_seconds:g} seconds was reached."
            )
        record, run_id = session.equipment.record, session.run.run_id
        if monotonic() - self._beaten > BEAT_SECONDS:
            self._beaten = monotonic()
            now = datetime.now(UTC)
            await session.in_record(record.runs.beat, run_id, session.tally.counts, now)
        if session.watch.on_progress is not None:
            if monotonic() - self._counted > COUNT_SECONDS:
                self._counted = monotonic()
                self._pending = await session.in_record(record.frontier.pending, run_id)
            session.watch.on_progress(session.progress(self._pending))

    async def _item_error(self, item: object, response: object, failure: Failure) -> None:
        """A pipeline raised: the fetch is put off like any other failure, never lost."""
        if isinstance(item, FetchedItem) and not self._session.stopping:
            await self._broken(item.lease, failure)

    def _spider_error(self, failure: Failure, response: object) -> None:
        """The spider raised, which it should not: the same holds."""
        request = getattr(response, "request", None)
        lease = request.meta.get("lease") if isinstance(request, Request) else None
        if isinstance(lease, Lease):
            task = asyncio.get_running_loop().create_task(self._broken(lease, failure))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _broken(self, lease: Lease, failure: Failure) -> None:
        session = self._session
        url = lease.fetch.url
        logger.error("%s could not be handled.", url, exc_info=failure.value)
        sentence = f"{url} could not be handled ({type(failure.value).__name__}); see the log."
        if session.scheduler is None:
            return
        try:
            session.scheduler.page_done(lease, counted=False)
            await session.scheduler.put_off(lease, FetchFailure("internal", sentence, retry=True))
        except Exception as error:  # noqa: BLE001 - the record itself fails: the run cannot go on
            session.problem("record", f"The record cannot be written: {error}")
            session.stop(StopReason.FAILED, str(error))
