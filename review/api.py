"""The flags over HTTP as JSON, for programs on this machine; the same guards as the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar import Router, get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from casework.decision import Decision, ReasonCode, Verdict
from casework.flag import FlagState, Reason, Tier
from casework.queue import FlagRow
from index.queue import flag_page
from review.filters import PAGE_SIZE, read_filters
from review.given import AnyRequest, GivenDesk, PathText
from review.guards import TOKEN_HEADER, form_token


@dataclass(frozen=True, slots=True)
class Match:
    """One piece of evidence: `start` and `end` count code points of the field, null for pictures."""

    field: str
    start: int | None
    end: int | None
    seen: str
    against: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class FlagAnswer:
    """A flag with what it is about. `version` goes back with a decision as `seen_version`."""

    flag_id: str
    listing_id: str
    brand_id: str
    brand_name: str
    tier: Tier
    state: FlagState
    version: int
    mention_score: float
    infringement_score: float
    reasons: tuple[Reason, ...]
    matches: tuple[Match, ...]
    evidence_digest: str
    ruleset: str
    title: str
    url: str
    source: str
    seller: str | None
    capture_id: str | None
    first_seen: datetime
    last_seen: datetime
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class FlagsAnswer:
    """A page of flags in queue order; `cursor` begins the next page, null at the end."""

    flags: tuple[FlagAnswer, ...]
    total: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """A decision to record, on the flag as it was read: its `version` and `evidence_digest`."""

    verdict: Verdict
    reason: ReasonCode
    seen_version: int
    seen_evidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RetractionRequest:
    """The standing decision to take back."""

    seen_version: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """Who decides, and the token that changes must carry in the header of that name."""

    reviewer: str
    token_header: str
    token: str


@get("/session", sync_to_thread=False)
def session(request: AnyRequest, desk: GivenDesk) -> SessionAnswer:
    """The token for changes in this session; keep the cookie that comes with it."""
    return SessionAnswer(desk.settings.reviewer, TOKEN_HEADER, form_token(request))


@get("/flags", sync_to_thread=True)
def flags(
    request: AnyRequest,
    desk: GivenDesk,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = PAGE_SIZE,
) -> FlagsAnswer:
    """Flags in queue order; q, brand, source, seller, tier, state, verdict filter as in the pages."""
    filters = read_filters(request.query_params.dict())
    found = flag_page(desk.record, desk.search, filters.query(cursor=cursor, limit=limit))
    return FlagsAnswer(tuple(map(answer, found.rows)), found.total, found.cursor)


@get("/flags/{flag_id:str}", sync_to_thread=True)
def flag(desk: GivenDesk, flag_id: PathText) -> FlagAnswer:
    """One flag."""
    return answer(desk.record.flags.row(flag_id))


@post("/flags/{flag_id:str}/decisions", sync_to_thread=True)
def decide(desk: GivenDesk, flag_id: PathText, data: JSONBody[DecisionRequest]) -> Decision:
    """Record a decision; 409 if somebody decided the flag, or its evidence changed, since then."""
    row = desk.record.flags.row(flag_id)
    return desk.record.ledger.decide(
        flag_id,
        data.verdict,
        data.reason,
        data.note,
        desk.settings.reviewer,
        seen_version=data.seen_version,
        now=desk.now(),
        capture_id=row.listing.capture_id,
        seen_digest=data.seen_evidence,
    )


@post("/flags/{flag_id:str}/retraction", sync_to_thread=True)
def retract(desk: GivenDesk, flag_id: PathText, data: JSONBody[RetractionRequest]) -> Decision:
    """Take the standing decision back; 409 if there is none or it is another one by now."""
    return desk.record.ledger.retract(
        flag_id,
        data.note,
        desk.settings.reviewer,
        seen_version=data.seen_version,
        now=desk.now(),
    )


def answer(row: FlagRow) -> FlagAnswer:
    """A flag as the interface gives it."""
    found = row.flag
    return FlagAnswer(
        flag_id=found.flag_id,
        listing_id=found.listing_id,
        brand_id=found.brand_id,
        brand_name=row.brand_name,
        tier=found.tier,
        state=row.state,
        version=row.version,
        mention_score=found.mention_score,
        infringement_score=found.infringement_score,
        reasons=found.reasons,
        matches=tuple(
            Match(
                getattr(item.where, "field", "picture"),
                getattr(item.where, "start", None),
                getattr(item.where, "end", None),
                item.seen,
                item.against,
                item.rule,
                item.score,
            )
            for item in found.evidence
        ),
        evidence_digest=found.evidence_digest,
        ruleset=found.ruleset,
        title=row.listing.title,
        url=row.listing.url,
        source=row.listing.source,
        seller=row.listing.seller.name if row.listing.seller else None,
        capture_id=row.listing.capture_id,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        decision=row.decision,
    )


api = Router("/api", route_handlers=[session, flags, flag, decide, retract], tags=["flags"])
