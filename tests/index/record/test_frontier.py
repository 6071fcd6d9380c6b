"""The frontier: order, leases that run out, waiting, giving up, and clean stops."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from casework.frontier import Fetch, FetchKind, Lease, PageOutcome
from casework.run import RunCounts, StopReason
from index.record import Record
from tests.index.record.material import NOW, begin, fetch_states

MINUTE = timedelta(minutes=1)


def _page(number: int, priority: int = 100) -> Fetch:
    return Fetch(f"http://shop.test/{number}", FetchKind.PAGE, priority, 2, "http://shop.test/")


@pytest.fixture
def run_id(record: Record) -> str:
    """A run under way."""
    return begin(record).run_id


def _take(record: Record, run_id: str, limit: int = 10, after: timedelta = MINUTE * 0) -> list[str]:
    leases = record.frontier.lease(run_id, limit, NOW + after, 60)
    return [lease.fetch.url.rpartition("/")[2] for lease in leases]


def test_order(record: Record, run_id: str) -> None:
    """Lower priority numbers go first, and among equals who came first; a limit is kept."""
    record.frontier.add(run_id, [_page(1), _page(2, 10), _page(3), _page(4, 10)])
    assert _take(record, run_id, 3) == ["2", "4", "1"]
    assert _take(record, run_id, 3) == ["3"]


def test_fetch_returns_as_it_was(record: Record, run_id: str) -> None:
    """A leased fetch is the one that was queued, with its attempt and the end of its lease."""
    fetch = Fetch("http://127.0.0.1/", FetchKind.START, 0, 0)
    record.frontier.add(run_id, [fetch, _page(1)])
    first, second = record.frontier.lease(run_id, 2, NOW, 60)
    assert first == Lease(run_id, fetch, 1, NOW + MINUTE)
    assert second.fetch == _page(1)


def test_one_address_once_a_run(record: Record, run_id: str) -> None:
    """An address is queued once for one purpose, whether done or waiting, and counted if new."""
    assert record.frontier.add(run_id, [_page(1), _page(1), _page(2)]) == 2
    assert record.frontier.add(run_id, [_page(2), _page(3)]) == 1
    assert record.frontier.add(run_id, []) == 0
    [first, *_] = record.frontier.lease(run_id, 1, NOW, 60)
    record.store_page(PageOutcome(first, NOW, children=(_page(1),)))
    assert record.frontier.pending(run_id) == 2


def test_lease_runs_out(record: Record, run_id: str) -> None:
    """A fetch whose lease ran out is handed out again, as a further attempt; not before."""
    record.frontier.add(run_id, [_page(1)])
    assert _take(record, run_id) == ["1"]
    assert _take(record, run_id, after=timedelta(seconds=59)) == []
    [lease] = record.frontier.lease(run_id, 1, NOW + MINUTE, 60)
    assert lease.attempts == 2


def test_retry_waits(record: Record, run_id: str) -> None:
    """A fetch that was put off comes again at its time, and others go before it until then."""
    record.frontier.add(run_id, [_page(1), _page(2)])
    [lease] = record.frontier.lease(run_id, 1, NOW, 60)
    record.frontier.retry(lease, NOW + 5 * MINUTE, "503")
    assert record.frontier.next_due(run_id) == NOW + 5 * MINUTE
    assert _take(record, run_id) == ["2"]
    assert record.frontier.next_due(run_id) == NOW + MINUTE
    assert _take(record, run_id, after=5 * MINUTE) == ["1", "2"]


def test_next_due_of_nothing(record: Record, run_id: str) -> None:
    """Where nothing waits for a time, there is no time to wait for."""
    assert record.frontier.next_due(run_id) is None
    record.frontier.add(run_id, [_page(1)])
    assert record.frontier.next_due(run_id) is None


def test_given_up(record: Record, run_id: str) -> None:
    """A fetch that was given up never comes again, and its reason is kept."""
    record.frontier.add(run_id, [_page(1)])
    [lease] = record.frontier.lease(run_id, 1, NOW, 60)
    record.frontier.give_up(lease, "404 Not Found", NOW)
    assert _take(record, run_id, after=9 * MINUTE) == []
    assert fetch_states(record, run_id) == [("given_up", "404 Not Found")]
    assert record.frontier.pending(run_id) == 0


def test_done_stays_done(record: Record, run_id: str) -> None:
    """What another process finished after a lease ran out is not opened again by the late one."""
    record.frontier.add(run_id, [_page(1)])
    [late] = record.frontier.lease(run_id, 1, NOW, 60)
    [other] = record.frontier.lease(run_id, 1, NOW + MINUTE, 60)
    record.store_page(PageOutcome(other, NOW + MINUTE))
    record.frontier.retry(late, NOW + 2 * MINUTE, "timeout")
    record.frontier.give_up(late, "timeout", NOW)
    assert fetch_states(record, run_id) == [("done", None)]


def test_a_clean_stop(record: Record, run_id: str) -> None:
    """A run that ends gives its leases back at once, and the attempt does not count."""
    record.frontier.add(run_id, [_page(1), _page(2)])
    record.frontier.lease(run_id, 1, NOW, 60)
    record.runs.end(run_id, StopReason.INTERRUPTED, RunCounts(), NOW)
    leases = record.frontier.lease(run_id, 2, NOW, 60)
    assert [lease.attempts for lease in leases] == [1, 1]


def test_no_fetch_is_leased_twice(record: Record, run_id: str) -> None:
    """Many who lease at the same moment share the fetches out, each to one of them."""
    record.frontier.add(run_id, [_page(number) for number in range(60)])
    barrier = threading.Barrier(6)
    taken: list[str] = []

    def lease_all() -> None:
        barrier.wait()
        while urls := _take(record, run_id, 3):
            taken.extend(urls)

    threads = [threading.Thread(target=lease_all) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=int) == [str(number) for number in range(60)]
