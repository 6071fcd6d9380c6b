"""The ledger: append-only, chained, one winner, and what was seen is never lost."""

from __future__ import annotations

import threading
from datetime import timedelta, timezone

import pytest
import sqlalchemy as sa

from casework.decision import Decision, ReasonCode, Verdict
from casework.errors import DecisionConflict, LedgerBroken, NotFound, UsageError
from casework.flag import FlagState
from index.record import Record
from index.record.tables import flags as flags_table
from tests.index.record.material import NOW, flag, listing, store

INFRINGING, COUNTERFEIT = Verdict.INFRINGING, ReasonCode.COUNTERFEIT


def _decide(record: Record, flag_id: str, version: int, reviewer: str = "李") -> Decision:
    return record.ledger.decide(flag_id, INFRINGING, COUNTERFEIT, "", reviewer, version, NOW)


@pytest.fixture
def flag_id(record: Record) -> str:
    """An open flag in the record."""
    return _raise_flag(record)


def _raise_flag(record: Record) -> str:
    item = listing()
    store(record, [item], [flag(item)])
    return flag(item).flag_id


def test_decided(record: Record, flag_id: str) -> None:
    """A decision stands beside its flag, with what was seen, and counts up the flag's version."""
    entry = _decide(record, flag_id, 0)
    row = record.flags.row(flag_id)
    assert (row.state, row.version, row.decision) == (FlagState.DECIDED, 1, entry)
    assert entry.seen.evidence_digest == row.flag.evidence_digest
    assert record.ledger.for_flag(flag_id) == (entry,)


def test_later_reviewer_is_told(record: Record, flag_id: str) -> None:
    """Who decides on what they saw before another's decision is told who decided what and when."""
    _decide(record, flag_id, 0, "李")
    with pytest.raises(DecisionConflict, match=r"infringing \(counterfeit\) by 李 at 2026-11-22"):
        _decide(record, flag_id, 0, "Ann")
    assert len(record.ledger.for_flag(flag_id)) == 1


def test_changed_evidence_is_told(record: Record, flag_id: str) -> None:
    """Who names the evidence they saw cannot decide on other evidence."""
    seen = record.flags.row(flag_id).flag.evidence_digest
    item = listing()
    record.store_flags([item.listing_id], [flag(item, start=3)], NOW)
    with pytest.raises(DecisionConflict, match="evidence"):
        record.ledger.decide(flag_id, INFRINGING, COUNTERFEIT, "", "Ann", 0, NOW, seen_digest=seen)


def test_version_nobody_made(record: Record, flag_id: str) -> None:
    """A version that the flag never had is a conflict too, and an entry that is not there is said."""
    with pytest.raises(DecisionConflict, match="no decision"):
        _decide(record, flag_id, 7)
    with pytest.raises(NotFound, match="no entry 1"):
        record.ledger.seen(1)


