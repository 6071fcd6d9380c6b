"""What leads a text: behind the name of one brand, a near spelling of another seldom means that one.

An imitation stands where the brand would; a seller who begins with Sony says whose goods they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from matchers.text.bits import PER_BIT
from matchers.text.characters import is_han
from matchers.text.fold import fold
from matchers.text.goods.tables import known_marks
from matchers.text.goods.weighing import WEIGHED
from matchers.text.hit import MarkHit
from matchers.text.nearness import brand_names
from matchers.text.tables import trade_words
from matchers.text.word_view import OFFERS

BEHIND_ANOTHER = -3.0
"""Bits for a near spelling in a text that another brand leads.

Three in ten real titles are led by a widely known name (counted once, in the development half), of
the documented imitations none is that stands further on; held back, since few of them do.
"""

_REACH = 60
"""Code points at the head of a text that may be words of offers and a name."""

_RUN = re.compile(r"[a-z0-9]+|[^\W\d_a-z]+")
_LONGEST, _SHORTEST, _MOST_WORDS = 6, 2, 3
_SHORTEST_LATIN = 4


def weighed_by_head(hits: Sequence[MarkHit], text: str) -> Sequence[MarkHit]:
    """The hits of a text, near spellings behind the name of another brand lowered.

    A brand that stands there as registered too is spoken of, whoever leads the text.
    """
    starts = {min(hit.start, _REACH) for hit in hits if hit.rule in WEIGHED}
    heads = {start: leading_name(text[:start]) for start in starts if start}
    if not any(heads.values()):
        return hits
    named = {hit.entry.brand_id for hit in hits if hit.literal}
    return [
        hit
        if hit.rule not in WEIGHED or hit.entry.brand_id in named
        else _weighed(hit, heads.get(min(hit.start, _REACH), ""))
        for hit in hits
    ]


def _weighed(hit: MarkHit, head: str) -> MarkHit:
    if not head or head == hit.entry.literal:
        return hit
    score = hit.score + PER_BIT * BEHIND_ANOTHER
    return replace(hit, score=score, vetoes=(*hit.vetoes, f"behind another brand: {head}"))


def leading_name(text: str) -> str:
    """The widely known name that leads a text but for words of offers; empty where there is none."""
    runs = _RUN.findall(fold(text[:_REACH]))
    for place, run in enumerate(runs):
        if run.isascii():
            if run not in OFFERS and not run.isdigit():
                return _latin_name(runs[place : place + _MOST_WORDS])
        elif rest := _without_offers(run):
            return _han_name(rest)
    return ""


def _latin_name(runs: Sequence[str]) -> str:
    names = brand_names()
    for size in range(len(runs), 0, -1):
        name = "".join(runs[:size])
        if len(name) >= _SHORTEST_LATIN and name in names:
            return name
    return ""


def _without_offers(run: str) -> str:
    words = trade_words()
    place = 0
    while place < len(run):
        size = next((size for size in (3, 2) if run[place : place + size] in words), 0)
        if not size:
            break
        place += size
    return run[place:]


def _han_name(run: str) -> str:
    names = han_names()
    sizes = range(min(_LONGEST, len(run)), _SHORTEST - 1, -1)
    return next((run[:size] for size in sizes if run[:size] in names), "")


@cache
def han_names() -> frozenset[str]:
    """Widely known names in Chinese characters."""
    return frozenset(name for name in known_marks() if all(map(is_han, name)))
