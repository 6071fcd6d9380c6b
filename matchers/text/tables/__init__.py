"""The committed character and word tables; `SOURCES.tsv` beside them says where each comes from.

Each is read once a process, when a watchlist is first built (those of fold and skeleton at import),
and never while matching, but for the rows of `shapes`. `build_tables.py` makes them, and
`build_letters.py` one out of the others; nothing they need is needed here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import repeat
from math import inf
from operator import itemgetter
from string import ascii_lowercase
from typing import NamedTuple

_FOLDER, _GOODS_FOLDER = "matchers.text.tables", "matchers.text.goods"
_CORPUS_BITS = 25.84  # log2 of the 60,101,967 words that the frequencies of han_words.tsv add up to
_TRADE_POWER, _NAME_POWER = 10, 7
_PAIR = 2
_FIRST_PAIR = itemgetter(slice(_PAIR))
_RAREST = 16  # once in 17 million words

_STEPS = bytes(max(code - 33, 0) for code in range(256))  # a printable character for each number
_SHARES = [(10 * (code >> 4) + (code & 15)) / 100 for code in range(256)]  # of two digits as a byte
LETTERS_BEFORE, LETTER_STEPS = 3, 8
"""Of how many letters the next one's share is known, and how many steps of the table make a bit."""

END_LETTER, MOST_LETTER_BITS = "$", 8.0
"""Stands for the end of a word; what a letter costs at most, whatever stands before it."""

NEXT_LETTERS = ascii_lowercase + END_LETTER
"""What may follow, in the order of the columns of the table."""


def _lines(name: str, folder: str = _FOLDER) -> list[str]:
    return resources.files(folder).joinpath(name).read_text("utf-8").splitlines()


@cache
def version() -> str:
    """Short digest over all tables, those of goods too: it changes when any of them does."""
    listed = [line for f in (_FOLDER, _GOODS_FOLDER) for line in _lines("SOURCES.tsv", f)[1:]]
    hashes = [line.split("\t")[1] for line in listed]
    return hashlib.sha256("".join(hashes).encode()).hexdigest()[:12]


def look_alikes() -> dict[str, str]:
    """Code points that pass for one or two Latin letters or digits in common fonts."""
    return _readings("folds.tsv")


def signs() -> dict[str, str]:
    """Currency and mathematical signs that are used as letters: they separate words elsewhere."""
    return _readings("signs.tsv")


def _readings(name: str) -> dict[str, str]:
    rows = (line.split("\t") for line in _lines(name))
    return {chr(int(code, 16)): read for read, codes in rows for code in codes.split()}


def simplified() -> dict[str, str]:
    """Traditional and Japanese forms with the simplified character."""
    return {pair[0]: pair[1] for line in _lines("simplified.txt") for pair in line.split(" ")}


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Toneless pinyin syllables of each character: the usual one and at most two others.

    Dictionaries add readings that no reader hears today; they only make noise.
    """
    found: dict[str, tuple[str, ...]] = {}
    other: dict[str, list[str]] = {}
    for line in _lines("pinyin.tsv"):
        syllable, usual, further = line.split("\t")
        found.update(dict.fromkeys(usual, (syllable,)))
        for character in further:
            other.setdefault(character, []).append(syllable)
    # Most characters have one reading, and share it: one object for each saves megabytes.
    for character, syllables in other.items():
        found[character] += tuple(syllables[:2])
    return found


class Shapes(Mapping[str, dict[str, float]]):
    """For the commonest characters, in that order, those of similar shape, with a likeness of 0 to 1.

    Each row is read when it is first asked for: a list has few of these characters, and texts have
    few beside them.
    """

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._rows = {character: (near, points) for character, near, points in rows}
        # One object for each character, however many it is like, saves megabytes.
        self._same = {character: character for character in self._rows}
        self._read: dict[str, dict[str, float]] = {}

    def near(self, character: str) -> str:
        """The characters of similar shape, without how like they are; none where it is no common one."""
        row = self._rows.get(character)
        return row[0] if row else ""

    def likeness(self, character: str, other: str) -> float:
        """How like the character the other one is; 0 where its row does not say so.

        This reads no more of the row, of which a text asks for a few characters only.
        """
        near, points = self._rows.get(character, ("", ""))
        place = 2 * near.find(other)
        return 0.0 if place < 0 else _SHARES[int(points[place : place + 2], 16)]

    def __getitem__(self, character: str) -> dict[str, float]:
        if character not in self._read:
            near, points = self._rows[character]
            self._read[character] = dict(
                zip(
                    map(self._same.setdefault, near, near),
                    map(_SHARES.__getitem__, bytes.fromhex(points)),
                    strict=True,
                )
            )
        return self._read[character]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@cache
def shapes() -> Shapes:
    """The characters of similar shape, those that are alike most first, and rare ones behind them."""
    rows = zip(_lines("shapes.tsv"), _lines("rare_shapes.tsv"), strict=True)
    return Shapes(
        (character, near + rare, points + further)
        for (character, near, points), (_, rare, further) in (
            (line.split("\t"), other.split("\t")) for line, other in rows
        )
    )


@cache
def kinds() -> dict[str, frozenset[str]]:
    """For each character of a closed class, such as colours or kin, all those of its classes."""
    found: dict[str, set[str]] = {}
    for line in _lines("kinds.tsv"):
        _, characters = line.split("\t")
        for character in characters:
            found.setdefault(character, set()).update(characters)
    return {character: frozenset(others) for character, others in found.items()}


@cache
def splits() -> dict[str, tuple[str, ...]]:
    """Characters with the two or three that they fall into, in each way that these may be typed."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("splits.tsv"):
        character, parts, _ = line.split("\t")
        found[character] = (*found.get(character, ()), parts)
    return found


