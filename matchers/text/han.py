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

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from matchers.text.alike import Alike
from matchers.text.automaton import Automaton, Matches, Targets, targets_of
from matchers.text.beside import (
    NOTHING,
    PLACE_BITS,
    PLACE_MASK,
    SHORTEST,
    Filed,
)
from matchers.text.characters import is_han
from matchers.text.costs import character_bits
from matchers.text.entries import MarkEntry
from matchers.text.hit import Edit
from matchers.text.likeness import changed

LONGEST = 10

_BEFORE, _AFTER = "\n\t", "\t\n"
"""What stands beside a whole text: separators, which no view has, and no two of them the same."""


class NearHan(NamedTuple):
    """A near spelling at `start` to `end` of the squeezed text, with its edits, before grading."""

    number: int
    rule: str
    start: int
    end: int
    edits: tuple[Edit, ...]
    alike: float


class Worth(Protocol):
    """Says what can be known of a grade before the mark is, for marks of three characters.

    Those whose characters and place are evidence of less than `likest` bits are never shown, of less than
    `unlike` only where one character is like the one it replaced.
    """

    likest: float
    unlike: float

    def most(self, start: int, cost: float) -> float:
        """Bits that three characters from there have at most, which cost so many one by one."""

    def placed(self, start: int, most: float) -> float:
        """The same, given their `most`, once their place is looked at too."""

    def anyhow(self, start: int, lacking: float) -> bool:
        """Whether any could be shown that starts there, whatever character was replaced.

        `lacking` are bits that no goods can add.
        """


Odd = tuple[int, int, str, int, float, float]
"""Where two characters of a mark of three stand, for which pair and which place is left, what marks
have there, what the two cost, and what goods cannot add: (start, place, characters, pair, bits, bits)."""


Beside = tuple[int, tuple[str, str], str, Targets]
"""Where a pair stands, what is beside it and one further, what marks have there, and which marks."""


class Sought(NamedTuple):
    """What a text shares with the marks of a list: pairs with one more beside, and two characters of three."""

    beside: list[Beside]
    odd: list[Odd]


def pairs_of(entries: Sequence[MarkEntry]) -> tuple[HanPairs, list[str]]:
    """The pairs of the Chinese entries, and those to look for side by side, by their numbers."""
    filed = Filed(
        (number, entry.plain, bool(entry.classes))
        for number, entry in enumerate(entries)
        if entry.han and SHORTEST <= len(entry.plain) <= LONGEST
    )
    return HanPairs(entries, filed), list(filed.side_numbers)


class HanPairs:
    """Chinese entries by the pairs of characters that survive one edit."""

    def __init__(self, entries: Sequence[MarkEntry], filed: Filed) -> None:
        self._plain = [entry.plain for entry in entries]
        self._side_records, targets = filed.sides()
        self._after, self._before, first, last = targets
        self._gap_records, middle = filed.gaps()
        self._odd = (first, middle, last)
        self._alike = Alike(
            character
            for entry in entries
            if entry.han and len(entry.plain) == SHORTEST
            for character in entry.plain
        )
        self._gaps = Automaton(filed.gap_numbers)

    def sought(self, squeezed: str, sides: Matches) -> Sought:
        """What may be near in a squeezed text, given the pairs of the list that stand there side by side."""
        kept: list[Beside] = []
        odd: list[Odd] = []
        size = len(squeezed)
        written = f"{_BEFORE}{squeezed}{_AFTER}"
        for pair, start, end in sides:
            cost, lacking, after, before, first, last = self._side_records[pair]
            if after:
                beside, far = written[end + 2], written[end + 3]
                if beside in after or far in after or (beside == far and NOTHING in after):
                    kept.append((start, (beside, far), after, self._after[pair]))
                if last and end < size:
                    odd.append((start, 2, last, pair, cost, lacking))
            if before:
                far, beside = written[start], written[start + 1]
                if beside in before or far in before or (beside == far and NOTHING in before):
                    kept.append((start, (far, beside), before, self._before[pair]))
                if first and start:
                    odd.append((start - 1, 0, first, pair, cost, lacking))
        if len(self._gaps):
            even, uneven = squeezed[::2], squeezed[1::2]
            for pair, start, _ in self._gaps.find(f"{even}\0{uneven}"):
                place = 2 * start if start < len(even) else 2 * (start - len(even) - 1) + 1
                cost, lacking, middle = self._gap_records[pair]
                odd.append((place, 1, middle, pair, cost, lacking))
        return Sought(kept, odd)

    def find(self, squeezed: str, sought: Sought, worth: Worth) -> Iterator[NearHan]:
        """Near spellings in a squeezed text, given what is sought there.

        Those of marks of three characters are left out that are not `worth` showing.
        """
        for beside in sought.beside:
            yield from self._beside(squeezed, *beside)
        yield from self._one_odd(squeezed, sought.odd, worth)

    def _beside(
        self,
        squeezed: str,
        start: int,
        near: tuple[str, str],
        characters: str,
        targets: Targets,
    ) -> Iterator[NearHan]:
        """Marks of which one more character stands right beside a pair, or one further: in `near`."""
        for wanted in (NOTHING, near[0]) if near[0] == near[1] else near:
            if wanted in characters:
                for character, packed in zip(characters, targets_of(targets), strict=True):
                    if character == wanted:
                        number, place = packed >> PLACE_BITS, packed & PLACE_MASK
                        yield from self._around(squeezed, start - place, number, place)

    def _one_odd(self, squeezed: str, odd: Iterable[Odd], worth: Worth) -> Iterator[NearHan]:
        """Marks of three characters of which two stand in the text."""
        bits, like = character_bits(), self._alike
        likest, unlike = worth.likest, worth.unlike
        for start, place, meant, pair, cost, lacking in odd:
            written = squeezed[start + place]
            most = worth.most(start, cost + bits[written])
            if most - lacking < likest or meant == written:
                continue
            repeated = squeezed.count(written, start, start + SHORTEST) > 1
            near = like[written]
            kept = meant
            if not repeated and meant not in near:
                kept = "".join(filter(near.__contains__, meant)) if len(meant) > 1 else ""
            if (
                kept != meant
                and most - lacking >= unlike
                and worth.placed(start, most) - lacking >= unlike
                and worth.anyhow(start, lacking)
            ):
                kept = meant
            if not kept or worth.placed(start, most) - lacking < likest:
                continue
            han, targets = is_han(written), targets_of(self._odd[place][pair])
            for character, number in zip(meant, targets, strict=True):
                if character in kept and character != written and is_han(character) == han:
                    if character in near:
                        edits, alike = changed(written, character, repeated)
                    else:
                        why = "repeated" if repeated else "replaced"
                        edits, alike = (Edit(written, character, why),), 0.0
                    end = start + SHORTEST
                    yield NearHan(number, "one character", start, end, edits, alike)

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
        edits, alike = changed(written, meant, written in mark)
        end = start + len(mark)
        yield NearHan(number, "one character", start, end, edits * len(wrong), alike)

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
