"""What can be known of a near Chinese spelling's grade before any mark is compared with it.

The evidence is in what stands there, whatever the mark; a long list has many marks that share two
characters with it, or sound like it.
"""

from __future__ import annotations

from functools import lru_cache

from matchers.text.grades import (
    HOMOPHONE,
    LEADING,
    PER_BIT,
    SHOWN,
    Grade,
    found_bits,
    needed,
    weighed_pair,
)
from matchers.text.han import SHORTEST
from matchers.text.hit import Edit
from matchers.text.reading import Reading
from matchers.text.surprise import LEAST_SPENT, MOST_FOR_PLACE, edit_bits, words_cost
from matchers.text.vetoes import WORD, word_veto

_LIKEST = "sound and shape"  # why of the edit that takes least
_ROUNDING = 1e-9  # bits; a bound a hair too low costs a comparison, one too high a hit


@lru_cache
def _least_bits(why: str, size: int, least: float) -> float:
    """Evidence from which a mark of `size` characters reaches a score with one edit of a kind."""
    spent = edit_bits((Edit("", "", why),), "?" * size)
    return (least - SHOWN) / PER_BIT + spent + needed(size) - _ROUNDING


class Worth:
    """The stretches of one text at which some mark could reach the score `least`."""

    def __init__(self, reading: Reading, least: float) -> None:
        self._reading = reading
        self._least = least
        self._replaced = _least_bits("replaced", SHORTEST, least)
        self._likest = _least_bits(_LIKEST, SHORTEST, least)

    def anyhow(self, start: int, end: int) -> bool:
        """Whether a mark of three characters could, whatever character was replaced."""
        most = words_cost(self._reading.squeezed[start:end]) + MOST_FOR_PLACE
        if most < self._replaced:
            return False
        return found_bits(self._reading, (start, end)) >= self._replaced

    def alike(self, start: int, end: int) -> bool:
        """Whether a mark of three characters could, if the replaced one is most like its own."""
        return words_cost(self._reading.squeezed[start:end]) + MOST_FOR_PLACE >= self._likest

    def sound(self, start: int, end: int) -> bool:
        """Whether a mark could that these characters sound like."""
        window = self._reading.squeezed[start:end]
        size = len(window)
        if size > 2:
            bits = _least_bits(_LIKEST, size, self._least)
            return words_cost(window) + MOST_FOR_PLACE >= bits
        grade = Grade(HOMOPHONE).vetoed(word_veto(window), WORD)
        if grade.score + LEADING < self._least:
            return False
        return weighed_pair(grade, LEAST_SPENT, self._reading, (start, end)).score >= self._least
