"""Where a text comes nearest to the names that it was not hit by, and why that is not enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from matchers.explaining.out_of_reach import han_reason, latin_reason, whole_words
from matchers.explaining.steps import score_steps, step_in_words
from matchers.text.chinese import NEAR_REACH
from matchers.text.compiled import Compiled
from matchers.text.entries import MarkEntry
from matchers.text.finders import find_all
from matchers.text.fold import FOLD, fold
from matchers.text.goods.weighing import weighed_by_goods
from matchers.text.head import weighed_by_head
from matchers.text.hit import MarkHit
from matchers.text.likeness import likeness
from matchers.text.reading import Reading

_LIKE = 0.5  # likeness from which a passage is worth naming as the nearest
_ANY_ORDER = 0.9  # what is left of it where the characters stand in another order
_LONGEST_WORDS = 3  # times the length of a name, from which whole words show nothing of it
_HOWEVER_LOW = -10.0  # no score is as low: the evidence against a spelling is some hundred bits


@dataclass(frozen=True, slots=True)
class NearestPassage:
    """Where a text comes nearest to a name that was not hit, and why that is not enough.

    `score` is that of a spelling which a rule found and which then was held back, None where no rule
    reached it. `taken_for` names the mark of another brand that the passage was taken for.
    """

    against: str
    span: tuple[int, int]
    matched: str
    likeness: float
    why: str
    score: float | None = None
    taken_for: str = ""


def nearest_passages(
    text: str, missed: Sequence[MarkEntry], hits: Sequence[MarkHit], least: float
) -> tuple[NearestPassage, ...]:
    """For each name that was missed the nearest passage, where there is one.

    `hits` are those of all brands. A passage that is a hit of the same brand is explained as that, and
    one that another brand's hit from the score `least` takes says so.
    """
    held = _held_back(text, missed)
    reading = Reading(text)
    found: dict[tuple[str, tuple[int, int]], NearestPassage] = {}
    for entry in missed:
        passage = _held(held[entry], text, hits) if entry in held else _unreached(reading, entry)
        if passage is None or any(
            _overlaps(passage, hit) and hit.entry.brand_id == entry.brand_id for hit in hits
        ):
            continue
        # Marks of one name, a word and a figurative one, are nearest to the same.
        found.setdefault((passage.against, passage.span), _with_taker(passage, hits, least))
    return tuple(found.values())


def _held_back(text: str, missed: Sequence[MarkEntry]) -> dict[MarkEntry, MarkHit]:
    """What the rules find of names that were missed, the surest of each, however low its score is."""
    if not missed:
        return {}
    found = find_all(Compiled(tuple(missed)), text, thorough=True, least=_HOWEVER_LOW)
    weighed = weighed_by_head(weighed_by_goods(found, text), text) if found else []
    best: dict[MarkEntry, MarkHit] = {}
    for hit in sorted(weighed, key=lambda hit: (-hit.score, hit.start, hit.end)):
        best.setdefault(hit.entry, hit)
    return best


def _held(hit: MarkHit, text: str, hits: Sequence[MarkHit]) -> NearestPassage:
    score = max(hit.score, 0.0)
    literal = [other for other in hits if other.literal]
    causes = [
        step_in_words(step, hit.normalised)
        for step in score_steps(hit, text, literal).steps
        if step.what in hit.vetoes
    ]
    if hit.goods is not None and not hit.goods.fits:
        causes.append(f"the goods are others: {hit.goods.word}")
    cause = "; ".join(causes) or "the spelling is too far from the name"
    return NearestPassage(
        against=hit.entry.text,
        span=(hit.start, hit.end),
        matched=hit.matched,
        likeness=round(_alike(hit.normalised, hit.entry), 4),
        why=f"found by rule {hit.rule!r} and held back at {score:.2f}: {cause}",
        score=round(score, 6),
    )


def _alike(written: str, entry: MarkEntry) -> float:
    if entry.latin or len(written) != len(entry.plain):
        return fuzz.ratio(written, entry.folded if entry.latin else entry.plain) / 100
    return _han_alike(written, entry.plain)


def _han_alike(window: str, name: str) -> float:
    """How like a name a window of its length is: place by place, or in any order."""
    pairs = zip(window, name, strict=True)
    in_place = sum(likeness(written, meant)[0] for written, meant in pairs)
    rest = list(name)
    for character in window:
        if character in rest:
            rest.remove(character)
    return max(in_place, _ANY_ORDER * (len(name) - len(rest))) / len(name)


def _unreached(reading: Reading, entry: MarkEntry) -> NearestPassage | None:
    return _nearest_latin(reading.text, entry) if entry.latin else _nearest_han(reading, entry)


def _nearest_han(reading: Reading, entry: MarkEntry) -> NearestPassage | None:
    """The window of the name's length that is likest to it: a part of it would hide what differs."""
    size = len(entry.plain)
    read = reading.squeezed[:NEAR_REACH]
    squeezed = read.ljust(size)
    best, first = 0.0, 0
    for start in range(len(squeezed) - size + 1):
        alike = _han_alike(squeezed[start : start + size], entry.plain)
        if alike > best:
            best, first = alike, start
    if best < _LIKE:
        return None
    last = min(first + size, len(read))
    start, end = reading.span(first, last)
    shown = "".join(reading.text[index] for index in reading.squeezed_offsets[first:last])
    why = han_reason(entry, squeezed[first : first + size], shown.ljust(size))
    return NearestPassage(entry.text, (start, end), reading.text[start:end], round(best, 4), why)


def _nearest_latin(text: str, entry: MarkEntry) -> NearestPassage | None:
    folded = fold(text)
    found = fuzz.partial_ratio_alignment(entry.folded, folded, score_cutoff=100 * _LIKE)
    if found is None or found.dest_start == found.dest_end:
        return None
    place = found.dest_start, found.dest_end
    first, last = whole_words(folded, place)
    if last - first > _LONGEST_WORDS * len(entry.folded):
        first, last = place
    why = latin_reason(entry, folded[place[0] : place[1]], folded[first:last])
    places = FOLD.offsets(text)
    start, end = places[first], places[last - 1] + 1
    alike = round(found.score / 100, 4)
    return NearestPassage(entry.text, (start, end), text[start:end], alike, why)


def _with_taker(passage: NearestPassage, hits: Sequence[MarkHit], least: float) -> NearestPassage:
    """The passage with the other brand's mark that it was taken for, if it was."""
    takers = [hit for hit in hits if hit.score >= least and _overlaps(passage, hit)]
    if not takers:
        return passage
    taker = max(takers, key=lambda hit: hit.score)
    name = taker.entry.text
    return NearestPassage(
        passage.against,
        passage.span,
        passage.matched,
        passage.likeness,
        f"{passage.why}; {taker.matched!r} is taken for {name!r} of brand {taker.entry.brand_id}",
        passage.score,
        name,
    )


def _overlaps(passage: NearestPassage, hit: MarkHit) -> bool:
    return passage.span[0] < hit.end and hit.start < passage.span[1]
