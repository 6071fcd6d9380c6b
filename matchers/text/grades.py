"""Grades: how surely a spelling means the mark, by rule, likeness and length, less the vetoes.

Two characters are graded by how like the mark's they are, more by the evidence in bits (`surprise`).
As the offices have it (CNIPA, EUIPO), the same characters in other order or form are nearest, then
those of like sound or shape; short marks need more than long ones; a first character that is
replaced counts against.
"""

from __future__ import annotations

import re
from math import inf

import msgspec

from casework.brand import MarkKind
from matchers.text.beside import SHORTEST
from matchers.text.bits import ROUNDING, bits_for, score
from matchers.text.costs import cheapest_words, words_cost
from matchers.text.entries import MarkEntry
from matchers.text.han import NearHan
from matchers.text.hit import Edit
from matchers.text.likeness import SAME_BOTH, SAME_SOUND, likeness
from matchers.text.reading import Reading
from matchers.text.skeleton import is_sign
from matchers.text.surprise import (
    LEAST_FOR_CHANGE,
    MOST_FOR_PLACE,
    edit_bits,
    leads,
    place_bits,
    surprise,
)
from matchers.text.tables import foreign_words, han_words, known_names, latin_words
from matchers.text.variants import Rule
from matchers.text.vetoes import BORDER, CROSSING, WORD, border_veto, word_veto
from matchers.text.word_view import UNITS, words_of

HOMOPHONE = 0.76
"""The best score of two characters that only sound like a mark, before what their place adds."""

NEAR_PAIR = 0.685
"""The same where one only sounds nearly so: it takes goods of the mark's and a place at the head."""

LEADING, AMID = 0.04, 0.9
"""What a two-character spelling gains where a name may begin, and what is left of it elsewhere."""

NEEDED, NEEDED_LONG = 17.0, 12.0
"""Evidence in bits that gives a spelling of three characters, and of more, the score `SHOWN`."""

NEEDED_PAIR = 17.0
"""Evidence in bits below which two characters are taken for ordinary words."""

PLAIN = 14.0
"""Bits that a word costs which more likely is itself than a split character: 爱马人士礼物."""

SPLIT = 4.0
"""Bits that writing one of two characters as its parts takes."""

SPACED, APART = 4.0, 16.0
"""Bits against a spelling with a gap after each character, and with one anywhere else."""

ALIKE = 0.5
"""Likeness from which a changed character counts as imitated and not just as another one."""

_SIGN = re.compile(r"(?<=\w)[!|$@](?=\w)")
_CONTRACTION = re.compile("'(ll|re|ve|d|m|t)$")
_SPACES = re.compile(r"[\s/,;&+]+")

Place = tuple[int, int]
"""Start and end in the squeezed skeleton."""


class Grade(msgspec.Struct, frozen=True):
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
    if _CONTRACTION.search(folded) and "'" not in entry.folded:
        return grade.vetoed(f"contraction: {folded}", WORD)
    if joined == "".join(c for c in entry.folded if c.isalnum()):
        pieces = ["".join(words_of(piece)) for piece in _SPACES.split(folded.strip())]
        split = len(pieces) > len(words_of(entry.folded))
        worded = split and _all_words(pieces, len(joined))
        return grade.vetoed(f"common words: {' '.join(pieces)}" if worded else "", WORD)
    if re.fullmatch(r"\d+[a-z]{1,4}", joined) and joined.lstrip("0123456789") in UNITS:
        return grade.vetoed(f"measure: {joined}", WORD)
    # Letter by letter digits are letters as well: n.1.k.3.
    pieces = words_of(_SIGN.sub("l", folded))
    numbers = (
        any(piece.isdigit() for piece in pieces)
        and max(map(len, pieces)) > 1
        and not any(piece.isdigit() for piece in words_of(entry.folded))
    )
    if numbers or letters * 2 < len(joined):
        return grade.vetoed(f"number: {folded.strip()}", WORD)
    return grade.vetoed("" if _has_sign(folded) else _word_there(joined), WORD)


def _has_sign(folded: str) -> bool:
    """Whether a sign stands for a letter of a word: D!or is not dor, nor Pum@ pum."""
    return any(
        is_sign(sign)
        and (
            folded[place + 1 :][:1].isalpha()
            or (sign not in "!|" and folded[:place][-1:].isalpha())
        )
        for place, sign in enumerate(folded)
    )


def _all_words(pieces: list[str], letters: int) -> bool:
    """Whether a mark that seems pulled apart is only words side by side: can on; c .net."""
    long = [piece for piece in pieces if len(piece) > 2]
    common = all(piece in latin_words() for piece in long)
    return bool(long) and common and (len(long) == len(pieces) or letters <= 4)


