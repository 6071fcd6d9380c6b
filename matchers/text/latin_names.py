"""The Latin entries of a list, filed by the words of a text that they are looked up by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from matchers.text.entries import MarkEntry
from matchers.text.nearness import brand_names
from matchers.text.neighbours import Neighbours
from matchers.text.tables import latin_words
from matchers.text.variants import SHORT
from matchers.text.word_view import needs_its_sign, words_of

DIGITS = "0123456789"
_EVERYWHERE = 33  # the, and, for: no anchor for a mark that holds them


class LatinNames:
    """Look-ups by word; they change no more once they are made.

    `short` has short names by their letters, `near` longer ones by what is near them; `partners` has
    names of several words by each of these, as (place of the word, words, letters, number), `two_words`
    those of two by both initials and by `ends_of` them; `signed` short names that a sign cuts into words,
    by the first of these, and `beside` the words of both; `tails` the digits that names end in; `common`
    the words that are asked nothing.
    """

    def __init__(self, entries: Sequence[MarkEntry]) -> None:
        self.entries = entries
        self.short: dict[str, list[int]] = defaultdict(list)
        self.partners: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
        self.signed: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self.tails: set[str] = set()
        self.two_words: dict[str, list[int]] = defaultdict(list)
        near: list[tuple[str, int]] = []
        for number, entry in enumerate(entries):
            if entry.latin and self._file(number, entry):
                near.append((entry.squeezed, number))
        self.near = Neighbours(near)
        self.beside = {*self.partners, *self.signed}
        self.common = (latin_words().keys() | brand_names()) - self.short.keys()

    def _file(self, number: int, entry: MarkEntry) -> bool:
        """File an entry by its words; gives whether it is looked for by what is near it too."""
        words = words_of(entry.folded)
        if len(entry.squeezed) <= SHORT:
            self._file_short(number, entry, words)
            return False
        if entry.slang or not any(c.isalpha() for c in entry.folded):
            return False
        self.tails.add(tail("".join(words)))
        if len(words) > 1:
            self._file_words(number, words, len(entry.squeezed))
        if len(words) == 2:
            one, other = words
            for key in (one[0] + other[0], *ends_of(one, other)):
                self.two_words[key].append(number)
        return True

    def _file_short(self, number: int, entry: MarkEntry, words: Sequence[str]) -> None:
        if len(words) > 1:
            self.signed[words[0]].append((tuple(words), number))
        if not needs_its_sign(entry):
            self.short["".join(words)].append(number)

    def _file_words(self, number: int, words: Sequence[str], size: int) -> None:
        for place, word in enumerate(words):
            if (len(word) > 1 or len(words) == 2) and latin_words().get(word, 0) < _EVERYWHERE:
                self.partners[word].append((place, len(words), size, number))


def ends_of(one: str, other: str) -> tuple[str, str]:
    """The first letters of two words with the last letter of either."""
    return f"{one[0]}{one[-1]} {other[0]}", f"{one[0]} {other[0]}{other[-1]}"


def tail(word: str) -> str:
    """The digits at the end of a word: 360 of insta360."""
    return word[len(word.rstrip(DIGITS)) :]
