"""Captures on screen: what is known of them, and their bytes as text that nothing can run."""

from __future__ import annotations

import re
from urllib.parse import quote

from litestar import MediaType, get
from litestar.response import Response

from casework.capture import Capture
from casework.errors import CaptureDamaged
from evidence.captures import CapturedResponse
from review.desk import Desk
from review.filters import Filters, read_filters
from review.flag_view import PAIR_SIDE, picture_address
from review.given import AnyRequest, GivenDesk, GivenPages, PathText
from review.guards import CAPTURED_POLICY
from review.highlight import marked

SHOWN_CHARACTERS = 200_000

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_DECLARED_IN = 2048
_TEXTUAL = re.compile(r"text/|.*[/+](json|xml|javascript)", re.IGNORECASE)


@get("/captures/{capture_id:str}", sync_to_thread=True, include_in_schema=False)
def capture(
    request: AnyRequest, desk: GivenDesk, pages: GivenPages, capture_id: PathText
) -> Response[str]:
    """A capture's facts, whether its bytes are still what was kept, and its content as text."""
    found = desk.record.captures.get(capture_id)
    filters = read_filters(request.query_params.dict())
    context: dict[str, object] = {
        "capture": found,
        "queue": filters.address("/flags"),
        "flag": _flag_address(desk, filters, request.query_params.get("flag", "")),
        "damage": "",
        "headers": (),
        "picture": "",
        "body": None,
        "cut": None,
    }
    try:
        response = desk.captures.read(found)
    except CaptureDamaged as error:
        context["damage"] = str(error)
        return pages.render(request, "capture.html", context)
    context["headers"] = response.headers
    if found.content_type.lower().startswith("image/"):
        context["picture"] = picture_address(found.payload_sha256, PAIR_SIDE)
    elif is_text(found, response.payload):
        text = as_text(found, response.payload)
        context["body"] = marked(text[:SHOWN_CHARACTERS])
        if len(text) > SHOWN_CHARACTERS:
            context["cut"] = (SHOWN_CHARACTERS, len(text))
    return pages.render(request, "capture.html", context)


@get(
    "/captures/{capture_id:str}/text",
    sync_to_thread=True,
    include_in_schema=False,
    skip_session=True,
)
def capture_text(desk: GivenDesk, capture_id: PathText) -> Response[bytes]:
    """A capture's content as a plain text file to keep; never as the type that the shop gave."""
    found = desk.record.captures.get(capture_id)
    text = as_text(found, _read(desk, found).payload)
    return Response(
        text.encode("utf-8"),
        media_type=MediaType.TEXT,
        headers={
            "content-security-policy": CAPTURED_POLICY,
            "content-disposition": f'attachment; filename="capture-{found.payload_sha256}.txt"',
        },
    )


def capture_address(capture: Capture, filters: Filters, flag_id: str) -> str:
    """Where a capture is shown, with the way back to the flag it is opened from."""
    return filters.address(f"/captures/{quote(capture.capture_id, safe='')}", flag=flag_id)


def _flag_address(desk: Desk, filters: Filters, flag_id: str) -> str:
    """The flag that the capture was opened from, or nothing: only a flag of the record is a way back."""
    known = desk.record.flags.rows([flag_id])
    return filters.address(f"/flags/{known[0].flag.flag_id}") if known else ""


def _read(desk: Desk, found: Capture) -> CapturedResponse:
    return desk.captures.read(found)


def is_text(found: Capture, payload: bytes) -> bool:
    """Whether the content is worth showing as text: by its type, or because it holds no NUL."""
    return bool(_TEXTUAL.match(found.content_type)) or b"\x00" not in payload[:_DECLARED_IN]


def as_text(found: Capture, payload: bytes) -> str:
    """The content as characters: by the declared character set, else UTF-8, else GB 18030.

    Bytes that fit none become U+FFFD. This is for reading only; the digest is over the bytes.
    """
    declared = _CHARSET.search(found.content_type) or _CHARSET.search(
        payload[:_DECLARED_IN].decode("latin-1")
    )
    for name in (declared.group(1) if declared else "", "utf-8-sig", "gb18030"):
        try:
            if name:
                return payload.decode(name)
        except (LookupError, UnicodeError):
            continue
    return payload.decode("utf-8", "replace")
