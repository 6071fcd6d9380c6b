"""Signals: context words of a text, each with what it says and how far from it a mark may stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from matchers.text.automaton import Automaton
from matchers.text.fold import FOLD, fold

VERSION = "1"
WINDOW_CHARACTERS = 12
"""How far a Chinese context word reaches; Latin words reach `WINDOW_WORDS` words."""
WINDOW_WORDS = 4


class Signal(StrEnum):
    """What a context word says about the mark beside it."""

    COMPATIBLE = "compatible"
    COMPARISON = "comparison"
    SECOND_HAND = "second_hand"
    AUTHORISED_CLAIM = "authorised_claim"
    NEGATION = "negation"
    REPLICA = "replica"


class Scope(StrEnum):
    """Where the mark must stand: after the word, before or after it, or in the same text."""

    AFTER = "after"
    NEAR = "near"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class ContextWord:
    """One term of the list, folded; `source` says where the rule comes from."""

    term: str
    signal: Signal
    scope: Scope
    source: str


@dataclass(frozen=True, slots=True)
class ContextHit:
    """A context word found at `start` to `end` (half-open code points of the text as given)."""

    word: ContextWord
    start: int
    end: int
    matched: str


@cache
def context_words() -> tuple[ContextWord, ...]:
    """The committed list; read once a process, when the first watchlist is built."""
    text = resources.files("matchers.context").joinpath("words.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return tuple(
        ContextWord(fold(term), Signal(signal), Scope(scope), source)
        for term, signal, scope, source in rows
    )


class ContextReader:
    """Finds context words; compiled once, compiled again where it is unpickled."""

    def __init__(self, words: Iterable[ContextWord]) -> None:
        self._words = tuple(words)
        places: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            places.setdefault(word.term, []).append(number)
        self._automaton = Automaton(places)

    def __getstate__(self) -> tuple[ContextWord, ...]:
        return self._words

    def __setstate__(self, words: tuple[ContextWord, ...]) -> None:
        ContextReader.__init__(self, words)

    def read(self, text: str) -> tuple[ContextHit, ...]:
        """All context words of a text, in order; a word inside a longer one is not counted."""
        folded = fold(text)
        raw = [match for match in self._automaton.find(folded) if _bordered(folded, match)]
        if not raw:
            return ()
        places = FOLD.offsets(text)
        found: list[ContextHit] = []
        covered = 0
        for pattern, start, end in sorted(raw, key=lambda match: (match[1], -match[2])):
            if end <= covered:
                continue
            covered = end
            first, last = places[start], places[end - 1] + 1
            found.extend(
                ContextHit(self._words[number], first, last, text[first:last])
                for number in self._automaton.targets(pattern)
            )
        return tuple(found)


def _bordered(folded: str, match: tuple[int, int, int]) -> bool:
    """Whether a Latin term stands as a word; Chinese terms stand anywhere."""
    _, start, end = match
    joined_before = start > 0 and _is_word(folded[start]) and _is_word(folded[start - 1])
    joined_after = end < len(folded) and _is_word(folded[end - 1]) and _is_word(folded[end])
    return not (joined_before or joined_after)


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def signals_for(
    text: str, span: tuple[int, int], context: Sequence[ContextHit]
) -> tuple[ContextHit, ...]:
    """The context words that speak about a mark at `span`."""
    if not context:
        return ()
    return tuple(hit for hit in context if _reaches(text, hit, span))


def _reaches(text: str, hit: ContextHit, span: tuple[int, int]) -> bool:
    start, end = span
    if hit.start < end and start < hit.end:
        return False
    if hit.word.scope is Scope.ANYWHERE:
        return True
    if hit.end <= start:
        gap = text[hit.end : start]
    elif hit.word.scope is Scope.NEAR:
        gap = text[end : hit.start]
    else:
        return False
    if hit.word.term.isascii():
        return len(gap.split()) <= WINDOW_WORDS and len(gap) <= 8 * WINDOW_CHARACTERS
    return len(gap) <= WINDOW_CHARACTERS
