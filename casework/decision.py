"""Decisions: what a person found, on what they saw; appended, never changed, retracted by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.errors import LedgerBroken
from casework.identity import digest

GENESIS = "0" * 64
"""`previous_hash` of the first entry of a ledger."""


class Verdict(StrEnum):
    """What a person found."""

    INFRINGING = "infringing"
    LEGITIMATE = "legitimate"
    UNSURE = "unsure"


class ReasonCode(StrEnum):
    """Why; which codes go with which verdict is in `REASONS_FOR`."""

    COUNTERFEIT = "counterfeit"
    IMITATION_OF_MARK = "imitation_of_mark"
    UNAUTHORISED_USE = "unauthorised_use"
    COPIED_PICTURE = "copied_picture"
    GEOGRAPHICAL_INDICATION_MISUSE = "geographical_indication_misuse"
    SPECIAL_SIGN_MISUSE = "special_sign_misuse"
    AUTHORISED_SELLER = "authorised_seller"
    NOMINATIVE_USE = "nominative_use"
    SECOND_HAND = "second_hand"
    OTHER_GOODS = "other_goods"
    PLACE_NAME = "place_name"
    OWN_TRADE_NAME = "own_trade_name"
    DICTIONARY_WORD = "dictionary_word"
    NOT_THE_MARK = "not_the_mark"
    NEEDS_TEST_PURCHASE = "needs_test_purchase"
    NEEDS_RIGHTS_HOLDER = "needs_rights_holder"
    OTHER = "other"


_INFRINGING = (
    ReasonCode.COUNTERFEIT,
    ReasonCode.IMITATION_OF_MARK,
    ReasonCode.UNAUTHORISED_USE,
    ReasonCode.COPIED_PICTURE,
    ReasonCode.GEOGRAPHICAL_INDICATION_MISUSE,
    ReasonCode.SPECIAL_SIGN_MISUSE,
)
_UNSURE = (ReasonCode.NEEDS_TEST_PURCHASE, ReasonCode.NEEDS_RIGHTS_HOLDER)
_LEGITIMATE = tuple(
    code for code in ReasonCode if code not in {*_INFRINGING, *_UNSURE, ReasonCode.OTHER}
)
REASONS_FOR: dict[Verdict, tuple[ReasonCode, ...]] = {
    Verdict.INFRINGING: (*_INFRINGING, ReasonCode.OTHER),
    Verdict.LEGITIMATE: (*_LEGITIMATE, ReasonCode.OTHER),
    Verdict.UNSURE: (*_UNSURE, ReasonCode.OTHER),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reviewer had before them when they decided."""

    evidence_digest: str
    mention_score: float
    infringement_score: float
    ruleset: str
    capture_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the ledger.

    `verdict` is None in a retraction, which names the entry it takes back in `supersedes`; a new
    verdict on a decided flag supersedes the old one likewise. `entry_hash` chains the ledger.
    """

    sequence: int
    flag_id: str
    verdict: Verdict | None
    reason: ReasonCode | None
    note: str
    reviewer: str
    decided_at: datetime
    seen: Seen
    supersedes: int | None
    previous_hash: str
    entry_hash: str


def entry_hash(decision: Decision) -> str:
    """Hash over all fields but the hash itself, `previous_hash` included."""
    return digest(
        (
            decision.sequence,
            decision.flag_id,
            decision.verdict,
            decision.reason,
            decision.note,
            decision.reviewer,
            decision.decided_at,
            decision.seen,
            decision.supersedes,
            decision.previous_hash,
        )
    )


def check_reason(verdict: Verdict, reason: ReasonCode, note: str) -> str | None:
    """What is wrong with a verdict's reason, as a sentence, or None."""
    if reason not in REASONS_FOR[verdict]:
        allowed = ", ".join(REASONS_FOR[verdict])
        return f"{reason} is not a reason for {verdict}; choose one of {allowed}."
    if reason is ReasonCode.OTHER and not note.strip():
        return "The reason 'other' needs a note."
    return None


def current_decision(decisions: Sequence[Decision]) -> Decision | None:
    """The entry that stands for one flag's decisions, in ledger order: the last not retracted."""
    superseded = {entry.supersedes for entry in decisions}
    for entry in reversed(decisions):
        if entry.verdict is not None and entry.sequence not in superseded:
            return entry
    return None


def verify_chain(decisions: Sequence[Decision]) -> None:
    """Check a whole ledger from its first entry.

    Raises:
        LedgerBroken: an entry was changed, removed or put in; names its sequence number.
    """
    previous = GENESIS
    for expected, entry in enumerate(decisions, start=1):
        if entry.sequence != expected:
            raise LedgerBroken(f"Ledger entry {expected} is missing (found {entry.sequence}).")
        if entry.previous_hash != previous or entry.entry_hash != entry_hash(entry):
            raise LedgerBroken(f"Ledger entry {entry.sequence} does not verify.")
        previous = entry.entry_hash
