"""The flag's screens: everything about one flag, the decision on it, and the way to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litestar import get, post
from litestar.response import Redirect, Response

from casework.brand import ProtectedBrand
from casework.capture import Capture
from casework.decision import ReasonCode, Verdict, check_reason
from casework.errors import DecisionConflict, NotFound
from casework.queue import FlagRow
from review.capture_pages import capture_address
from review.desk import Desk
from review.explanation import weighed_reasons
from review.filters import PAGE_SIZE, Filters, read_filters
from review.flag_view import (
    description_view,
    evidence_views,
    field_views,
    gallery,
    listing_facts,
    marked_title,
    picture_pairs,
    reason_options,
)
from review.given import AnyRequest, Form, GivenDesk, GivenPages, PathText
from review.i18n import Language, message
from review.queue_walk import Neighbours, neighbours, next_open
from review.rendering import Pages, shortened
from review.wording import VERDICTS

NOTE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Attempt:
    """A decision as it came from the form, kept to be shown again when it was not recorded."""

    verdict: Verdict | None = None
    reason: ReasonCode | None = None
    note: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Where the flag page leads: back, on, and where its forms go, all with the queue's filters."""

    queue: str
    previous: str
    next: str
    position: int | None
    total: int
    decide: str
    retract: str
    capture: str


@get("/flags/{flag_id:str}", sync_to_thread=True, include_in_schema=False)
def flag(
    request: AnyRequest, desk: GivenDesk, pages: GivenPages, flag_id: PathText
) -> Response[str]:
    """One flag."""
    attempt = Attempt(verdict=_verdict(request.query_params.get("choose", "")))
    return _flag_page(request, desk, pages, desk.record.flags.row(flag_id), attempt)


@post("/flags/{flag_id:str}/decisions", sync_to_thread=True, include_in_schema=False)
def decide(
    request: AnyRequest, desk: GivenDesk, pages: GivenPages, flag_id: PathText, data: Form
) -> Response[Any]:
    """Record a decision and go on to the next open flag; 409 if the flag changed meanwhile."""
    language = pages.language(request)
    row = desk.record.flags.row(flag_id)
    attempt = read_attempt(data, language)
    if attempt.error or attempt.verdict is None or attempt.reason is None:
        return _flag_page(request, desk, pages, row, attempt)
    filters = read_filters(request.query_params.dict())
    onward = next_open(desk, filters, row.flag)
    try:
        desk.record.ledger.decide(
            flag_id,
            attempt.verdict,
            attempt.reason,
            attempt.note,
            desk.settings.reviewer,
            seen_version=_version(data),
            now=desk.now(),
            capture_id=_known_capture(desk, data.get("capture", "")),
            seen_digest=data.get("seen_evidence", ""),
        )
    except DecisionConflict:
        row = desk.record.flags.row(flag_id)
        # Without a newer ledger entry, it is the evidence that changed.
        changed = "decision" if row.version != _version(data) else "evidence"
        return _conflict_page(request, desk, pages, row, attempt, changed=changed)
    request.session["notice"] = {
        "text": language.say(
            message("Recorded: %(verdict)s."), verdict=language.say(VERDICTS[attempt.verdict])
        ),
        "title": shortened(row.listing.title, 60),
        "undo": filters.address(f"/flags/{flag_id}/retraction"),
        "show": filters.address(f"/flags/{flag_id}"),
        "undo_version": row.version + 1,
    }
    return Redirect(onward, status_code=303)


@post("/flags/{flag_id:str}/retraction", sync_to_thread=True, include_in_schema=False)
def retract(
    request: AnyRequest, desk: GivenDesk, pages: GivenPages, flag_id: PathText, data: Form
) -> Response[Any]:
    """Take the standing decision back by another entry, and show the flag, which is open again."""
    note = data.get("note", "")[:NOTE_LIMIT]
    try:
        desk.record.ledger.retract(
            flag_id, note, desk.settings.reviewer, seen_version=_version(data), now=desk.now()
        )
    except DecisionConflict:
        row = desk.record.flags.row(flag_id)
        return _conflict_page(request, desk, pages, row, Attempt(note=note))
    filters = read_filters(request.query_params.dict())
    request.session["notice"] = {
        "text": pages.language(request).say(
            message("The decision was taken back; the flag is open again.")
        )
    }
    return Redirect(filters.address(f"/flags/{flag_id}"), status_code=303)


@get(
    ["/flags/{flag_id:str}/decisions", "/flags/{flag_id:str}/retraction"],
    sync_to_thread=False,
    include_in_schema=False,
)
def back_from_forms(request: AnyRequest, flag_id: PathText) -> Redirect:
    """The flag, for who opens the address at which its forms were answered: by switching the language
    on the answer, or from the address bar.
    """
    filters = read_filters(request.query_params.dict())
    return Redirect(filters.address(f"/flags/{quote(flag_id, safe='')}"), status_code=303)


