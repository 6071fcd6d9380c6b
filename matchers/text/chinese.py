"""Near spellings of Chinese marks in one text: by sound, by all characters but one, by pinyin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from matchers.text.automata import Spellings
from matchers.text.compiled import Compiled
from matchers.text.entries import MarkEntry
from matchers.text.goods.weighing import MOST_GAINED, before_goods
from matchers.text.grades import (
    Grade,
    grade_near_han,
    grade_pinyin,
    grade_sound,
)
from matchers.text.han import NearHan, Pairs
from matchers.text.hit import MOST_HITS, MarkHit
from matchers.text.reading import Reading
from matchers.text.sounds import LETTERS, SOUND
from matchers.text.variants import Rule
from matchers.text.worth import Worth

_LETTERS_ONLY = re.compile("[a-z]+")

NEAR_REACH = 50_000
"""Code points into a text up to which near spellings are sought; exact ones are found anywhere."""


class RawSpelling(NamedTuple):
    """A pattern of an entry that stands at `start` to `end` of a view."""

    rule: Rule
    number: int
    start: int
    end: int


class RawMatches(NamedTuple):
    """What the automata found in the views of a text, before any Python looked at it."""

    pairs: Pairs
    sounds: list[tuple[int, int, int]]
    letters: list[tuple[int, int, int]]


def chinese_scan(compiled: Compiled, squeezed: str, words: Sequence[str]) -> RawMatches | None:
    """What may be near spellings in a squeezed text beyond ASCII; None in most texts.

    The pinyin view is made only where a Latin word of the text is a piece of some mark's pinyin.
    """
    squeezed = squeezed[:NEAR_REACH]
    pairs = compiled.pairs.pairs(squeezed)
    sounds = compiled.sounds.find(SOUND.apply(squeezed))
    letters = []
    if words and not compiled.syllables.isdisjoint(_letter_runs(words)):
        letters = compiled.letters.find(LETTERS.apply(squeezed))
    if not (sounds or letters or pairs[0] or pairs[1]):
        return None
    return RawMatches(pairs, sounds, letters)


def chinese_matches(
    compiled: Compiled, reading: Reading, scanned: RawMatches, least: float
) -> list[NearHan | RawSpelling]:
    """Ungraded near spellings in a text, from what was found in its views.

    Some that could not reach `least` are left out, because nearly all of them could not.
    """
    squeezed = reading.squeezed[:NEAR_REACH]
    worth = Worth(reading, least - MOST_GAINED)
    found: list[NearHan | RawSpelling] = [*compiled.pairs.find(squeezed, scanned.pairs, worth)]
    if scanned.sounds:
        found.extend(_sounds(compiled, squeezed, scanned.sounds, worth))
    if scanned.letters:
        found.extend(_spellings(compiled.letters, scanned.letters))
    return found


def _sounds(
    compiled: Compiled, squeezed: str, raw: Iterable[tuple[int, int, int]], worth: Worth
) -> Iterator[RawSpelling]:
    """What sounds like a mark without being it, where that could be shown."""
    entries, automaton = compiled.entries, compiled.sounds
    counts: Counter[int] = Counter()
    for pattern, start, end in raw:
        if counts[pattern] >= MOST_HITS or not worth.sound(start, end):
            continue
        window = squeezed[start:end]
        meant = [one for one in automaton.meant(pattern) if entries[one[0]].plain != window]
        counts[pattern] += bool(meant)
        for number, rule in meant:
            yield RawSpelling(rule, number, start, end)


def _letter_runs(words: Sequence[str]) -> Sequence[str]:
    """The words without their digits: 习jiu500ml says jiu."""
    return words if "".join(words).isalpha() else _LETTERS_ONLY.findall(" ".join(words))


def _spellings(automaton: Spellings, raw: Iterable[tuple[int, int, int]]) -> Iterator[RawSpelling]:
    counts: Counter[int] = Counter()
    for pattern, start, end in raw:
        counts[pattern] += 1
        if counts[pattern] <= MOST_HITS:
            for number, rule in automaton.meant(pattern):
                yield RawSpelling(rule, number, start, end)


def chinese_hits(
    compiled: Compiled,
    reading: Reading,
    matches: Iterable[NearHan | RawSpelling],
    *,
    least: float,
) -> Iterator[MarkHit]:
    """The matches that goods may lift to `least`, with their grade and their place in the text.

    Those in pinyin are given whatever their score.
    """
    counts: Counter[int] = Counter()
    for match in matches:
        counts[match.number] += 1
        if counts[match.number] > MOST_HITS:
            continue
        entry = compiled.entries[match.number]
        place, wanted = (match.start, match.end), before_goods(entry, least)
        if isinstance(match, NearHan):
            grade = grade_near_han(entry, match, reading, place, wanted)
            if grade.score >= wanted:
                yield _hit(entry, reading, place, match.rule, grade)
        elif match.rule is Rule.SOUND:
            grade = grade_sound(entry, reading, place, wanted)
            if grade.score >= wanted:
                yield _hit(entry, reading, place, match.rule.label, grade)
        else:
            yield from _pinyin_hit(entry, reading, place)


def _pinyin_hit(entry: MarkEntry, reading: Reading, place: tuple[int, int]) -> Iterator[MarkHit]:
    """A mark of which some characters are written in pinyin; `place` is in the view of letters."""
    whole = _whole_characters(reading, *place)
    if whole is None:
        return
    window = reading.squeezed[whole[0] : whole[1]]
    if window.isascii() or not any(c.isascii() for c in window):
        return
    if reading.bordered(*reading.span(*whole)):
        yield _hit(entry, reading, whole, Rule.PINYIN.label, grade_pinyin(entry, window))


def _whole_characters(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    """The squeezed characters behind a stretch of pinyin letters, if it cuts none in two."""
    positions = reading.letters_offsets
    start, end = positions[first], positions[last - 1] + 1
    cut_before = first > 0 and positions[first - 1] == start
    cut_after = last < len(positions) and positions[last] == end - 1
    return None if cut_before or cut_after else (start, end)


def _hit(
    entry: MarkEntry, reading: Reading, place: tuple[int, int], rule: str, grade: Grade
) -> MarkHit:
    start, end = reading.span(*place)
    return MarkHit(
        entry=entry,
        rule=rule,
        view="pinyin" if rule in {"sound", "pinyin"} else "skeleton",
        start=start,
        end=end,
        matched=reading.text[start:end],
        normalised=reading.squeezed[place[0] : place[1]],
        score=grade.score,
        literal=False,
        evasive=True,
        edits=grade.edits,
        vetoes=grade.vetoes,
    )
