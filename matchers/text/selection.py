"""Selection: of all hits that overlap, the best one for each mark; another mark's literal demotes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence

from msgspec.structs import replace

from matchers.text.bits import LOWEST
from matchers.text.hit import MarkHit
from matchers.text.variants import Rule
from matchers.text.vetoes import WORD

INSIDE = 0.85

MOST_PLACES = 100
"""How many places of one mark are kept; more say nothing new, and hostile text stays bounded."""


def select(found: Sequence[MarkHit]) -> tuple[MarkHit, ...]:
    """Hits by place: one for each mark and place, demoted where another brand stands literally.

    Another brand's mark never removes a hit; it can only lower it, and the hit says so.
    """
    kept = [hit for hit in found if hit.score >= LOWEST]
    if len(kept) < 2:
        return tuple(kept)
    if len({(hit.entry.brand_id, hit.entry.mark_id) for hit in kept}) < len(kept):
        kept = _apart(sorted(kept, key=_surest_first))
    kept.sort(key=_by_place)
    literal = [hit for hit in kept if hit.literal and not hit.vetoes]
    if 0 < len(literal) < len(kept):
        starts = [hit.start for hit in literal]
        longest = max(hit.end - hit.start for hit in literal)
        named = {(hit.entry.brand_id, hit.entry.mark_id) for hit in literal}
        for place, hit in enumerate(kept):
            if not hit.literal:
                # A text may be full of marks: only those that can overlap are asked.
                first = bisect_left(starts, hit.start - longest)
                near = literal[first : bisect_left(starts, hit.end)]
                kept[place] = _demoted(hit, near, named)
    return tuple(kept)


def _surest_first(hit: MarkHit) -> tuple[float, int, int, str]:
    # Of two as sure the longer one says more: 客 for 克 at the end, and not 克 left out.
    return -hit.score, hit.start - hit.end, hit.start, hit.entry.text


def _by_place(hit: MarkHit) -> tuple[int, int, str, float, str]:
    return hit.start, hit.end, hit.entry.brand_id, -hit.score, hit.entry.text


def _apart(hits: Sequence[MarkHit]) -> list[MarkHit]:
    """The hits of each mark that overlap none before them."""
    kept: list[MarkHit] = []
    taken: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for hit in hits:
        places = taken.setdefault((hit.entry.brand_id, hit.entry.mark_id), [])
        if len(places) < MOST_PLACES and not any(
            start < hit.end and hit.start < end for start, end in places
        ):
            places.append((hit.start, hit.end))
            kept.append(hit)
    return kept


def _demoted(hit: MarkHit, literal: list[MarkHit], named: Container[tuple[str, str]]) -> MarkHit:
    """A near spelling lowered by the literal marks that stand there, or in pinyin by its own anywhere."""
    if hit.rule == Rule.PINYIN.label and (hit.entry.brand_id, hit.entry.mark_id) in named:
        return _vetoed(hit, "beside the mark itself")
    for other in sorted(literal, key=_surest_first):
        if other.entry.brand_id != hit.entry.brand_id:
            left = _left_by(other, hit)
            if left < 1.0:
                return _vetoed(hit, f"another protected brand: {other.entry.text}", left)
    return hit


def _left_by(literal: MarkHit, hit: MarkHit) -> float:
    """What another brand standing there literally leaves of a score.

    A brand that is part of the imitated mark takes nothing (农夫 in 农夫a山泉), one that the imitation
    goes beyond a little (爱玛 in 爱玛仕).
    """
    if literal.start <= hit.start and hit.end <= literal.end:
        return WORD
    if literal.end <= hit.start or hit.end <= literal.start:
        return 1.0
    if literal.entry.squeezed in hit.entry.squeezed:
        return 1.0
    return INSIDE if hit.start <= literal.start and literal.end <= hit.end else WORD


def _vetoed(hit: MarkHit, veto: str, left: float = WORD) -> MarkHit:
    return replace(hit, score=hit.score * left, vetoes=(*hit.vetoes, veto))
