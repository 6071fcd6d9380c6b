"""Signals: context words of a text, each with what it says and how far from it a mark may stand.

A word speaks about the marks that follow it, or stand near it, within a few words or characters, and
not past the end of a sentence nor past a word that says whom or what the goods are for: "for men"
says nothing about compatibility. Some say nothing beside a word that gives them an honest sense: A货 is
the best grade of jade. Both lists are data, each row with its source: `words.tsv` and `honest.tsv`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from matchers.text.automaton import Automaton
from matchers.text.fold import FOLD, fold

VERSION = "3"
WINDOW_CHARACTERS = 12
"""How far a Chinese context word reaches; Latin words reach `WINDOW_WORDS` words. A row may say less."""
WINDOW_WORDS = 4
HONEST_CHARACTERS = 40
"""How far from a term a word may stand that gives it an honest sense: about a title's length."""
_LONGEST_GAP = 8 * WINDOW_CHARACTERS  # characters, spaces too

_END = "end"
_SENTENCE_END = re.compile(r"[!?;|\n\u3002\uff01\uff1f\uff1b]|\.(?=\s|$)")
_APART = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,2}[^\W_])+(?![^\W_])")
"""Characters that each stand alone; those of longer words do not: in 最高 仿古 is no 高仿."""


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
    """One term of the list, folded; `source` says where the rule comes from.

    `reach` is how many words (Latin terms) or characters (others) may stand between it and a mark.
    Beside one of the words `honest`, folded, it says nothing.
    """

    term: str
    signal: Signal
    scope: Scope
    source: str
    reach: int = WINDOW_CHARACTERS
    honest: tuple[str, ...] = ()

    @property
    def latin(self) -> bool:
        """Whether the term is written in Latin letters, so that words are counted."""
        return self.term.isascii()


@dataclass(frozen=True, slots=True)
class ContextHit:
    """A context word found at `start` to `end` (half-open code points of the text as given).

    It speaks about marks between `since` and `until` only: what is there ends its reach.
    """

    word: ContextWord
    start: int
    end: int
    matched: str
    since: int
    until: int


