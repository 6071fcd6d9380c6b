"""Grades: how surely a spelling means the mark, by rule, likeness and length, less the vetoes.

The order follows the offices' guidelines (CNIPA, EUIPO): the same characters in other order or
form are nearest, then same sound, then like shape; short marks need more than long ones; a changed
first character counts against.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.brand import MarkKind
from matchers.text.entries import MarkEntry
from matchers.text.fold import fold
from matchers.text.han import LIKEST, SHORTEST, NearHan
from matchers.text.hit import Edit
from matchers.text.latin import UNITS, WORDS
from matchers.text.likeness import SAME_BOTH, SAME_SOUND, likeness
from matchers.text.reading import Reading
from matchers.text.surprise import REACH, cheapest_words, edit_bits, surprise
from matchers.text.tables import han_words, known_names, latin_words
from matchers.text.variants import Rule
from matchers.text.vetoes import BORDER, CROSSING, WORD, border_veto, word_veto

AT_A_GAP = 0.04
"""What a two-character spelling gains where it begins or ends a run of Chinese characters."""

SHOWN, SUREST = 0.7, 0.94
NEEDED, NEEDED_LONG, PER_BIT = 15.0, 13.0, 0.016
"""Evidence in bits at which a spelling of three characters, and of more, is shown, and what each
further bit adds to the score. With transliterated names of no brand as marks (the word list's
foreign names) chance brought no more at these than at two bits above them."""


ALIKE = 0.5
"""Likeness from which a changed character counts as imitated and not just as another one."""

_SPACES = re.compile(r"[\s/,;&+]+")

Place = tuple[int, int]
"""Start and end in the squeezed skeleton."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A mention score with the vetoes that lowered it and the edits that explain it."""

    score: float
    edits: tuple[Edit, ...] = ()
    vetoes: tuple[str, ...] = ()

    def vetoed(self, veto: str, factor: float) -> Grade:
        """The grade after a veto; an empty veto changes nothing."""
        if not veto:
            return self
        return Grade(self.score * factor, self.edits, (*self.vetoes, veto))


def grade_latin(entry: MarkEntry, folded: str, edits: tuple[Edit, ...]) -> Grade:
    """A Latin spelling that reads the same; `folded` is what stands there, separators kept."""
    joined = "".join(c for c in folded if c.isalnum())
    letters = sum(c.isalpha() for c in joined)
    confused = sum(edit.why in {"leet", "look-alike letter"} for edit in edits)
    grade = Grade(0.97 - 0.02 * min(confused, 3), edits)
    if joined == "".join(c for c in entry.folded if c.isalnum()):
        pieces = ["".join(_pieces(piece)) for piece in _SPACES.split(folded.strip())]
        split = len(pieces) > len(_pieces(entry.folded))
        worded = split and _all_words(pieces, len(joined))
        return grade.vetoed(f"common words: {' '.join(pieces)}" if worded else "", WORD)
    if re.fullmatch(r"\d+[a-z]{1,4}", joined) and joined.lstrip("0123456789") in UNITS:
        return grade.vetoed(f"measure: {joined}", WORD)
    numbers = any(piece.isdigit() for piece in _pieces(folded)) and not any(
        piece.isdigit() for piece in _pieces(entry.folded)
    )
    if numbers or letters * 2 < len(joined):
        return grade.vetoed(f"number: {folded.strip()}", WORD)
    return grade.vetoed(_word_there(joined), WORD)


def _all_words(pieces: list[str], letters: int) -> bool:
    """Whether a mark that seems pulled apart is only words side by side: can on; c .net."""
    long = [piece for piece in pieces if len(piece) > 2]
    common = all(piece in latin_words() for piece in long)
    return bool(long) and common and (len(long) == len(pieces) or letters <= 4)


def _pieces(folded: str) -> list[str]:
    return WORDS.apply(folded).split()


def _word_there(joined: str) -> str:
    if joined in latin_words():
        return f"common word: {joined}"
    return f"known name: {joined}" if joined in known_names() else ""


def grade_spelling(entry: MarkEntry, rule: Rule, reading: Reading, place: Place) -> Grade:
    """A Chinese spelling out of the exact automaton: split, reordered, or like in shape."""
    start, end = place
    window = reading.squeezed[start:end]
    size = len(entry.plain)
    if rule is Rule.SPLIT_CHARACTER:
        split = Grade(0.92 if size > 2 else 0.86, (Edit(window, entry.plain, "split character"),))
        return _crossing(split, reading, place)
    if rule is Rule.REORDERED:
        edits: tuple[Edit, ...] = (Edit(window, entry.plain, "reordered"),)
        alike = 0.5
    else:
        edits, alikes = compare(window, entry.plain)
        alike = min(alikes)
    if size > 2:
        return _weighed(entry, edits, reading, place)
    return _bordering(Grade(0.56 + 0.2 * alike, edits), reading, place)


def grade_sound(entry: MarkEntry, reading: Reading, place: Place) -> Grade:
    """A Chinese spelling that sounds the same, or nearly."""
    window = reading.squeezed[place[0] : place[1]]
    edits, alikes = compare(window, entry.plain)
    if len(window) > 2:
        return _weighed(entry, edits, reading, place)
    lowest = min(alikes)
    if len(edits) == 1:
        score = 0.76 if lowest >= SAME_SOUND else 0.64
    else:
        score = 0.73 if lowest >= SAME_BOTH else 0.64
    grade = Grade(score, edits).vetoed(word_veto(window), WORD)
    return _bordering(grade, reading, place)


