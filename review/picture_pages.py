"""Strangers' pictures, drawn anew as PNG in the limited worker pool before a browser sees them."""

from __future__ import annotations

from collections.abc import Callable

from litestar import get
from litestar.response import Response

from casework.errors import CaptureDamaged, NotFound, PictureUnreadable
from review.desk import Desk
from review.drawn_pictures import DrawnPictures
from review.given import GivenDesk, GivenPictures, PathNumber, PathText
from review.guards import CAPTURED_POLICY
from review.rendering import STATIC_FOLDER

SIDES = (152, 240, 304, 720)
"""Longest sides that are drawn, in pixels; a request for another gets the next larger one."""

_HEADERS = {
    "content-security-policy": CAPTURED_POLICY,
    "content-disposition": "inline",
    # The address holds the digest of the bytes, so what it shows never changes.
    "cache-control": "private, max-age=86400, immutable",
}


@get(
    "/pictures/{sha256:str}/{side:int}",
    sync_to_thread=True,
    include_in_schema=False,
    skip_session=True,
)
def listing_picture(
    desk: GivenDesk, drawn: GivenPictures, sha256: PathText, side: PathNumber
) -> Response[bytes]:
    """A picture that a listing shows, from its capture."""

    def data() -> bytes:
        return desk.captures.read(desk.record.captures.by_payload(sha256)).payload

    return _answer(desk, drawn, (sha256, side), data)


@get(
    "/references/{sha256:str}/{side:int}",
    sync_to_thread=True,
    include_in_schema=False,
    skip_session=True,
)
def protected_picture(
    desk: GivenDesk, drawn: GivenPictures, sha256: PathText, side: PathNumber
) -> Response[bytes]:
    """A picture that a brand protects, from the record."""
    return _answer(desk, drawn, (sha256, side), lambda: desk.record.brands.reference_bytes(sha256))


def _answer(
    desk: Desk, drawn: DrawnPictures, key: tuple[str, int], data: Callable[[], bytes]
) -> Response[bytes]:
    sha256, wanted = key
    side = next((known for known in SIDES if known >= wanted), SIDES[-1])
    try:
        png = drawn.get(
            sha256, side, lambda: desk.workers.render_picture(data(), side).result(timeout=60)
        )
    except (NotFound, CaptureDamaged, PictureUnreadable, TimeoutError):
        # A browser draws the picture of an error answer too: a sign that there is none to see.
        return Response(
            (STATIC_FOLDER / "no-picture.svg").read_bytes(),
            status_code=404,
            media_type="image/svg+xml",
            headers={**_HEADERS, "cache-control": "no-store"},
        )
    return Response(png, media_type="image/png", headers=_HEADERS)