def _rows(name: str = "words.tsv") -> list[list[str]]:
    text = resources.files("matchers.context").joinpath(name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@cache
def honest_words() -> dict[str, tuple[str, ...]]:
    """The committed words that give a term an honest sense, by term; all folded."""
    honest: dict[str, tuple[str, ...]] = {}
    for word, terms, _ in _rows("honest.tsv"):
        for term in map(fold, terms.split("|")):
            honest[term] = (*honest.get(term, ()), *_forms(fold(word)))
    return honest


def _forms(word: str) -> tuple[str, ...]:
    """A folded word, and the plurals that it may have where it is Latin."""
    return (word, f"{word}s", f"{word}es") if word.isascii() else (word,)


@cache
def context_words() -> tuple[ContextWord, ...]:
    """The committed words; read once a process, when the first watchlist is built."""
    honest = honest_words()
    return tuple(
        ContextWord(
            fold(term),
            Signal(signal),
            Scope(scope),
            source,
            int(reach or (WINDOW_WORDS if fold(term).isascii() else WINDOW_CHARACTERS)),
            honest.get(fold(term), ()),
        )
        for term, signal, scope, reach, source in _rows()
        if signal != _END
    )


@cache
def end_words() -> tuple[str, ...]:
    """The committed terms, folded, that end the reach of words around them and hide those in them."""
    return tuple(fold(term) for term, signal, *_ in _rows() if signal == _END)


class ContextReader:
    """Finds context words; compiled once, compiled again where it is unpickled."""

    def __init__(self, words: Iterable[ContextWord], ends: Iterable[str] = ()) -> None:
        self._words = tuple(words)
        self._ends = tuple(ends)
        numbers: dict[str, list[int]] = {}
        honest: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            numbers.setdefault(word.term, []).append(number)
            for beside in word.honest:
                honest.setdefault(beside, []).append(number)
        terms = dict.fromkeys((*self._ends, *numbers, *honest), 0)
        self._numbers = [numbers.get(term, []) for term in terms]
        self._honest = [honest.get(term, []) for term in terms]
        enders = frozenset(self._ends)
        self._is_end = [term in enders for term in terms]
        self._automaton = Automaton(terms)

    def __getstate__(self) -> tuple[tuple[ContextWord, ...], tuple[str, ...]]:
        return self._words, self._ends

    def __setstate__(self, state: tuple[tuple[ContextWord, ...], tuple[str, ...]]) -> None:
        ContextReader.__init__(self, *state)

    def read(self, text: str) -> tuple[ContextHit, ...]:
        """All context words of a text, in order; a word inside a longer term is not counted."""
        folded = fold(text)
        raw = [match for match in self._automaton.find(folded) if _bordered(folded, match)]
        if not folded.isascii():
            raw.extend(self._apart(folded))
        if not any(self._numbers[pattern] for pattern, _, _ in raw):
            return ()
        raw.sort(key=lambda match: (match[1], -match[2]))
        honest = self._honest_places(raw)
        places = FOLD.offsets(text)
        found: list[tuple[ContextWord, int, int]] = []
        ends = [match.span() for match in _SENTENCE_END.finditer(text)]
        covered = 0
        for pattern, start, end in raw:
            numbers, is_end = self._numbers[pattern], self._is_end[pattern]
            if end <= covered or not (numbers or is_end):
                continue
            covered = end
            span = places[start], places[end - 1] + 1
            if is_end:
                ends.append(span)
            found.extend(
                (self._words[number], *span)
                for number in numbers
                if not _beside(honest.get(number, ()), start, end)
            )
        return _with_reach(text, found, sorted(ends))

    def _apart(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """Chinese terms whose characters are kept apart: 高 仿, a-货."""
        for run in _APART.finditer(folded):
            places = [place for place in range(*run.span()) if folded[place].isalnum()]
            joined = "".join(folded[place] for place in places)
            for pattern, start, end in self._automaton.find(joined):
                if not joined[start:end].isascii():
                    yield pattern, places[start], places[end - 1] + 1

    def _honest_places(self, raw: Iterable[tuple[int, int, int]]) -> dict[int, list[int]]:
        """Where words begin that make words of the list honest, by the number of these, in order."""
        places: dict[int, list[int]] = {}
        for pattern, start, _ in raw:
            for number in self._honest[pattern]:
                places.setdefault(number, []).append(start)
        return places


def _beside(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of some places, in order, is near enough to a term to give it an honest sense."""
    first = bisect_left(places, start - HONEST_CHARACTERS)
    return first < len(places) and places[first] <= end + HONEST_CHARACTERS


def _with_reach(
    text: str, found: Iterable[tuple[ContextWord, int, int]], ends: Sequence[tuple[int, int]]
) -> tuple[ContextHit, ...]:
    """The words as hits, each between the ends before and after it; `ends` are spans in order."""
    starts = [start for start, _ in ends]
    stops = sorted(end for _, end in ends)
    hits = []
    for word, start, end in found:
        before, after = bisect_right(stops, start), bisect_left(starts, end)
        since = stops[before - 1] if before else 0
        until = starts[after] if after < len(starts) else len(text)
        hits.append(ContextHit(word, start, end, text[start:end], since, until))
    return tuple(hits)


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
    if start < hit.since or end > hit.until:
        return False
    if hit.end <= start:
        return _bridges(hit.word, text, hit.end, start)
    return hit.word.scope is Scope.NEAR and _bridges(hit.word, text, end, hit.start)


def _bridges(word: ContextWord, text: str, start: int, end: int) -> bool:
    """Whether what stands between a context word and a mark is within its reach.

    A long gap is not read: between each word and each mark that would take quadratic time.
    """
    if end - start > _LONGEST_GAP:
        return False
    gap = text[start:end]
    if word.latin:
        return sum(any(map(str.isalnum, part)) for part in gap.split()) <= word.reach
    return len(gap.strip()) <= word.reach
