"""Crawls, rematches, decisions and retractions in any order, against a record kept in a dict."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from casework.decision import Decision, ReasonCode, Verdict, current_decision
from casework.errors import DecisionConflict, UsageError
from casework.flag import Flag, FlagState, Tier
from casework.queue import FlagQuery
from index.record import Record
from index.record.flag_queries import find_flags
from tests.index.record.material import NOW, address, flag, listing, store

LISTINGS = st.integers(0, 2)
BRANDS = ("gucci", "prada")
# What the matchers found on a page, for each brand: nothing, or evidence at one of two places.
FINDINGS = st.fixed_dictionaries({brand: st.sampled_from((None, 0, 6)) for brand in BRANDS})
SCORES = st.sampled_from((0.55, 0.8, 0.95))
VERDICTS = st.sampled_from(
    (
        (Verdict.INFRINGING, ReasonCode.COUNTERFEIT),
        (Verdict.LEGITIMATE, ReasonCode.SECOND_HAND),
        (Verdict.UNSURE, ReasonCode.NEEDS_TEST_PURCHASE),
    )
)


@dataclass
class Kept:
    """What the oracle remembers of a flag: its last judgement, and the entries about it."""

    judged: Flag
    present: bool = True
    entries: list[Decision] = field(default_factory=list)

    @property
    def decision(self) -> Decision | None:
        """The entry that stands."""
        return current_decision(self.entries)

    @property
    def state(self) -> FlagState:
        """Decided on this evidence, else waiting while the page still shows it."""
        decision = self.decision
        if decision and decision.seen.evidence_digest == self.judged.evidence_digest:
            return FlagState.DECIDED
        return FlagState.OPEN if self.present else FlagState.LAPSED

    def judge_again(self, judged: Flag) -> None:
        """Take a new judgement over, but leave what was decided as it was shown."""
        same = judged.evidence_digest == self.judged.evidence_digest
        if not (same and self.present and self.state is FlagState.DECIDED):
            self.judged = replace(judged, raised_at=self.judged.raised_at)
        self.present = True


class LifeOfFlags(RuleBasedStateMachine):
    """The record must stand where the oracle stands, whatever happens in whatever order."""

    @initialize()
    def open_record(self) -> None:
        """Begin with an empty record."""
        self._folder = tempfile.TemporaryDirectory(prefix="record-")
        self.record = Record.open(address(Path(self._folder.name)))
        self.kept: dict[str, Kept] = {}
        self.seen: set[str] = set()
        self.entries = 0
        self.day = 0

    @rule(number=LISTINGS, findings=FINDINGS, score=SCORES)
    def crawl(self, number: int, findings: dict[str, int | None], score: float) -> None:
        """A page is read: its listing and what was found on it are stored."""
        self.day += 1
        item = listing(number, seen_at=NOW + timedelta(days=self.day))
        flags = self._judge(item.listing_id, findings, score)
        store(self.record, [item], flags)
        self.seen.add(item.listing_id)

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), findings=FINDINGS, score=SCORES, only=st.sampled_from((None, *BRANDS)))
    def rematch(
        self, data: st.DataObject, findings: dict[str, int | None], score: float, only: str | None
    ) -> None:
        """A stored listing is judged again, for all brands or for one."""
        listing_id = data.draw(st.sampled_from(sorted(self.seen)))
        flags = self._judge(listing_id, findings, score, only)
        self.record.store_flags([listing_id], flags, NOW, brand_ids=None if not only else [only])

    def _judge(
        self,
        listing_id: str,
        findings: dict[str, int | None],
        score: float,
        only: str | None = None,
    ) -> list[Flag]:
        item = next(item for item in map(listing, range(3)) if item.listing_id == listing_id)
        tier = Tier.CERTAIN if score > 0.9 else Tier.LIKELY
        raised_at = NOW + timedelta(days=self.day)
        flags = []
        for brand, start in findings.items():
            if only not in {None, brand}:
                continue
            if start is None:
                old = self.kept.get(flag(item, brand).flag_id)
                if old:
                    old.present = False
                continue
            judged = flag(item, brand, start=start, score=score, tier=tier, raised_at=raised_at)
            flags.append(judged)
            if judged.flag_id in self.kept:
                self.kept[judged.flag_id].judge_again(judged)
            else:
                self.kept[judged.flag_id] = Kept(judged)
        return flags

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), finding=VERDICTS, late=st.booleans())
    def decide(self, data: st.DataObject, finding: tuple[Verdict, ReasonCode], late: bool) -> None:
        """Somebody decides, on what they see now or on what they saw an entry ago."""
        flag_id = data.draw(st.sampled_from(sorted(self.kept)))
        kept = self.kept[flag_id]
        version = len(kept.entries) - late
        try:
            entry = self.record.ledger.decide(flag_id, *finding, "", "Ann", version, NOW)
        except DecisionConflict:
            assert late
            return
        assert not late
        self._append(kept, entry)

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def retract(self, data: st.DataObject) -> None:
        """Somebody takes the standing decision back, if there is one."""
        flag_id = data.draw(st.sampled_from(sorted(self.kept)))
        kept = self.kept[flag_id]
        try:
            entry = self.record.ledger.retract(flag_id, "", "Ann", len(kept.entries), NOW)
        except UsageError:
            assert kept.decision is None
            return
        assert kept.decision is not None
        self._append(kept, entry)

    def _append(self, kept: Kept, entry: Decision) -> None:
        assert entry.supersedes == (kept.decision.sequence if kept.decision else None)
        assert entry.seen.evidence_digest == kept.judged.evidence_digest
        self.entries += 1
        assert entry.sequence == self.entries
        assert self.record.ledger.seen(entry.sequence).flag == kept.judged
        kept.entries.append(entry)

    @rule()
    def open_again(self) -> None:
        """The process ends and another one goes on."""
        self.record.close()
        self.record = Record.open(address(Path(self._folder.name)))

    @invariant()
    def flags_stand_as_they_must(self) -> None:
        """Every flag has the oracle's evidence, state, version and decision; no other flag exists."""
        rows = self.record.flags.rows(self.kept)
        assert len(rows) == len(self.kept) == self.record.flags.count()
        for row in rows:
            kept = self.kept[row.flag.flag_id]
            assert (row.flag, row.state) == (kept.judged, kept.state)
            assert (row.version, row.decision) == (len(kept.entries), kept.decision)
        assert self.record.listings.count() == len(self.seen)

    @invariant()
    def queue_is_in_order(self) -> None:
        """The queue is the open flags, most urgent first."""
        waiting = [kept.judged for kept in self.kept.values() if kept.state is FlagState.OPEN]
        waiting.sort(key=lambda f: (f.tier.rank, -f.infringement_score, f.raised_at, f.flag_id))
        with self.record.session.read() as connection:
            found = find_flags(connection, FlagQuery())
        assert found.ids == tuple(item.flag_id for item in waiting)

    @invariant()
    def ledger_verifies(self) -> None:
        """The chain is whole and holds every entry."""
        assert self.record.ledger.verify() == self.entries

    def teardown(self) -> None:
        """Close the record and remove its folder."""
        self.record.close()
        self._folder.cleanup()


LifeOfFlags.TestCase.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
TestLifeOfFlags = LifeOfFlags.TestCase
