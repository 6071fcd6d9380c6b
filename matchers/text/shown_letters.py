"""Names of one length, and which of them show given letters in given places, asked of all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class ShownLetters:
    """Names of one length. A number holds a bit for each of them, so no name is looked at by itself.

    A list may have a thousand marks that begin alike, and a text as many masked words as it has room.
    What a letter shows is worked out when it is first asked for, and kept.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._all = (1 << len(names)) - 1
        self._columns = ["".join(column) for column in zip(*names, strict=True)]
        self._known: dict[tuple[int, str], int] = {}
        self._held: dict[str, int] = {}

    def showing(self, parts: Sequence[str], masks: str) -> Iterator[int]:
        """Places of the names that begin with the first part and end with the last of several.

        They hold the letters of all parts, but those between may stand elsewhere.
        """
        left = self._all
        for part, first in ((parts[0], 0), (parts[-1], len(self._columns) - len(parts[-1]))):
            for place, letter in enumerate(part, first):
                if letter not in masks:
                    left &= self._there(place, letter)
        for letter in "".join(parts[1:-1]):
            if letter not in masks:
                left &= self._anywhere(letter)
        while left:
            lowest = left & -left
            yield lowest.bit_length() - 1
            left ^= lowest

    def _there(self, place: int, letter: str) -> int:
        """The names with a letter in one place."""
        known = self._known.get((place, letter))
        if known is None:
            column, known = self._columns[place], 0
            found = column.find(letter)
            while found >= 0:
                known |= 1 << found
                found = column.find(letter, found + 1)
            self._known[place, letter] = known
        return known

    def _anywhere(self, letter: str) -> int:
        """The names that hold a letter."""
        known = self._held.get(letter)
        if known is None:
            known = 0
            for place in range(len(self._columns)):
                known |= self._there(place, letter)
            self._held[letter] = known
        return known
