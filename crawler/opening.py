"""Opening a crawl: the equipment it needs, and the run of each source, begun or taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import scrapy

from casework.errors import UsageError
from casework.identity import digest
from casework.run import Run
from casework.settings import CrawlSettings, Settings
from casework.source import Source
from crawler import settings as scrapy_settings
from crawler.equipment import Equipment
from crawler.picture_reading import PictureReading
from crawler.session import CrawlSession
from evidence.captures import CaptureStore
from index.protected_list import load_watchlist
from index.record import Record
from matchers.workers import WorkerPool

STALE_AFTER = timedelta(minutes=2)
"""A run whose process gave no sign of life for so long is dead, wherever it ran."""


@contextmanager
def equipment(settings: Settings, record_url: str, captures_folder: Path) -> Iterator[Equipment]:
    """Everything the runs of one process share, closed in order at the end."""
    with ExitStack() as stack:
        record = Record.open(record_url)
        stack.callback(record.close)
        captures = stack.enter_context(CaptureStore(captures_folder))
        workers = stack.enter_context(WorkerPool(settings.workers, settings.pictures))
        record_thread = stack.enter_context(ThreadPoolExecutor(1, "record"))
        capture_thread = stack.enter_context(ThreadPoolExecutor(1, "captures"))
        # The operator's day, not Greenwich's: every other command decides by it what is in force.
        today = datetime.now().astimezone().date()
        watchlist = load_watchlist(record, settings.match, today)
        yield Equipment(
            settings=settings,
            record=record,
            captures=captures,
            workers=workers,
            pictures=PictureReading(workers, record.pictures.by_sha256, record_thread),
            watchlist=watchlist,
            record_thread=record_thread,
            capture_thread=capture_thread,
        )


def begin_run(source: Source, shared: Equipment) -> Run:
    """Begin a run of a source, or go on with the one that was interrupted.

    Raises:
        StoppedByLock: another run of this source is under way.
    """
    versions = (("scrapy", scrapy.__version__), ("watchlist", shared.watchlist.version))
    in_force = digest((shared.settings.crawl, shared.settings.match, source))
    return shared.record.runs.begin(source, datetime.now(UTC), in_force, versions, STALE_AFTER)


def source_for_url(url: str, manners: CrawlSettings | None = None) -> Source:
    """The source that a bare address is, without any configuration; its name is host and port.

    An address without a scheme is taken as https. `manners` give rate, limits and depth.

    Raises:
        UsageError: this is no address of a web site.
    """
    address = url.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise UsageError(f"{url} is not the address of a web site (http:// or https://).")
    if "." not in host and ":" not in host and host != "localhost" and port is None:
        raise UsageError(f"{url} is neither a source nor the address of a web site.")
    source = Source(name=f"{host}:{port}" if port else host, start=(address,))
    if manners is None:
        return source
    return replace(
        source,
        rate=manners.rate,
        concurrency=manners.concurrency,
        max_pages=manners.max_pages,
        max_seconds=manners.max_seconds,
        max_depth=manners.max_depth,
        pictures=manners.pictures,
    )


def open_session(source: str, url: str) -> CrawlSession:
    """A session for `scrapy crawl`, from `MARKWARDEN_CONFIG` and `MARKWARDEN_DATA`.

    It lives as long as Scrapy's process, which ends it: nothing here is closed before.

    Raises:
        UsageError: neither or both of source and address were given, or one is wrong.
        StoppedByLock: a run of the source is under way.
    """
    if bool(source) == bool(url):
        raise UsageError("Give either -a source=NAME or -a url=ADDRESS.")
    settings = scrapy_settings.operator_settings()
    chosen = (
        scrapy_settings.configured_source(source, settings.crawl)
        if source
        else source_for_url(url, settings.crawl)
    )
    data = scrapy_settings.data_folder()
    record_url = settings.record.url or f"sqlite:///{data / 'record.sqlite3'}"
    shared = _OPEN.enter_context(equipment(settings, record_url, data / "captures"))
    return CrawlSession(chosen, begin_run(chosen, shared), shared)


_OPEN = ExitStack()
"""What `open_session` opened; `RunKeeper` closes it when the run has ended."""


def close_opened() -> None:
    """Close what `open_session` opened, if it was asked."""
    _OPEN.close()
