"""Symmetric deletes: marks found by what is left of them, and of a word, without some letters.

Two words are within k edits only if some deletion of at most k letters from each gives the same
string (the SymSpell idea), so a look-up of the text's own deletions finds every near mark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

ONE_EDIT = 5
TWO_EDITS = 6
SHORTEST = 4
LONGEST = 24
"""Lengths of a mark, in letters: 4 takes no letter more or less but a doubled one, from 5 one edit, from 6
two; longer ones than 24 letters are compared exactly only."""

LONGEST_ASKED = LONGEST + 2
"""Letters of the longest word that is near a mark."""

_ALL_AT_ONCE = 7  # letters of a word up to which its deletions are too few to choose among


def edits_allowed(length: int) -> int:
    """How many edits away from a mark of that many letters a word may be and still mean it."""
    return edits_asked(length) if SHORTEST <= length <= LONGEST else 0


def edits_asked(length: int) -> int:
    """How many letters are left out of a word of that many to find the marks near it.

    One shorter than the marks that allow two edits has spent one of them on its length.
    """
    return 1 if length < TWO_EDITS else 2


def deletions(word: str, count: int) -> list[str]:
    """The word with 0 to `count` (0, 1 or 2) letters left out, some spellings repeatedly."""
    size = len(word)
    found = [word]
    for kept in range(size - 1, size - 1 - count, -1):
        found += map("".join, combinations(word, kept))
    return found


Marks = str | tuple[str, ...]
"""What a key stands for: nearly always one mark."""


def file_under(table: dict[Any, Marks], key: str | bytes, mark: str) -> None:
    """Let a key stand for one more mark."""
    known = table.get(key)
    table[key] = mark if known is None else (*marks_of(known), mark)


def marks_of(filed: Marks) -> tuple[str, ...]:
    """All marks that a key stands for."""
    return filed if isinstance(filed, tuple) else (filed,)


class Owners:
    """The owners of strings, in a dictionary."""

    def __init__(self, owned: Iterable[tuple[str, Collection[str]]]) -> None:
        """`owned` are owners with their strings."""
        self._filed: dict[str, Marks] = {}
        for name, texts in owned:
            for text in texts:
                file_under(self._filed, text, name)

    def of(self, texts: Iterable[str]) -> set[str]:
        """The owners of any of some strings."""
        found: set[str] = set()
        for names in filter(None, map(self._filed.get, texts)):
            if isinstance(names, str):
                found.add(names)
            else:
                found.update(names)
        return found


class Deletions:
    """Marks by their deletions, in dictionaries."""

    def __init__(self, marks: Sequence[str]) -> None:
        self._fronts: set[str] = set()
        self._backs: set[str] = set()
        self._owners = Owners(self._filed(marks))

    def _filed(self, marks: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
        """Each mark with its deletions; the halves of those that are looked up by halves are filed."""
        for mark in marks:
            keys = set(deletions(mark, edits_allowed(len(mark))))
            yield mark, keys
            if len(mark) >= ONE_EDIT:
                for key in keys:
                    if len(key) > _ALL_AT_ONCE - 2:
                        half = len(key) // 2
                        self._fronts.update((key[:half], key[: half + 1]))
                        self._backs.update((key[half:], key[half - 1 :]))

    def sharing(self, form: str) -> set[str]:
        """The marks that share some deletion with a word."""
        size = len(form)
        if size > _ALL_AT_ONCE:
            return self._owners.of(self._halved(form))
        return self._owners.of(deletions(form, edits_asked(size)))

    def _halved(self, form: str) -> list[str]:
        """Those deletions of up to two letters of a long word whose halves begin and end some key.

        A key leaves one half of the word whole, or each half but for one letter.
        """
        half = len(form) // 2
        front, back = form[:half], form[half:]
        keys: list[str] = []
        if front in self._fronts:
            keys += map(front.__add__, deletions(back, 2))
        if back in self._backs:
            keys += [other + back for other in deletions(front, 2)]
        fronts = self._fronts.intersection(map("".join, combinations(front, half - 1)))
        if fronts:
            backs = self._backs.intersection(map("".join, combinations(back, len(back) - 1)))
            keys += [one + other for one in fronts for other in backs]
        return keys


def count_of(mark: str) -> int:
    """How many deletions a mark has, at most."""
    size, edits = len(mark), edits_allowed(len(mark))
    return 1 + size * (edits > 0) + size * (size - 1) // 2 * (edits > 1)
