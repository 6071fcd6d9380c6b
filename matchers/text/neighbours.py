"""Symmetric deletes, and keys of sound and look: near Latin words found at a cost that no list makes longer.

Two words are within k edits only if some deletion of at most k letters from each gives the same
string (the SymSpell idea), so a look-up of the text's own deletions finds every near mark. Only long
marks that lost three letters are compared one by one: the few of one length with the same beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations

from rapidfuzz.distance import OSA

from matchers.text.automaton import Targets, add_target, targets_of

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

_LOOKS = bytes.maketrans(b"dpqgeoahnrvwzxjfty", b"bbbbccchmmuussllll")
_SOUNDS = bytes.maketrans(b"cqgxzweouyl", b"kkkssvaaaaa")
_DOUBLED = re.compile(rb"(.)(?=\1)")


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
    """Latin marks filed so that a few look-ups find all that a word may be near to, and some more."""

    def __init__(self) -> None:
        self._deletions: dict[str, Targets] = {}
        self._swaps: dict[str, Targets] = {}
        self._sounds: dict[str, Targets] = {}
        self._looks: dict[str, Targets] = {}
        self._fronts: set[str] = set()
        self._backs: set[str] = set()
        self._forms: dict[int, str] = {}
        self._long: dict[str, Targets] = {}

    def add(self, squeezed: str, number: int) -> None:
        """File the skeleton of a mark of at least `SHORTEST` letters under its number."""
        size = len(squeezed)
        self._forms[number] = squeezed
        if size < ONE_EDIT:
            for key in set(deletions(squeezed, 1)):
                add_target(self._deletions, key, number)
            add_target(self._swaps, _letters(squeezed), number)
            return
        for key in set(deletions(squeezed, edits_allowed(size))):
            add_target(self._deletions, key, number)
            half = len(key) // 2
            self._fronts.update((key[:half], key[: half + 1]))
            self._backs.update((key[half:], key[half - 1 :]))
        if LIKENESS_SHORTEST <= size <= LONGEST:
            sounds, looks = likeness_keys(squeezed)
            add_target(self._sounds, sounds, number)
            add_target(self._looks, looks, number)
        if LONG <= size <= LONGEST:
            add_target(self._long, f"{squeezed[:KEPT]}{size}", number)

    def of(self, form: str) -> set[int]:
        """Numbers of the marks that a word with that skeleton may be near to.

        Those that sound or look like it as a whole may be more edits away, and some of the others too
        many for their length. A word may be two letters longer than a mark. One shorter than the marks
        that allow two edits has spent one of them on its length, so leaving out one of its letters is
        enough. A long one may have lost three letters behind its first two.
        """
        size = len(form)
        found: set[int] = set()
        if size < SHORTEST or size > LONGEST + 2:
            return found
        filed = self._deletions
        for key in filed.keys() & (deletions(form, 1) if size < TWO_EDITS else self._halved(form)):
            _collect(found, filed, key)
        if found:
            # A shared deletion may hide four edits; only long marks may be three away.
            found = self._within(form, found, THREE_EDITS if size >= LONG - 2 else 2)
        if size < ONE_EDIT:
            _collect(found, self._swaps, _letters(form))
        elif size >= LIKENESS_SHORTEST:
            sounds, looks = likeness_keys(form)
            _collect(found, self._sounds, sounds)
            _collect(found, self._looks, looks)
            longer = self._long.get(f"{form[:KEPT]}{size + THREE_EDITS}")
            if longer is not None:
                found |= self._within(form, targets_of(longer), THREE_EDITS)
        return found

    def _within(self, form: str, numbers: Iterable[int], edits: int) -> set[int]:
        """Those marks that are no more than so many edits away."""
        forms = self._forms
        return {n for n in numbers if OSA.distance(form, forms[n], score_cutoff=edits) <= edits}

    def _halved(self, form: str) -> list[str]:
        """Those deletions of up to two letters of a long word whose halves begin and end some key.

        A key leaves one half of the word whole, or each half but for one letter.
        """
        half = len(form) // 2
        front, back = form[:half], form[half:]
        keys = []
        if front in self._fronts:
            keys += [front + other for other in deletions(back, 2)]
        if back in self._backs:
            keys += [other + back for other in deletions(front, 2)]
        fronts = self._fronts.intersection(deletions(front, 1)[1:])
        if fronts:
            backs = self._backs.intersection(deletions(back, 1)[1:])
            keys += [one + other for one in fronts for other in backs]
        return keys


def _letters(word: str) -> str:
    return "".join(sorted(word))


def _collect(found: set[int], filed: Mapping[str, Targets], key: str) -> None:
    targets = filed.get(key)
    if targets is not None:
        if isinstance(targets, int):
            found.add(targets)
        else:
            found.update(targets)


def likeness_keys(squeezed: str) -> tuple[str, str]:
    """Keys that words share which sound alike in English, or look alike letter by letter.

    They find marks changed in several places at once: Sunyericcsun, abibas. In the sound key
    consonants count by sound, vowels inside are one class and doubled letters one letter; l stands
    for i in a skeleton, so it counts as a vowel. What is not ASCII is in no mark, so it may be one.
    """
    letters = squeezed.encode("ascii", "replace")
    sounds = letters.replace(b"ph", b"f")
    sounds = sounds[:1] + _DOUBLED.sub(b"", sounds[1:].translate(_SOUNDS, b"h"))
    return sounds.decode(), letters.translate(_LOOKS).decode()
