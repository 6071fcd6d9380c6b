"""Surprise: how many bits a near Chinese spelling is too unlikely to be ordinary words by chance.

Text is read as the cheapest sequence of words, each costing -log2 of its frequency (unigram word
segmentation). What a spelling costs there, less what it costs to have changed the mark into just
this spelling, is the evidence in bits that somebody meant the mark: the log-odds of Bayes' rule but
for a constant.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf, log2

from matchers.text.hit import Edit
from matchers.text.tables import trade_words, word_bits

REACH = 3
"""Characters beside a spelling that may form words with its own."""

_LONGEST, _COMMONEST_SIZE = 5, 3
_UNKNOWN, _FOREIGN = 27.0, 8.0  # a character that no list holds; a letter or digit

_REPLACED = 12.7  # log2 of the 6,500 characters in use
_INSERTED = 11.0  # fewer characters are put in than put in the place of another
# The kinds of edits below cost less the fewer spellings they leave to choose from, in bits.
_SAME_BOTH, _HOMOPHONE, _NEAR_SOUND = 3.0, 5.0, 8.0
_SHAPE, _SHAPE_STEP, _BEST_SHAPE = 4.0, 8.0, 0.9
_REORDERED, _DROPPED, _REPEATED = 4.0, 6.0, 3.0
_ALL_CHANGED, _FIRST_CHANGED = 3.0, 1.5
MOST_FOR_PLACE, _INSIDE = 2.2, -2.1
LEAST_SPENT = _SAME_BOTH + 1.0
"""What the cheapest edit of two characters costs."""


@lru_cache(maxsize=1 << 15)
def words_cost(text: str) -> float:
    """What the cheapest sequence of words that makes up a text costs, in bits."""
    if len(text) != _COMMONEST_SIZE:
        return _cheapest(text)[0][-1]
    # The same by hand: nearly all that is asked for are windows of three characters.
    known = word_bits().get
    first, second, third = map(_character_bits, text)
    both = min(known(text[:2], inf), first + second)
    return min(known(text, inf), first + known(text[1:], inf), both + third)


def _character_bits(character: str) -> float:
    known = word_bits().get(character)
    if known is not None:
        return known
    return _FOREIGN if character.isascii() else _UNKNOWN


def cheapest_words(text: str) -> tuple[str, ...]:
    """The cheapest sequence of words that makes up a text."""
    starts = _cheapest(text)[1]
    words: list[str] = []
    end = len(text)
    while end:
        words.append(text[starts[end] : end])
        end = starts[end]
    return tuple(reversed(words))


def _cheapest(text: str) -> tuple[list[float], list[int]]:
    """For each length of the text's beginning what its words cost, and where the last one starts."""
    known = word_bits().get
    costs, starts = [0.0], [0]
    for end in range(1, len(text) + 1):
        best, first = inf, 0
        for start in range(max(end - _LONGEST, 0), end - 1):
            bits = known(text[start:end])
            if bits is not None and costs[start] + bits < best:
                best, first = costs[start] + bits, start
        alone = costs[end - 1] + _character_bits(text[end - 1])
        if alone < best:
            best, first = alone, end - 1
        costs.append(best)
        starts.append(first)
    return costs, starts


def surprise(before: str, window: str, after: str) -> float:
    """Bits that the window adds to the cost of what stands beside it."""
    before, after = before[-REACH:], after[:REACH]
    return words_cost(before + window + after) - words_cost(before) - words_cost(after)


def leads(before: str) -> bool:
    """Whether a name may begin after these characters: after a gap, or after a word of offers."""
    return not before or any(before[-size:] in trade_words() for size in range(2, REACH + 1))


def place_bits(before: str) -> float:
    """Bits for the place: four names in five lead their words, one ordinary word in six does."""
    return MOST_FOR_PLACE if leads(before) else _INSIDE


def edit_bits(edits: tuple[Edit, ...], mark: str) -> float:
    """Bits to say which spelling of the mark was chosen: few where few are like it, many else.

    The same character changed the same way again is one choice.
    """
    chosen = dict.fromkeys(edits)
    changed = sum(_choice_bits(edit) for edit in chosen)
    if len(edits) == len(mark):
        changed += _ALL_CHANGED
    first = edits[0]
    if first.why == "replaced" and first.meant == mark[0]:
        changed += _FIRST_CHANGED
    return changed + log2(len(mark))


def _choice_bits(edit: Edit) -> float:
    why = edit.why
    if why.startswith("sound and shape"):
        return _SAME_BOTH
    if why.startswith("shape"):
        return _SHAPE + _SHAPE_STEP * (_BEST_SHAPE - float(why.removeprefix("shape ")))
    return CHOICES[why]


CHOICES = {
    "replaced": _REPLACED,
    "homophone": _HOMOPHONE,
    "near sound": _NEAR_SOUND,
    "inserted": _INSERTED,
    "dropped": _DROPPED,
    "reordered": _REORDERED,
    "repeated": _REPEATED,
}
"""Bits of each kind of edit but those with a grade of likeness."""
