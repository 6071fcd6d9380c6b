"""Selection: of all hits that overlap, the best one for each mark; another mark's literal demotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matchers.text.hit import MarkHit
from matchers.text.variants import Rule
from matchers.text.vetoes import WORD

LOWEST = 0.45
"""Hits below this score say nothing, not even for an explanation."""


def select(found: Sequence[MarkHit]) -> tuple[MarkHit, ...]:
    """Hits by place: one for each mark and place, demoted where another brand stands literally.

    Another brand's mark never removes a hit; it can only lower it, and the hit says so.
    """
    if len(found) == 1:
        return tuple(found) if found[0].score >= LOWEST else ()
    kept: list[MarkHit] = []
    order = sorted(found, key=lambda hit: (-hit.score, hit.start, hit.end, hit.entry.text))
    taken: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for hit in order:
        if hit.score < LOWEST:
            break
        places = taken.setdefault((hit.entry.brand_id, hit.entry.mark_id), [])
        if not any(start < hit.end and hit.start < end for start, end in places):
            places.append((hit.start, hit.end))
            kept.append(hit)
    literal = [hit for hit in kept if hit.literal]
    if literal:
        kept = [_demoted(hit, literal) for hit in kept]
    return tuple(sorted(kept, key=lambda hit: (hit.start, hit.end, hit.entry.brand_id)))


def _demoted(hit: MarkHit, literal: list[MarkHit]) -> MarkHit:
    if hit.literal:
        return hit
    own = hit.rule == Rule.PINYIN.label and any(
        (other.entry.brand_id, other.entry.mark_id) == (hit.entry.brand_id, hit.entry.mark_id)
        for other in literal
    )
    if own:
        return _vetoed(hit, "beside the mark itself")
    for other in literal:
        if other.entry.brand_id != hit.entry.brand_id and _is_taken(hit, other):
            return _vetoed(hit, f"another protected brand: {other.entry.text}")
    return hit


def _is_taken(hit: MarkHit, literal: MarkHit) -> bool:
    """Whether what looks like an imitation is another mark: 农夫 inside 农夫a山泉 is not."""
    if literal.start <= hit.start and hit.end <= literal.end:
        return True
    overlaps = literal.start < hit.end and hit.start < literal.end
    return overlaps and literal.entry.squeezed not in hit.entry.squeezed


def _vetoed(hit: MarkHit, veto: str) -> MarkHit:
    return replace(hit, score=hit.score * WORD, vetoes=(*hit.vetoes, veto))
