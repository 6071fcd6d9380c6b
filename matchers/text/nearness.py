"""How near a written Latin word comes to a mark: what is worth comparing, its score, and its vetoes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import product
from math import inf, log2
from operator import add
from string import ascii_lowercase, digits

from rapidfuzz.distance import OSA

from matchers.text.bits import bits_for, score
from matchers.text.goods.tables import known_marks
from matchers.text.hit import Edit
from matchers.text.letters import (
    CHEAPEST,
    CHOICES,
    FIRST_CHANGED,
    LEADING,
    SEVERAL,
    code_cost,
    letter_edit_bits,
    word_bits,
)
from matchers.text.likeness import replaced_why
from matchers.text.neighbours import LONG, ONE_EDIT, THREE_EDITS, TWO_EDITS
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

_DOUBLE = re.compile(r"(.)\1")
_SAME = frozenset(2 * letter for letter in ascii_lowercase + digits)


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


def least_spent(form: str, meant: str) -> float:
    """Bits that edits of a mark's skeleton into a form take at least; infinite where it is too far.

    In reach is one edit of a short mark, two from `TWO_EDITS` letters, three of a long one, and more
    where letters only stand for others and these changes are few, made again and again: obibos. It
    costs far less to know than the edits themselves.
    """
    size, longer = len(meant), len(form) - len(meant)
    if size < TWO_EDITS:
        most = 1
    elif longer:
        most = THREE_EDITS if size >= LONG else 2
    else:
        most = MOST_EDITS
    edits = OSA.distance(form, meant, score_cutoff=most)
    if not 0 < edits <= most:
        return inf
    if size < ONE_EDIT and longer < 0:
        return inf
    if _DOUBLE.search(form) and _DOUBLE.search(meant):
        bits, count = CHEAPEST, 1  # the mark's double letter may be single, and another one double
    elif longer:
        bits, count = _least_uneven(form, meant, edits)
    else:
        bits, count = _least_changes(form, meant, edits)
    first = 0.0 if form[0] == meant[0] else FIRST_CHANGED
    return bits + first + count * log2(size) + SEVERAL * (count - 1)


def _least_uneven(form: str, meant: str, edits: int) -> tuple[float, int]:
    """The same but for their places, with the number of choices, where the lengths differ.

    A letter that the form has more of and one that it has less of were put in and left out, or one
    stands for the other.
    """
    shifted = _added(form) if len(form) > len(meant) else CHOICES["dropped"]
    more, less = _without(form, meant), _without(meant, form)
    if not (more and less):
        if edits > max(len(more), len(less)):
            return shifted + CHEAPEST, 2
        count = len({*more, *less})
        return count * shifted, count
    if len({*max(more, less, key=len)}) == 1:
        return shifted + CHEAPEST, 2  # the same letter twice, and the other one left out or put in
    return shifted + min(_least_replaced(a + b) for a in more for b in less), 2


def _without(letters: str, others: str) -> str:
    """Some letters without others, each as often as it stands there."""
    for other in others:
        letters = letters.replace(other, "", 1)
    return letters


def _least_changes(form: str, meant: str, edits: int) -> tuple[float, int]:
    """The same where both are as long."""
    changes = set(map(add, form, meant)) - _SAME
    count = len(changes)
    if edits == 1:
        return (CHOICES["swapped"] if count > 1 else _least_replaced(*changes)), 1
    if count > 1 and any(change[::-1] in changes for change in changes):
        return CHEAPEST, 1  # a swap made again, or one there and one back
    if edits > 2:
        most = len(meant) // LETTERS_A_CHANGE
        return (sum(map(_least_replaced, changes)), count) if count <= most else (inf, 0)
    if count == 1:
        return _least_replaced(*changes), 1
    other = CHOICES["swapped"] + CHOICES["looks or sounds alike"]
    if count == 2:
        other = sum(map(_least_replaced, changes))
    return min(CHOICES["dropped"] + _added(form), other), 2


def _added(form: str) -> float:
    """Bits of one letter more but for its place: least where two letters side by side are the same."""
    return CHOICES["doubled" if _DOUBLE.search(form) else "inserted"]


@lru_cache(maxsize=1 << 12)
def _least_replaced(change: str) -> float:
    """Bits that one letter of a skeleton for another takes at least: its l may be an i, or a 1."""
    written, meant = change[0], change[1]
    pairs = product("il1" if written == "l" else written, "il" if meant == "l" else meant)
    return min(CHOICES[replaced_why(*pair)] for pair in pairs)


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
