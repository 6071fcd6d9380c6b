"""Surprise: how many bits a near Chinese spelling is too unlikely to be ordinary words by chance.

Text is read as the cheapest sequence of words (`costs`). What a spelling costs there, less what it
costs to have changed the mark into just this spelling, is the evidence in bits that somebody meant
the mark: the log-odds of Bayes' rule but for a constant.
"""

from __future__ import annotations

from functools import lru_cache
from math import log2

from matchers.text.costs import beginning_costs, words_cost
from matchers.text.hit import Edit
from matchers.text.tables import trade_words

_REPLACED = 12.7  # log2 of the 6,500 characters in use
_INSERTED = 11.0  # fewer characters are put in than put in the place of another
# The kinds of edits below cost less the fewer spellings they leave to choose from, in bits.
_SAME_BOTH, _HOMOPHONE, _NEAR_SOUND = 3.0, 5.0, 8.0
_SAME_KIND = 6.0  # a dozen are of one kind, and one imitation in six or seven changes so
_SHAPE, _SHAPE_STEP, _BEST_SHAPE = 4.0, 8.0, 0.9
_REORDERED, _DROPPED, _REPEATED = 4.0, 6.0, 3.0
_ALL_CHANGED, _FIRST_CHANGED = 3.0, 1.5
MOST_FOR_PLACE, _LEADING, _ENDING, _INSIDE = 3.3, 1.0, 0.0, -1.9
LEAST_FOR_CHANGE = _SAME_BOTH
"""What the cheapest change of a character costs, but for its place."""

LEAST_SPENT = LEAST_FOR_CHANGE + 1.0
"""What the cheapest edit of two characters costs."""


@lru_cache(maxsize=1 << 14)
def surprise(before: str, window: str, after: str) -> float:
    """Bits that the window adds to the cost of what stands beside it."""
    costs = beginning_costs(before + window + after)
    return costs[-1] - costs[len(before)] - words_cost(after)


def leads(before: str) -> bool:
    """Whether a name may begin after these characters: after a gap, or after a word of offers."""
    words = trade_words()
    return not before or before[-2:] in words or before in words


def place_bits(before: str, after: str) -> float:
    """Bits for the place: names lead their words more often than others, and more often stand alone.

    Of marks that stand in real titles as registered a third stand between gaps or words of offers,
    of other stretches one in thirty (counted once, in the development half).
    """
    if after:
        return _LEADING if leads(before) else _INSIDE
    return MOST_FOR_PLACE if leads(before) else _ENDING


def edit_bits(edits: tuple[Edit, ...], mark: str) -> float:
    """Bits to say which spelling of the mark was chosen: few where few are like it, many else.

    The same character changed the same way again is one choice.
    """
    changed = _choice_bits(edits[0].why)
    if len(edits) > 1:
        changed = sum(_choice_bits(edit.why) for edit in dict.fromkeys(edits))
    if len(edits) == len(mark):
        changed += _ALL_CHANGED
    first = edits[0]
    if first.why == "replaced" and first.meant == mark[0]:
        changed += _FIRST_CHANGED
    return changed + log2(len(mark))


@lru_cache(maxsize=1 << 8)
def _choice_bits(why: str) -> float:
    if why.startswith("sound and shape"):
        return _SAME_BOTH
    if why.startswith("shape"):
        return _SHAPE + _SHAPE_STEP * (_BEST_SHAPE - float(why.removeprefix("shape ")))
    return CHOICES[why]


CHOICES = {
    "replaced": _REPLACED,
    "homophone": _HOMOPHONE,
    "near sound": _NEAR_SOUND,
    "of one kind": _SAME_KIND,
    "inserted": _INSERTED,
    "dropped": _DROPPED,
    "reordered": _REORDERED,
    "repeated": _REPEATED,
}
"""Bits of each kind of edit but those with a grade of likeness."""
