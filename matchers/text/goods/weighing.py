"""What the goods beside a near spelling say: an imitation is sold as what it imitates, Adidoss on sneakers.

On goods of quite another kind the same letters more likely mean something else. Offices ask the same
question: marks conflict for identical or similar goods (Trade Mark Law of China, article 57; EU Trade
Mark Regulation, article 8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import log2

from msgspec.structs import replace

from matchers.text.bits import PER_BIT, ROUNDING, SUREST
from matchers.text.entries import MarkEntry
from matchers.text.fold import fold
from matchers.text.goods.reader import goods_reader
from matchers.text.goods.tables import known_marks
from matchers.text.hit import Goods, MarkHit
from matchers.text.variants import Rule

FITTING, FITTING_NARROW, OTHER_BESIDE = 3.0, 4.5, 1.0
"""Bits for goods of a class of the mark, at most for a mark of few goods, and what each further word for
goods of other kinds takes of them.

Of the documented imitations that name goods nearly all name the mark's own. How much that says is a
matter of how many marks sell such goods, but no less for those that sell most, since they are imitated
most. Of marks and titles thrown together (counted once, in the development half) it says less for each
further kind of goods that a title names.
"""

OTHER, LENT = -5.0, -2.0
"""Bits for goods that are none of the mark and not even similar, and where marks are lent to such goods.

Half of the titles and marks thrown together have other goods, of the documented imitations one in
fifty; but famous marks are also put on bags and cups that their owners never sold. Where a text names
goods of several kinds, none of them the mark's, it is not about a bag with a mark on it.
"""

LENDING = frozenset({14, 16, 18, 20, 21, 24, 25, 26, 27, 28, 34})
"""Classes of goods that are sold for the mark upon them: worn, carried, put on a table or a wall."""

MOST_GAINED = FITTING_NARROW * PER_BIT + ROUNDING
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

_NAMED = 0.93  # of the documented imitations that name goods, those that name the mark's

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


def before_goods(entry: MarkEntry, least: float) -> float:
    """The score that a spelling of a mark needs so that its goods may lift it to `least`."""
    return least - MOST_GAINED if entry.classes else least


def weighed_by_goods(hits: Sequence[MarkHit], text: str) -> Sequence[MarkHit]:
    """The hits of a text, near spellings of marks with known goods raised or lowered by its goods."""
    spellings = {hit.matched for hit in hits if _is_weighed(hit)}
    if not spellings:
        return hits
    folded = fold(text)
    offered = goods_reader().read(folded)
    if not offered:
        return hits
    beside = {spelling: _beside(fold(spelling), offered, folded) for spelling in spellings}
    return [_weighed(hit, beside[hit.matched]) if _is_weighed(hit) else hit for hit in hits]


def _is_weighed(hit: MarkHit) -> bool:
    return bool(hit.entry.classes) and hit.rule in WEIGHED


def _weighed(hit: MarkHit, offered: Mapping[int, str]) -> MarkHit:
    bits, goods = _evidence(frozenset(hit.entry.classes), offered)
    if goods is None:
        return hit
    # Goods make a near spelling no surer than the surest, nor take from one that is surer.
    most = max(hit.score, SUREST)
    return replace(hit, score=min(hit.score + PER_BIT * bits, most), goods=goods)


def _beside(spelling: str, offered: Mapping[int, str], folded: str) -> Mapping[int, str]:
    """The goods of a text without those that only the spelling itself names: Scotch in Scotch-vrite."""
    if not any(word[:2] in spelling for word in offered.values()):
        return offered
    own = goods_reader().read(spelling)
    return {
        number: word
        for number, word in offered.items()
        if own.get(number) != word or folded.count(word) > spelling.count(word)
    }


def _evidence(classes: frozenset[int], offered: Mapping[int, str]) -> tuple[float, Goods | None]:
    fitting = {number: word for number, word in offered.items() if number in classes}
    if fitting:
        number, word = next(iter(fitting.items()))
        others = len(set(offered.values()).difference(fitting.values()))
        bits = max(fitting_bits(classes) - OTHER_BESIDE * others, 0.0)
        return bits, Goods(word, number, fits=True)
    if not offered or any(_are_similar(group, classes, offered) for group in _SIMILAR):
        return 0.0, None
    number, word = next(iter(offered.items()))
    lent = not LENDING.isdisjoint(offered) and not _of_two_kinds(offered)
    return LENT if lent else OTHER, Goods(word, number, fits=False)


def _are_similar(
    group: frozenset[int], classes: frozenset[int], offered: Mapping[int, str]
) -> bool:
    return not group.isdisjoint(classes) and not group.isdisjoint(offered)


def _of_two_kinds(offered: Mapping[int, str]) -> bool:
    """Whether a text names goods that are not even sold side by side."""
    several = len(set(offered.values())) > 1
    return several and not any(group.issuperset(offered) for group in _SIMILAR)


@cache
def _ranges() -> Counter[frozenset[int]]:
    """How many well-known marks are known for the same classes, for all such ranges of goods."""
    return Counter(known_marks().values())


@cache
def fitting_bits(classes: frozenset[int]) -> float:
    """Bits for goods of a mark, by how many of the well-known marks sell any of its classes too."""
    ranges = _ranges()
    shared = sum(count for range_, count in ranges.items() if not classes.isdisjoint(range_))
    if not shared:
        return FITTING_NARROW
    return min(max(log2(_NAMED * ranges.total() / shared), FITTING), FITTING_NARROW)
