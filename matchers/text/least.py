"""The least that any edits of a mark into a word take, in bits: known long before the edits are."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import product, starmap
from math import inf, log2
from operator import add
from string import ascii_lowercase, digits
from typing import NamedTuple

from matchers.text.deletions import ONE_EDIT, TWO_EDITS
from matchers.text.letters import CHEAPEST, CHOICES, FIRST_CHANGED, SEVERAL, code_cost
from matchers.text.likeness import replaced_why
from matchers.text.nearness import LETTERS_A_CHANGE, MOST_EDITS, NEEDED_SHORT
from matchers.text.neighbours import LONG, THREE_EDITS

_DROPPED, _INSERTED, _SWAPPED = (CHOICES[why] for why in ("dropped", "inserted", "swapped"))
_DOUBLE = re.compile(r"(.)\1")
_SAME = frozenset(2 * letter for letter in ascii_lowercase + digits)


class Spelling(NamedTuple):
    """A written word, and what is the same whatever mark it is compared with, in bits at least.

    `added` is for one letter more but for its place, least where two letters side by side are the same;
    `other` for one letter that stands for another; `short` what a mark of four letters needs more where
    one is another.
    """

    letters: str
    added: float
    other: float
    short: float


def spelling(letters: str, cost: float) -> Spelling:
    """A word that costs so many bits as an ordinary one."""
    added = CHOICES["doubled" if _DOUBLE.search(letters) else "inserted"]
    other = CHOICES["leet" if "1" in letters else "looks or sounds alike"]
    return Spelling(letters, added, other, NEEDED_SHORT + max(cost - code_cost(letters), 0.0))


def least_spent(written: Spelling, meant: str, edits: int) -> float:
    """Bits that so many edits of a mark's skeleton into a form take at least; infinite where it is too far.

    In reach is one edit of a short mark, two from `TWO_EDITS` letters, three of a long one, and more
    where letters only stand for others and these changes are few, made again and again: obibos. It
    costs far less to know than the edits themselves.
    """
    form, size = written.letters, len(meant)
    longer = len(form) - size
    if size < TWO_EDITS:
        if edits > 1 or (longer < 0 and size < ONE_EDIT):
            return inf
    elif longer:
        if edits > (THREE_EDITS if size >= LONG else 2):
            return inf
    elif edits > MOST_EDITS:
        return inf
    elif edits > 2:
        changes = set(map(add, form, meant)) - _SAME
        if not (_are_moves(changes) or (_DOUBLE.search(form) and _DOUBLE.search(meant))):
            if len(changes) > size // LETTERS_A_CHANGE:
                return inf
            bits = _total(sum(starmap(_least_replaced, changes)), len(changes), form, meant)
            return min(bits, least_bits(written, meant, edits))
    return least_bits(written, meant, edits) if edits else inf


def _are_moves(changes: AbstractSet[str]) -> bool:
    """Whether a swap was made again, or one there and back, among changes of one letter each."""
    return any(change[::-1] in changes for change in changes)


def least_bits(written: Spelling, meant: str, edits: int) -> float:
    """Bits that at least so many edits take at least.

    Told by the letters alone, in whatever order: each that the word has more of was put in or stands
    for another, each that it has less of was left out or another stands for it.
    """
    form, added, other, short = written
    more, less = form, ""
    for letter in meant:
        if letter in more:
            more = more.replace(letter, "", 1)
        else:
            less += letter
    if added < _INSERTED and len({*more}) < 2 and len({*less}) < 2 and _DOUBLE.search(meant):
        bits, count = CHEAPEST, 1  # the mark's double letter may be single, and another one double
    elif len(more) == len(less):
        bits, count = _least_even(more, less, edits, added, other)
    else:
        bits, count = _least_uneven(more, less, edits, added, other)
    if less and len(meant) < ONE_EDIT:
        bits += short  # some letter was left out, or another stands for it
    return _total(bits, count, form, meant)


def _total(bits: float, count: int, written: str, meant: str) -> float:
    """Bits of so many choices with their places, where they take so many bits but for these."""
    first = 0.0 if written[:1] == meant[:1] else FIRST_CHANGED
    return bits + first + count * log2(len(meant)) + SEVERAL * (count - 1)


def _least_even(more: str, less: str, edits: int, added: float, other: float) -> tuple[float, int]:
    """Bits of the choices but for their places, and how many there are, at least, in words of one length.

    There is one for each letter that the word has more of, or less of, and one more if these are too few
    to be all edits, as where a letter moved. `other` is what one letter for another takes at least.
    """
    heads, tails = {*more}, {*less}
    count = max(len(heads), len(tails))
    if not count:
        return _SWAPPED, 1
    if len(heads) != len(tails):
        return count * other, count
    if edits <= len(more):
        return _least_exchanged(heads, tails, other), count
    if count == 1:
        return min(added + _DROPPED, 2 * other), 2
    return (count + 1) * CHEAPEST, count + 1


def _least_uneven(
    more: str, less: str, edits: int, added: float, other: float
) -> tuple[float, int]:
    """The same where one word is longer: a letter or more were put in, or left out."""
    heads, tails = {*more}, {*less}
    if len(more) > len(less):
        shifted, count, few = added, len(heads), len(tails)
    else:
        shifted, count, few = _DROPPED, len(tails), len(heads)
    if count <= few:
        return (few + 1) * CHEAPEST, few + 1
    if few and count == 2:
        return shifted + min(starmap(_least_replaced, product(heads, tails))), 2
    if not few and edits <= abs(len(more) - len(less)) and (count == 1 or other > CHEAPEST):
        return count * shifted, count
    count = max(count, 2)
    return shifted + (count - 1) * CHEAPEST, count


def _least_exchanged(heads: set[str], tails: set[str], other: float) -> float:
    """Bits of letters that each stand for another one, at least."""
    if len(heads) == 1:
        return _least_replaced(*heads, *tails)
    if len(heads) > 2:
        return len(heads) * other
    (a, b), (c, d) = heads, tails
    return min(
        _least_replaced(a, c) + _least_replaced(b, d), _least_replaced(a, d) + _least_replaced(b, c)
    )


@lru_cache(maxsize=1 << 12)
def _least_replaced(written: str, meant: str) -> float:
    """Bits that one letter of a skeleton for another takes at least: its l may be an i, or a 1."""
    pairs = product("il1" if written == "l" else written, "il" if meant == "l" else meant)
    return min(CHOICES[replaced_why(*pair)] for pair in pairs)
