"""The rules over one text: each view's raw matches become graded hits with spans and edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

from matchers.text.automaton import Matches
from matchers.text.chinese import NEAR_REACH, Scanned, chinese_hits, chinese_scan, weigh_chinese
from matchers.text.compiled import Compiled
from matchers.text.entries import MarkEntry
from matchers.text.fold import FoldTable, fold, fold_character
from matchers.text.goods.weighing import before_goods
from matchers.text.grades import Grade, grade_latin, grade_pinyin, grade_spelling
from matchers.text.hit import MOST_HITS, Edit, MarkHit
from matchers.text.latin_search import NearMark, WordMark
from matchers.text.masks import MASKED
from matchers.text.reading import Reading
from matchers.text.skeleton import SKELETON, is_sign
from matchers.text.spelling import is_evasive, is_literal, spelling_edits
from matchers.text.tables import latin_words
from matchers.text.variants import Rule
from matchers.text.vetoes import WORD, border_veto, measure_veto, word_across
from matchers.text.word_view import PUT_BETWEEN, WORDS, is_odd, needs_its_sign

_COMPOUND = 5  # from this many letters a literal mark is taken inside a compound: "adidasneo"
_LONGEST_WORD = 30  # code points that a word beside a mark can take, hidden ones included
_SLANG = 0.82  # trade slang and abbreviations mean the mark less surely than its name

_IMITATED = frozenset({Rule.REORDERED, Rule.SIMILAR_SHAPE, Rule.SPLIT_CHARACTER, Rule.OF_ONE_KIND})

_SAME_SKELETON = "same skeleton"
_CERTAIN = Grade(1.0)
_COMPOUNDED = Grade(0.9)

_GAP = re.compile(r"[\s,，、。;；:：/|()（）\[\]【】]")

_CODE = re.compile(r"[.\-/_]\d")

_BLANKED = FoldTable(lambda character: " " if is_sign(fold_character(character)) else character)
_SIGNS = "!|$@€£¥！\uff5c\uff04\uff20￥￡\u20a0-\u20c0\u2200-\u22ff"
_HAS_SIGN = re.compile(rf"(?<=\w)[{_SIGNS}]+(?=\w)")


def find_all(compiled: Compiled, text: str, *, thorough: bool, least: float) -> list[MarkHit]:
    """All hits of all rules, ungrouped; a `thorough` search asks common words too.

    Hits that goods cannot lift to `least` may be missing, unless they are literal.

    Most texts hit nothing: they cost a scan of the skeleton, one of the sounds where there are
    Chinese characters, and set operations; only words that nobody knows are looked at one by one.
    """
    squeezed = SKELETON.apply(text)
    near = text[:NEAR_REACH]
    spaced = WORDS.apply(near)
    words = spaced.split()
    exact = compiled.skeletons.find_both(squeezed)
    marks = compiled.words.find(words, thorough=thorough, least=least) if words else []
    odd = is_odd(near, spaced, words)
    scanned = chinese_scan(compiled, squeezed, exact, words)
    if not (exact[0] or marks or odd or scanned):
        return []
    seen = Seen(Reading(text, squeezed), exact[0], marks, odd, scanned)
    found: list[MarkHit] = []
    for step in _STEPS:
        found.extend(step(compiled, seen, least))
    return found


def find_each(compiled: Compiled, texts: Sequence[str], least: float) -> list[list[MarkHit]]:
    """The same for each of some texts, not thorough.

    Each step is done for all texts before the next one, because its tables push those of the others
    out of the processor's reach.
    """
    squeezed = list(map(SKELETON.apply, texts))
    near = [text[:NEAR_REACH] for text in texts]
    spaced = list(map(WORDS.apply, near))
    words = list(map(str.split, spaced))
    exact = list(map(compiled.skeletons.find_both, squeezed))
    named = compiled.words.find_each(words, least=least)
    odd = list(map(is_odd, near, spaced, words))
    scanned = list(map(chinese_scan, repeat(compiled), squeezed, exact, words))
    found: list[list[MarkHit]] = []
    seen: list[tuple[Seen, list[MarkHit]]] = []
    for text, view, (raw, _), marks, is_strange, chinese in zip(
        texts, squeezed, exact, named, odd, scanned, strict=True
    ):
        hits: list[MarkHit] = []
        found.append(hits)
        if raw or marks or is_strange or chinese:
            seen.append((Seen(Reading(text, view), raw, marks, is_strange, chinese), hits))
    chinese_ones = ((one.reading, one.chinese) for one, _ in seen if one.chinese)
    weigh_chinese(compiled, chinese_ones, least)
    for step in _STEPS:
        for one, hits in seen:
            hits.extend(step(compiled, one, least))
    return found


class Seen(NamedTuple):
    """What was seen in one text: its skeleton's matches, near words, odd signs, and Chinese views."""

    reading: Reading
    raw: Matches
    marks: list[WordMark]
    odd: bool
    chinese: Scanned | None


