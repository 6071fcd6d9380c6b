"""Rows of the ledger table as decisions, and back."""

from __future__ import annotations

from typing import Any

from casework.decision import Decision, ReasonCode, Seen, Verdict


def decision_of(row: Any, prefix: str = "") -> Decision:
    """The ledger entry in a row whose column names begin with `prefix`."""

    def value(name: str) -> Any:
        return getattr(row, prefix + name)

    return Decision(
        sequence=value("sequence"),
        flag_id=value("flag_id"),
        verdict=None if value("verdict") is None else Verdict(value("verdict")),
        reason=None if value("reason") is None else ReasonCode(value("reason")),
        note=value("note"),
        reviewer=value("reviewer"),
        decided_at=value("decided_at"),
        seen=Seen(
            evidence_digest=value("seen_evidence_digest"),
            mention_score=value("seen_mention_score"),
            infringement_score=value("seen_infringement_score"),
            ruleset=value("seen_ruleset"),
            capture_id=value("seen_capture_id"),
        ),
        supersedes=value("supersedes"),
        previous_hash=value("previous_hash"),
        entry_hash=value("entry_hash"),
    )


def row_of(entry: Decision) -> dict[str, object]:
    """The columns of a ledger entry."""
    return {
        "sequence": entry.sequence,
        "flag_id": entry.flag_id,
        "verdict": entry.verdict.value if entry.verdict else None,
        "reason": entry.reason.value if entry.reason else None,
        "note": entry.note,
        "reviewer": entry.reviewer,
        "decided_at": entry.decided_at,
        "seen_evidence_digest": entry.seen.evidence_digest,
        "seen_mention_score": entry.seen.mention_score,
        "seen_infringement_score": entry.seen.infringement_score,
        "seen_ruleset": entry.seen.ruleset,
        "seen_capture_id": entry.seen.capture_id,
        "supersedes": entry.supersedes,
        "previous_hash": entry.previous_hash,
        "entry_hash": entry.entry_hash,
    }
