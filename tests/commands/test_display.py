"""What a person sees of work that takes time, on a terminal and elsewhere."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework.run import Run, RunCounts, StopReason
from casework.source import Source
from commands.crawl import complaints, status_of
from commands.crawl_display import CrawlDisplay, duration
from commands.index import following
from commands.output import Output
from crawler.run import CrawlProgress
from index.indexer import SyncReport
from tests.commands.command_line import CommandLine, brand_toml
from tests.commands.test_shop import CHECKOUT, small_shop

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RUN = Run("r", "shop", NOW, "", (), NOW, StopReason.FINISHED, RunCounts(pages=9, listings=5))
SOURCE = Source("shop", ("https://shop.example/",), minimum_listings=3)
PROGRESS = CrawlProgress("shop\x1b[2J", RunCounts(pages=9, flags=2, errors=1), 4, 3700.0, 2.5, "")


def test_a_live_table_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal progress is a table that is drawn over; hostile names do not steer it."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    display = CrawlDisplay(Output())
    with display.shown():
        display.progress(PROGRESS)
        display.problem("shop", "http-404", "gone.")
    err = capsys.readouterr().err
    assert "Crawling; Ctrl-C stops" in err
    assert "1:01:40" in err
    assert "shop: http-404: gone." in err
    assert "shop\x1b" not in err


def test_plain_lines_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal a line now and then says how far a source is."""
    display = CrawlDisplay(Output())
    with display.shown():
        display.progress(PROGRESS)
        display.progress(PROGRESS)
    err = capsys.readouterr().err
    assert err.count("9 pages, 0 pictures, 0 listings, 2 flags, 1 errors, 4 waiting") == 1


def test_a_run_that_goes_on_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Its counts are those of all its starts, so nobody shall take it for a new one."""
    display = CrawlDisplay(Output())
    display.begun(RUN)
    display.begun(replace(RUN, resumes=1))
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "shop: goes on with the run of 20" in err
    assert "which has 9 pages and 5 listings." in err


def test_many_problems_of_one_kind_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """A shop that is full of dead links does not flood the screen; retries are for --verbose."""
    for output, lines in ((Output(), 21), (Output(verbose=True), 31)):
        display = CrawlDisplay(output)
        for number in range(30):
            display.problem("shop", "http-404", f"page {number} is gone.")
        display.problem("shop", "retried", "a pause.")
        assert capsys.readouterr().err.count("\n") == lines


def test_quiet_shows_no_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--quiet leaves progress away even on a terminal."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    display = CrawlDisplay(Output(quiet=True))
    with display.shown():
        display.progress(PROGRESS)
    with following(Output(quiet=True), "Sending") as on_progress:
        on_progress(SyncReport(taken=5, pending=3))
    assert capsys.readouterr().err == ""


def test_a_sync_shows_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bar on a terminal, a line a batch elsewhere."""
    with following(Output(), "Sending") as on_progress:
        on_progress(SyncReport(taken=5, pending=3))
    assert capsys.readouterr().err == "Sending: 5 of 8\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    with following(Output(), "Sending") as on_progress:
        on_progress(SyncReport(taken=5, pending=3))
    assert "Sending" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("reason", "listings", "status", "said"),
    [
        (StopReason.FINISHED, 5, 0, ""),
        (StopReason.FINISHED, 2, 1, "only 2 listings, the source promises 3"),
        (StopReason.FINISHED, 0, 1, "NO LISTING WAS FOUND"),
        (StopReason.LIMIT, 5, 3, "stopped by a limit"),
        (StopReason.INTERRUPTED, 0, 130, "goes on with this run"),
        (StopReason.FAILED, 5, 1, "the run failed"),
        (StopReason.FAILED, 0, 1, "the run failed"),
    ],
)
def test_how_a_run_ended(reason: StopReason, listings: int, status: int, said: str) -> None:
    """Each end of a run has its exit status, and what must be said loudly is."""
    run = replace(RUN, stop_reason=reason, counts=RunCounts(listings=listings))
    assert status_of(run, SOURCE) == status
    assert said in " ".join(complaints(run, SOURCE))
    assert len(complaints(run, SOURCE)) == bool(said)


def test_a_shop_without_a_promise_must_yield_something() -> None:
    """Even where the source promises nothing, no listing at all is a problem."""
    run = replace(RUN, counts=RunCounts())
    assert status_of(run, replace(SOURCE, minimum_listings=0)) == 1


def test_durations() -> None:
    """Times are short to read."""
    assert [duration(seconds) for seconds in (0.4, 61, 3661)] == ["0:00", "1:01", "1:01:01"]


def test_a_crawl_on_a_real_terminal(markwarden: CommandLine) -> None:
    """A pseudo-terminal gets the live table, and the summary when it is over."""
    markwarden.write("config/brands/a.toml", brand_toml("acme"))
    options = ["--data", str(markwarden.data), "--config", str(markwarden.config)]
    ours, theirs = pty.openpty()
    with small_shop() as shop:
        process = subprocess.Popen(
            [sys.executable, "-m", "markwarden", *options, "crawl", shop.url, "--rate", "200"],
            cwd=CHECKOUT,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "MARKWARDEN_CRAWL__LOOPBACK_ONLY": "true", "TERM": "xterm"},
        )
        os.close(theirs)
        seen = b""
        while process.poll() is None or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    seen += os.read(ours, 65536)
                except OSError:  # the other side has closed
                    break
    os.close(ours)
    assert process.wait(timeout=120) == 0, seen.decode()
    assert b"Crawling; Ctrl-C stops" in seen
    assert b"finished" in seen
    assert b"Traceback" not in seen