def _exact_hits(compiled: Compiled, seen: Seen, least: float) -> Iterable[MarkHit]:
    return _skeleton_hits(compiled, seen.reading, seen.raw, least) if seen.raw else ()


def _word_hits(compiled: Compiled, seen: Seen, _least: float) -> Iterator[MarkHit]:
    for first, taken, mark in seen.marks:
        hit = _word_hit(compiled.entries[mark.number], seen.reading, first, taken, mark)
        if hit.literal or mark.rule != "exact" or not needs_its_sign(hit.entry):
            yield hit


def _chinese_hits(compiled: Compiled, seen: Seen, least: float) -> Iterable[MarkHit]:
    return chinese_hits(compiled, seen.reading, seen.chinese, least) if seen.chinese else ()


def _odd_hits(compiled: Compiled, seen: Seen, least: float) -> Iterator[MarkHit]:
    """Masked marks, and those beside signs, which separate words more often than they are letters.

    And those with a letter between every two characters or some: only their own spelling, because a
    text has many letters that stand so.
    """
    if not seen.odd:
        return
    reading, text = seen.reading, seen.reading.text
    near = text[:NEAR_REACH]
    if MASKED.search(near):
        yield from _masked_hits(compiled, reading, near)
    if _HAS_SIGN.search(text):
        yield from _blanked_hits(compiled, text, _BLANKED.apply(text), least)
    if PUT_BETWEEN.search(near):
        for hit in _blanked_hits(compiled, text, PUT_BETWEEN.sub(" ", text), least):
            if hit.rule == _SAME_SKELETON and PUT_BETWEEN.search(hit.matched):
                yield hit


_STEPS = (_exact_hits, _word_hits, _chinese_hits, _odd_hits)


def _blanked_hits(compiled: Compiled, text: str, blanked: str, least: float) -> Iterator[MarkHit]:
    """Hits of a text's skeleton, read with some of its characters blanked."""
    reading = Reading(blanked, original=text)
    raw, _ = compiled.skeletons.find_both(reading.squeezed)
    yield from _skeleton_hits(compiled, reading, raw, least)


def _skeleton_hits(
    compiled: Compiled, reading: Reading, raw: Matches, least: float
) -> list[MarkHit]:
    # A short Latin name is only ever a word of its own, and most that are found are not.
    standing = reading.standing(raw, _COMPOUND) if raw else raw
    entries, meant = compiled.entries, compiled.skeletons.meant
    found: list[MarkHit] = []
    counts: dict[int, int] = {}
    for pattern, first, last in standing:
        count = counts.get(pattern, 0)
        if count >= MOST_HITS:
            continue
        place, span = (first, last), reading.span(first, last)
        for number, rule in meant(pattern):
            hit = _skeleton_hit(entries[number], rule, reading, place, span, least)
            if hit is not None:
                found.append(hit)
            elif rule not in _IMITATED:
                continue
            count += 1
        counts[pattern] = count
    return found


def _skeleton_hit(
    entry: MarkEntry,
    rule: Rule,
    reading: Reading,
    place: tuple[int, int],
    span: tuple[int, int],
    least: float,
) -> MarkHit | None:
    start, end = span
    latin = entry.latin
    bordered = not (latin or rule is Rule.PINYIN) or reading.bordered(start, end)
    # Out of a longer word only a literal mark is taken, and only a long one.
    if not bordered and (rule is not Rule.EXACT or len(entry.squeezed) < _COMPOUND):
        return None
    matched, wanted = reading.original[start:end], before_goods(entry, least)
    literal = rule is Rule.EXACT and is_literal(matched, entry)
    if not bordered:
        grade = _compound_grade(entry, reading, span) if literal else None
    elif rule is Rule.PINYIN:
        grade = grade_pinyin(entry, fold(matched))
    elif latin:
        grade = _CERTAIN if literal else _latin_grade(entry, rule, reading, span)
    elif rule is Rule.EXACT:
        grade = _exact_han_grade(entry, reading, span, literal=literal)
    else:
        grade = grade_spelling(entry, rule, reading, place, wanted)
    if grade is None or (grade.score < wanted and not literal):
        return None
    slang = entry.slang
    label = rule.label if rule is not Rule.EXACT or literal else _SAME_SKELETON
    return MarkHit(
        entry=entry,
        rule=f"{entry.alias} alias" if slang else label,
        view="skeleton",
        start=start,
        end=end,
        matched=matched,
        normalised=reading.squeezed[place[0] : place[1]],
        score=grade.score * (_SLANG if slang else 1.0),
        literal=literal and not slang,
        evasive=is_evasive(matched, entry, literal=literal),
        edits=grade.edits,
        vetoes=grade.vetoes,
    )


def _latin_grade(entry: MarkEntry, rule: Rule, reading: Reading, span: tuple[int, int]) -> Grade:
    start, end = span
    matched = reading.original[start:end]
    edits = spelling_edits(matched, entry.text)
    if rule is Rule.LOOK_ALIKE_LETTERS:
        edits = (Edit(fold(matched), entry.folded, "letters that look like another"),)
    grade = grade_latin(entry, fold(matched), edits)
    code = any(c.isdigit() for c in matched) and _CODE.match(reading.text, end)
    return grade.vetoed("part of a product code" if code else "", WORD)


