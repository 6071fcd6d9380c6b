"""How casework records become JSON text in the record's columns, and come back as they were."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from casework.brand import ProtectedBrand
from casework.evidence import Detail, Evidence, ImageRegion, TextSpan
from casework.flag import Reason
from casework.frontier import PictureLine, PictureSignature
from casework.identity import canonical_json
from casework.listing import Listing
from casework.run import RunCounts


class _StoredEvidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """Evidence with its two kinds of place in two fields: a union of dataclasses has no tag."""

    matcher: str
    matcher_version: str
    brand_id: str
    mark_id: str
    rule: str
    seen: str
    against: str
    score: float
    span: TextSpan | None = None
    region: ImageRegion | None = None
    literal: bool = False
    view: str = ""
    details: tuple[Detail, ...] = ()


class _StoredFlag(msgspec.Struct, frozen=True):
    """The parts of a flag that have no column of their own."""

    evidence: tuple[_StoredEvidence, ...]
    reasons: tuple[Reason, ...]


_LISTING = msgspec.json.Decoder(Listing)
_BRAND = msgspec.json.Decoder(ProtectedBrand)
_FLAG = msgspec.json.Decoder(_StoredFlag)
_COUNTS = msgspec.json.Decoder(RunCounts)
_SIGNATURES = msgspec.json.Decoder(tuple[PictureSignature, ...])
_LINES = msgspec.json.Decoder(tuple[PictureLine, ...])
_PAIRS = msgspec.json.Decoder(tuple[tuple[str, str], ...])


def encode(value: object) -> str:
    """Any casework record without unions as canonical JSON text."""
    return canonical_json(value).decode()


def column_text(text: str) -> str:
    """Text from outside for a column of its own: PostgreSQL stores neither NUL nor surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def decode_listing(text: str) -> Listing:
    """A listing from its column."""
    return _LISTING.decode(text)


def decode_brand(text: str) -> ProtectedBrand:
    """A brand from its column."""
    return _BRAND.decode(text)


def decode_counts(text: str) -> RunCounts:
    """A run's counts from their column."""
    return _COUNTS.decode(text)


def decode_signatures(text: str) -> tuple[PictureSignature, ...]:
    """A picture's fingerprints from their column."""
    return _SIGNATURES.decode(text)


def decode_lines(text: str) -> tuple[PictureLine, ...]:
    """What is written in a picture, from its column."""
    return _LINES.decode(text)


def decode_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of names and values, e.g. a run's versions, from their column."""
    return _PAIRS.decode(text)


def encode_flag(evidence: tuple[Evidence, ...], reasons: tuple[Reason, ...]) -> str:
    """The evidence and reasons of a flag as JSON text."""
    return encode(_StoredFlag(tuple(_store(item) for item in evidence), reasons))


def decode_flag(text: str) -> tuple[tuple[Evidence, ...], tuple[Reason, ...]]:
    """The evidence and reasons of a flag from their column."""
    stored = _FLAG.decode(text)
    return tuple(_restore(item) for item in stored.evidence), stored.reasons


_PLAIN = (
    "matcher",
    "matcher_version",
    "brand_id",
    "mark_id",
    "rule",
    "seen",
    "against",
    "score",
    "literal",
    "view",
    "details",
)


def _store(item: Evidence) -> _StoredEvidence:
    fields: dict[str, Any] = {name: getattr(item, name) for name in _PLAIN}
    if isinstance(item.where, TextSpan):
        return _StoredEvidence(**fields, span=item.where)
    return _StoredEvidence(**fields, region=item.where)


def _restore(item: _StoredEvidence) -> Evidence:
    fields: dict[str, Any] = {name: getattr(item, name) for name in _PLAIN}
    where = cast("TextSpan | ImageRegion", item.span or item.region)
    return Evidence(**fields, where=where)
