"""The words of a text in Latin letters and digits, and words of offers and measure among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matchers.text.characters import is_han
from matchers.text.entries import MarkEntry
from matchers.text.fold import FoldTable, fold_character
from matchers.text.masks import HAN, MASKS
from matchers.text.skeleton import is_sign
from matchers.text.tables import latin_words

ODD = "\x1f"
"""Stands in the word view for every mask and sign; it separates words like a space."""

_SIGN_LETTERS = {"$": "s", "@": "a", "€": "e", "£": "l"}
_SILENT = frozenset("'\u2019\u02bc`\u2018")

UNITS = frozenset(
    "mm cm km m kg g mg ml l w kw v a ah mah hz ghz mhz gb mb tb k p inch in ft oz lb lbs pcs x".split()  # noqa: SIM905  # units read best as a line
)
"""Words of measure, which are no marks beside a number."""

OFFERS = frozenset(
    [
        *("a", "an", "the", "new", "hot", "sale", "on", "buy", "best", "top", "brand", "original"),
        *("genuine", "authentic", "official", "real", "fashion", "lot", "of", "for", "free", "in"),
        *("shipping", "wholesale", "cheap", "stock", "my", "with", "pack", "men", "mens", "women"),
        *("womens", "kids"),
    ]
)
"""Words that stand before the name that leads a title."""


_PUT = "A-Za-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d"
PUT_BETWEEN = re.compile(f"(?<=[{HAN}])[{_PUT}](?=[{HAN}])")
"""A letter, digit or kana of any width alone between Chinese characters: 星の巴の克; but also 圆领T恤."""


def _word_character(character: str) -> str:
    sign = _SIGN_LETTERS.get(character)
    if sign is not None:
        return sign
    if character in _SILENT:
        return ""
    folded = fold_character(character)
    if folded in MASKS or is_sign(folded):
        return ODD
    return "".join(part if part.isalnum() and not is_han(part) else " " for part in folded)


def is_odd(text: str, spaced: str, words: Sequence[str]) -> bool:
    """Whether a text holds a mask or sign at all, or a letter alone between Chinese characters.

    `spaced` and `words` are its word view.
    """
    if ODD in spaced or "x" in words or "o" in words:
        return True
    # Asked of every text; a loop over `_SIGN_LETTERS` takes longer.
    if "$" in text or "@" in text or "€" in text or "£" in text:
        return True
    if text.isascii() or not words or min(map(len, words)) > 1:
        return False
    return PUT_BETWEEN.search(text) is not None


WORDS = FoldTable(_word_character)
"""Turns a text into its Latin words and numbers, everything else into spaces."""


def words_of(text: str) -> list[str]:
    """The Latin words and numbers of a text."""
    return WORDS.apply(text).split()


def needs_its_sign(entry: MarkEntry) -> bool:
    """Whether a short mark means something else, or nothing, without its sign: H&M, E-MU."""
    letters = "".join(words_of(entry.folded))
    signed = letters != entry.folded.replace(" ", "")
    return signed and ("&" in entry.folded or letters in latin_words())
