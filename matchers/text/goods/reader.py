"""The goods that a text offers, by Nice class: the words of the table that stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import ahocorasick_rs

from matchers.text.goods.tables import goods_words

_WORD = re.compile("[a-z]+|[0-9]+")
_PLURALS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("s", ""))
_MOST_WORDS = 4  # words of the longest phrase


class GoodsReader:
    """Finds words for goods: Latin ones as whole words, those of other scripts anywhere, the longest first."""

    def __init__(self, words: Mapping[str, frozenset[int]]) -> None:
        self._han = {word: classes for word, classes in words.items() if not word.isascii()}
        self._latin = {
            "".join(_WORD.findall(word)): classes
            for word, classes in words.items()
            if word.isascii()
        }
        self._scan = ahocorasick_rs.AhoCorasick(
            self._han, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        ).find_matches_as_strings

    def read(self, folded: str) -> dict[int, str]:
        """The classes of the goods that a folded text names, each with the first word that names it."""
        found: dict[int, str] = {}
        for word in self._scan(folded):
            for number in self._han[word]:
                found.setdefault(number, word)
        words = _WORD.findall(folded)
        place = 0
        while place < len(words):
            taken = 1
            for size in range(_MOST_WORDS, 0, -1):
                phrase = "".join(words[place : place + size])
                classes = self._latin.get(phrase) or self._latin.get(_singular(phrase))
                if classes:
                    taken = size
                    for number in classes:
                        found.setdefault(number, " ".join(words[place : place + size]))
                    break
            place += taken
        return found


def _singular(word: str) -> str:
    """The word without its plural ending."""
    for ending, instead in _PLURALS:
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word


@cache
def goods_reader() -> GoodsReader:
    """The reader of the committed table."""
    return GoodsReader(goods_words())
