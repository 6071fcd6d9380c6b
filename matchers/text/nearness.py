"""How near a written Latin word comes to a mark: what is worth comparing, its score, and its vetoes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from matchers.text.bits import bits_for, score
from matchers.text.deletions import ONE_EDIT
from matchers.text.goods.tables import known_marks
from matchers.text.hit import Edit
from matchers.text.letters import (
    LEADING,
    code_cost,
    letter_edit_bits,
    word_bits,
)
from matchers.text.tables import known_names, latin_words

MOST_EDITS = 4
"""Edits of any kind that a mark may be away to be compared at all."""

LETTERS_A_CHANGE = 3
"""Letters for each way in which a mark may be changed and still be it."""

NEEDED = 11.0
"""Evidence in bits that gives a spelling the score `SHOWN`; less than for Chinese, since fewer words
of a text are unknown ones."""

NEEDED_SHORT = 3.0
"""Bits more that a mark of four letters needs where one is another: four letters are as often initials,
so that mostly only goods of the mark show that it is meant."""

VETO_FACTOR = 0.7
"""What a veto leaves of a score."""

PHRASE = 12.0
"""Bits that words lose which may go together anyway: the mutual information of firm pairs of words runs
to about twelve (Church and Hanks, Word association norms, Computational Linguistics 16, 1990)."""


_SHIFTS = frozenset({"swapped", "doubled"})
"""Changes that leave a mark's own letters."""


def near(written: str, meant: str) -> bool:
    """Whether words are near enough to be compared with a mark."""
    return written != meant and OSA.distance(written, meant, score_cutoff=2) <= 2


def word_cost(word: str, *, coded: bool) -> float:
    """What a word costs as an ordinary one, in bits; `coded` says that digits stand at its ends.

    Beside digits letters may be a model number, which need not read like a word.
    """
    return min(word_bits(word), code_cost(word)) if coded else word_bits(word)


def words_cost(words: Sequence[str], mark: Sequence[str]) -> float:
    """What words cost as ordinary ones, in bits; several common ones may be a phrase: canada geese.

    A known name beside another word says nothing of that one: Canon sells more than Pixma.
    """
    kept = brand_names().intersection(mark)
    bits = sum(word_bits(word) for word in words if word not in kept)
    return bits - PHRASE if all(word in latin_words() for word in words) else bits


def score_of(cost: float, written: str, meant: str, edits: tuple[Edit, ...]) -> float:
    """The score of a spelling that costs so many bits as ordinary words."""
    needed = NEEDED
    if len(meant) < ONE_EDIT and not _SHIFTS.issuperset([edit.why for edit in edits]):
        cost, needed = min(cost, code_cost(written)), NEEDED + NEEDED_SHORT
    return score(cost - letter_edit_bits(edits, written, meant) - needed)


def spendable(cost: float, least: float) -> float:
    """Bits that the edits of a word may take where it has to reach a score at the best place."""
    return cost + LEADING - NEEDED - bits_for(least)


def allowed(words: Sequence[str], mark: Sequence[str], edits: tuple[Edit, ...]) -> bool:
    """Whether the words of a mark that do not stand as they are may be changed in so many ways.

    Another word of it that does stand allows one more: Ralf Lauren.
    """
    ways = len(dict.fromkeys(edits))
    if len(words) > 1:
        changed = sum(len(word) for word in mark if word not in words)
        return ways <= changed // LETTERS_A_CHANGE + 1
    size = len("".join(mark))
    if size < ONE_EDIT:
        return ways == 1 and edits[0].why not in {"inserted", "dropped"}
    return ways <= size // LETTERS_A_CHANGE


@cache
def brand_names() -> frozenset[str]:
    """Latin names of widely known brands, lower case without spaces: who writes one means that one."""
    marks = {name for name in known_marks() if name.isascii() and len(name) >= ONE_EDIT}
    return known_names() | marks


def veto_of(word: str) -> str:
    """Why a word alone more likely means itself than a mark: it is common, or it is a known name."""
    return f"common word: {word}" if word in latin_words() else name_veto((word,))


def name_veto(words: Iterable[str]) -> str:
    """Which of some words that differ from a mark's is a known name; words are else weighed by bits."""
    known = [word for word in words if word in brand_names()]
    return f"known name: {known[0]}" if known else ""
