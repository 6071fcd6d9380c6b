"""Near spellings of Chinese marks in one text: by sound, by all characters but one, by pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from matchers.text.automaton import Matches
from matchers.text.beside import SHORTEST
from matchers.text.compiled import Compiled
from matchers.text.entries import MarkEntry
from matchers.text.goods.weighing import MOST_GAINED, before_goods
from matchers.text.grades import (
    Grade,
    grade_near_han,
    grade_pinyin,
    grade_sound,
)
from matchers.text.han import Sought
from matchers.text.hit import MOST_HITS, MarkHit
from matchers.text.reading import Reading
from matchers.text.sounds import LETTERS, sound_view
from matchers.text.variants import Rule
from matchers.text.worth import Worth, least_evidence

_LETTERS_ONLY = re.compile("[a-z]+")

NEAR_REACH = 50_000
"""Code points into a text up to which near spellings are sought; exact ones are found anywhere."""


class Scanned(NamedTuple):
    """What may be near spellings in the views of a text, before any is weighed."""

    sought: Sought
    sounds: Matches
    letters: Matches


def chinese_scan(
    compiled: Compiled, squeezed: str, exact: tuple[Matches, Matches], words: Sequence[str]
) -> Scanned | None:
    """What may be near spellings in a squeezed text; None in most texts, and where all is ASCII.

    `exact` ends with the pairs of the list that stand there side by side.

    The pinyin view is made only where a Latin word of the text is a piece of some mark's pinyin.
    """
    if squeezed.isascii():
        return None
    _, sides = exact
    if len(squeezed) > NEAR_REACH:
        squeezed = squeezed[:NEAR_REACH]
        sides = [side for side in sides if side[2] <= NEAR_REACH]
    sought = compiled.pairs.sought(squeezed, sides)
    sounds = compiled.sounds.find(sound_view(squeezed))
    letters = []
    if words and not compiled.syllables.isdisjoint(_letter_runs(words)):
        letters = compiled.letters.find(LETTERS.apply(squeezed))
    if not (sounds or letters or sought.beside or sought.odd):
        return None
    return Scanned(sought, sounds, letters)


def weigh_chinese(
    compiled: Compiled, scanned: Iterable[tuple[Reading, Scanned]], least: float
) -> None:
    """Weigh what stands in some texts where marks of a long list may be near, all at once.

    It changes no hit of these texts from the score `least`, but many places then cost next to nothing.
    """
    if compiled.many_pairs:
        from matchers.text.windows import weigh_windows  # noqa: PLC0415  # numpy takes a tenth of a second

        weigh_windows(
            (
                (reading, _starts_of_three(raw))
                for reading, raw in scanned
                if len(reading.text) <= NEAR_REACH
            ),
            least_evidence(least - MOST_GAINED),
        )


def _starts_of_three(scanned: Scanned) -> set[int]:
    starts = {start for start, *_ in scanned.sought.odd}
    starts.update([start for _, start, end in scanned.sounds if end - start == SHORTEST])
    return starts


def _letter_runs(words: Sequence[str]) -> Sequence[str]:
    """The words without their digits: 习jiu500ml says jiu."""
    return words if "".join(words).isalpha() else _LETTERS_ONLY.findall(" ".join(words))


def chinese_hits(
    compiled: Compiled, reading: Reading, scanned: Scanned, least: float
) -> Iterator[MarkHit]:
    """Near spellings in a text that goods may lift to `least`, from what was found in its views.

    Those in pinyin are given whatever their score.
    """
    worth = Worth(reading, least - MOST_GAINED)
    yield from _near_hits(compiled, reading, scanned.sought, worth, least)
    if scanned.sounds:
        yield from _sound_hits(compiled, reading, scanned.sounds, worth, least)
    if scanned.letters:
        yield from _pinyin_hits(compiled, reading, scanned.letters)


def _near_hits(
    compiled: Compiled, reading: Reading, sought: Sought, worth: Worth, least: float
) -> Iterator[MarkHit]:
    """Marks with one character replaced, put in or left out."""
    counts: dict[int, int] = {}
    for near in compiled.pairs.find(reading.squeezed[:NEAR_REACH], sought, worth):
        count = counts.get(near.number, 0)
        if count >= MOST_HITS:
            continue
        entry, place = compiled.entries[near.number], (near.start, near.end)
        wanted = before_goods(entry, least)
        grade = grade_near_han(entry, near, reading, place, wanted)
        if grade.score >= wanted:
            counts[near.number] = count + 1
            yield _hit(entry, reading, place, near.rule, grade)


def _sound_hits(
    compiled: Compiled,
    reading: Reading,
    raw: Iterable[tuple[int, int, int]],
    worth: Worth,
    least: float,
) -> Iterator[MarkHit]:
    """What sounds like a mark without being it."""
    entries, automaton = compiled.entries, compiled.sounds
    counts: dict[int, int] = {}
    for pattern, start, end in raw:
        count = counts.get(pattern, 0)
        if count >= MOST_HITS or not worth.sound(start, end):
            continue
        place, window = (start, end), reading.squeezed[start:end]
        for number, rule in automaton.meant(pattern):
            entry = entries[number]
            if entry.plain != window:
                wanted = before_goods(entry, least)
                grade = grade_sound(entry, reading, place, wanted)
                if grade.score >= wanted:
                    counts[pattern] = count + 1
                    yield _hit(entry, reading, place, rule.label, grade)


def _pinyin_hits(
    compiled: Compiled, reading: Reading, raw: Iterable[tuple[int, int, int]]
) -> Iterator[MarkHit]:
    """Marks of which some characters are written in pinyin."""
    counts: dict[int, int] = {}
    for pattern, start, end in raw:
        count = counts[pattern] = counts.get(pattern, 0) + 1
        if count <= MOST_HITS:
            for number, _ in compiled.letters.meant(pattern):
                yield from _pinyin_hit(compiled.entries[number], reading, (start, end))


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