def _word_there(joined: str) -> str:
    if joined in latin_words() or any(joined in known for known in foreign_words().values()):
        return f"common word: {joined}"
    return f"known name: {joined}" if joined in known_names() else ""


def grade_spelling(
    entry: MarkEntry, rule: Rule, reading: Reading, place: Place, least: float
) -> Grade:
    """A Chinese spelling out of the exact automaton: split, reordered, like in shape, or of one kind.

    A score below `least` may be another than in full.
    """
    start, end = place
    window = reading.squeezed[start:end]
    size = len(entry.plain)
    if rule is Rule.SPLIT_CHARACTER:
        split = Grade(0.92 if size > 2 else 0.86, (Edit(window, entry.plain, "split character"),))
        before, after = reading.around(*place)
        ending = window[-2:]
        if after and entry.plain.startswith(window[:-2]) and han_words().get(ending, inf) < PLAIN:
            return split.vetoed(f"common word: {ending}", WORD)
        if size == 2 and surprise(before, window, after) < NEEDED_PAIR + SPLIT:
            words = _words_there(reading, place)
            return split.vetoed(f"ordinary words: {words}", WORD)
        return _crossing(split, reading, place)
    if rule is Rule.REORDERED:
        edits: tuple[Edit, ...] = (Edit(window, entry.plain, "reordered"),)
        alike = 0.5
    else:
        edits, alikes = compare(window, entry.plain)
        alike = min(alikes)
    if size > 2:
        return _weighed(entry, edits, reading, place, least)
    grade = Grade(0.635 + 0.2 * alike, edits)
    return weighed_pair(grade, edit_bits(edits, entry.plain), reading, place, least)


def grade_sound(entry: MarkEntry, reading: Reading, place: Place, least: float) -> Grade:
    """A Chinese spelling that sounds the same, or nearly.

    A score below `least` may be another than in full.
    """
    window = reading.squeezed[place[0] : place[1]]
    if len(window) > 2:
        # What stands there is known sooner than what kinds of changes these are.
        changes = {pair for pair in zip(window, entry.plain, strict=True) if pair[0] != pair[1]}
        lacking = LEAST_FOR_CHANGE * len(changes) + needed(len(window))
        bits = found_bits(reading, place, bits_for(least) + lacking - ROUNDING) - lacking
        if score(bits) < least:
            return Grade(score(bits))
        return _weighed(entry, compare(window, entry.plain)[0], reading, place, least)
    edits, alikes = compare(window, entry.plain)
    lowest = min(alikes)
    if len(edits) == 1:
        best = HOMOPHONE if lowest >= SAME_SOUND else NEAR_PAIR
    else:
        best = 0.73 if lowest >= SAME_BOTH else 0.64
    grade = Grade(best, edits).vetoed(word_veto(window), WORD)
    return weighed_pair(grade, edit_bits(edits, entry.plain), reading, place, least)


def grade_near_han(
    entry: MarkEntry, near: NearHan, reading: Reading, place: Place, least: float
) -> Grade:
    """One character replaced, put in or left out of a mark of three and more.

    A score below `least` may be another than in full.
    """
    grade = _weighed(entry, near.edits, reading, place, least)
    if near.rule == "inserted" and grade.score >= least:
        # A character put into three seldom makes words of all four: 红色蜻蜓 is no 红蜻蜓.
        words = cheapest_words(reading.squeezed[near.start : near.end])
        if all(len(word) == 2 for word in words):
            return grade.vetoed(f"ordinary words: {' '.join(words)}", WORD)
    window = reading.squeezed[near.start : near.end]
    if near.rule == "dropped" and grade.score >= least:
        cut = _word_at_the_end(entry, window, *reading.around(*place))
        if cut:
            return grade.vetoed(f"part of a word: {cut}", WORD)
    if _only_the_place(entry, near, window):
        return grade.vetoed("place name with other goods", WORD)
    return grade


def _word_at_the_end(entry: MarkEntry, window: str, before: str, after: str) -> str:
    """A word that the character beside the dropped one makes with what follows: 良品铺面 is no 良品铺子."""
    if entry.plain.startswith(window):
        word = window[-1] + after[:1]
    else:
        word = before[-1:] + window[0] if entry.plain.endswith(window) else ""
    return word if len(word) > 1 and word in han_words() else ""


