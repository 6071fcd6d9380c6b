"""Near Latin words, found by their deletions and by keys of sound and look at a cost that no list makes longer.

Only long marks that lost three letters are compared one by one: the few of one length with the same
beginning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from matchers.text.automaton import Targets, add_target, targets_of
from matchers.text.deletions import (
    LONGEST,
    LONGEST_ASKED,
    ONE_EDIT,
    SHORTEST,
    Deletions,
    Marks,
    count_of,
    file_under,
    marks_of,
)

if TYPE_CHECKING:
    from matchers.text.many_deletions import ManyDeletions

LONG, THREE_EDITS, KEPT = 9, 3, 2
"""Letters of a mark that may be three edits away, these edits, and the letters at its beginning that must
stand where three are left out: Balniga. All their deletions would be hundreds a mark, so such marks
are filed by length and beginning."""

LIKENESS_SHORTEST = 6
"""Letters from which a word may be found by its sound or look as a whole."""

_LOOKS = bytes.maketrans(b"dpqgeoahnrvwzxjfty", b"bbbbccchmmuussllll")
_SOUNDS = bytes.maketrans(b"cqgxzweouyl", b"kkkssvaaaaa")
_UNDOUBLED = re.compile(rb"(.)(?=\1)").sub


class Neighbours:
    """Latin marks filed so that a few look-ups find all that a word may be near to, and some more.

    Keys stand for skeletons and not for numbers: to compare a mark its letters are needed, and of a
    long list each further object on the way to them is a wait for memory.
    """

    def __init__(self, marks: Iterable[tuple[str, int]]) -> None:
        """`marks` are skeletons of at least `SHORTEST` letters, with the numbers of their marks."""
        self._numbers: dict[str, Targets] = {}
        for squeezed, number in marks:
            add_target(self._numbers, squeezed, number)
        self._swaps: dict[str, Marks] = {}
        self._sounds: dict[bytes, Marks] = {}
        self._looks: dict[bytes, Marks] = {}
        self._long: dict[str, Marks] = {}
        skeletons = tuple(self._numbers)
        self._deletions = filed_by_deletions(skeletons, MANY)
        for squeezed in skeletons:
            self._add(squeezed)

    def _add(self, squeezed: str) -> None:
        size = len(squeezed)
        if size < ONE_EDIT:
            file_under(self._swaps, _letters(squeezed), squeezed)
        if LIKENESS_SHORTEST <= size <= LONGEST:
            sounds, looks = likeness_keys(squeezed)
            file_under(self._sounds, sounds, squeezed)
            file_under(self._looks, looks, squeezed)
        if LONG <= size <= LONGEST:
            file_under(self._long, f"{squeezed[:KEPT]}{size}", squeezed)

    def numbers(self, squeezed: str) -> tuple[int, ...]:
        """The numbers of the marks with that skeleton."""
        return targets_of(self._numbers[squeezed])

    def shared_each(self, forms: Iterable[str]) -> dict[str, set[str]]:
        """For each of some words' skeletons the marks that share a deletion with it.

        Empty where looking them up together takes no less time than one by one, as in a short list.
        """
        if isinstance(self._deletions, Deletions):
            return {}
        asked = [form for form in dict.fromkeys(forms) if SHORTEST <= len(form) <= LONGEST_ASKED]
        return dict(zip(asked, self._deletions.sharing_each(asked), strict=True))

    def of(self, form: str, shared: Collection[str] | None = None) -> dict[str, int]:
        """The skeletons of the marks that a word with that skeleton may be near to, and how many edits away.

        `shared` are the marks that share a deletion with it, if they are known. Those that sound or look
        like it as a whole may be more edits away, and some of the others too many for their length. A word
        may be two letters longer than a mark. A long one may have lost three letters behind its first two.
        """
        size = len(form)
        if size < SHORTEST or size > LONGEST_ASKED:
            return {}
        if shared is None:
            shared = self._deletions.sharing(form)
        # A shared deletion may hide four edits; only long marks may be three away.
        near = within(form, shared, THREE_EDITS if size >= LONG - 2 else 2) if shared else {}
        if size < ONE_EDIT:
            alike = marks_of(self._swaps.get(_letters(form), ()))
        elif size < LIKENESS_SHORTEST:
            return near
        else:
            sounds, looks = likeness_keys(form)
            alike = marks_of(self._sounds.get(sounds, ()))
            alike += marks_of(self._looks.get(looks, ()))
            longer = self._long.get(f"{form[:KEPT]}{size + THREE_EDITS}")
            if longer is not None:
                near.update(within(form, marks_of(longer), THREE_EDITS))
        for mark in alike:
            near[mark] = OSA.distance(form, mark)
        return near


MANY = 1_500_000
"""Deletions of all marks from which they are filed as numbers, for the memory that dictionaries take."""


def filed_by_deletions(marks: Iterable[str], many: int) -> Deletions | ManyDeletions:
    """Marks filed in dictionaries, or as numbers where they have so many deletions."""
    marks = [mark for mark in marks if len(mark) <= LONGEST_ASKED]  # no word is near longer ones
    if sum(map(count_of, marks)) < many:
        return Deletions(marks)
    from matchers.text.many_deletions import ManyDeletions  # noqa: PLC0415  # numpy takes a tenth of a second

    return ManyDeletions(marks)


def _letters(word: str) -> str:
    return "".join(sorted(word))


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
