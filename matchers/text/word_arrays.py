"""What Chinese words cost, as arrays: the tables of `costs`, asked for all places of a text at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import repeat
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.text.costs import LONGEST_WORD, word_tables

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_Codes = NDArray[np.uint64]

_PACKED, _BITS = 4, 16
"""How many characters go into a number, and bits of each: more than any character of a word has."""

_PAIR = 2


class _Words(NamedTuple):
    """Words of one length, in the order of their `keys`, with what each costs in bits."""

    keys: _Codes
    bits: Floats


class _Tables(NamedTuple):
    """What characters cost by code point, the last for all beyond, and words by length.

    `longest` has the lengths of the longest words that the pairs begin.
    """

    characters: Floats
    words: dict[int, _Words]
    longest: NDArray[np.int8]


def costs_of_words(text: str) -> dict[int, Floats]:
    """For each length the bits of the word that begins at each place of a text; infinite where none does.

    The text is of Chinese characters and spaces, and ends with a space for each of the longest word's
    characters.
    """
    tables = word_arrays()
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    costs = {1: tables.characters[np.minimum(codes, len(tables.characters) - 1)]}
    # What is beyond is in no word, and is taken for something that is in none either.
    known = np.minimum(codes, (1 << _BITS) - 1).astype(np.uint64)
    begun = np.zeros(len(text), np.int8)
    places = np.flatnonzero(codes[:-1] != ord(" "))
    for size in range(_PAIR, LONGEST_WORD + 1):
        costs[size] = np.full(len(text), inf)
        if size <= _PACKED:
            words = tables.words[size]
            there, found = _look_up(words.keys, _packed(known, places, size))
            costs[size][places[there]] = words.bits[found]
            if size == _PAIR:
                begun[places[there]] = tables.longest[found]
        else:  # more than go into a number, but very few
            listed = word_tables().words
            longer = [text[place : place + size] for place in places.tolist()]
            costs[size][places] = list(map(listed.get, longer, repeat(inf)))
        places = np.flatnonzero(begun > size)
    return costs


def _packed(codes: _Codes, places: Places, size: int) -> _Codes:
    """As many characters from each place as one number."""
    keys = codes[places]
    for away in range(1, size):
        keys = keys << np.uint64(_BITS) | codes[places + away]
    return keys


def _look_up(keys: _Codes, asked: _Codes) -> tuple[Places, Places]:
    """Which of the numbers asked for are among the keys, and where."""
    # In order, so that those asked for one after the other are near in memory.
    order = np.argsort(asked)
    found = np.searchsorted(keys, asked[order])
    found[found == len(keys)] = 0
    there = keys[found] == asked[order]
    return order[there], found[there]


@cache
def word_arrays() -> _Tables:
    """The tables, made once."""
    characters, pairs, words = word_tables()
    costs = [characters[chr(code)] for code in range(max(map(ord, characters)) + 2)]
    bits, longest = map(np.array, zip(*pairs.values(), strict=True))
    order, of_pairs = _in_order(pairs, bits, _PAIR)
    of_size = {_PAIR: of_pairs}
    for size in range(_PAIR + 1, _PACKED + 1):
        listed = [word for word in words if len(word) == size]
        bits = np.array([words[word] for word in listed])
        _, of_size[size] = _in_order(listed, bits, size)
    return _Tables(np.array(costs), of_size, longest[order].astype(np.int8))


def _in_order(words: Iterable[str], bits: Floats, size: int) -> tuple[Places, _Words]:
    """Words of one length in the order of their keys, and that order."""
    keys = _keys(words, size)
    order = np.argsort(keys)
    return order, _Words(keys[order], bits[order])


def _keys(words: Iterable[str], size: int) -> _Codes:
    """Words of one length as numbers."""
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).astype(np.uint64)
    return _packed(codes, np.arange(0, len(codes), size), size)