def read_attempt(data: dict[str, str], language: Language) -> Attempt:
    """Verdict, reason and note from the form, with what is wrong with them, if anything.

    The reason field says its verdict too (`infringing/counterfeit`), because the form works without
    JavaScript and a reason of another verdict may still be chosen in it.
    """
    note = data.get("note", "").replace("\r\n", "\n")[:NOTE_LIMIT].strip()
    verdict = _verdict(data.get("verdict", ""))
    belongs_to, _, code = data.get("reason", "").partition("/")
    if verdict is None:
        return Attempt(note=note, error=language.say(message("Choose a verdict.")))
    if belongs_to != verdict or code not in set(ReasonCode):
        error = language.say(message("Choose a reason for this verdict."))
        return Attempt(verdict, None, note, error)
    reason = ReasonCode(code)
    if check_reason(verdict, reason, note) is not None:
        error = language.say(message("Say in the note what the other reason is."))
        return Attempt(verdict, reason, note, error)
    return Attempt(verdict, reason, note)


def _flag_page(
    request: AnyRequest, desk: Desk, pages: Pages, row: FlagRow, attempt: Attempt
) -> Response[str]:
    language = pages.language(request)
    filters = read_filters(request.query_params.dict())
    listing, brand = row.listing, _brand(desk, row.flag.brand_id)
    pictures = desk.record.pictures.by_url([image.url for image in listing.images])
    seller_id = listing.seller_id or ""
    capture = _capture(desk, listing.listing_id)
    context = {
        "row": row,
        "title": marked_title(row.flag, listing),
        "reasons": weighed_reasons(row.flag),
        "evidence": evidence_views(row.flag, language),
        "text_fields": field_views(row.flag, listing, language),
        "pictures": picture_pairs(row.flag, brand, language),
        "gallery": gallery(row.flag, listing, pictures),
        "description": description_view(row.flag, listing, language),
        "facts": listing_facts(listing, language),
        "capture": capture,
        "history": desk.record.ledger.for_flag(row.flag.flag_id),
        "seller_queue": Filters(source=listing.source, seller=seller_id).address("/flags"),
        "way": _way(neighbours(desk, filters, row.flag), filters, row.flag.flag_id, capture),
        "options": reason_options(row.flag, brand),
        "chosen_verdict": attempt.verdict,
        "chosen_reason": attempt.reason,
        "note": attempt.note,
        "error": attempt.error,
    }
    return pages.render(request, "flag.html", context, status=422 if attempt.error else 200)


def _conflict_page(
    request: AnyRequest,
    desk: Desk,
    pages: Pages,
    row: FlagRow,
    attempt: Attempt,
    *,
    changed: str = "decision",
) -> Response[str]:
    filters = read_filters(request.query_params.dict())
    flag_id = row.flag.flag_id
    history = desk.record.ledger.for_flag(flag_id)
    context = {
        "row": row,
        "changed": changed,
        "last": history[-1] if history else None,
        "attempted": attempt.verdict,
        "note": attempt.note,
        "again": filters.address(f"/flags/{flag_id}"),
        "onward": next_open(desk, filters, row.flag),
    }
    return pages.render(request, "conflict.html", context, status=409)


def _way(found: Neighbours, filters: Filters, flag_id: str, capture: Capture | None) -> Way:
    def address(neighbour: str | None) -> str:
        return filters.address(f"/flags/{neighbour}") if neighbour else ""

    return Way(
        queue=queue_at(filters, found, flag_id),
        previous=address(found.previous),
        next=address(found.next),
        position=found.position,
        total=found.total,
        decide=filters.address(f"/flags/{flag_id}/decisions"),
        retract=filters.address(f"/flags/{flag_id}/retraction"),
        capture=capture_address(capture, filters, flag_id) if capture else "",
    )


def queue_at(filters: Filters, found: Neighbours, flag_id: str) -> str:
    """The queue with the flag in sight, or with the one that took its place."""
    shown = flag_id if found.position else found.next
    rows = str(found.place) if found.place and found.place > PAGE_SIZE else ""
    return filters.address("/flags", rows=rows) + (f"#flag-{shown}" if shown else "")


def _brand(desk: Desk, brand_id: str) -> ProtectedBrand | None:
    try:
        return desk.record.brands.get(brand_id)
    except NotFound:
        # A brand may leave the protected list while its flags stay.
        return None


def _capture(desk: Desk, listing_id: str) -> Capture | None:
    try:
        return desk.record.captures.for_listing(listing_id)
    except NotFound:
        return None


def _known_capture(desk: Desk, capture_id: str) -> str | None:
    try:
        return desk.record.captures.get(capture_id).capture_id
    except NotFound:
        return None


def _verdict(text: str) -> Verdict | None:
    return Verdict(text) if text in set(Verdict) else None


def _version(data: dict[str, str]) -> int:
    text = data.get("seen_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
