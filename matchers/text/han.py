"""Chinese marks with one character replaced, put in or left out, found by the pairs that remain.

A mark of three characters keeps two of them, side by side or around the replaced one; of four and
more, one of its first two disjoint pairs stays whole, or its last one where a repeated character is
changed each time (666皮炎平). So a text need only be asked for the pairs it shares with the list, and
most texts share none.

Many marks of a long list share a pair. So a pair alone asks for no comparison: one more character
of the mark has to stand beside it, or the odd character has to sound or look like the mark's, or
what stands there has to be worth showing whatever character was replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from matchers.text.automaton import Automaton, Targets, add_target, targets_of
from matchers.text.characters import is_han
from matchers.text.entries import MarkEntry
from matchers.text.hit import Edit
from matchers.text.likeness import alike_characters, likeness

SHORTEST = 3
LONGEST = 10

_PLACE_BITS = 4
_PLACE_MASK = (1 << _PLACE_BITS) - 1


Pairs = tuple[list[tuple[int, int, int]], list[int]]
"""Pairs side by side as (pattern, start, end), and starts of those around one character."""


class NearHan(NamedTuple):
    """A near spelling at `start` to `end` of the squeezed text, with its edits, before grading."""

    number: int
    rule: str
    start: int
    end: int
    edits: tuple[Edit, ...]
    alike: float


class Worth(Protocol):
    """Says what can be known of a grade before the mark is, for marks of three characters."""

    def anyhow(self, start: int, end: int) -> bool:
        """Whether any could be shown for this stretch, whatever character was replaced."""

    def alike(self, start: int, end: int) -> bool:
        """Whether any could be shown for this stretch, if the replaced one is most like its own."""


class HanPairs:
    """Chinese entries by the pairs of characters that survive one edit."""

    def __init__(self, entries: Sequence[MarkEntry]) -> None:
        self._plain = [entry.plain for entry in entries]
        self._after: dict[str, Targets] = {}
        self._before: dict[str, Targets] = {}
        self._odd: tuple[dict[str, Targets], ...] = ({}, {}, {})
        sides: dict[str, Targets] = {}
        for number, entry in enumerate(entries):
            mark = entry.plain
            if not entry.han or not SHORTEST <= len(mark) <= LONGEST:
                continue
            for place in _kept_places(mark):
                sides[mark[place : place + 2]] = 0
                self._file(number, mark, place)
            if len(mark) == SHORTEST:
                for place in range(SHORTEST):
                    add_target(self._odd[place], mark[:place] + mark[place + 1 :], number)
        self._sides = Automaton(sides)
        self._gaps = Automaton(dict.fromkeys(self._odd[1], 0))

    def _file(self, number: int, mark: str, place: int) -> None:
        """A pair of a mark with each of the two characters beside it.

        With one edit one of both still stands there, or a doubled one was changed both times: that
        is filed under the pair alone.
        """
        pair, packed = mark[place : place + 2], number << _PLACE_BITS | place
        table, beside = (self._before, mark[:place][-2:]) if place else (self._after, mark[2:4])
        if len(set(beside)) < len(beside):
            add_target(table, pair, packed)
        for character in dict.fromkeys(beside):
            add_target(table, pair + character, packed)

    def pairs(self, squeezed: str) -> Pairs:
        """The pairs of the list that a squeezed text shares, side by side and around a character."""
        gaps = []
        if self._odd[1]:
            even, odd = squeezed[::2], squeezed[1::2]
            for _, start, _ in self._gaps.find(f"{even}\0{odd}"):
                gaps.append(2 * start if start < len(even) else 2 * (start - len(even) - 1) + 1)
        return self._sides.find(squeezed), gaps

    def find(self, squeezed: str, pairs: Pairs, worth: Worth) -> list[NearHan]:
        """Near spellings in a squeezed text, given the pairs that it shares with the list.

        Those of marks of three characters are left out that are not `worth` showing.
        """
        found: list[NearHan] = []
        sides, gaps = pairs
        for _, start, end in sides:
            pair = squeezed[start:end]
            found.extend(self._beside(squeezed, start, end, pair))
            if start and pair in self._odd[0]:
                found.extend(self._one_odd(squeezed, start - 1, 0, pair, worth))
            if end < len(squeezed) and pair in self._odd[2]:
                found.extend(self._one_odd(squeezed, start, 2, pair, worth))
        for start in gaps:
            pair = squeezed[start] + squeezed[start + 2]
            found.extend(self._one_odd(squeezed, start, 1, pair, worth))
        return found

    def _beside(self, squeezed: str, start: int, end: int, pair: str) -> Iterator[NearHan]:
        """Marks of which one more character stands right beside a pair, or one further."""
        sides = (
            (self._after, squeezed[end : end + 2]),
            (self._before, squeezed[max(start - 2, 0) : start]),
        )
        for table, near in sides:
            for character in ("", near[0]) if len(near) == 2 and near[0] == near[1] else near:
                if pair + character in table:
                    for packed in targets_of(table, pair + character):
                        number, place = packed >> _PLACE_BITS, packed & _PLACE_MASK
                        yield from self._around(squeezed, start - place, number, place)

    def _one_odd(
        self, squeezed: str, start: int, place: int, pair: str, worth: Worth
    ) -> Iterator[NearHan]:
        """Marks of three characters that differ from those at `start` in the one at `place`."""
        end, written = start + SHORTEST, squeezed[start + place]
        numbers = targets_of(self._odd[place], pair)
        if not worth.anyhow(start, end):
            if written not in pair:
                alike, plain = alike_characters(written), self._plain
                numbers = tuple([number for number in numbers if plain[number][place] in alike])
            if not numbers or not worth.alike(start, end):
                return
        for number in numbers:
            if self._plain[number][place] != written:
                yield from self._replaced(squeezed, start, number)

    def _around(self, squeezed: str, start: int, number: int, place: int) -> Iterator[NearHan]:
        if len(self._plain[number]) > SHORTEST:
            yield from self._replaced(squeezed, start, number)
            yield from self._dropped(squeezed, start, number, place)
        yield from self._inserted(squeezed, start, number, place)

    def _replaced(self, squeezed: str, start: int, number: int) -> Iterator[NearHan]:
        mark = self._plain[number]
        window = squeezed[start : start + len(mark)] if start >= 0 else ""
        if len(window) < len(mark):
            return
        wrong = [i for i, (a, b) in enumerate(zip(window, mark, strict=True)) if a != b]
        if not wrong or len({(window[i], mark[i]) for i in wrong}) > 1:
            return
        written, meant = window[wrong[0]], mark[wrong[0]]
        if is_han(written) != is_han(meant):
            return
        alike, why = likeness(written, meant)
        if why == "replaced" and written in mark:
            why = "repeated"
        edits = (Edit(written, meant, why),) * len(wrong)
        yield NearHan(number, "one character", start, start + len(mark), edits, alike)

    def _inserted(self, squeezed: str, start: int, number: int, place: int) -> Iterator[NearHan]:
        mark = self._plain[number]
        for first in {start, start - 1} if place else {start}:
            window = squeezed[first : first + len(mark) + 1] if first >= 0 else ""
            extra = _extra_place(window, mark)
            if extra is not None:
                edit = Edit(window[extra], "", "inserted")
                yield NearHan(number, "inserted", first, first + len(window), (edit,), 0.0)

    def _dropped(self, squeezed: str, start: int, number: int, place: int) -> Iterator[NearHan]:
        mark = self._plain[number]
        for first in {start, start + 1} if place else {start}:
            window = squeezed[first : first + len(mark) - 1] if first >= 0 else ""
            missing = _extra_place(mark, window, inside=False)
            if missing is not None:
                edit = Edit("", mark[missing], "dropped")
                yield NearHan(number, "dropped", first, first + len(window), (edit,), 0.0)


def _kept_places(mark: str) -> tuple[int, ...]:
    """Where the pairs begin of which one stays whole."""
    if len(mark) == SHORTEST:
        return (0, 1)
    last = len(mark) - 2
    return (0, 2, last) if last > 2 and len(set(mark)) < len(mark) else (0, 2)


def _extra_place(longer: str, shorter: str, *, inside: bool = True) -> int | None:
    """Where `longer` has one character more than `shorter`; `inside` leaves out both ends."""
    if len(longer) != len(shorter) + 1 or longer == shorter:
        return None
    place = 0
    while place < len(shorter) and longer[place] == shorter[place]:
        place += 1
    if longer[place + 1 :] != shorter[place:]:
        return None
    if inside and place in {0, len(shorter)}:
        return None
    return place
