"""What can be known of a near Chinese spelling's grade before any mark is compared with it.

The evidence is in what stands there, whatever the mark; a long list has many marks that share two
characters with it, or sound like it.
"""

from __future__ import annotations

from functools import cache

from matchers.text.grades import (
    HOMOPHONE,
    LEADING,
    PER_BIT,
    SHOWN,
    Grade,
    bordering,
    found_bits,
    needed,
)
from matchers.text.han import SHORTEST
from matchers.text.hit import Edit
from matchers.text.reading import Reading
from matchers.text.surprise import LEAST_SPENT, MOST_FOR_PLACE, edit_bits, words_cost
from matchers.text.vetoes import WORD, word_veto

_LIKEST = "sound and shape"  # why of the edit that takes least
_ROUNDING = 1e-9  # bits; a bound a hair too low costs a comparison, one too high a hit


@cache
def _spent(why: str, size: int) -> float:
    """The bits that one edit of that kind takes at least from a mark of `size` characters."""
    return edit_bits((Edit("", "", why),), "?" * size) + needed(size) - _ROUNDING


class Worth:
    """The stretches of one text at which some mark could reach the score `least`."""

    def __init__(self, reading: Reading, least: float) -> None:
        self._reading = reading
        self._least = least
        self._enough = (least - SHOWN) / PER_BIT
        self._replaced = self._enough + _spent("replaced", SHORTEST)
        self._likest = self._enough + _spent(_LIKEST, SHORTEST)

    def anyhow(self, start: int, end: int) -> bool:
        """Whether a mark of three characters could, whatever character was replaced."""
        return self._holds(start, end, self._replaced)

    def alike(self, start: int, end: int) -> bool:
        """Whether a mark of three characters could, if the replaced one is most like its own."""
        return self._holds(start, end, self._likest)

    def _holds(self, start: int, end: int, bits: float) -> bool:
        most = words_cost(self._reading.squeezed[start:end]) + MOST_FOR_PLACE
        return most >= bits and found_bits(self._reading, (start, end)) >= bits

    def sound(self, start: int, end: int) -> bool:
        """Whether a mark could that these characters sound like."""
        window = self._reading.squeezed[start:end]
        size = len(window)
        if size > 2:
            return words_cost(window) + MOST_FOR_PLACE >= self._enough + _spent(_LIKEST, size)
        grade = Grade(HOMOPHONE).vetoed(word_veto(window), WORD)
        if grade.score + LEADING < self._least:
            return False
        return bordering(grade, LEAST_SPENT, self._reading, (start, end)).score >= self._least