def test_two_threads_one_winner(record: Record, flag_id: str) -> None:
    """Of many who decide the same flag at the same moment, one wins and all others are told."""
    barrier = threading.Barrier(8)
    outcomes: list[object] = []

    def decide(name: str) -> None:
        barrier.wait()
        try:
            outcomes.append(_decide(record, flag_id, 0, name))
        except DecisionConflict as conflict:
            outcomes.append(conflict)

    threads = [threading.Thread(target=decide, args=(f"r{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(outcome, Decision) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, DecisionConflict) for outcome in outcomes) == 7
    assert record.ledger.verify() == 1


def test_superseded_and_retracted(record: Record, flag_id: str) -> None:
    """A second verdict supersedes the first; a retraction leaves neither, and the flag waits."""
    first = _decide(record, flag_id, 0)
    second = record.ledger.decide(
        flag_id, Verdict.LEGITIMATE, ReasonCode.SECOND_HAND, "", "李", 1, NOW
    )
    assert second.supersedes == first.sequence
    retraction = record.ledger.retract(flag_id, "mixed up", "李", 2, NOW)
    assert (retraction.verdict, retraction.supersedes) == (None, second.sequence)
    row = record.flags.row(flag_id)
    assert (row.state, row.version, row.decision) == (FlagState.OPEN, 3, None)
    with pytest.raises(DecisionConflict, match="retracted by 李"):
        _decide(record, flag_id, 2)
    with pytest.raises(UsageError, match="no decision"):
        record.ledger.retract(flag_id, "", "李", 3, NOW)


def test_refusals(record: Record, flag_id: str) -> None:
    """A wrong reason, a nameless reviewer and an unknown flag are refused and leave no trace."""
    with pytest.raises(UsageError, match="not a reason"):
        record.ledger.decide(flag_id, Verdict.LEGITIMATE, COUNTERFEIT, "", "Ann", 0, NOW)
    with pytest.raises(UsageError, match="reviewer"):
        _decide(record, flag_id, 0, "  ")
    with pytest.raises(NotFound, match="No flag"):
        _decide(record, "unknown", 0)
    assert (record.ledger.verify(), list(record.ledger.entries())) == (0, [])


def test_time_zone_does_not_matter(record: Record, flag_id: str) -> None:
    """A decision taken at a local time verifies, and reads back as the same moment in UTC."""
    local = NOW.astimezone(timezone(timedelta(hours=8)))
    record.ledger.decide(flag_id, INFRINGING, COUNTERFEIT, "", "李", 0, local)
    assert record.ledger.verify() == 1
    assert record.ledger.for_flag(flag_id)[0].decided_at == NOW


@pytest.mark.parametrize("table", ["ledger", "ledger_seen"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET sequence = 9"])
def test_append_only(record: Record, flag_id: str, table: str, change: str) -> None:
    """The database itself refuses to change or delete what was decided and what was seen."""
    _decide(record, flag_id, 0)
    with (
        pytest.raises(sa.exc.IntegrityError, match="append-only"),
        record.session.write() as connection,
    ):
        connection.exec_driver_sql(change.format(table))


@pytest.mark.parametrize(
    ("tampering", "message"),
    [
        ("UPDATE ledger SET note = 'x' WHERE sequence = 2", "entry 2 does not verify"),
        ("DELETE FROM ledger WHERE sequence = 1", "entry 1 is missing"),
        ("DELETE FROM ledger WHERE sequence = 3", "entry 3 is missing"),
        (
            "UPDATE ledger SET verdict = 'guilty' WHERE sequence = 2",
            "entry 2, or .* cannot be read",
        ),
        ("UPDATE ledger SET decided_at = 'now' ", "entry 1, or .* cannot be read"),
        ("UPDATE ledger_seen SET flag_body = '{'", "entry 2, or .* cannot be read"),
        ('UPDATE ledger_seen SET flag_body = \'{"evidence":[],"reasons":[]}\'', "entry 1"),
        ("DELETE FROM ledger_seen WHERE sequence = 2", "entry 2"),
    ],
)
def test_tampering_is_found(sqlite_record: Record, tampering: str, message: str) -> None:
    """Whoever gets round the triggers and changes, removes or cuts off an entry is found out."""
    record = sqlite_record
    flag_id = _raise_flag(record)
    for version in range(3):
        _decide(record, flag_id, version)
    with record.session.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for table in ("ledger", "ledger_seen"):
            for action in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {table}_refuses_{action}")
        connection.exec_driver_sql(tampering)
        connection.exec_driver_sql("BEGIN")
    with pytest.raises(LedgerBroken, match=message):
        record.ledger.verify()


def test_seen_evidence_is_kept(record: Record, flag_id: str) -> None:
    """What the reviewer saw stays whole, whatever later crawls make of the flag and the listing."""
    item = listing()
    before = record.flags.row(flag_id)
    entry = _decide(record, flag_id, 0)
    changed = listing(title="Something else", seen_at=NOW + timedelta(days=1))
    store(record, [changed], [flag(item, start=7)])
    seen = record.ledger.seen(entry.sequence)
    assert seen.flag == before.flag
    assert seen.listing == before.listing
    assert record.flags.row(flag_id).flag.evidence_digest != entry.seen.evidence_digest


def test_entries_in_batches(record: Record, flag_id: str) -> None:
    """The whole ledger is read in its order, whatever the batch."""
    for version in range(5):
        _decide(record, flag_id, version)
    assert [entry.sequence for entry in record.ledger.entries(batch=2)] == [1, 2, 3, 4, 5]
    assert [entry.sequence for entry in record.ledger.entries()] == [1, 2, 3, 4, 5]


def test_reviewer_writes_no_listing_state(record: Record, flag_id: str) -> None:
    """A decision changes nothing of what the crawl wrote, but for the state that follows from it."""
    columns = [column for column in flags_table.c if column.name != "state"]
    with record.session.read() as connection:
        before = connection.execute(sa.select(*columns)).all()
    _decide(record, flag_id, 0)
    with record.session.read() as connection:
        assert connection.execute(sa.select(*columns)).all() == before
