"""The ledger of decisions: appended under a lock, hash-chained, refused when seen too late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from casework.decision import (
    GENESIS,
    Decision,
    ReasonCode,
    Seen,
    Verdict,
    check_reason,
    entry_hash,
    verify_chain,
)
from casework.errors import DecisionConflict, LedgerBroken, NotFound, UsageError
from casework.flag import Flag, Tier, evidence_digest
from casework.listing import Listing
from index.record import tables
from index.record.codec import column_text, decode_flag, decode_listing
from index.record.dialect import upsert
from index.record.flag_writes import settle
from index.record.ledger_entries import decision_of, row_of
from index.record.session import Session, advance


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """What stood in the record when an entry was made, whole: the flag and the listing."""

    flag: Flag
    listing: Listing


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a reviewer says, without what the ledger adds."""

    flag_id: str
    verdict: Verdict | None
    reason: ReasonCode | None
    note: str
    reviewer: str
    decided_at: datetime


class Ledger:
    """Appends decisions and retractions and reads them; no entry is ever changed or removed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def decide(  # noqa: PLR0913, PLR0917 - a decision is made of these; a record of them would be one too
        self,
        flag_id: str,
        verdict: Verdict,
        reason: ReasonCode,
        note: str,
        reviewer: str,
        seen_version: int,
        now: datetime,
        capture_id: str | None = None,
        *,
        seen_digest: str | None = None,
    ) -> Decision:
        """Append a verdict; on a decided flag it supersedes the one that stands.

        `seen_version` is the FlagRow.version that the reviewer had before them, and `seen_digest`
        the flag's evidence digest, if the caller can tell; `capture_id` the capture they saw, else
        the listing's. The entry survives a power loss once this returns.

        Raises:
            NotFound: no flag has this id.
            UsageError: the reason does not go with the verdict, or no reviewer is named.
            DecisionConflict: somebody else decided, or the evidence changed, since it was seen.
        """
        wrong = check_reason(verdict, reason, note)
        if wrong is not None:
            raise UsageError(wrong)
        finding = _Finding(flag_id, verdict, reason, note, reviewer, now)
        return self._append(finding, seen_version, capture_id, seen_digest)

    def retract(
        self, flag_id: str, note: str, reviewer: str, seen_version: int, now: datetime
    ) -> Decision:
        """Append an entry that takes the standing decision back; the flag waits again.

        Raises:
            NotFound: no flag has this id.
            UsageError: no decision stands, or no reviewer is named.
            DecisionConflict: somebody else decided since it was seen.
        """
        finding = _Finding(flag_id, None, None, note, reviewer, now)
        return self._append(finding, seen_version, None, None)

    def for_flag(self, flag_id: str) -> tuple[Decision, ...]:
        """All entries about a flag, in ledger order."""
        statement = sa.select(tables.ledger).where(tables.ledger.c.flag_id == flag_id)
        with self._session.read() as connection:
            rows = connection.execute(statement.order_by(tables.ledger.c.sequence))
            return tuple(decision_of(row) for row in rows)

    def entries(self, batch: int = 1000) -> Iterator[Decision]:
        """The whole ledger from its first entry."""
        for row in self._rows(batch):
            yield decision_of(row)

    def seen(self, sequence: int) -> SeenRecord:
        """The flag and the listing as they stood before the reviewer of an entry.

        Raises:
            NotFound: the ledger has no such entry.
        """
        kept, entry, flags = tables.ledger_seen, tables.ledger, tables.flags
        statement = (
            sa.select(kept, entry, flags.c.listing_id, flags.c.brand_id)
            .join(entry, entry.c.sequence == kept.c.sequence)
            .join(flags, flags.c.flag_id == entry.c.flag_id)
        )
        with self._session.read() as connection:
            row = connection.execute(statement.where(kept.c.sequence == sequence)).one_or_none()
        if row is None:
            raise NotFound(f"The ledger has no entry {sequence}.")
        return _seen_record(row)

    def count(self) -> int:
        """How many entries there are."""
        with self._session.read() as connection:
            counted = sa.select(sa.func.count()).select_from(tables.ledger)
            return connection.execute(counted).scalar_one()

    def without_capture(self) -> tuple[tuple[int, str], ...]:
        """Entries that name a capture which the record does not know: sequence and capture id."""
        entry, captures = tables.ledger, tables.captures
        statement = (
            sa.select(entry.c.sequence, entry.c.seen_capture_id)
            .outerjoin(captures, captures.c.capture_id == entry.c.seen_capture_id)
            .where(entry.c.seen_capture_id.is_not(None), captures.c.capture_id.is_(None))
            .order_by(entry.c.sequence)
        )
        with self._session.read() as connection:
            return tuple((row[0], row[1]) for row in connection.execute(statement))

    def verify(self) -> int:
        """Check the chain and that every flag kept beside an entry is the one it speaks of.

        Returns:
            The number of entries.

        Raises:
            LedgerBroken: an entry was changed, removed or put in; names its sequence number.
        """
        entries = []
        strays = []
        try:
            for row in self._rows():
                entries.append(decision_of(row))
                if row.flag_body is None or not _is_evidence_of(row):
                    strays.append(row.sequence)
        except (ValueError, TypeError, msgspec.DecodeError):  # no value of ours, so somebody else's
            raise LedgerBroken(
                f"Ledger entry {len(entries) + 1}, or the evidence kept with the one before, "
                "cannot be read."
            ) from None
        verify_chain(entries)
        with self._session.read() as connection:
            counted = connection.execute(
                sa.select(tables.counters.c.value).where(tables.counters.c.name == "ledger")
            ).scalar_one()
        if counted > len(entries):
            # A chain cannot see that its own end was cut off.
            raise LedgerBroken(f"Ledger entry {len(entries) + 1} is missing at the end.")
        if strays:
            raise LedgerBroken(
                f"The evidence kept with ledger entry {strays[0]} is not what was seen."
            )
        return len(entries)

    def _rows(self, batch: int = 1000) -> Iterator[Any]:
        entry, kept = tables.ledger, tables.ledger_seen
        statement = sa.select(entry, kept.c.flag_body).outerjoin(kept).limit(batch)
        last = 0
        while True:
            with self._session.read() as connection:
                rows = connection.execute(
                    statement.where(entry.c.sequence > last).order_by(entry.c.sequence)
                ).all()
            if not rows:
                return
            last = rows[-1].sequence
            yield from rows

    def _append(
        self,
        finding: _Finding,
        seen_version: int,
        capture_id: str | None,
        seen_digest: str | None,
    ) -> Decision:
        if not finding.reviewer.strip():
            raise UsageError("A decision needs the name of its reviewer.")
        with self._session.write_durably() as connection:
            sequence = advance(connection, "ledger")
            flag = _flag_row(connection, finding.flag_id)
            version = flag.version or 0
            if version != seen_version:
                raise DecisionConflict(_conflict(connection, finding.flag_id))
            if seen_digest is not None and seen_digest != flag.evidence_digest:
                raise DecisionConflict(
                    "The evidence on the page has changed since this flag was shown; "
                    "look at it again."
                )
            if finding.verdict is None and flag.decision_sequence is None:
                raise UsageError("There is no decision on this flag to retract.")
            entry = _entry(connection, finding, flag, sequence, capture_id)
            connection.execute(sa.insert(tables.ledger), [row_of(entry)])
            connection.execute(
                sa.insert(tables.ledger_seen),
                [
                    {
                        "sequence": sequence,
                        "tier": flag.tier,
                        "raised_at": flag.raised_at,
                        "flag_body": flag.body,
                        "listing_body": flag.listing_body,
                    }
                ],
            )
            _write_review(connection, entry, flag, version + 1)
            self._session.announce(connection, (), (finding.flag_id,))
        return entry


def _is_evidence_of(row: Any) -> bool:
    digest: str = row.seen_evidence_digest
    return evidence_digest(decode_flag(row.flag_body)[0]) == digest


def _flag_row(connection: sa.Connection, flag_id: str) -> Any:
    flags, reviews, listings = tables.flags, tables.flag_reviews, tables.listings
    statement = (
        sa.select(
            flags,
            reviews.c.version,
            reviews.c.decision_sequence,
            listings.c.body.label("listing_body"),
            listings.c.capture_id,
        )
        .join(listings, listings.c.listing_id == flags.c.listing_id)
        .outerjoin(reviews, reviews.c.flag_id == flags.c.flag_id)
        .where(flags.c.flag_id == flag_id)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"No flag has the id {flag_id}.")
    return row


def _entry(
    connection: sa.Connection, finding: _Finding, flag: Any, sequence: int, capture_id: str | None
) -> Decision:
    table = tables.ledger
    previous = connection.execute(
        sa.select(table.c.entry_hash).where(table.c.sequence == sequence - 1)
    ).scalar_one_or_none()
    unsealed = Decision(
        sequence=sequence,
        flag_id=finding.flag_id,
        verdict=finding.verdict,
        reason=finding.reason,
        note=column_text(finding.note),
        reviewer=column_text(finding.reviewer),
        # The hash is over the written time: the same moment must read the same in any zone.
        decided_at=finding.decided_at.astimezone(UTC),
        seen=Seen(
            evidence_digest=flag.evidence_digest,
            mention_score=flag.mention_score,
            infringement_score=flag.infringement_score,
            ruleset=flag.ruleset,
            capture_id=capture_id or flag.capture_id,
        ),
        supersedes=flag.decision_sequence,
        previous_hash=previous or GENESIS,
        entry_hash="",
    )
    return replace(unsealed, entry_hash=entry_hash(unsealed))


def _write_review(connection: sa.Connection, entry: Decision, flag: Any, version: int) -> None:
    stands = entry.verdict is not None
    decided_digest = entry.seen.evidence_digest if stands else None
    review = {
        "flag_id": entry.flag_id,
        "version": version,
        "decision_sequence": entry.sequence if stands else None,
        "verdict": entry.verdict.value if entry.verdict else None,
        "decided_digest": decided_digest,
    }
    upsert(connection, tables.flag_reviews, [review])
    state = settle(flag.present, flag.evidence_digest, decided_digest)
    flags = tables.flags
    connection.execute(
        sa.update(flags).where(flags.c.flag_id == entry.flag_id).values(state=state.value)
    )


def _conflict(connection: sa.Connection, flag_id: str) -> str:
    table = tables.ledger
    statement = sa.select(table).where(table.c.flag_id == flag_id)
    last = connection.execute(statement.order_by(table.c.sequence.desc()).limit(1)).one_or_none()
    if last is None:
        return "This flag has no decision in the record; look at it again."
    entry = decision_of(last)
    when = entry.decided_at.strftime("%Y-%m-%d %H:%M:%S UTC")
    if entry.verdict is None:
        return (
            f"The decision on this flag was retracted by {entry.reviewer} at {when}, "
            "after it was shown; look at it again."
        )
    return (
        f"This flag was decided as {entry.verdict} ({entry.reason}) by {entry.reviewer} "
        f"at {when}, after it was shown; look at it again."
    )


def _seen_record(row: Any) -> SeenRecord:
    evidence, reasons = decode_flag(row.flag_body)
    flag = Flag(
        listing_id=row.listing_id,
        brand_id=row.brand_id,
        evidence=evidence,
        mention_score=row.seen_mention_score,
        infringement_score=row.seen_infringement_score,
        reasons=reasons,
        tier=Tier(row.tier),
        ruleset=row.seen_ruleset,
        raised_at=row.raised_at,
    )
    return SeenRecord(flag, decode_listing(row.listing_body))