class ChineseWords(NamedTuple):
    """What Chinese characters and words cost in a text, in bits: -log2 of their share.

    `words` are those of two characters and more; `pairs` has, for each two characters that are a
    word or begin one, what they cost (infinite where they are none themselves) and the length of
    the longest word that they begin.
    """

    characters: dict[str, float]
    pairs: dict[str, tuple[float, int]]
    words: dict[str, float]


@cache
def chinese_words() -> ChineseWords:
    """Common Chinese words; those that are sold or known and the general list lacks are among them.

    These are taken to be as frequent as a middling word of it.
    """
    rows = list(_han_rows())
    characters: dict[str, float] = {}
    words: dict[str, float] = {}
    for size, power, found in rows:
        # Words by the hundred thousand: what is done with each is done without a step of Python.
        (words if size >= _PAIR else characters).update(zip(found, repeat(_bits(power))))
    return ChineseWords(characters, _pairs(rows), words)


_Row = tuple[int, int, list[str]]
"""Words of one length and frequency: their length, the power of two of their frequency, the words."""


def _han_rows() -> Iterator[_Row]:
    yield from _by_size(trade_words(), _TRADE_POWER)
    yield from _by_size(_several("known_names_zh.txt"), _NAME_POWER)
    for line in _lines("han_words.tsv"):
        length, power, joined = line.split("\t")
        size = int(length)
        yield size, int(power), re.findall("." * size, joined)


def _by_size(words: Iterable[str], power: int) -> Iterator[_Row]:
    of_size: dict[int, list[str]] = {}
    for word in words:
        of_size.setdefault(len(word), []).append(word)
    for size, found in of_size.items():
        yield size, power, found


def _bits(power: int) -> float:
    return _CORPUS_BITS - power - 0.5


def _pairs(rows: Iterable[_Row]) -> dict[str, tuple[float, int]]:
    longest: dict[str, int] = {}
    for size, _, found in sorted(rows, key=itemgetter(0)):
        if size > _PAIR:
            longest.update(zip(map(_FIRST_PAIR, found), repeat(size)))
    sizes = range(_PAIR, max(longest.values()) + 1)
    # Few differ, and they are many: one object for each saves megabytes.
    begun = {size: (inf, size) for size in sizes}
    pairs = dict(zip(longest, map(begun.__getitem__, longest.values()), strict=True))
    for size, power, found in rows:
        if size == _PAIR:
            known = {longer: (_bits(power), longer) for longer in sizes}
            each = map(known.__getitem__, map(longest.get, found, repeat(_PAIR)))
            pairs.update(zip(found, each, strict=True))
    return pairs


def han_words() -> dict[str, float]:
    """Common Chinese words of two characters and more with what each costs in a text, in bits."""
    return chinese_words().words


def han_powers() -> dict[str, int]:
    """The same words with the power of two of their frequency."""
    powers: dict[str, int] = {}
    for size, power, found in _han_rows():
        if size >= _PAIR:
            powers.update(dict.fromkeys(found, power))
    return powers


@cache
def trade_words() -> frozenset[str]:
    """Chinese words of offers: what is sold, for whom, and how it is praised."""
    return frozenset(_several("trade_words.txt"))


def _several(name: str) -> list[str]:
    return [word for line in _lines(name) for word in line.split(" ")]


@cache
def latin_words() -> dict[str, int]:
    """English words with the power of two of their frequency in a corpus of 2**40 words.

    The rarest of the list are left out: more texts write rebook for Reebok than mean the verb.
    """
    found: dict[str, int] = {}
    for power, words in _latin_rows():
        if power >= _RAREST:
            found.update(dict.fromkeys(words, power))
    return found


@cache
def foreign_words() -> dict[str, frozenset[str]]:
    """Common words of other languages by the language's English name, without accents.

    Words that are more common in English are left out.
    """
    rows = (line.split("\t") for line in _lines("foreign_words.tsv"))
    return {language: frozenset(words.split(" ")) for language, words in rows}


def all_latin_words() -> Iterator[tuple[str, int]]:
    """The same with the rarest of the list."""
    for power, words in _latin_rows():
        for word in words:
            yield word, power


def _latin_rows() -> Iterator[tuple[int, list[str]]]:
    for line in _lines("latin_words.tsv"):
        power, words = line.split("\t")
        yield int(power), words.split(" ")


@cache
def letter_bits() -> dict[str, bytes]:
    """For contexts of up to three letters the bits of each next letter, in `LETTER_STEPS` to a bit.

    Bytes stand for `NEXT_LETTERS`; `^` in a context is its beginning.
    """
    rows = (line.split("\t") for line in _lines("letters.tsv"))
    return {context: steps.encode().translate(_STEPS) for context, steps in rows}


@cache
def known_names() -> frozenset[str]:
    """Names of widely known brands, lower case without spaces."""
    names = (*_lines("known_names.txt"), *_lines("known_names_latin.txt"))
    return frozenset("".join(name.casefold().split()) for name in names)
