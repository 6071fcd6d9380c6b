"""What stands beside the pairs of characters of a list's marks, laid out for reading only.

Everything that is asked of each pair in a text is in one record, because a long list does not fit
into the processor's caches: what a look-up costs is mostly the places of memory it reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from matchers.text.automaton import Targets
from matchers.text.costs import beginning_costs, character_bits
from matchers.text.goods.weighing import FITTING_NARROW

SHORTEST = 3
"""Characters of the shortest mark that is looked for by its pairs."""

PLACE_BITS = 4
PLACE_MASK = (1 << PLACE_BITS) - 1

NOTHING = "\0"
"""Stands for no character at all: the pair is enough."""


class Side(NamedTuple):
    """Two characters side by side: what they cost as ordinary words, in bits, and what is beside.

    `after` and `before` have the characters that marks have on either side or one further, `first`
    and `last` those that make a mark of three with the pair. `lacking` are the bits that goods could
    add, where none of these marks has known goods, else 0.
    """

    cost: float
    lacking: float
    after: str
    before: str
    first: str
    last: str


class Gap(NamedTuple):
    """Two characters around one: what they cost as ordinary words, and what stands in the middle."""

    cost: float
    lacking: float
    middle: str


_Found = defaultdict[int, list[tuple[str, int]]]


class Filed:
    """The pairs of a list, numbered as they come, with what its marks have beside them.

    For each character in a record the targets say which mark it is of: `after` and `before` with
    the place of the pair in it, the others by its number alone.
    """

    def __init__(self, marks: Iterable[tuple[int, str, bool]]) -> None:
        self.side_numbers: dict[str, int] = {}
        self.gap_numbers: dict[str, int] = {}
        self._same: dict[str, str] = {}
        self._after, self._before, self._first, self._middle, self._last = (
            _Found(list) for _ in range(5)
        )
        self._with_goods: set[str] = set()  # of both kinds: one too many only loosens a bound
        for number, mark, with_goods in marks:
            for place in _kept_places(mark):
                self._file(number, mark, place)
            if len(mark) == SHORTEST:
                self._file_odd(number, mark, with_goods=with_goods)

    def _file(self, number: int, mark: str, place: int) -> None:
        """A pair of a mark with each of the two characters beside it.

        With one edit one of both still stands there, or a doubled one was changed both times: then
        the pair alone is enough.
        """
        pair = _number(self.side_numbers, mark[place : place + 2])
        table, beside = (self._before, mark[:place][-2:]) if place else (self._after, mark[2:4])
        packed = number << PLACE_BITS | place
        if len(set(beside)) < len(beside):
            table[pair].append((NOTHING, packed))
        for character in dict.fromkeys(beside):
            table[pair].append((self._kept(character), packed))

    def _file_odd(self, number: int, mark: str, *, with_goods: bool) -> None:
        """Each character of a mark of three under the pair of the others."""
        first, middle, last = map(self._kept, mark)
        self._first[_number(self.side_numbers, middle + last)].append((first, number))
        self._middle[_number(self.gap_numbers, first + last)].append((middle, number))
        self._last[_number(self.side_numbers, first + middle)].append((last, number))
        if with_goods:
            self._with_goods.update((middle + last, first + last, first + middle))

    def _lacking(self, pair: str) -> float:
        return 0.0 if pair in self._with_goods else FITTING_NARROW

    def _kept(self, written: str) -> str:
        """The one copy of a string that is kept: most records have one of few characters each."""
        return self._same.setdefault(written, written)

    def sides(self) -> tuple[list[Side], tuple[list[Targets], ...]]:
        """The record of each pair side by side, and the targets of its characters by field."""
        columns = (self._after, self._before, self._first, self._last)
        records = [
            Side(
                beginning_costs(pair)[-1],
                self._lacking(pair),
                *(self._kept("".join([c for c, _ in found.get(number, ())])) for found in columns),
            )
            for pair, number in self.side_numbers.items()
        ]
        return records, tuple(_targets(found, len(records)) for found in columns)

    def gaps(self) -> tuple[list[Gap], list[Targets]]:
        """The record of each pair around a character, and the targets of its characters."""
        bits = character_bits()
        records = [
            Gap(
                bits[pair[0]] + bits[pair[1]],
                self._lacking(pair),
                "".join([c for c, _ in self._middle[number]]),
            )
            for pair, number in self.gap_numbers.items()
        ]
        return records, _targets(self._middle, len(records))


def _number(pairs: dict[str, int], pair: str) -> int:
    """The number of a pair, a new one if need be."""
    return pairs.setdefault(pair, len(pairs))


def _targets(found: _Found, pairs: int) -> list[Targets]:
    targets: list[Targets] = [0] * pairs
    for pair, beside in found.items():
        several = tuple([target for _, target in beside])
        targets[pair] = several if len(several) > 1 else several[0]
    return targets


def _kept_places(mark: str) -> tuple[int, ...]:
    """Where the pairs begin of which one stays whole."""
    if len(mark) == SHORTEST:
        return (0, 1)
    last = len(mark) - 2
    return (0, 2, last) if last > 2 and len(set(mark)) < len(mark) else (0, 2)
