"""Folding of single code points, so that every folded text maps back to exact original positions.

A code point folds by itself (compatibility form, marks and invisible characters dropped, case
folded, look-alikes replaced, traditional characters simplified), never by its neighbours: that is
what keeps the offset map exact. The rules follow Unicode TR 15 (normalisation forms) and TR 39
(confusables).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cached_property
from itertools import compress

from matchers.text.characters import plain_fold
from matchers.text.tables import look_alikes, simplified

_FIRST_MARK = "\u0300"
_READ_AS = look_alikes() | simplified()
_MOST_KEPT = 1 << 17  # code points a table remembers: a text of all of Unicode must not fill memory


class FoldTable(dict[int, str | None]):
    """A `str.translate` table that works out a code point on first sight and keeps it.

    What reads as nothing is kept as None, because `str.translate` leaves its quick way through
    ASCII text at an empty string. Each ASCII character must read as at most one other.
    """

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule
        self._lengths = _Lengths(self)

    def __missing__(self, code: int) -> str | None:
        """Fold one code point, given as its number."""
        folded = self._rule(chr(code)) or None
        if len(self) < _MOST_KEPT:
            self[code] = folded
        return folded

    @cached_property
    def _ascii(self) -> tuple[bytes, bytes]:
        """A `bytes.translate` table, and the characters that read as nothing."""
        read = bytes(ord(self[code] or " ") for code in range(128))
        return read + bytes(128), bytes(code for code in range(128) if self[code] is None)

    def of(self, character: str) -> str:
        """What one code point reads as."""
        return self[ord(character)] or ""

    def apply(self, text: str) -> str:
        """The whole text translated; by bytes, which is faster, where it is ASCII."""
        if text.isascii():
            read, dropped = self._ascii
            return text.encode().translate(read, dropped).decode()
        return text.translate(self)

    def offsets(self, text: str) -> list[int]:
        """For each character of the translated text the index in `text` that it came from."""
        lengths = text.translate(self._lengths).encode("latin-1")
        if max(lengths, default=0) <= 1:
            return list(compress(range(len(text)), lengths))
        return [index for index, length in enumerate(lengths) for _ in range(length)]


class _Lengths(dict[int, str]):
    """For each code point a character whose number is how many characters it reads as."""

    def __init__(self, table: FoldTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, code: int) -> str:
        length = chr(len(self._table[code] or ""))
        if len(self) < _MOST_KEPT:
            self[code] = length
        return length


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
    return FOLD.apply(text)


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
    return "".join(_WIDTHS.apply(text).casefold().split())
