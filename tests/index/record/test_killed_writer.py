"""A writer killed at any moment loses no acknowledged decision and leaves no half-stored page."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from casework.flag import FlagState
from index.record import Record
from tests.index.record.material import address, flag, listing, store

FLAGS = 400
KILLS = 4

WRITER = """
import sys, threading
from casework.decision import ReasonCode, Verdict
from index.record import Record
from tests.index.record.material import NOW, STALE, flag, listing, store

record = Record.open(sys.argv[1])
first, run_id = int(sys.argv[2]), sys.argv[3]

def crawl():
    for page in range(first * 1000, first * 1000 + 1000):
        items = [listing(page * 10 + n, source="crawled") for n in range(10)]
        store(record, items, [flag(item) for item in items], run_id)

threading.Thread(target=crawl, daemon=True).start()
for number in range(first, 10_000):
    flag_id = flag(listing(number)).flag_id
    record.ledger.decide(
        flag_id, Verdict.INFRINGING, ReasonCode.COUNTERFEIT, "", "Ann", 0, NOW
    )
    print(number, flush=True)
"""


def test_kill(tmp_path: Path) -> None:
    """After each kill every decision that was reported stands, and pages are stored whole."""
    chance = random.Random(11)
    url = address(tmp_path)
    with Record.open(url) as record:
        items = [listing(number) for number in range(FLAGS)]
        outcome = store(record, items, [flag(item) for item in items])
    decided = 0
    for _ in range(KILLS):
        acknowledged = _decide_until_killed(
            url, decided, outcome.lease.run_id, chance.randint(1, 30)
        )
        with Record.open(url) as record:
            entries = record.ledger.verify()
            assert entries >= acknowledged
            # One more may have been committed in the moment before it was reported.
            assert entries <= acknowledged + 1
            assert record.flags.count(state=FlagState.DECIDED) == entries
            assert record.listings.count("crawled") % 10 == 0
            assert record.flags.count(source="crawled") == record.listings.count("crawled")
            with record.session.read() as connection:
                check = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            assert check == "ok"
        decided = entries
    assert decided >= KILLS


def _decide_until_killed(url: str, first: int, run_id: str, after: int) -> int:
    """Let a process decide flags from `first` on, and kill it when it has reported `after`."""
    command = [sys.executable, "-c", WRITER, url, str(first), run_id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        reported = [writer.stdout.readline() for _ in range(after)]
        writer.kill()
        # What it reported before it died but we had not read yet counts too.
        reported.extend(writer.stdout)
    return int([line for line in reported if line.endswith("\n")][-1]) + 1
