"""Strings filed by their hashes in flat arrays: slower than dictionaries, and a fraction of their memory.

Each key of a dictionary is an object, and a hundred thousand names have millions of deletions.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from itertools import compress, repeat

_ROOM = 4  # places of a filter for each string; with fewer more seem to be there that are not


class HashedSet:
    """A set that may take some strings for its own that are not, never the other way round."""

    def __init__(self, places: int) -> None:
        """`places` should be several times the strings that it is to hold."""
        self._mask = _mask(places)
        self._table = bytearray(self._mask + 1)

    def update(self, texts: Iterable[str]) -> None:
        """Add some strings."""
        table, mask = self._table, self._mask
        for value in map(hash, texts):
            table[value & mask] = 1

    def __contains__(self, text: str) -> bool:
        return self._table[hash(text) & self._mask] == 1

    def intersection(self, texts: Iterable[str]) -> set[str]:
        """Those of some strings that may be there."""
        return {text for text in texts if text in self}


class HashedOwners:
    """The owners of strings by their hashes. Equal hashes count as equal strings.

    That two of some millions have one hash of 64 bits by chance is not to be expected.
    """

    def __init__(self, owned: Iterable[tuple[str, Collection[str]]]) -> None:
        """`owned` are owners with their strings."""
        self._names: list[str] = []
        hashes, owners = array("q"), array("I")
        for number, (name, texts) in enumerate(owned):
            self._names.append(name)
            hashes.extend(map(hash, texts))
            owners.extend(repeat(number, len(texts)))
        import numpy as np  # noqa: PLC0415  # a tenth of a second that short lists need not wait

        # Nothing is held longer than it is needed: these arrays are the most that a long list takes.
        values = np.frombuffer(hashes, np.int64)
        self._filter_mask = _mask(_ROOM * len(values))
        there = np.zeros(self._filter_mask + 1, np.uint8)
        there[values & self._filter_mask] = 1
        self._there = there.tobytes()
        del there
        self._mask = _mask(len(values)) >> 1
        buckets = (values & self._mask).astype(np.uint32)
        starts = np.zeros(self._mask + 2, np.uint32)
        np.cumsum(np.bincount(buckets, minlength=self._mask + 1), out=starts[1:])
        self._starts = array("I", starts.tobytes())
        del starts
        order = np.argsort(buckets).astype(np.uint32)
        del buckets
        for numbers in (values, np.frombuffer(owners, np.uint32)):
            numbers[:] = numbers[order]
        self._hashes, self._owners = hashes, owners

    def of(self, texts: Iterable[str]) -> set[str]:
        """The owners of any of some strings."""
        starts, hashes, owners, mask = self._starts, self._hashes, self._owners, self._mask
        values = list(map(hash, texts))
        places = map(self._filter_mask.__and__, values)
        found: set[str] = set()
        for value in compress(values, map(self._there.__getitem__, places)):
            bucket = value & mask
            for place in range(starts[bucket], starts[bucket + 1]):
                if hashes[place] == value:
                    found.add(self._names[owners[place]])
        return found


def _mask(places: int) -> int:
    """All bits of the places of a table that has at least so many."""
    return (1 << max(places - 1, 1).bit_length()) - 1
