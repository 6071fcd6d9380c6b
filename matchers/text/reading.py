"""One text under examination: its views and offset maps, each made once and only when asked for."""

from __future__ import annotations

import re
from functools import cached_property

from matchers.text.automaton import Matches
from matchers.text.characters import is_han
from matchers.text.fold import FOLD, FoldTable, end_of, fold
from matchers.text.skeleton import SKELETON, joined_characters, skeleton, skeleton_character
from matchers.text.sounds import LETTERS
from matchers.text.word_view import WORDS

REACH = 3
"""Chinese characters beside a spelling that may form words with its own."""

_WORD = re.compile(r"\S+")
_GAPS = re.compile(r"[\W_]+")


def _one_han(character: str) -> str:
    read = skeleton_character(character)
    return read if len(read) == 1 and is_han(read) else " "


CHINESE = FoldTable(_one_han)
"""Turns each code point that does not read as one Chinese character into a space."""


class Reading:
    """Views of one text. Positions in a view turn into code points of the text by its offsets.

    `original` is the text as given, where the text read here has some characters blanked.
    `evidence` keeps the bits that are known of places of `squeezed`, in a search from one least score: those
    of less than any rule asks for then may be more than there are.
    """

    def __init__(self, text: str, squeezed: str | None = None, original: str | None = None) -> None:
        self.text = text
        self.original = text if original is None else original
        self.squeezed = skeleton(text) if squeezed is None else squeezed
        self._squeezed_offsets: list[int] | None = None
        self._joined_at_a_glance: bytes | None = None
        self._han_view: str | None = None
        self.evidence: dict[tuple[int, int], float] = {}

    @cached_property
    def folded(self) -> str:
        """The plain fold, separators kept."""
        return fold(self.text)

    @cached_property
    def folded_offsets(self) -> list[int]:
        """Original index of each character of `folded`."""
        return FOLD.offsets(self.text)

    @property
    def squeezed_offsets(self) -> list[int]:
        """Original index of each character of `squeezed`."""
        # By hand, because `cached_property` takes a lock, which is half the time this takes.
        if self._squeezed_offsets is None:
            self._squeezed_offsets = SKELETON.offsets(self.text)
        return self._squeezed_offsets

    @property
    def _joined(self) -> bytes:
        """Not 0 at each code point that is seen at a glance to be joined with the next one.

        Where the text is ASCII throughout, no others are.
        """
        if self._joined_at_a_glance is None:
            self._joined_at_a_glance = joined_characters(self.text)
        return self._joined_at_a_glance

    @cached_property
    def letters_offsets(self) -> list[int]:
        """Index in `squeezed` of each character of its pinyin letters."""
        return LETTERS.offsets(self.squeezed)

    @cached_property
    def _words(self) -> tuple[list[tuple[int, int]], list[int]]:
        """Place of each Latin word in the view of words, and the offsets of that."""
        found = _WORD.finditer(WORDS.apply(self.text))
        return [match.span() for match in found], WORDS.offsets(self.text)

    def word_span(self, first: int, taken: int) -> tuple[int, int]:
        """Code points of the text behind some Latin words in a row, from the one numbered `first`."""
        places, positions = self._words
        start, last = places[first][0], places[first + taken - 1][1] - 1
        return positions[start], end_of(self.text, positions[last])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the text behind `squeezed[start:end]`."""
        positions = self.squeezed_offsets
        return positions[start], end_of(self.text, positions[end - 1])

    @property
    def han_view(self) -> str:
        """Each code point of the text that reads as a Chinese character, else a space, behind `REACH` spaces."""
        if self._han_view is None:
            self._han_view = " " * REACH + CHINESE.apply(self.text)
        return self._han_view

    def around(self, start: int, end: int) -> tuple[str, str]:
        """Up to `REACH` Chinese characters on each side of `squeezed[start:end]`, up to a gap."""
        han, positions = self.han_view, self.squeezed_offsets
        first, last = positions[start], positions[end - 1] + REACH + 1
        before = han[first : first + REACH].rpartition(" ")[2]
        return before, han[last : last + REACH].partition(" ")[0]

    def gaps(self, start: int, end: int) -> int:
        """How many stretches of what is no letter stand inside `squeezed[start:end]`."""
        positions = self.squeezed_offsets
        if positions[end - 1] - positions[start] == end - 1 - start:
            return 0
        first, last = self.span(start, end)
        return len(_GAPS.findall(fold(self.text[first:last])))

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the text behind `folded[start:end]`."""
        positions = self.folded_offsets
        return positions[start], end_of(self.text, positions[end - 1])

    def bordered(self, start: int, end: int) -> bool:
        """Whether the Latin word at `text[start:end]` is a word of its own.

        A change between letters and digits is a border too: "iphone15" holds the word "iphone".
        """
        joined = self._joined
        if joined[start - 1] or joined[end - 1]:
            return False
        if self.text[max(start - 1, 0) : end + 1].isascii():
            return True
        return not (self._joined_before(start) or self._joined_after(end))

    def standing(self, raw: Matches, shortest: int) -> Matches:
        """The matches in `squeezed`, as (pattern, start, end), that are not cut out of a word.

        Those shorter than `shortest` are left out that are seen at a glance to be Latin letters or
        digits out of a longer word.
        """
        joined, squeezed, positions = self._joined, self.squeezed, self.squeezed_offsets
        return [
            (pattern, start, end)
            for pattern, start, end in raw
            if end - start >= shortest
            or not (joined[positions[start] - 1] or joined[positions[end - 1]])
            or not squeezed[start:end].isascii()
        ]

    def word_around(self, start: int, end: int, reach: int) -> tuple[int, int]:
        """Start and end of the word that `text[start:end]` is part of, up to `reach` further."""
        joined, first, last = self._joined, max(start - reach, 0), min(end + reach, len(self.text))
        start = max(joined.rfind(0, first, start) + 1, first)
        end = joined.find(0, end - 1, last) + 1 or last
        if self.text.isascii():
            return start, end
        while start > first and self._joined_before(start):
            start -= 1
        while end < last and self._joined_after(end):
            end += 1
        return start, end

    def _joined_before(self, start: int) -> bool:
        """Whether a letter (or digit) before `start` makes one word with the letter (digit) there."""
        text, place, outside = self.text, start - 1, ""
        while place >= 0 and not (outside := FOLD.of(text[place])):
            place -= 1
        return outside[-1:].isascii() and _joins(outside[-1:], FOLD.of(text[start])[:1])

    def _joined_after(self, end: int) -> bool:
        """Whether a letter (or digit) at `end` makes one word with the letter (digit) before it."""
        text, size, place, outside = self.text, len(self.text), end, ""
        while place < size and not (outside := FOLD.of(text[place])):
            place += 1
        if not outside[:1].isascii():
            return False
        last = end - 1
        while last > 0 and not FOLD.of(text[last]):
            last -= 1
        return _joins(outside[:1], FOLD.of(text[last])[-1:])


def _joins(outside: str, inside: str) -> bool:
    """Whether two neighbouring characters, the first of ASCII, belong to one word."""
    letters = outside.isalpha() and inside.isascii() and inside.isalpha()
    return letters or (outside.isdigit() and inside.isdigit())
