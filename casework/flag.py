"""A flag: one listing and one brand, with all the evidence, two scores and the reasons for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.evidence import Evidence, ImageRegion
from casework.identity import digest, identity


class Tier(StrEnum):
    """How urgently a person should look; `context` is a mention that too little speaks against."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    CONTEXT = "context"

    @property
    def rank(self) -> int:
        """0 for the most urgent, for ordering a queue."""
        return list(Tier).index(self)


class FlagState(StrEnum):
    """Where a flag stands: waiting, decided, or gone from the page before anybody decided."""

    OPEN = "open"
    DECIDED = "decided"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Reason:
    """One argument for or against infringement.

    `weight` is in log-odds: positive raises the infringement score, negative lowers it.
    `code` is a stable key that the workbench translates; `subject` the words or value it rests on.
    """

    code: str
    weight: float
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A suspicion for people to decide. Both scores are 0 to 1 and mean nothing without `reasons`."""

    listing_id: str
    brand_id: str
    evidence: tuple[Evidence, ...]
    mention_score: float
    infringement_score: float
    reasons: tuple[Reason, ...]
    tier: Tier
    ruleset: str
    raised_at: datetime

    @property
    def flag_id(self) -> str:
        """The same listing and brand have the same flag in every crawl and version."""
        return flag_id(self.listing_id, self.brand_id)

    @property
    def evidence_digest(self) -> str:
        """Changes when what matched where changes, not when scores or versions do."""
        return evidence_digest(self.evidence)


def flag_id(listing_id: str, brand_id: str) -> str:
    """Identity of the flag of a listing and a brand."""
    return identity("flag", listing_id, brand_id)


def evidence_digest(evidence: Sequence[Evidence]) -> str:
    """Digest over values, spans and picture digests; order, scores and versions do not count.

    A picture counts by its bytes and not by its address: shops move pictures between servers.
    """
    facts = sorted({_fact(item) for item in evidence})
    return digest(facts)


def _fact(item: Evidence) -> tuple[str, ...]:
    if isinstance(item.where, ImageRegion):
        place: tuple[str, ...] = ("picture", item.where.sha256)
    else:
        place = ("text", item.where.field, str(item.where.start), str(item.where.end), item.seen)
    return (item.mark_id, item.against, *place)