def _weighed(
    entry: MarkEntry, edits: tuple[Edit, ...], reading: Reading, place: Place, least: float
) -> Grade:
    """Three characters and more: the evidence in bits says how surely they mean the mark.

    What stands beside them is only read where `least` can be reached at all.
    """
    spent, lacking = edit_bits(edits, entry.plain), needed(len(entry.plain))
    wanted = bits_for(least) + spent + lacking - ROUNDING
    bits = found_bits(reading, place, wanted) - spent - lacking
    grade = Grade(score(bits), edits)
    if bits < 0 and grade.score >= least:
        veto = "across two words" if reading.gaps(*place) else "ordinary words"
        grade = grade.vetoed(f"{veto}: {_words_there(reading, place)}", 1.0)
    return grade


def _words_there(reading: Reading, place: Place) -> str:
    before, after = reading.around(*place)
    return " ".join(cheapest_words(before + reading.squeezed[place[0] : place[1]] + after))


def found_bits(reading: Reading, place: Place, least: float = -inf) -> float:
    """The evidence in what stands there, whatever mark it may mean.

    What is given below `least` may be more than there is: as soon as that cannot be reached, no more is read.
    """
    known = reading.evidence.get(place)
    if known is not None:
        return known
    window = reading.squeezed[place[0] : place[1]]
    words = words_cost(window)
    if words + MOST_FOR_PLACE < least:
        return words + MOST_FOR_PLACE
    before, after = reading.around(*place)
    led = place_bits(before, after)
    gaps = reading.gaps(*place)
    against = (SPACED if gaps == len(window) - 1 else APART) if gaps else 0.0
    if words + led - against < least:
        return words + led - against
    bits = surprise(before, window, after) + led - against
    reading.evidence[place] = bits
    return bits


def needed(size: int) -> float:
    """Evidence in bits at which a mark of that many characters is shown."""
    return NEEDED if size == SHORTEST else NEEDED_LONG


def weighed_pair(grade: Grade, spent: float, reading: Reading, place: Place, least: float) -> Grade:
    """Two characters: what stands beside them says whether they are a name or parts of words.

    `spent` are the bits of their edits. A score below `least` may not be what it would be in full.
    """
    if grade.score + LEADING < least:
        return grade
    grade = _crossing(grade, reading, place)
    window = reading.squeezed[place[0] : place[1]]
    before, after = reading.around(*place)
    if grade.score + LEADING >= least:
        grade = grade.vetoed(border_veto(before[-1:], window, after[:1]), BORDER)
    if grade.vetoes:
        return grade
    if surprise(before, window, after) - spent < NEEDED_PAIR:
        return grade.vetoed(f"ordinary words: {_words_there(reading, place)}", AMID)
    if leads(before):
        return Grade(grade.score + LEADING, grade.edits)
    return grade.vetoed("amid other words", AMID)


def _crossing(grade: Grade, reading: Reading, place: Place) -> Grade:
    """Two characters, or the parts of a split one, do not run across a gap between words."""
    return grade.vetoed("across two words" if reading.gaps(*place) else "", CROSSING)


def _only_the_place(entry: MarkEntry, near: NearHan, window: str) -> bool:
    """Whether the goods of a geographical indication are others: 郫县豆干 names a place and goods.

    They are where its end is a word, even one that looks like the indication's: 南丰蜜柚 is no 南丰蜜桔.
    """
    if entry.kind is not MarkKind.GEOGRAPHICAL_INDICATION:
        return False
    changed = near.edits[0].meant
    if not changed or any(changed in place for place in entry.places):
        return False
    return window[-2:] in han_words() or (near.alike < ALIKE and len(entry.plain) <= 4)


def grade_pinyin(entry: MarkEntry, window: str) -> Grade:
    """Pinyin for some or all characters of a Chinese mark; `window` is what stands there, folded."""
    shown = sum(not c.isascii() for c in window)
    size = len(entry.plain)
    edits = (Edit(window, entry.plain, "pinyin"),)
    if shown:
        return Grade(0.9 if size > 2 else 0.8, edits)
    best = 0.86 if size > 2 else (0.78 if len(window) > 5 else 0.66)
    return Grade(best, edits).vetoed(_word_there(window), WORD)


def compare(window: str, mark: str) -> tuple[tuple[Edit, ...], list[float]]:
    """The changed characters of a window of the mark's length, and how like each is."""
    edits, alikes = [], [1.0]
    for written, meant in zip(window, mark, strict=True):
        if written != meant:
            alike, why = likeness(written, meant)
            edits.append(Edit(written, meant, why))
            alikes.append(alike)
    return tuple(edits), alikes
