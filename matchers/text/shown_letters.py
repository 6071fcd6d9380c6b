"""Names of one length, and which of them show given letters in given places, asked of all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class ShownLetters:
    """Names of one length. A number holds a bit for each of them, so no name is looked at by itself.

    A list may have a thousand marks that begin alike, and a text as many masked words as it has room.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._all = (1 << len(names)) - 1
        self._size = len(names[0])
        self._there: dict[tuple[int, str], int] = {}
        self._anywhere: dict[str, int] = {}
        for place, name in enumerate(names):
            bit = 1 << place
            for letter in enumerate(name):
                self._there[letter] = self._there.get(letter, 0) | bit
            for character in set(name):
                self._anywhere[character] = self._anywhere.get(character, 0) | bit

    def showing(self, parts: Sequence[str], masks: str) -> Iterator[int]:
        """Places of the names that begin with the first part and end with the last of several.

        They hold the letters of all parts, but those between may stand elsewhere.
        """
        left = self._all
        for part, first in ((parts[0], 0), (parts[-1], self._size - len(parts[-1]))):
            for letter in enumerate(part, first):
                if letter[1] not in masks:
                    left &= self._there.get(letter, 0)
        for character in "".join(parts[1:-1]):
            if character not in masks:
                left &= self._anywhere.get(character, 0)
        while left:
            lowest = left & -left
            yield lowest.bit_length() - 1
            left ^= lowest
