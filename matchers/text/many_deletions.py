"""Deletions of a long list as numbers in flat arrays, of which a hundred thousand names have millions.

Each key of a dictionary is an object. A number for what is left of a word is the sum of its letters, each
with the weight of its place (multilinear hashing: Lemire and Kaser, Strongly universal string hashing is
fast, The Computer Journal 57, 2014), so that those of many words of one length are one product of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import shake_128
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matchers.text.deletions import LONGEST_ASKED, SHORTEST, edits_allowed, edits_asked

_Keys = NDArray[np.uint64]

_ROOM = 4  # places of the filter for each key; with fewer more seem to be there that are not

_WEIGHTS = np.frombuffer(shake_128(b"weights of places").digest(8 * LONGEST_ASKED), np.uint64)


class ManyDeletions:
    """Marks by their deletions. Equal numbers count as equal: what is found has to be compared anyway."""

    def __init__(self, marks: Sequence[str]) -> None:
        """`marks` are one at least, each of `SHORTEST` to `LONGEST_ASKED` letters."""
        self._marks = marks
        numbers = _by_length(marks)
        found = [
            _keys([marks[number] for number in some], edits_allowed(size))
            for size, some in numbers.items()
        ]
        owners = [
            np.repeat(np.array(some, np.uint32), keys.shape[1])
            for some, keys in zip(numbers.values(), found, strict=True)
        ]
        # Nothing is held longer than it is needed: these arrays are the most that a long list takes.
        every = np.concatenate([keys.ravel() for keys in found])
        del found
        order = np.argsort(every)
        # Of these few numbers are read at a time, which a memory view does sooner than an array.
        self._owners = np.concatenate(owners)[order].data
        every = every[order]
        del owners, order
        starts = np.flatnonzero(np.append(True, every[1:] != every[:-1]))
        self._keys = every[starts]
        self._starts = np.append(starts, len(every)).astype(np.uint32).data
        room = max(_ROOM * len(every) - 1, 1).bit_length()
        self._shift = np.uint64(64 - room)
        self._there = np.zeros(1 << room, np.bool_)
        self._there[self._keys >> self._shift] = True
        for size in range(SHORTEST, LONGEST_ASKED + 1):  # so that no text waits for them
            _weights(size, edits_asked(size))

    def sharing(self, form: str) -> set[str]:
        """The marks that share some deletion with a word."""
        return self.sharing_each([form])[0]

    def sharing_each(self, forms: Sequence[str]) -> list[set[str]]:
        """For each of some words the marks that share some deletion with it.

        Each has `SHORTEST` to `LONGEST_ASKED` letters.
        """
        found: list[set[str]] = [set() for _ in forms]
        marks, owners, starts = self._marks, self._owners, self._starts
        for size, places in _by_length(forms).items():
            keys = _keys([forms[place] for place in places], edits_asked(size))
            rows, columns = self._there[keys >> self._shift].nonzero()
            asked = keys[rows, columns]
            # All but the last, so that what is more than any key is compared with that one.
            at = self._keys[:-1].searchsorted(asked)
            there = self._keys[at] == asked
            for row, key in zip(rows[there].tolist(), at[there].tolist(), strict=True):
                found[places[row]].update(
                    [marks[owner] for owner in owners[starts[key] : starts[key + 1]]]
                )
        return found


def _by_length(words: Sequence[str]) -> dict[int, list[int]]:
    """The places of the words of each length."""
    places: dict[int, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(len(word), []).append(place)
    return places


def _keys(words: Sequence[str], count: int) -> _Keys:
    """For each of some words of one length the numbers of its deletions of 0 to `count` letters."""
    weights = _weights(len(words[0]), count)
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    keys: _Keys = letters.astype(np.uint64).reshape(len(words), -1) @ weights
    return keys


@cache
def _weights(size: int, count: int) -> _Keys:
    """For each deletion of 0 to `count` letters, by column, what each letter counts in it."""
    kept = [left for out in range(count + 1) for left in combinations(range(size), size - out)]
    weights = np.zeros((size, len(kept)), np.uint64)
    for column, places in enumerate(kept):
        weights[list(places), column] = _WEIGHTS[: len(places)]
    return weights
