"""What the goods beside a near spelling say: an imitation is sold as what it imitates, Adidoss on sneakers.

On goods of quite another kind the same letters more likely mean something else. Offices ask the same
question: marks conflict for identical or similar goods (Trade Mark Law of China, article 57; EU Trade
Mark Regulation, article 8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matchers.text.bits import PER_BIT, SUREST
from matchers.text.fold import fold
from matchers.text.goods.reader import goods_reader
from matchers.text.hit import Goods, MarkHit
from matchers.text.variants import Rule

FITTING, OTHER = 3.0, -2.0
"""Bits for goods of a class of the mark, and for goods that are none of it and not even similar.

Of the documented imitations that name goods nearly all name the mark's own, of titles and marks
thrown together one in five does and half name others. That would make 2.4 bits and less than -6; the
second is held back, since famous marks are also put on goods that are not theirs.
"""

MOST_GAINED = FITTING * PER_BIT
"""What goods can add to a score."""

WEIGHED = frozenset(
    {
        "letters",
        "one character",
        "inserted",
        "dropped",
        *(rule.label for rule in Rule if rule not in (Rule.EXACT, Rule.LOOK_ALIKE_LETTERS)),
    }
)
"""Rules whose spellings may be other words by chance; a hidden or masked mark is meant whatever is sold."""

_SIMILAR = (
    frozenset({3, 5, 10, 21}),  # care of the body and the home
    frozenset({9, 14, 18, 24, 25, 26}),  # what is worn and carried
    frozenset({7, 9, 11}),  # what runs on electricity
    frozenset({7, 8, 11, 21}),  # appliances and utensils of the kitchen and the home
    frozenset({5, 29, 30, 31, 32, 33, 34}),  # what is eaten, drunk and smoked
    frozenset({20, 21, 24, 27}),  # what furnishes a home
    frozenset({9, 15}),  # music, and what plays it
    frozenset({9, 16}),  # writing, on paper and on screens
    frozenset({9, 28}),  # games, on tables and on screens
    frozenset({4, 7, 12}),  # vehicles and what keeps them running
    frozenset({1, 2, 4, 6, 17, 19}),  # materials
)
"""Classes whose goods are sold side by side: there one says nothing for or against another."""


def weighed_by_goods(hits: Sequence[MarkHit], text: str) -> Sequence[MarkHit]:
    """The hits of a text, near spellings of marks with known goods raised or lowered by its goods."""
    if not any(hit.rule in WEIGHED and hit.entry.classes for hit in hits):
        return hits
    offered = goods_reader().read(fold(text))
    return [_weighed(hit, offered) for hit in hits] if offered else hits


def _weighed(hit: MarkHit, offered: Mapping[int, str]) -> MarkHit:
    if hit.rule not in WEIGHED or not hit.entry.classes:
        return hit
    bits, goods = _evidence(hit.entry.classes, offered)
    if goods is None:
        return hit
    # Goods make a near spelling no surer than the surest, nor take from one that is surer.
    most = max(hit.score, SUREST)
    return replace(hit, score=min(hit.score + PER_BIT * bits, most), goods=goods)


def _evidence(classes: Sequence[int], offered: Mapping[int, str]) -> tuple[float, Goods | None]:
    for number, word in offered.items():
        if number in classes:
            return FITTING, Goods(word, number, fits=True)
    if any(not group.isdisjoint(classes) and not group.isdisjoint(offered) for group in _SIMILAR):
        return 0.0, None
    number, word = next(iter(offered.items()))
    return OTHER, Goods(word, number, fits=False)
