"""Runs: one alive at a time for each source, resumed where the last one broke off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.errors import NotFound, StoppedByLock
from casework.flag import Tier
from casework.frontier import Fetch, FetchKind
from casework.run import RunCounts, StopReason
from casework.source import Source
from index.record import Record
from index.record.tables import frontier, runs
from tests.index.record.material import NOW, STALE, begin, begin_or_last, flag, listing, store

COUNTS = RunCounts(pages=3, listings=2, problems=(("http-404", 1),))
LATER = NOW + timedelta(hours=1)
PAGE = Fetch("http://shop.test/1", FetchKind.PAGE)


def test_kept_whole(record: Record) -> None:
    """A run is kept with its start, end, reason, counts, settings and versions."""
    run = begin(record)
    assert record.runs.get(run.run_id) == run
    assert (run.stop_reason, run.ended_at, run.resumes) == (None, None, 0)
    ended = record.runs.end(run.run_id, StopReason.FINISHED, COUNTS, LATER, "2 listings")
    assert record.runs.get(run.run_id) == ended
    assert (ended.started_at, ended.ended_at, ended.counts) == (NOW, LATER, COUNTS)
    assert (ended.stop_reason, ended.note) == (StopReason.FINISHED, "2 listings")
    assert (ended.settings_digest, ended.versions) == ("settings", (("markwarden", "0.1"),))


def test_second_is_refused(record: Record, record_url: str) -> None:
    """While a run of a source is under way another is refused; other sources are free."""
    begin(record)
    with pytest.raises(StoppedByLock, match=f"run of shop is under way .*{os.getpid()}"):
        begin(record)
    with Record.open(record_url) as other, pytest.raises(StoppedByLock):
        begin(other)
    assert begin(record, source=Source("other", ())).source == "other"


@pytest.mark.parametrize("reason", [StopReason.FINISHED, StopReason.FAILED, StopReason.LIMIT])
def test_begins_anew(record: Record, reason: StopReason) -> None:
    """After a run that finished, failed, or reached a limit with nothing left, one begins anew."""
    first = begin(record)
    record.runs.end(first.run_id, reason, COUNTS, LATER)
    second = begin(record, LATER)
    assert second.run_id != first.run_id
    assert (second.counts, second.resumes) == (RunCounts(), 0)
    assert record.runs.last("shop") == second
    assert record.runs.list() == (second, record.runs.get(first.run_id))


@pytest.mark.parametrize("reason", [StopReason.INTERRUPTED, StopReason.LIMIT])
def test_goes_on(record: Record, reason: StopReason) -> None:
    """A run that was interrupted, or stopped at a limit with work left, goes on where it was."""
    first = begin(record)
    record.frontier.add(first.run_id, [PAGE])
    record.frontier.lease(first.run_id, 1, NOW, 600)
    record.runs.end(first.run_id, reason, COUNTS, NOW)
    second = begin(record, LATER)
    assert (second.run_id, second.counts, second.resumes) == (first.run_id, COUNTS, 1)
    assert (second.ended_at, second.stop_reason) == (None, None)
    assert len(record.frontier.lease(second.run_id, 1, LATER, 600)) == 1


def test_new_run_forgets_old_frontiers(record: Record) -> None:
    """The frontier of a run that will not go on is removed when the next one begins."""
    first = begin(record)
    record.frontier.add(first.run_id, [PAGE])
    record.runs.end(first.run_id, StopReason.FAILED, COUNTS, NOW)
    begin(record, LATER)
    with record.session.read() as connection:
        assert connection.execute(sa.select(frontier)).all() == []


def test_silent_run_is_taken_over(record: Record, record_url: str) -> None:
    """A run without a sign of life is taken over; its old process is told at its next one."""
    run = begin(record)
    record.runs.beat(run.run_id, COUNTS, NOW + STALE)
    with Record.open(record_url) as other:
        with pytest.raises(StoppedByLock):
            begin(other, NOW + STALE * 2)
        taken = begin(other, NOW + STALE * 2 + timedelta(seconds=1))
        assert (taken.run_id, taken.resumes, taken.counts) == (run.run_id, 1, COUNTS)
    with pytest.raises(StoppedByLock, match="taken over"):
        record.runs.beat(run.run_id, COUNTS, LATER)
    with pytest.raises(StoppedByLock, match="taken over"):
        record.runs.end(run.run_id, StopReason.FINISHED, COUNTS, LATER)


def test_run_of_another_machine(record: Record, record_url: str) -> None:
    """Of a process on another machine only its signs of life count."""
    run = begin(record)
    with record.session.write() as connection:
        # No process here has this number: on our own machine the run would be taken for dead.
        connection.execute(sa.update(runs).values(owner_host="elsewhere", owner_pid=2**22 + 7))
    with Record.open(record_url) as other:
        with pytest.raises(StoppedByLock, match="elsewhere"):
            begin(other)
        assert begin(other, LATER).run_id == run.run_id


def test_ended_run_takes_nothing(record: Record) -> None:
    """A run that has ended takes no further sign of life; an unknown one is said."""
    run = begin(record)
    record.runs.end(run.run_id, StopReason.FINISHED, COUNTS, NOW)
    with pytest.raises(StoppedByLock, match="has ended"):
        record.runs.beat(run.run_id, COUNTS, LATER)
    with pytest.raises(NotFound, match="No run"):
        record.runs.beat("unknown", COUNTS, LATER)
    assert record.runs.last("unknown") is None
    assert record.runs.list(source="unknown") == ()


CRAWLER = """
import sys, time
from index.record import Record
from tests.index.record.material import begin
record = Record.open(sys.argv[1])
print(begin(record).run_id, flush=True)
time.sleep(60)
"""


def test_killed_process_blocks_nobody(record: Record, record_url: str) -> None:
    """A run whose process lives is refused; once the process was killed it goes on at once."""
    command = [sys.executable, "-c", CRAWLER, record_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crawler:
        assert crawler.stdout is not None
        run_id = crawler.stdout.readline().strip()
        try:
            with pytest.raises(StoppedByLock, match=str(crawler.pid)):
                begin(record)
        finally:
            crawler.send_signal(signal.SIGKILL)
        # Nobody has waited for the killed process yet; it counts as dead all the same.
        os.waitid(os.P_PID, crawler.pid, os.WEXITED | os.WNOWAIT)
        resumed = begin(record)
    assert (resumed.run_id, resumed.resumes) == (run_id, 1)


def test_what_a_run_found_is_what_stands(record: Record) -> None:
    """Listings seen since the run began, with their flags that were neither taken back nor `context`."""
    old, met, gone, other = (listing(number) for number in range(1, 5))
    store(record, [old, met, gone], [flag(met), flag(gone)])
    record.runs.end(begin_or_last(record), StopReason.FINISHED, COUNTS, LATER)
    run = begin(record, LATER)
    again = [replace(item, seen_at=LATER) for item in (met, gone, other)]
    raised = flag(other, raised_at=LATER)
    quiet = flag(other, "quiet", tier=Tier.CONTEXT, raised_at=LATER)
    store(record, again, [flag(met), raised, quiet], run.run_id)
    found = {item.listing_id: item for item in record.runs.standing(run.run_id)}
    assert {key: item.flags for key, item in found.items()} == {
        met.listing_id: {flag(met).flag_id: False},
        gone.listing_id: {},
        other.listing_id: {raised.flag_id: True},
    }
    assert [key for key, item in found.items() if item.new] == [other.listing_id]
    assert record.runs.sources() == {"shop"}