def sound_is_worth(reading: Reading, place: Place, least: float) -> bool:
    """Whether any mark reaches `least` where these characters only sound like it."""
    size = place[1] - place[0]
    if size > 2:
        return near_is_worth(reading, place, LIKEST, size, least)
    window = reading.squeezed[place[0] : place[1]]
    grade = Grade(0.76).vetoed(word_veto(window), WORD)
    return grade.score + AT_A_GAP >= least and _bordering(grade, reading, place).score >= least


def grade_near_han(entry: MarkEntry, near: NearHan, reading: Reading, place: Place) -> Grade:
    """One character replaced, put in or left out of a mark of three and more."""
    grade = _weighed(entry, near.edits, reading, place)
    if _only_the_place(entry, near, reading.squeezed[near.start : near.end]):
        return grade.vetoed("place name with other goods", WORD)
    return grade


def _weighed(entry: MarkEntry, edits: tuple[Edit, ...], reading: Reading, place: Place) -> Grade:
    """Three characters and more: the evidence in bits says how surely they mean the mark."""
    window = reading.squeezed[place[0] : place[1]]
    found, words = surprise(*_in_context(reading, place, window))
    bits = found - edit_bits(edits, entry.plain) - _needed(len(entry.plain))
    grade = Grade(min(SHOWN + PER_BIT * bits, SUREST), edits)
    if bits < 0:
        grade = grade.vetoed(f"ordinary words: {' '.join(words)}", 1.0)
    return _crossing(grade, reading, place) if len(window) < 4 else grade


def _in_context(reading: Reading, place: Place, window: str) -> tuple[str, str, str]:
    before, after = reading.around(*place, REACH)
    return before, window, after


def near_is_worth(reading: Reading, place: Place, why: str, size: int, least: float) -> bool:
    """Whether any mark of `size` characters could reach `least` here, by an edit of that kind.

    The evidence is in what stands there, whatever the mark; a long list has many marks that share
    two characters with it, or sound like it.
    """
    window = reading.squeezed[place[0] : place[1]]
    spent = edit_bits((Edit("", "", why),), "?" * size) + _needed(size)
    if SHOWN + PER_BIT * (cheapest_words(window)[0] - spent) < least:
        return False
    return SHOWN + PER_BIT * (surprise(*_in_context(reading, place, window))[0] - spent) >= least


def _needed(size: int) -> float:
    return NEEDED if size == SHORTEST else NEEDED_LONG


def _bordering(grade: Grade, reading: Reading, place: Place) -> Grade:
    """A spelling of two characters, which may be the end of one word and the start of another."""
    grade = _crossing(grade, reading, place)
    window = reading.squeezed[place[0] : place[1]]
    before, after = reading.beside(*place)
    grade = grade.vetoed(border_veto(before, window, after), BORDER)
    if not (before and after) and not grade.vetoes:
        return Grade(grade.score + AT_A_GAP, grade.edits)
    return grade


def _crossing(grade: Grade, reading: Reading, place: Place) -> Grade:
    """A near spelling of two or three characters does not run across a gap between words."""
    start, end = reading.span(*place)
    if end - start == place[1] - place[0]:
        return grade
    gap = any(not part.isalnum() for part in fold(reading.text[start:end]))
    return grade.vetoed("across two words" if gap else "", CROSSING)


def _only_the_place(entry: MarkEntry, near: NearHan, window: str) -> bool:
    """Whether the goods of a geographical indication are others: 郫县豆干 names a place and goods."""
    if entry.kind is not MarkKind.GEOGRAPHICAL_INDICATION or near.alike >= ALIKE:
        return False
    changed = near.edits[0].meant
    in_place = not changed or any(changed in place for place in entry.places)
    return not in_place and (len(entry.plain) <= 4 or window[-2:] in han_words())


def grade_pinyin(entry: MarkEntry, window: str) -> Grade:
    """Pinyin for some or all characters of a Chinese mark; `window` is what stands there, folded."""
    shown = sum(not c.isascii() for c in window)
    size = len(entry.plain)
    edits = (Edit(window, entry.plain, "pinyin"),)
    if shown:
        return Grade(0.9 if size > 2 else 0.8, edits)
    score = 0.86 if size > 2 else (0.76 if len(window) > 5 else 0.66)
    return Grade(score, edits).vetoed(_word_there(window), WORD)


def sounds_same(window: str, mark: str) -> bool:
    """Whether two characters could be shown as a homophone: one the same, or both alike in all."""
    first, second = likeness(window[0], mark[0])[0], likeness(window[1], mark[1])[0]
    lowest = SAME_SOUND if 1.0 in (first, second) else SAME_BOTH
    return min(first, second) >= lowest


def compare(window: str, mark: str) -> tuple[tuple[Edit, ...], list[float]]:
    """The changed characters of a window of the mark's length, and how like each is."""
    edits, alikes = [], [1.0]
    for written, meant in zip(window, mark, strict=True):
        if written != meant:
            alike, why = likeness(written, meant)
            edits.append(Edit(written, meant, why))
            alikes.append(alike)
    return tuple(edits), alikes
