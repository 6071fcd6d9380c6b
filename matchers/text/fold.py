"""Folding of single code points, so that every folded text maps back to exact original positions.

A code point folds by itself (compatibility form, marks and invisible characters dropped, case
folded, look-alikes replaced, traditional characters simplified), never by its neighbours: that is
what keeps the offset map exact. The rules follow Unicode TR 15 (normalisation forms) and TR 39
(confusables).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import compress

from matchers.text.characters import plain_fold
from matchers.text.tables import look_alikes, simplified

_FIRST_MARK = "\u0300"
_READ_AS = look_alikes() | simplified()
_MOST_KEPT = 1 << 17  # code points a table remembers: a text of all of Unicode must not fill memory

_Known = defaultdict[int, str | None]

_UNSEEN = "\ud800"  # stands for what is not worked out yet; nothing folds to a lone surrogate
_NO_LENGTH = "\xff"  # the same for lengths; the longest compatibility form has 18 characters

_FOLLOWING = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that begin no character


class FoldTable:
    """What each code point reads as by one rule, worked out on first sight and kept.

    Each ASCII character must read as at most one other.
    """

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._rule = rule
        self._known = _unfilled(_UNSEEN)
        self._lengths = _unfilled(_NO_LENGTH)
        self._slow = _none_of("")
        self._by_bytes: tuple[bytes, bytes, bytes] | None = None

    def __len__(self) -> int:
        return len(self._known)

    def _tables_of_bytes(self) -> tuple[bytes, bytes, bytes]:
        """Works out and keeps the tables for ASCII and for what `_slow` does not find, as UTF-8.

        They are what `bytes.translate` takes: the table, the bytes that read as nothing, and a table
        of 1 for all others.
        """
        read = [_filled(self._known, chr(code), self._reading, _UNSEEN) for code in range(128)]
        kept = bytes(map(bool, read))
        table = "".join(character or " " for character in read).encode()
        dropped = bytes(code for code in range(128) if not kept[code])
        if self._blanks:
            tables = table + b" " * 128, dropped + _FOLLOWING, kept + b"\1" * 128
        else:
            tables = table + bytes(range(128, 256)), dropped, kept + b"\1" * 128
        self._by_bytes = tables
        return tables

    @cached_property
    def _blanks(self) -> bool:
        """Whether Chinese characters read as spaces; else nearly all read as themselves."""
        return self.of("\u4e00") == " "

    def fill(self, text: str) -> None:
        """Work out the characters of a text, so that no later one waits for them.

        Those that UTF-8 writes in three bytes, as it does Chinese characters, will be read by their
        bytes if they read as spaces or as themselves.
        """
        self._tables_of_bytes()
        rule = self._rule
        known = {character: rule(character) for character in text}
        self._known.update({ord(character): read or None for character, read in known.items()})
        self._lengths.update(dict.fromkeys(map(ord, known), "\1"))
        self._lengths.update(
            {ord(c): chr(len(read)) for c, read in known.items() if len(read) != 1}
        )
        blanks = self._blanks
        self._slow = _none_of(
            character
            for character, read in known.items()
            if read == (" " if blanks else character)
            and len(character.encode(errors="ignore")) == 3
        )

    def of(self, character: str) -> str:
        """What one code point reads as."""
        read = self._known.get(ord(character), _UNSEEN)
        return self.apply(character) if read == _UNSEEN else read or ""

    def apply(self, text: str) -> str:
        """The whole text translated; by bytes where that gives the same.

        A table of all Chinese characters is seldom at hand in the processor, 256 bytes are.
        """
        if text.isascii() or not self._slow.search(text):
            table, dropped, _ = self._by_bytes or self._tables_of_bytes()
            return text.encode().translate(table, dropped).decode()
        read = text.translate(self._known)
        if _UNSEEN in read:
            return _filled(self._known, text, self._reading, _UNSEEN)
        return read

    def offsets(self, text: str) -> list[int]:
        """For each character of the translated text the index in `text` that it came from."""
        if text.isascii() or not self._slow.search(text):
            _, _, ones = self._by_bytes or self._tables_of_bytes()
            kept = text.encode().translate(ones, _FOLLOWING)
            return list(compress(range(len(text)), kept))
        read = text.translate(self._lengths)
        if _NO_LENGTH in read:
            read = _filled(self._lengths, text, self._length, _NO_LENGTH)
        lengths = read.encode("latin-1")
        if not lengths.translate(None, b"\0\1"):
            return list(compress(range(len(text)), lengths))
        return [index for index, length in enumerate(lengths) for _ in range(length)]

    def _reading(self, character: str) -> str | None:
        """What `str.translate` is to put: None for nothing, for which it keeps its quick way."""
        return self._rule(character) or None

    def _length(self, character: str) -> str:
        """A character whose number is how many characters another one reads as."""
        return chr(len(self.of(character)))


def _none_of(characters: Iterable[str]) -> re.Pattern[str]:
    """Finds what is neither ASCII nor one of some other characters."""
    return re.compile(f"[^\\0-\\x7f{''.join(characters)}]")


def _unfilled(unseen: str) -> _Known:
    # Not a subclass of dict: `str.translate` asks such a one by a call in Python's own way, and
    # takes a third longer.
    return defaultdict(lambda: unseen)


def _filled(known: _Known, text: str, rule: Callable[[str], str | None], unseen: str) -> str:
    """A text translated, its code points being worked out first and kept while there is room."""
    own = {
        code: rule(chr(code)) if known[code] == unseen else known[code]
        for code in set(map(ord, text))
    }
    if len(known) <= _MOST_KEPT:
        known.update(own)
    else:
        for code in own:
            if known[code] == unseen:
                del known[code]
    return text.translate(own)


def fold_character(character: str) -> str:
    """What one code point reads as: zero or more lower-case characters."""
    known = _READ_AS.get(character)
    if known is not None:
        return known
    if "\u4e00" <= character <= "\u9fff":  # nearly all that tables are filled with
        return character
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


_WIDTHS = re.compile("[\uff00-\uffef]+")


def literal_form(text: str) -> str:
    """The text but for case, width and spacing: what a literal mention shares with its mark."""
    if not text.isascii():
        text = _WIDTHS.sub(_of_one_width, text)
    return "".join(text.casefold().split())


def _of_one_width(match: re.Match[str]) -> str:
    # One by one: marks of voice are no part of the character before them.
    return "".join([unicodedata.normalize("NFKC", character) for character in match.group()])
