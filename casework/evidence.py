"""Evidence: what of a listing matched what of a right, where, how well, and by which matcher."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Half-open range of Unicode code points in one text field of a listing, as the page gave it."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ImageRegion:
    """A picture of the listing, by address and SHA-256 of its bytes.

    `polygon` holds corner points as fractions of width and height, clockwise; empty means all of it.
    """

    url: str
    sha256: str
    polygon: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """One fact of an explanation, e.g. ("edit 1", "homoglyph", "1 -> i"), for people and programs."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One match. `seen` is the listing's value, `against` the right's; `score` is 0 to 1 (mention).

    `literal` is true where the mark stands there as registered but for case, width and spacing.
    `rule` names the way it was found (exact, fuzzy, phash, pdq ...); `view` the normalisation used.
    """

    matcher: str
    matcher_version: str
    brand_id: str
    mark_id: str
    rule: str
    where: TextSpan | ImageRegion
    seen: str
    against: str
    score: float
    literal: bool = False
    view: str = ""
    details: tuple[Detail, ...] = ()
