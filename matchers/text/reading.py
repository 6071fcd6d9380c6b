"""One text under examination: its views and offset maps, each made once and only when asked for."""

from __future__ import annotations

import re
from functools import cached_property

from matchers.text.characters import is_han
from matchers.text.fold import FOLD, end_of, fold
from matchers.text.latin import WORDS
from matchers.text.skeleton import SKELETON, joined_in_skeleton, joined_letters, skeleton
from matchers.text.sounds import LETTERS

_WORD = re.compile(r"\S+")

Matches = list[tuple[int, int, int]]
"""What an automaton found in a view: pattern, start and end of each match."""


class Reading:
    """Views of one text. Positions in a view turn into code points of the text by its offsets.

    `original` is the text as given, where the text read here has some characters blanked.
    `evidence` keeps the bits that grading found at places of `squeezed`.
    """

    def __init__(self, text: str, squeezed: str | None = None, original: str | None = None) -> None:
        self.text = text
        self.original = text if original is None else original
        self.squeezed = skeleton(text) if squeezed is None else squeezed
        self._squeezed_offsets: list[int] | None = None
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

    @cached_property
    def letters_offsets(self) -> list[int]:
        """Index in `squeezed` of each character of its pinyin letters."""
        return LETTERS.offsets(self.squeezed)

    @cached_property
    def word_places(self) -> list[tuple[int, int]]:
        """Original start and end of each Latin word."""
        positions = WORDS.offsets(self.text)
        spaced = WORDS.apply(self.text)
        return [
            (positions[m.start()], end_of(self.text, positions[m.end() - 1]))
            for m in _WORD.finditer(spaced)
        ]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the text behind `squeezed[start:end]`."""
        positions = self.squeezed_offsets
        return positions[start], end_of(self.text, positions[end - 1])

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """The Chinese characters right before and after `squeezed[start:end]`; empty at a gap."""
        first, last = self.span(start, end)
        before = self.squeezed[start - 1 : start] if start else ""
        after = self.squeezed[end : end + 1]
        if before and (not is_han(before) or self.squeezed_offsets[start - 1] != first - 1):
            before = ""
        if after and (not is_han(after) or self.squeezed_offsets[end] != last):
            after = ""
        return before, after

    def around(self, start: int, end: int, reach: int) -> tuple[str, str]:
        """Up to `reach` Chinese characters on each side of `squeezed[start:end]`, up to a gap."""
        squeezed, positions = self.squeezed, self.squeezed_offsets
        first, least = start, max(start - reach, 0)
        while first > least and positions[first - 1] == positions[first] - 1:
            if not is_han(squeezed[first - 1]):
                break
            first -= 1
        last, most = end, min(end + reach, len(squeezed))
        while last < most and is_han(squeezed[last]):
            place = positions[last]
            if place != positions[last - 1] + 1 and place != end_of(self.text, positions[last - 1]):
                break
            last += 1
        return squeezed[first:start], squeezed[end:last]

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the text behind `folded[start:end]`."""
        positions = self.folded_offsets
        return positions[start], end_of(self.text, positions[end - 1])

    def bordered(self, start: int, end: int) -> bool:
        """Whether the Latin word at `text[start:end]` is a word of its own.

        A change between letters and digits is a border too: "iphone15" holds the word "iphone".
        """
        return not self.joined_before(start) and not self.joined_after(end)

    def standing(self, raw: Matches, shortest: int) -> Matches:
        """The matches in `squeezed`, as (pattern, start, end), that are not cut out of a word.

        Those shorter than `shortest` are left out that are seen at a glance to be Latin letters out
        of a longer word.
        """
        if self.text.isascii():
            joined = joined_in_skeleton(self.text)
            return [
                (pattern, start, end)
                for pattern, start, end in raw
                if end - start >= shortest or not (joined[start - 1] or joined[end - 1])
            ]
        joined = joined_letters(self.text)
        squeezed, positions = self.squeezed, self.squeezed_offsets
        return [
            (pattern, start, end)
            for pattern, start, end in raw
            if end - start >= shortest
            or not (joined[positions[start] - 1] or joined[positions[end - 1]])
            or not squeezed[start:end].isascii()
        ]

    def joined_before(self, start: int) -> bool:
        """Whether a letter (or digit) before `start` makes one word with the letter (digit) there."""
        if self.text[start - 1 : start] == " ":
            return False
        place = start - 1
        while place >= 0 and not FOLD.of(self.text[place]):
            place -= 1
        return place >= 0 and _joins(FOLD.of(self.text[place])[-1], FOLD.of(self.text[start]))

    def joined_after(self, end: int) -> bool:
        """Whether a letter (or digit) at `end` makes one word with the letter (digit) before it."""
        if self.text[end : end + 1] == " ":
            return False
        size = len(self.text)
        place, last = end, end - 1
        while place < size and not FOLD.of(self.text[place]):
            place += 1
        while last > 0 and not FOLD.of(self.text[last]):
            last -= 1
        return place < size and _joins(FOLD.of(self.text[place])[0], FOLD.of(self.text[last])[-1:])


def _joins(outside: str, inside: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    if not outside.isascii() or not inside:
        return False
    return (outside.isalpha() and inside[0].isascii() and inside[0].isalpha()) or (
        outside.isdigit() and inside[0].isdigit()
    )
