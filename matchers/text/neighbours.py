"""Symmetric deletes, and keys of sound and look: near Latin words found at a cost that no list makes longer.

Two words are within k edits only if some deletion of at most k letters from each gives the same
string (the SymSpell idea), so a look-up of the text's own deletions finds every near mark. Only long
marks that lost three letters are compared one by one: the few of one length with the same beginning.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import combinations
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from matchers.text.automaton import Targets, add_target, targets_of

_Skeletons = str | tuple[str, ...]  # what a key stands for: nearly always one mark

ONE_EDIT = 5
TWO_EDITS = 6
SHORTEST = 4
LONGEST = 24
"""Lengths of a mark, in letters: 4 takes no letter more or less but a doubled one, from 5 one edit, from 6
two; longer ones than 24 letters are compared exactly only."""

LONG, THREE_EDITS, KEPT = 9, 3, 2
"""Letters of a mark that may be three edits away, these edits, and the letters at its beginning that must
stand where three are left out: Balniga. All their deletions would be hundreds a mark, so such marks
are filed by length and beginning."""

LIKENESS_SHORTEST = 6
"""Letters from which a word may be found by its sound or look as a whole."""

_ALL_AT_ONCE = 7  # letters of a word up to which its deletions are too few to choose among
_LOOKS = bytes.maketrans(b"dpqgeoahnrvwzxjfty", b"bbbbccchmmuussllll")
_SOUNDS = bytes.maketrans(b"cqgxzweouyl", b"kkkssvaaaaa")
_UNDOUBLED = re.compile(rb"(.)(?=\1)").sub


def edits_allowed(length: int) -> int:
    """How many edits away from a mark of that many letters a word may be and still mean it."""
    if length < SHORTEST or length > LONGEST:
        return 0
    return 1 if length < TWO_EDITS else 2


def deletions(word: str, count: int) -> list[str]:
    """The word with 0 to `count` (0, 1 or 2) letters left out, some spellings repeatedly."""
    size = len(word)
    found = [word]
    for kept in range(size - 1, size - 1 - count, -1):
        found += map("".join, combinations(word, kept))
    return found


class Neighbours:
    """Latin marks filed so that a few look-ups find all that a word may be near to, and some more.

    Keys stand for skeletons and not for numbers: to compare a mark its letters are needed, and of a
    long list each further object on the way to them is a wait for memory.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, Targets] = {}
        self._deletions: dict[str, _Skeletons] = {}
        self._swaps: dict[str, _Skeletons] = {}
        self._sounds: dict[bytes, _Skeletons] = {}
        self._looks: dict[bytes, _Skeletons] = {}
        self._fronts: set[str] = set()
        self._backs: set[str] = set()
        self._long: dict[str, _Skeletons] = {}

    def add(self, squeezed: str, number: int) -> None:
        """File the skeleton of a mark of at least `SHORTEST` letters under its number."""
        filed = squeezed in self._numbers
        add_target(self._numbers, squeezed, number)
        if filed:
            return
        size = len(squeezed)
        if size < ONE_EDIT:
            for key in set(deletions(squeezed, 1)):
                _file(self._deletions, key, squeezed)
            _file(self._swaps, _letters(squeezed), squeezed)
            return
        for key in set(deletions(squeezed, edits_allowed(size))):
            _file(self._deletions, key, squeezed)
            if len(key) > _ALL_AT_ONCE - 2:
                half = len(key) // 2
                self._fronts.update((key[:half], key[: half + 1]))
                self._backs.update((key[half:], key[half - 1 :]))
        if LIKENESS_SHORTEST <= size <= LONGEST:
            sounds, looks = likeness_keys(squeezed)
            _file(self._sounds, sounds, squeezed)
            _file(self._looks, looks, squeezed)
        if LONG <= size <= LONGEST:
            _file(self._long, f"{squeezed[:KEPT]}{size}", squeezed)

    def numbers(self, squeezed: str) -> tuple[int, ...]:
        """The numbers of the marks with that skeleton."""
        return targets_of(self._numbers[squeezed])

    def of(self, form: str) -> dict[str, int]:
        """The skeletons of the marks that a word with that skeleton may be near to, and how many edits away.

        Those that sound or look like it as a whole may be more edits away, and some of the others too
        many for their length. A word may be two letters longer than a mark. One shorter than the marks
        that allow two edits has spent one of them on its length, so leaving out one of its letters is
        enough. A long one may have lost three letters behind its first two.
        """
        size = len(form)
        if size < SHORTEST or size > LONGEST + 2:
            return {}
        shared = self._sharing(form)
        # A shared deletion may hide four edits; only long marks may be three away.
        near = within(form, shared, THREE_EDITS if size >= LONG - 2 else 2) if shared else {}
        if size < ONE_EDIT:
            alike = _skeletons(self._swaps.get(_letters(form), ()))
        elif size < LIKENESS_SHORTEST:
            return near
        else:
            sounds, looks = likeness_keys(form)
            alike = _skeletons(self._sounds.get(sounds, ()))
            alike += _skeletons(self._looks.get(looks, ()))
            longer = self._long.get(f"{form[:KEPT]}{size + THREE_EDITS}")
            if longer is not None:
                near.update(within(form, _skeletons(longer), THREE_EDITS))
        for mark in alike:
            near[mark] = OSA.distance(form, mark)
        return near

    def _sharing(self, form: str) -> set[str]:
        """The marks that share some deletion with a word."""
        size = len(form)
        if size > _ALL_AT_ONCE:
            keys = self._halved(form)
        else:
            keys = deletions(form, 1 if size < TWO_EDITS else 2)
        found: set[str] = set()
        for marks in filter(None, map(self._deletions.get, keys)):
            if isinstance(marks, str):
                found.add(marks)
            else:
                found.update(marks)
        return found

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


def _letters(word: str) -> str:
    return "".join(sorted(word))


def _file(table: dict[Any, _Skeletons], key: str | bytes, squeezed: str) -> None:
    known = table.get(key)
    if known is None:
        table[key] = squeezed
    else:
        table[key] = (*_skeletons(known), squeezed)


def _skeletons(filed: _Skeletons) -> tuple[str, ...]:
    return filed if isinstance(filed, tuple) else (filed,)


def within(form: str, marks: Collection[str], edits: int) -> dict[str, int]:
    """Those marks that are no more than so many edits away, and how many each is; all in one call."""
    found = extract(form, marks, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return {mark: away for mark, away, _ in found}


def likeness_keys(squeezed: str) -> tuple[bytes, bytes]:
    """Keys that words share which sound alike in English, or look alike letter by letter.

    They find marks changed in several places at once: Sunyericcsun, abibas. In the sound key
    consonants count by sound, vowels inside are one class and doubled letters one letter; l stands
    for i in a skeleton, so it counts as a vowel. What is not ASCII is in no mark, so it may be one.
    """
    letters = squeezed.encode("ascii", "replace")
    sounds = letters.replace(b"ph", b"f")
    sounds = sounds[:1] + _UNDOUBLED(b"", sounds[1:].translate(_SOUNDS, b"h"))
    return sounds, letters.translate(_LOOKS)