def _compound_grade(entry: MarkEntry, reading: Reading, span: tuple[int, int]) -> Grade | None:
    """A mark inside a longer word counts where the rest is a word of its own, and the whole is not.

    Parts of two words are none: nurses watch, ninten dough; New Balanceshoes begins as the mark does.
    """
    start, end = span
    text = reading.text
    if entry.folded.isdigit():
        return None
    matched = fold(text[start:end])
    if not matched.isalnum() and (
        matched != entry.folded or reading.word_around(start, end, 1)[0] < start
    ):
        return None
    before, after = text[max(start - _LONGEST_WORD, 0) : start], text[end : end + _LONGEST_WORD]
    if _is_endless(before) or _is_endless(after):
        return None
    first, last = reading.word_around(start, end, _LONGEST_WORD)
    common = latin_words()
    for part in (fold(text[first:start]), fold(text[end:last])):
        if part and (len(part) == 1 or part not in common):
            return None
    return None if fold(text[first:last]) in common else _COMPOUNDED


def _is_endless(run: str) -> bool:
    return len(run) == _LONGEST_WORD and run.isascii() and run.isalpha()


def _exact_han_grade(
    entry: MarkEntry, reading: Reading, span: tuple[int, int], *, literal: bool
) -> Grade | None:
    start, end = span
    text = reading.text
    size = len(entry.squeezed)
    if size == 1:
        around = fold(text[max(start - 1, 0) : start] + text[end : end + 1])
        return _CERTAIN if literal and not any(c.isalnum() for c in around) else None
    if not entry.han and not reading.bordered(start, end):
        return None
    grade = (
        _CERTAIN
        if literal
        else Grade(0.97, spelling_edits(reading.original[start:end], entry.text))
    )
    between = reading.original[start + 1 : end - 1]
    if size == 2 and (veto := measure_veto(between, entry.squeezed[1])):
        return grade.vetoed(veto, WORD)
    if end - start > size and _GAP.search(text[start + 1 : end - 1]):
        veto = _veto_across(entry, text, span)
        return grade.vetoed(f"across two words: {veto}" if veto else "", WORD)
    return grade


def _veto_across(entry: MarkEntry, text: str, span: tuple[int, int]) -> str:
    """Why a Chinese mark with a gap inside is the end of one word and the beginning of the next.

    In a longer mark one character alone may belong to what it touches, 香奈 儿童; not where all stand apart.
    """
    start, end = span
    before, after = fold(text[max(start - 1, 0) : start]), fold(text[end : end + 1])
    if len(entry.squeezed) == 2:
        return border_veto(before, entry.squeezed, after)
    first, last = fold(text[start + 1]).isalnum(), fold(text[end - 2]).isalnum()
    return word_across(
        before if last > first else "", entry.squeezed, after if first > last else ""
    )


def _word_hit(
    entry: MarkEntry, reading: Reading, first: int, taken: int, mark: NearMark
) -> MarkHit:
    start, end = reading.word_span(first, taken)
    matched = reading.text[start:end]
    exact = mark.rule == "exact"
    if exact:
        start, end = _without_digits(matched, entry, start, end)
        matched = reading.text[start:end]
    literal = exact and is_literal(matched, entry)
    slang = entry.slang
    edits = spelling_edits(matched, entry.text) if exact and not literal else mark.edits
    return MarkHit(
        entry=entry,
        rule=f"{entry.alias} alias" if slang else mark.rule,
        view="words",
        start=start,
        end=end,
        matched=matched,
        normalised=fold(matched),
        score=mark.score * (_SLANG if slang else 1.0 if literal or not exact else 0.95),
        literal=literal and not slang,
        evasive=is_evasive(matched, entry, literal=literal),
        edits=edits,
        vetoes=mark.vetoes,
    )


def _without_digits(matched: str, entry: MarkEntry, start: int, end: int) -> tuple[int, int]:
    """A short mark beside digits, as in lv2024, is only its letters."""
    if any(c.isdigit() for c in entry.folded):
        return start, end
    lead = len(matched) - len(matched.lstrip("0123456789"))
    tail = len(matched) - len(matched.rstrip("0123456789"))
    return start + lead, end - tail


def _masked_hits(compiled: Compiled, reading: Reading, near: str) -> Iterator[MarkHit]:
    for masked in compiled.masks.find(fold(near)):
        start, end = reading.folded_span(masked.start, masked.end)
        matched = reading.text[start:end]
        entry = compiled.entries[masked.number]
        yield MarkHit(
            entry=entry,
            rule="masked",
            view="fold",
            start=start,
            end=end,
            matched=matched,
            normalised=reading.folded[masked.start : masked.end],
            score=masked.score,
            literal=False,
            evasive=True,
            edits=(Edit(matched, entry.text, "mask"),),
        )
