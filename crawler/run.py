"""Running a crawl: one Scrapy process for all sources, stopped cleanly by one Ctrl-C."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from casework.errors import MarkwardenError, StoppedByLock
from casework.run import Run, StopReason
from casework.settings import Settings
from casework.source import Source
from crawler.equipment import Equipment
from crawler.opening import begin_run, equipment, source_for_url
from crawler.session import CrawlProgress, CrawlSession, Watch
from crawler.spiders.shop import ShopSpider

__all__ = ["CrawlProgress", "PeriodicWork", "Watch", "crawl", "source_for_url"]

PATIENCE_SECONDS = 5.0
"""How long a clean stop waits for what is on the wire; nothing is lost by not waiting."""


@dataclass(frozen=True, slots=True)
class PeriodicWork:
    """Something to do every so many seconds while a crawl runs, in a thread of its own.

    The next call waits for the last; an exception is logged and ends no crawl.
    """

    seconds: float
    call: Callable[[], object]


def crawl(  # noqa: PLR0913 - the crawl's whole surroundings, all by keyword
    sources: Sequence[Source],
    *,
    settings: Settings,
    record_url: str,
    captures_folder: Path,
    logs_folder: Path | None = None,
    watch: Watch | None = None,
    periodic: PeriodicWork | None = None,
) -> tuple[Run, ...]:
    """Crawl some sources to their end, and say how each run went, in the order of `sources`.

    Ctrl-C or SIGTERM stops cleanly (the runs are `interrupted` and go on at the next start), a
    second one at once. Scrapy's own log goes to `logs_folder`, by default beside the captures.
    A process can do this once, because Twisted's reactor cannot be started again.

    Raises:
        StoppedByLock: a run of one of the sources is under way; none was begun.
    """
    logs = logs_folder or captures_folder.parent / "logs"
    with equipment(settings, record_url, captures_folder) as shared:
        # What stays for the whole crawl need not be looked through whenever garbage is collected, for
        # pages make much of it: a tenth of the time that reading them takes.
        gc.freeze()
        sessions = _begin(sources, shared, watch or Watch())
        try:
            with _repeating(periodic):
                _run(sessions, logs / "crawl.log")
        finally:
            runs = tuple(_ended(session) for session in sessions)
    return runs


def _begin(sources: Sequence[Source], shared: Equipment, watch: Watch) -> list[CrawlSession]:
    sessions: list[CrawlSession] = []
    try:
        for source in sources:
            session = CrawlSession(source, begin_run(source, shared), shared, watch)
            sessions.append(session)  # one by one: those begun are ended if the next is refused
    except MarkwardenError:
        for session in sessions:
            session.stop_reason = StopReason.INTERRUPTED
            session.end()
        raise
    if watch.on_begin is not None:
        for session in sessions:
            watch.on_begin(session.run)
    return sessions


def _run(sessions: Sequence[CrawlSession], log: Path) -> None:
    scrapy_settings = ScrapySettings()
    scrapy_settings.setmodule("crawler.settings", priority="project")
    scrapy_settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    process = AsyncCrawlerProcess(scrapy_settings)
    # After the process is made: making it takes every handler off Scrapy's loggers.
    with _log_to(log), _stopping_cleanly(sessions):
        for session in sessions:
            process.crawl(ShopSpider, session=session)
        process.start(install_signal_handlers=False)


@contextmanager
def _stopping_cleanly(sessions: Sequence[CrawlSession]) -> Iterator[None]:
    """First signal: stop cleanly, within `PATIENCE_SECONDS`; second: stop at once."""
    loop = asyncio.get_event_loop()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []

    def on_signal(number: int) -> None:
        asked.append(number)
        if len(asked) > 1:
            _stop_reactor()
            return
        for session in sessions:
            session.stop(StopReason.INTERRUPTED, signal.Signals(number).name)
        loop.call_later(PATIENCE_SECONDS, _stop_reactor)

    handled = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in handled]
    for number in handled:
        loop.add_signal_handler(number, on_signal, number)
    try:
        yield
    finally:
        for number, handler in zip(handled, before, strict=True):
            if not loop.is_closed():
                loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _stop_reactor() -> None:
    """End the loop without waiting for anything: the frontier knows what is not done."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier installs another

    loop: Any = reactor
    if loop.running:
        loop.crash()
        threading.Thread(target=loop.getThreadPool().stop, daemon=True).start()


def _ended(session: CrawlSession) -> Run:
    try:
        return session.end()
    except StoppedByLock as error:
        session.problem("taken-over", str(error))
        return session.equipment.record.runs.get(session.run.run_id)


@contextmanager
def _log_to(path: Path) -> Iterator[None]:
    """Send the logs of Scrapy, Twisted and the crawler to a file while a crawl runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    names = ("scrapy", "twisted", "crawler", "py.warnings", "asyncio", "shop")
    with ExitStack() as stack:
        stack.callback(handler.close)
        for name in names:
            logger = logging.getLogger(name)
            stack.callback(setattr, logger, "propagate", logger.propagate)
            logger.addHandler(handler)
            stack.callback(logger.removeHandler, handler)
            logger.propagate = False
        yield


@contextmanager
def _repeating(work: PeriodicWork | None) -> Iterator[None]:
    if work is None:
        yield
        return
    done = threading.Event()

    def repeat() -> None:
        while not done.wait(work.seconds):
            try:
                work.call()
            except Exception:  # somebody else's work must not end a crawl
                logging.getLogger(__name__).exception("Periodic work failed.")

    thread = threading.Thread(target=repeat, name="periodic", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=PATIENCE_SECONDS)
