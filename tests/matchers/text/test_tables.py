"""The tables as they are read: the short ways agree with the plain ones."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from math import inf
from operator import add

import pytest

from matchers.text import tables

CORPUS_BITS = 25.84


def _rows(name: str) -> Iterator[list[str]]:
    text = resources.files("matchers.text.tables").joinpath(name).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines())


def _powers() -> dict[str, int]:
    """Every Chinese word and character with the power of two of its frequency, one by one."""
    powers = dict.fromkeys(tables.trade_words(), 10)
    for names in _rows("known_names_zh.txt"):
        powers |= dict.fromkeys(names[0].split(" "), 7)
    for length, power, joined in _rows("han_words.tsv"):
        size = int(length)
        for start in range(0, len(joined), size):
            powers[joined[start : start + size]] = int(power)
    return powers


def test_chinese_words_cost_what_their_frequency_says() -> None:
    """Words, single characters and the words that two characters begin, from one list."""
    powers = _powers()
    bits = {word: CORPUS_BITS - power - 0.5 for word, power in powers.items()}
    known = tables.chinese_words()
    assert known.characters == {word: bits[word] for word in bits if len(word) == 1}
    assert known.words == {word: bits[word] for word in bits if len(word) > 1}
    assert tables.han_powers() == {word: powers[word] for word in known.words}
    longest: dict[str, int] = {}
    for word in known.words:
        longest[word[:2]] = max(longest.get(word[:2], 0), len(word))
    assert known.pairs == {pair: (bits.get(pair, inf), size) for pair, size in longest.items()}


def test_english_words_are_those_of_the_table() -> None:
    """The rarest are left out of what is asked."""
    everything = dict(tables.all_latin_words())
    assert len(everything) > 80_000
    kept = {word: power for word, power in everything.items() if power >= 16}
    assert tables.latin_words() == kept


def test_readings_are_the_usual_one_and_two_others() -> None:
    """Character by character."""
    usual: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for syllable, first, further in _rows("pinyin.tsv"):
        usual |= dict.fromkeys(first, syllable)
        for character in further:
            others.setdefault(character, []).append(syllable)
    slow = {one: (usual[one], *others.get(one, ())[:2]) for one in usual}
    assert tables.readings() == slow


def test_shapes_are_read_when_they_are_asked_for() -> None:
    """Each row by itself, the likest first and rare ones last, and the same whenever it is asked for."""
    shapes = tables.shapes()
    assert len(shapes) == len(list(shapes)) == 6500
    for common, rare in zip(_rows("shapes.tsv"), _rows("rare_shapes.tsv"), strict=True):
        character, near, points = map(add, common, rare)
        assert character == 2 * character[0]
        two = [points[place : place + 2] for place in range(0, len(points), 2)]
        expected = [(one, int(each) / 100) for one, each in zip(near, two, strict=True)]
        assert list(shapes[character[0]].items()) == expected
        assert shapes.near(character[0]) == near
        assert [(one, shapes.likeness(character[0], one)) for one in near] == expected
    assert shapes["雪"] is shapes["雪"]
    assert shapes.get("x") is None
    assert shapes.likeness("x", "雪") == shapes.likeness("雪", "x") == 0
    with pytest.raises(KeyError):
        shapes["x"]
