"""One run of one source while it is under way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, ParamSpec, Protocol, TypeVar

from casework.capture import Capture
from casework.frontier import Fetch, FetchKind, Lease, Picture
from casework.run import Run, RunCounts, StopReason
from casework.source import Source
from crawler.equipment import Equipment
from crawler.extract.addresses import normalise_url
from crawler.failures import FetchFailure
from crawler.guard import PERMISSIONS, named_by
from crawler.site import SiteScope
from crawler.tally import Tally
from crawler.traps import TrapBudget

logger = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
_MOST_KNOWN = 200_000
"""Addresses that are remembered; forgetting them costs time and nothing else."""


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """How far a run is. `rate` is pages a second since this start; `pending` fetches wait."""

    source: str
    counts: RunCounts
    pending: int
    elapsed_seconds: float
    rate: float
    last_problem: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Who wants to hear of a crawl; all are called in its own thread, so be quick.

    `on_begin` gets each run before its first request, with what it had done if it goes on.
    `on_problem` gets the source's name, the problem's kind and one sentence.
    """

    on_begin: Callable[[Run], None] | None = None
    on_progress: Callable[[CrawlProgress], None] | None = None
    on_problem: Callable[[str, str, str], None] | None = None


class FetchQueue(Protocol):
    """What a run asks of the scheduler that hands out its fetches."""

    def begin(self) -> None:
        """The first fetches are in the frontier."""

    def poke(self) -> None:
        """Something changed: see whether the frontier has more, or is done."""

    def page_done(self, lease: Lease, *, counted: bool) -> None:
        """A page came back: as one that counts, or to be tried again."""

    async def put_off(self, lease: Lease, failure: FetchFailure) -> None:
        """A fetch failed: try it again later, or give it up and say so."""


class WordQueue(Protocol):
    """What a run asks of the reading of words in its pictures."""

    def finish(self) -> bool:
        """Nothing more is fetched: read what is left. Whether there is anything, so the end waits."""

    async def offer(self, picture: Picture, capture: Capture) -> None:
        """Consider a picture that was just stored with its capture."""

    async def stop(self) -> None:
        """Read no more; what is being read is let go."""


class CrawlSession:
    """The state of one run: its source, scope, budgets, tally, and how it is to stop."""

    def __init__(
        self, source: Source, run: Run, equipment: Equipment, watch: Watch | None = None
    ) -> None:
        self.source = source
        self.run = run
        self.equipment = equipment
        self.scope = SiteScope(source)
        self.traps = TrapBudget()
        self.tally = Tally(run.counts)
        if run.resumes:
            self.tally.settle(equipment.record.runs.standing(run.run_id))
        self.named = named_by(source)
        self.start_addresses = frozenset(
            normalise_url(url, source.drop_parameters) for url in source.start
        )
        self.outstanding: dict[str, Lease] = {}
        self.parked: dict[str, Lease] = {}
        self.known: set[str] = set()
        self.redirects: dict[str, tuple[str, ...]] = {}
        self.stop_reason: StopReason | None = None
        self.note = ""
        self.start_failure = ""
        self.started = monotonic()
        self.scheduler: FetchQueue | None = None
        self.words: WordQueue | None = None
        self.close_spider: Callable[[str], None] | None = None
        self.watch = watch or Watch()
        PERMISSIONS.named.update(self.named)
        PERMISSIONS.loopback_only = equipment.settings.crawl.loopback_only

    @property
    def max_pages(self) -> int:
        """Pages this start may fetch: the source's limit or the operator's, whichever is lower."""
        return min(self.source.max_pages, self.equipment.settings.crawl.max_pages)

    @property
    def max_seconds(self) -> float:
        """Seconds this start may last, likewise."""
        return min(self.source.max_seconds, self.equipment.settings.crawl.max_seconds)

    @property
    def max_depth(self) -> int:
        """Links between a start address and a page, likewise."""
        return min(self.source.max_depth, self.equipment.settings.crawl.max_depth)

    @property
    def fetches_pictures(self) -> bool:
        """Whether listings' pictures are fetched."""
        return self.source.pictures and self.equipment.settings.crawl.pictures

    @property
    def stopping(self) -> bool:
        """Whether the run is on its way to an end."""
        return self.stop_reason is not None

    def problem(self, kind: str, sentence: str) -> None:
        """Count a bad thing, log it, and tell whoever watches this crawl: one line, no traceback."""
        self.tally.problem(kind, sentence)
        logger.warning("%s: %s: %s", self.source.name, kind, sentence)
        if self.watch.on_problem is not None:
            self.watch.on_problem(self.source.name, kind, sentence)

    def stop(self, reason: StopReason, note: str = "") -> None:
        """End the run; the first reason stands."""
        if self.stop_reason is not None:
            return
        self.stop_reason, self.note = reason, note
        if self.close_spider is not None:
            self.close_spider(reason.value)

    async def in_record(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do something with the record in its thread."""
        return await self._in(self.equipment.record_thread, call, *args, **kwargs)

    async def in_captures(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do something with the captures in their thread."""
        return await self._in(self.equipment.capture_thread, call, *args, **kwargs)

    def remember(self, children: Iterable[Fetch]) -> None:
        """These are in the frontier now, so another page that links to them adds nothing."""
        if len(self.known) > _MOST_KNOWN:
            self.known.clear()
        self.known.update(child.url for child in children if child.kind is FetchKind.PAGE)

    def settled(self, lease: Lease) -> None:
        """A fetch is done, put off or given up in the record; the scheduler may ask for more."""
        self.outstanding.pop(lease.fetch.fetch_id, None)
        if self.scheduler is not None:
            self.scheduler.poke()

    def end(self) -> Run:
        """Close the run in the record, once: its leases wait again, its counts and reason are kept."""
        if self.run.stop_reason is None:
            reason = self.stop_reason or StopReason.FAILED
            self.tally.settle(self.equipment.record.runs.standing(self.run.run_id))
            self.run = self.equipment.record.runs.end(
                self.run.run_id, reason, self.tally.counts, datetime.now(UTC), self.note
            )
        return self.run

    def progress(self, pending: int) -> CrawlProgress:
        """How far the run is, with `pending` fetches still to come."""
        elapsed = monotonic() - self.started
        return CrawlProgress(
            source=self.source.name,
            counts=self.tally.counts,
            pending=pending,
            elapsed_seconds=elapsed,
            rate=self.tally.pages / elapsed if elapsed else 0.0,
            last_problem=self.tally.last_problem,
        )

    def scrapy_settings(self) -> dict[str, Any]:
        """Scrapy's settings for this run, on top of `crawler.settings`."""
        manners = self.equipment.settings.crawl
        return {
            "USER_AGENT": manners.user_agent,
            "ROBOTSTXT_OBEY": manners.obey_robots,
            "DOWNLOAD_TIMEOUT": manners.timeout_seconds,
            "DOWNLOAD_MAXSIZE": manners.page_bytes,
            "DOWNLOAD_DELAY": 1 / self.source.rate if self.source.rate > 0 else 0,
            "AUTOTHROTTLE_TARGET_CONCURRENCY": self.source.concurrency,
            "CONCURRENT_REQUESTS": self.source.concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": self.source.concurrency,
        }

    @staticmethod
    async def _in(executor: Executor, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(executor, lambda: call(*args, **kwargs))
