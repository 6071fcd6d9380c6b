"""The committed character and word tables; `SOURCES.tsv` beside them says where each comes from.

Each is read once a process, when a watchlist is first built (those of fold and skeleton at import),
and never while matching. `build_tables.py` makes them, and `build_letters.py` one out of the others;
nothing they need is needed here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator
from functools import cache
from importlib import resources
from string import ascii_lowercase

_FOLDER, _GOODS_FOLDER = "matchers.text.tables", "matchers.text.goods"
_CORPUS_BITS = 25.84  # log2 of the 60,101,967 words that the frequencies of han_words.tsv add up to
_TRADE_POWER, _NAME_POWER = 10, 7
_LONGEST = 5  # characters of a word in han_words.tsv
_RAREST = 16  # once in 17 million words

_STEPS = bytes(max(code - 33, 0) for code in range(256))  # a printable character for each number
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
    first: dict[str, str] = {}
    other: dict[str, list[str]] = {}
    for line in _lines("pinyin.tsv"):
        syllable, usual, further = line.split("\t")
        first.update(dict.fromkeys(usual, syllable))
        for character in further:
            other.setdefault(character, []).append(syllable)
    return {c: (syllable, *other.get(c, ())[:2]) for c, syllable in first.items()}


@cache
def shapes() -> dict[str, dict[str, float]]:
    """For the commonest characters those of similar shape, with a likeness of 0 to 1."""
    shares = {f"{hundredth:02}": hundredth / 100 for hundredth in range(100)}
    rows = (line.split("\t") for line in _lines("shapes.tsv"))
    return {
        character: dict(zip(near, map(shares.__getitem__, re.findall("..", points)), strict=True))
        for character, near, points in rows
    }


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
def splits() -> dict[str, str]:
    """Characters with the two or three common characters that they fall into."""
    rows = (line.split("\t") for line in _lines("splits.tsv"))
    return {character: parts for character, parts, _ in rows}


@cache
def han_words() -> dict[str, int]:
    """Common Chinese words of two to five characters with the power of two of their frequency.

    Words of offers and known brands that the general list lacks are taken to be as frequent as a
    middling word of it.
    """
    words = dict.fromkeys(trade_words(), _TRADE_POWER)
    words |= dict.fromkeys(_several("known_names_zh.txt"), _NAME_POWER)
    return words | _frequencies(range(2, _LONGEST + 1))


@cache
def trade_words() -> frozenset[str]:
    """Chinese words of offers: what is sold, for whom, and how it is praised."""
    return frozenset(_several("trade_words.txt"))


@cache
def word_bits() -> dict[str, float]:
    """What each Chinese word, and each single character, costs in a text: -log2 of its share."""
    powers = _frequencies((1,)) | han_words()
    # Words by the hundred thousand share a few numbers: one object for each saves megabytes.
    bits = {power: _CORPUS_BITS - power - 0.5 for power in set(powers.values())}
    return {word: bits[power] for word, power in powers.items()}


def _frequencies(sizes: Container[int]) -> dict[str, int]:
    """Words of some lengths with the power of two of their frequency."""
    found: dict[str, int] = {}
    for line in _lines("han_words.tsv"):
        length, power, joined = line.split("\t")
        if int(length) in sizes:
            found.update(dict.fromkeys(re.findall("." * int(length), joined), int(power)))
    return found


def _several(name: str) -> list[str]:
    return [word for line in _lines(name) for word in line.split(" ")]


@cache
def latin_words() -> dict[str, int]:
    """English words with the power of two of their frequency in a corpus of 2**40 words.

    The rarest of the list are left out: more texts write rebook for Reebok than mean the verb.
    """
    return {word: power for word, power in all_latin_words() if power >= _RAREST}


def all_latin_words() -> Iterator[tuple[str, int]]:
    """The same with the rarest of the list."""
    for line in _lines("latin_words.tsv"):
        power, words = line.split("\t")
        for word in words.split(" "):
            yield word, int(power)


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
