"""Faults between the indexer and the server: afterwards record and index hold the same."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from casework.errors import SearchUnavailable
from casework.settings import ElasticsearchSettings
from index.elastic import bulk
from index.indexer import SyncReport, initialise, sync
from index.record import Record
from tests.index.record.material import open_record
from tests.index.search.projection import expected, fill, held
from tests.servers.elasticsearch import ElasticsearchServer
from tests.servers.fault_proxy import Fault, FaultProxy


@pytest.fixture
def proxy(elasticsearch: ElasticsearchSettings) -> Iterator[FaultProxy]:
    """A proxy before the run's server."""
    with FaultProxy(elasticsearch.url) as opened:
        yield opened


@pytest.fixture
def through(
    record: Record,
    elasticsearch: ElasticsearchSettings,
    proxy: FaultProxy,
    monkeypatch: pytest.MonkeyPatch,
) -> ElasticsearchSettings:
    """Settings that lead through the proxy; the indexer waits milliseconds where it waits seconds."""
    initialise(record, elasticsearch)
    monkeypatch.setattr(bulk, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(bulk, "LONGEST_WAIT_SECONDS", 0.05)
    return replace(elasticsearch, url=proxy.url, timeout_seconds=10)


def sync_until_done(
    record: Record, settings: ElasticsearchSettings, attempts: int = 60
) -> list[str]:
    """Sync again and again, as an operator or a timer would; returns what was said on the way."""
    said = []
    for _attempt in range(attempts):
        try:
            report = sync(record, settings)
        except SearchUnavailable as problem:
            said.append(str(problem))
            continue
        assert report.refused == 0
        if not report.pending:
            return said
        said.append(report.pause)
    raise AssertionError(f"Not done after {attempts} attempts: {said}")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.RESET_BEFORE, "cannot be reached"),
        (Fault.RESET_AFTER, "cannot be reached"),
        (Fault.HALF_ANSWER, "cannot be reached"),
        (Fault.SLOW, "did not answer within 1 seconds."),
        (Fault.BUSY, "come back later (429)"),
        (Fault.UNAVAILABLE, "come back later (503)"),
        (Fault.ANOTHER_PROGRAM, "another program answers"),
    ],
    ids=lambda value: value.name.lower() if isinstance(value, Fault) else "said",
)
def test_a_lasting_fault_is_said_and_nothing_is_lost(
    record: Record,
    elasticsearch: ElasticsearchSettings,
    through: ElasticsearchSettings,
    proxy: FaultProxy,
    fault: Fault,
    words: str,
) -> None:
    """While it lasts each sync says one sentence; when it is over the next one completes."""
    fill(record, 20)
    proxy.always = fault
    impatient = replace(through, timeout_seconds=1 if fault is Fault.SLOW else 10)
    try:
        said = sync(record, impatient).pause
    except SearchUnavailable as problem:
        said = str(problem)
    assert words in said
    assert "\n" not in said
    proxy.always = None
    assert sync_until_done(record, through) == []
    assert held(elasticsearch) == expected(record)


@pytest.mark.parametrize(
    "fault", [Fault.BUSY, Fault.UNAVAILABLE, Fault.BUSY_ITEMS], ids=lambda fault: fault.name.lower()
)
def test_a_busy_moment_is_waited_out(
    record: Record,
    elasticsearch: ElasticsearchSettings,
    through: ElasticsearchSettings,
    proxy: FaultProxy,
    fault: Fault,
) -> None:
    """Documents that a busy server turned away are sent again within the same sync."""
    fill(record, 20)
    proxy.fail(fault, fault)
    report = sync(record, through)
    assert (report.taken, report.pending, report.pause) == (40, 0, "")
    assert held(elasticsearch) == expected(record)


def test_requests_are_split_where_they_are_too_large(
    record: Record,
    elasticsearch: ElasticsearchSettings,
    through: ElasticsearchSettings,
    proxy: FaultProxy,
) -> None:
    """A proxy that lets only small requests pass slows the indexer down and stops nothing."""
    fill(record, 40)
    proxy.always = Fault.TOO_LARGE
    assert sync(record, through).taken == 80
    assert proxy.bulk_requests > 8
    assert held(elasticsearch) == expected(record)


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_faults_ends_in_the_same_index(
    record: Record,
    elasticsearch: ElasticsearchSettings,
    through: ElasticsearchSettings,
    proxy: FaultProxy,
    seed: int,
) -> None:
    """Whatever goes wrong in whatever order while the record grows, the end is the same."""
    chance = random.Random(seed)
    for step in range(3):
        fill(record, 30, first=step * 20)
        faults = [fault for fault in Fault if fault is not Fault.SLOW]
        proxy.fail(*chance.choices(faults, k=6))
        if chance.random() < 0.5:
            proxy.close()
            with pytest.raises(SearchUnavailable, match="connection refused"):
                sync(record, through)
            proxy.open()
        sync_until_done(record, through)
    assert held(elasticsearch) == expected(record)


def test_a_server_killed_under_load_comes_back_complete(
    elasticsearch_url: str, tmp_path: Path
) -> None:
    """SIGKILL in the middle of bulk requests and a restart lose no acknowledged document."""
    assert elasticsearch_url
    with ElasticsearchServer() as server, open_record(tmp_path) as record:
        settings = ElasticsearchSettings(url=server.url)
        fill(record, 3_000)
        killers: list[threading.Timer] = []

        def strike_soon(report: SyncReport) -> None:
            if not killers:
                assert report.pending > 4_000
                killers.append(threading.Timer(0.1, server.kill))
                killers[0].start()

        with pytest.raises(SearchUnavailable):
            sync(record, settings, strike_soon)
        killers[0].join()
        server.start()
        sync_until_done(record, settings)
        assert held(settings) == expected(record)
