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
from matchers.text.tables import word_bits

REACH = 3
"""Characters beside a spelling that may form words with its own."""

_LONGEST = 5
_UNKNOWN, _FOREIGN = 27.0, 8.0  # a character that no list holds; a letter or digit

_REPLACED = 12.7  # log2 of the 6,500 characters in use
_INSERTED = 11.0  # fewer characters are put in than put in the place of another
_SAME_BOTH, _HOMOPHONE, _NEAR_SOUND = 3.0, 5.0, 8.0
_SHAPE, _SHAPE_STEP, _BEST_SHAPE = 4.0, 8.0, 0.9
_REORDERED, _DROPPED, _REPEATED = 4.0, 6.0, 3.0
_ALL_CHANGED, _FIRST_CHANGED = 3.0, 1.5


@lru_cache(maxsize=1 << 14)
def cheapest_words(text: str) -> tuple[float, tuple[str, ...]]:
    """The cheapest sequence of words that makes up a text, and its cost in bits."""
    known = word_bits()
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        ways = [
            (best[start][0] + _bits(text[start:end], known), start)
            for start in range(max(end - _LONGEST, 0), end)
        ]
        best.append(min(ways))
    words: list[str] = []
    end = len(text)
    while end:
        words.append(text[best[end][1] : end])
        end = best[end][1]
    return best[-1][0], tuple(reversed(words))


def _bits(word: str, known: dict[str, float]) -> float:
    cost = known.get(word)
    if cost is not None:
        return cost
    if len(word) > 1:
        return inf
    return _FOREIGN if word.isascii() else _UNKNOWN


def surprise(before: str, window: str, after: str) -> tuple[float, tuple[str, ...]]:
    """Bits that the window adds to the cost of its surroundings, and the words it was read as."""
    before, after = before[-REACH:], after[:REACH]
    whole, words = cheapest_words(before + window + after)
    return whole - cheapest_words(before)[0] - cheapest_words(after)[0], words


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
    return _CHOICES[why]


_CHOICES = {
    "replaced": _REPLACED,
    "homophone": _HOMOPHONE,
    "near sound": _NEAR_SOUND,
    "inserted": _INSERTED,
    "dropped": _DROPPED,
    "reordered": _REORDERED,
    "repeated": _REPEATED,
}
