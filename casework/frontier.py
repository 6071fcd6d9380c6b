"""The frontier's nouns: a fetch that waits, one that is leased, and all that one page gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.capture import Capture
from casework.flag import Flag
from casework.identity import identity
from casework.listing import Listing


class FetchKind(StrEnum):
    """What the fetched bytes will be read as."""

    START = "start"
    ROBOTS = "robots"
    SITEMAP = "sitemap"
    PAGE = "page"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Fetch:
    """A request that waits. Lower `priority` goes first."""

    url: str
    kind: FetchKind
    priority: int = 100
    depth: int = 0
    parent: str | None = None

    @property
    def fetch_id(self) -> str:
        """One address is fetched once a run for one purpose."""
        return identity("fetch", self.kind, self.url)


@dataclass(frozen=True, slots=True)
class Lease:
    """A fetch handed out until `until`; after that another process may take it."""

    run_id: str
    fetch: Fetch
    attempts: int
    until: datetime


@dataclass(frozen=True, slots=True)
class PictureSignature:
    """One fingerprint of a picture: hex bits of `algorithm`, with its quality from 0 to 100.

    `view` is the part it was taken of (whole, trimmed, panel, tile) and `box` that part's left, top,
    right and bottom as fractions of width and height.
    """

    algorithm: str
    bits: str
    quality: int
    view: str = "whole"
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class PictureLine:
    """One line of text in a picture: how sure its reading is, 0 to 1, and the corners of its place
    as fractions of width and height.
    """

    text: str
    sure: float
    polygon: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PictureText:
    """What is written in a picture, from top to bottom, and the version of what read it."""

    lines: tuple[PictureLine, ...]
    reader: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as fetched: digest of its bytes, its size in pixels, and its fingerprints.

    `features` are its local features as `matchers/image/features.py` packs them (about 40 kB,
    a fifth of the captured file), so that a new reference is matched without decoding again.
    `made_by` names the versions of what made the fingerprints: a picture of the same bytes and
    versions need not be opened again. `text` is None as long as nobody has read it.
    """

    url: str
    sha256: str
    width: int
    height: int
    signatures: tuple[PictureSignature, ...] = ()
    features: bytes = b""
    made_by: str = ""
    text: PictureText | None = None


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """All that one fetch gave, to be stored in one transaction with its completion.

    `flags` are the flags of the listings in `listings`, judged; a listing here without flags had
    none, so an older open flag of it lapses. `problems` are (kind, sentence) pairs.
    """

    lease: Lease
    fetched_at: datetime
    capture: Capture | None = None
    listings: tuple[Listing, ...] = ()
    flags: tuple[Flag, ...] = ()
    picture: Picture | None = None
    children: tuple[Fetch, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What storing a page changed; `new_flags` leaves out those of tier `context`."""

    new_listings: int = 0
    new_flags: int = 0
    reopened_flags: int = 0
    lapsed_flags: int = 0
