"""Crawls in a child process, because a Twisted reactor runs once in a process."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from casework.run import Run
from casework.settings import CrawlSettings, PictureSettings, Settings, WorkerSettings
from casework.source import Source
from crawler.run import PeriodicWork, Watch, crawl
from index.record import Record

CHECKOUT = Path(__file__).resolve().parent.parent.parent
WITHOUT_EXTRAS = PictureSettings(words_budget=0)
QUICK = CrawlSettings(loopback_only=True, retry_seconds=0.05, timeout_seconds=30.0)


@dataclass(frozen=True, slots=True)
class Order:
    """What a child process is to crawl, and where it keeps what it finds."""

    folder: str
    sources: tuple[Source, ...]
    manners: CrawlSettings = QUICK
    pictures: PictureSettings = WITHOUT_EXTRAS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the child said at its end."""

    runs: tuple[Run, ...]
    problems: tuple[tuple[str, str, str], ...]
    progress: int
    periodic: int
    error: str = ""
    begun: tuple[Run, ...] = ()

    def kinds(self) -> dict[str, int]:
        """Problems of the first run, counted by kind."""
        return dict(self.runs[0].counts.problems)


def source(url: str, **changes: object) -> Source:
    """A source of a loopback shop, as fast as it will go."""
    plain = Source(
        name="tea", start=(f"{url}/",), rate=0.0, concurrency=8, minimum_listings=1, pictures=False
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the fields are named in the tests


def begin_crawl(order: Order) -> subprocess.Popen[bytes]:
    """Begin a crawl in a child process; its standard output ends with the outcome."""
    child = _child()
    assert child.stdin is not None
    child.stdin.write(msgspec.json.encode(order))
    child.stdin.close()
    child.stdin = None
    return child


def wait_for(reached: Callable[[], object], child: subprocess.Popen[bytes]) -> None:
    """Wait until something is so, as long as the child lives that is to make it so."""
    while not reached():
        assert child.poll() is None, "the crawl ended before"
        time.sleep(0.005)


def _child() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crawler.crawling"],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def order_of(folder: Path, *sources: Source, **manners: object) -> Order:
    """An order with the quick manners of tests, changed where a test says."""
    return Order(str(folder), sources, replace(QUICK, **manners))  # type: ignore[arg-type]


def run_crawl(order: Order, seconds: float = 240.0) -> Outcome:
    """Crawl to the end; what went to standard error would be a traceback, and must be nothing."""
    child = _child()
    output, errors = child.communicate(msgspec.json.encode(order), timeout=seconds)
    assert not errors, errors.decode()
    assert child.returncode == 0
    return msgspec.json.decode(output, type=Outcome)


def open_record(folder: Path) -> Record:
    """The record that a child wrote."""
    return Record.open(record_url(str(folder)))


def record_url(folder: str) -> str:
    """Where the record of a test's crawl is."""
    return f"sqlite:///{folder}/record.sqlite3"


def main() -> None:
    """Carry out the order on standard input."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    problems: list[tuple[str, str, str]] = []
    begun: list[Run] = []
    progress: list[object] = []
    periodic: list[int] = []
    settings = Settings(
        crawl=order.manners, workers=WorkerSettings(seconds=30.0), pictures=order.pictures
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)
    error = ""
    runs: tuple[Run, ...] = ()
    try:
        runs = crawl(
            order.sources,
            settings=settings,
            record_url=record_url(order.folder),
            captures_folder=Path(order.folder) / "captures",
            watch=Watch(
                on_begin=begun.append,
                on_progress=progress.append,
                on_problem=lambda *problem: problems.append(problem),
            ),
            periodic=PeriodicWork(0.1, lambda: periodic.append(1)),
        )
    except Exception as raised:  # noqa: BLE001 - the parent asserts on it
        error = f"{type(raised).__name__}: {raised}"
    outcome = Outcome(runs, tuple(problems), len(progress), len(periodic), error, tuple(begun))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main()
