"""Decisions and the hash chain that keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.decision import (
    GENESIS,
    REASONS_FOR,
    Decision,
    ReasonCode,
    Seen,
    Verdict,
    check_reason,
    current_decision,
    entry_hash,
    verify_chain,
)
from casework.errors import LedgerBroken


def _ledger(steps: list[tuple[Verdict | None, int | None]]) -> list[Decision]:
    """A sound ledger of one flag; each step is a verdict (None retracts) and what it supersedes."""
    entries: list[Decision] = []
    for sequence, (verdict, supersedes) in enumerate(steps, start=1):
        draft = Decision(
            sequence=sequence,
            flag_id="f",
            verdict=verdict,
            reason=REASONS_FOR[verdict][0] if verdict else None,
            note="",
            reviewer="r",
            decided_at=datetime(2026, 1, 1, tzinfo=UTC),
            seen=Seen("digest", 1.0, 0.9, "rules"),
            supersedes=supersedes,
            previous_hash=entries[-1].entry_hash if entries else GENESIS,
            entry_hash="",
        )
        entries.append(replace(draft, entry_hash=entry_hash(draft)))
    return entries


def test_every_reason_belongs_to_a_verdict() -> None:
    """Each code goes with exactly one verdict, but `other`, which goes with all and needs a note."""
    for code in ReasonCode:
        verdicts = [verdict for verdict in Verdict if code in REASONS_FOR[verdict]]
        assert len(verdicts) == (3 if code is ReasonCode.OTHER else 1)
        for verdict in Verdict:
            wrong = check_reason(verdict, code, "a note")
            assert (wrong is None) == (verdict in verdicts)
    assert check_reason(Verdict.UNSURE, ReasonCode.OTHER, " ") == (
        "The reason 'other' needs a note."
    )


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        ([], None),
        ([(Verdict.UNSURE, None)], 1),
        ([(Verdict.UNSURE, None), (Verdict.INFRINGING, 1)], 2),
        ([(Verdict.UNSURE, None), (None, 1)], None),
        ([(Verdict.UNSURE, None), (None, 1), (Verdict.LEGITIMATE, None)], 3),
    ],
)
def test_the_last_verdict_that_was_not_taken_back_stands(
    steps: list[tuple[Verdict | None, int | None]], standing: int | None
) -> None:
    """A later verdict supersedes, a retraction takes back, and neither removes anything."""
    found = current_decision(_ledger(steps))
    assert (found.sequence if found else None) == standing


@given(st.integers(1, 6), st.data())
def test_any_tampering_breaks_the_chain(length: int, data: st.DataObject) -> None:
    """A changed, removed or doubled entry is found, wherever it is."""
    ledger = _ledger([(Verdict.UNSURE, None)] * length)
    verify_chain(ledger)
    at = data.draw(st.integers(0, length - 1))
    changed = [*ledger[:at], replace(ledger[at], note="changed"), *ledger[at + 1 :]]
    doubled = [*ledger[: at + 1], *ledger[at:]]
    for broken in (
        changed,
        doubled,
        ledger[:at] + ledger[at + 1 :] if at < length - 1 else doubled,
    ):
        with pytest.raises(LedgerBroken, match="Ledger entry"):
            verify_chain(broken)


def test_a_rehashed_change_breaks_the_link() -> None:
    """Making one entry's hash right again does not help: the next names the old one."""
    first, second = _ledger([(Verdict.UNSURE, None), (Verdict.INFRINGING, 1)])
    forged = replace(first, note="changed")
    forged = replace(forged, entry_hash=entry_hash(forged))
    with pytest.raises(LedgerBroken, match="entry 2 does not verify"):
        verify_chain([forged, second])
