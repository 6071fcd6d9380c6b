"""Folding of single code points, so that every folded text maps back to exact original positions.

A code point folds by itself (compatibility form, marks and invisible characters dropped, case
folded, look-alikes replaced, traditional characters simplified), never by its neighbours: that is
what keeps the offset map exact. The rules follow Unicode TR 15 (normalisation forms) and TR 39
(confusables).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from itertools import compress

from matchers.text.characters import plain_fold
from matchers.text.tables import look_alikes, simplified

_FIRST_MARK = "\u0300"
_READ_AS = look_alikes() | simplified()


class FoldTable(dict[int, str]):
    """A `str.translate` table that works out a code point on first sight and keeps it."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        """Fold one code point, given as its number."""
        self[code] = folded = self._rule(chr(code))
        return folded


def fold_character(character: str) -> str:
    """What one code point reads as: zero or more lower-case characters."""
    known = _READ_AS.get(character)
    if known is not None:
        return known
    return "".join(_READ_AS.get(part, part) for part in plain_fold(character))


FOLD = FoldTable(fold_character)
"""The shared table of the plain fold."""


def fold(text: str) -> str:
    """The text as a reader sees it, in lower case and simplified characters; separators stay."""
    return text.translate(FOLD)


def offsets(text: str, table: Mapping[int, str]) -> list[int]:
    """For each character of `text.translate(table)` the index in `text` that it came from."""
    lengths = list(map(len, map(table.__getitem__, map(ord, text))))
    if max(lengths, default=0) <= 1:
        return list(compress(range(len(text)), lengths))
    return [index for index, length in enumerate(lengths) for _ in range(length)]


def end_of(text: str, last: int) -> int:
    """The half-open end of a span whose last character is at `last`, its combining marks included."""
    end = last + 1
    while (
        end < len(text)
        and text[end] >= _FIRST_MARK
        and unicodedata.category(text[end]) in {"Mn", "Me"}
    ):
        end += 1
    return end


_WIDTHS = FoldTable(
    lambda character: (
        unicodedata.normalize("NFKC", character) if "\uff00" <= character <= "\uffef" else character
    )
)


def literal_form(text: str) -> str:
    """The text but for case, width and spacing: what a literal mention shares with its mark."""
    return "".join(text.translate(_WIDTHS).casefold().split())
