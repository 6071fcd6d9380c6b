"""Chinese marks with one character replaced, put in or left out, found by the pairs that remain.

A mark of three characters keeps two of them, side by side or around the replaced one; of four and
more, one of its first two disjoint pairs stays whole, or its last one where a repeated character is
changed each time (666皮炎平). So a text need only be asked for the pairs it shares with the list, and
most texts share none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matchers.text.automaton import Automaton
from matchers.text.characters import is_han
from matchers.text.entries import MarkEntry
from matchers.text.hit import Edit
from matchers.text.likeness import likeness
from matchers.text.tables import han_words

SHORTEST = 3
LONGEST = 10

_PLACE_BITS = 4
_PLACE_MASK = (1 << _PLACE_BITS) - 1
_OUTER = _PLACE_MASK  # stands for the pair that is left when three characters lose the middle one


@dataclass(frozen=True, slots=True)
class NearHan:
    """A near spelling at `start` to `end` of the squeezed text, with its edits, before grading."""

    number: int
    rule: str
    start: int
    end: int
    edits: tuple[Edit, ...]
    alike: float


class HanPairs:
    """Chinese entries by the pairs of characters that survive one edit."""

    def __init__(self, entries: Sequence[MarkEntry]) -> None:
        self._entries = entries
        sides: dict[str, list[int]] = {}
        gaps: dict[str, list[int]] = {}
        for number, entry in enumerate(entries):
            mark = entry.plain
            if not entry.han or not SHORTEST <= len(mark) <= LONGEST:
                continue
            if len(mark) == SHORTEST:
                outer = mark[0] + mark[2]
                gaps.setdefault(outer, []).append(number)
                if outer not in han_words() and outer not in mark:
                    sides.setdefault(outer, []).append(number << _PLACE_BITS | _OUTER)
            for place in _kept_places(mark):
                pair = mark[place : place + 2]
                sides.setdefault(pair, []).append(number << _PLACE_BITS | place)
        self._sides, self._gaps = Automaton(sides), Automaton(gaps)

    def find(self, squeezed: str) -> list[NearHan]:
        """All near spellings in a squeezed text that holds Chinese characters."""
        found: list[NearHan] = []
        for pattern, start, _ in self._sides.find(squeezed):
            for packed in self._sides.targets(pattern):
                number, place = packed >> _PLACE_BITS, packed & _PLACE_MASK
                found.extend(self._around(squeezed, start - place, number, place))
        even, odd = squeezed[::2], squeezed[1::2]
        for pattern, start, _ in self._gaps.find(f"{even}\0{odd}"):
            place = 2 * start if start < len(even) else 2 * (start - len(even) - 1) + 1
            for number in self._gaps.targets(pattern):
                found.extend(self._replaced(squeezed, place, number))
        return found

    def _around(self, squeezed: str, start: int, number: int, place: int) -> Iterator[NearHan]:
        if place == _OUTER:
            start += place
            edit = Edit("", self._entries[number].plain[1], "dropped")
            yield NearHan(number, "dropped", start, start + 2, (edit,), 0.0)
            return
        yield from self._replaced(squeezed, start, number)
        yield from self._inserted(squeezed, start, number, place)
        if len(self._entries[number].plain) > SHORTEST:
            yield from self._dropped(squeezed, start, number, place)

    def _replaced(self, squeezed: str, start: int, number: int) -> Iterator[NearHan]:
        mark = self._entries[number].plain
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
        mark = self._entries[number].plain
        for first in {start, start - 1} if place else {start}:
            window = squeezed[first : first + len(mark) + 1] if first >= 0 else ""
            extra = _extra_place(window, mark)
            if extra is not None:
                edit = Edit(window[extra], "", "inserted")
                yield NearHan(number, "inserted", first, first + len(window), (edit,), 0.0)

    def _dropped(self, squeezed: str, start: int, number: int, place: int) -> Iterator[NearHan]:
        mark = self._entries[number].plain
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
