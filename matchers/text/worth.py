"""What can be known of a near Chinese spelling's grade before any mark is compared with it.

The evidence is in what stands there, whatever the mark; a long list has many marks that share two
characters with it, or sound like it.
"""

from __future__ import annotations

from functools import lru_cache

from matchers.text.beside import SHORTEST
from matchers.text.bits import ROUNDING, bits_for
from matchers.text.costs import words_cost
from matchers.text.grades import (
    HOMOPHONE,
    NEEDED,
    NEEDED_LONG,
    Grade,
    found_bits,
    needed,
    weighed_pair,
)
from matchers.text.hit import Edit
from matchers.text.reading import Reading
from matchers.text.surprise import (
    CHOICES,
    LEAST_FOR_CHANGE,
    LEAST_SPENT,
    MOST_FOR_PLACE,
    edit_bits,
    place_bits,
)
from matchers.text.vetoes import WORD, word_veto

_LIKEST = "sound and shape"  # why of the edit that takes least
_HOMOPHONE = Grade(HOMOPHONE)
_WORD_OF_ITS_OWN = _HOMOPHONE.vetoed("common word", WORD)


@lru_cache
def _least_bits(why: str, size: int, least: float) -> float:
    """Evidence from which a mark of `size` characters reaches a score with one edit of a kind."""
    spent = edit_bits((Edit("", "", why),), "?" * size)
    return bits_for(least) + spent + needed(size) - ROUNDING


def least_evidence(least: float) -> float:
    """Evidence in bits below which three characters reach a score for no mark.

    They may be one of three with the cheapest change, or a longer one without one character.
    """
    spent = min(NEEDED + LEAST_FOR_CHANGE, NEEDED_LONG + CHOICES["dropped"])
    return bits_for(least) + spent - ROUNDING


class Worth:
    """The stretches of one text at which some mark could reach the score `least`.

    `likest` is what the characters of a mark of three must cost at least, with their place, where one
    is replaced by one most like it, and `unlike` where it is replaced by any other.
    """

    def __init__(self, reading: Reading, least: float) -> None:
        self._reading = reading
        self._least = least
        self._places: dict[int, float] = {}
        self.unlike = _least_bits("replaced", SHORTEST, least)
        self.likest = _least_bits(_LIKEST, SHORTEST, least)

    def most(self, start: int, cost: float) -> float:
        """Bits that three characters from there have at most, which cost so many one by one.

        Those that they have, where their evidence is known.
        """
        return self._reading.evidence.get((start, start + SHORTEST), cost + MOST_FOR_PLACE)

    def placed(self, start: int, most: float) -> float:
        """The same, given their `most`, once their place is looked at too."""
        if (start, start + SHORTEST) in self._reading.evidence:
            return most
        bits = self._places.get(start)
        if bits is None:
            beside = self._reading.around(start, start + SHORTEST)
            bits = self._places[start] = place_bits(*beside)
        return most - MOST_FOR_PLACE + bits

    def anyhow(self, start: int, lacking: float) -> bool:
        """Whether a mark of three characters could, whatever character was replaced.

        `lacking` are the bits that are missing because no goods can add them.
        """
        least = self.unlike + lacking
        return found_bits(self._reading, (start, start + SHORTEST), least) >= least

    def sound(self, start: int, end: int) -> bool:
        """Whether a mark could that these characters sound like, as far as is seen at a glance."""
        window = self._reading.squeezed[start:end]
        size, least = len(window), self._least
        if size > 2:
            most = self._reading.evidence.get((start, end))
            if most is None:
                most = words_cost(window) + MOST_FOR_PLACE
            return most >= _least_bits(_LIKEST, size, least)
        grade = _WORD_OF_ITS_OWN if word_veto(window) else _HOMOPHONE
        return weighed_pair(grade, LEAST_SPENT, self._reading, (start, end), least).score >= least
