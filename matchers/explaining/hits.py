"""The hits of one brand explained: spelling, the steps of the score, goods and context words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.brand import ProtectedBrand
from matchers.context.signals import ContextHit, Signal
from matchers.explaining.steps import ScoreStep, score_steps
from matchers.judgement import CANCELLED_BY_REPLICA, Judgement, TextFinding
from matchers.text.characters import is_han
from matchers.text.entries import MarkEntry, listed_classes
from matchers.text.fold import literal_form
from matchers.text.goods.tables import known_marks
from matchers.text.hit import Edit, Goods, MarkHit
from matchers.text.masks import MASKS
from matchers.weights import WEIGHTS

MASKED = "masked"
_NOT_ABOUT_ALL = "not counted: it does not speak about every mention"


@dataclass(frozen=True, slots=True)
class ContextNote:
    """A context word that speaks about a hit; `weight` is in log-odds, its sign says which way.

    The weight of a benign word is 0 where an evasive spelling of the brand, or a replica word beside
    it, cancels it. `standing` says why the word does not count, or not again; empty where it does, and
    at hits that do not.
    """

    words: str
    signal: str
    weight: float
    span: tuple[int, int]
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Masked:
    """How much of a masked name is shown, in characters, and the other listed names that fit there."""

    shown: int
    size: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HitExplanation:
    """One hit. `alias` says what sort of name matched; `shown` whether it reaches the threshold.

    `spelling` is the score that the spelling has where it stands, before the `steps` which led to
    `score`; None where these cannot be undone. Beside `goods`, `classes` are the mark's Nice classes and
    `classes_from` says who gives them: the list, the table of well-known marks, or the name.
    """

    mark: str
    against: str
    alias: str
    rule: str
    view: str
    span: tuple[int, int]
    matched: str
    normalised: str
    edits: tuple[Edit, ...]
    context: tuple[ContextNote, ...]
    vetoes: tuple[str, ...]
    goods: Goods | None
    score: float
    literal: bool
    shown: bool
    evasive: bool
    spelling: float | None
    steps: tuple[ScoreStep, ...]
    classes: tuple[int, ...]
    classes_from: str
    masked: Masked | None


def explained_hits(
    text: str,
    brand: ProtectedBrand,
    everything: Sequence[MarkHit],
    findings: Sequence[TextFinding],
    judged: Judgement,
    least: float,
) -> tuple[HitExplanation, ...]:
    """The hits of a brand, explained.

    `everything` are the hits of all brands in the text, `findings` those of the brand, which `judged`
    is about where they reach the score `least`.
    """
    literal = [hit for hit in everything if hit.literal]
    counted = [found for found in findings if found.hit.score >= least]
    cancelled = _cancelled(counted)
    standings = _standings(counted, judged, cancelled)
    explained = []
    for found in findings:
        hit, score = found.hit, score_steps(found.hit, text, literal)
        shown = hit.score >= least
        notes = [
            _note(word, standings.get(word.start, "") if shown else "", cancelled)
            for word in found.context
        ]
        explained.append(
            HitExplanation(
                mark=hit.entry.mark_id,
                against=hit.entry.text,
                alias=str(hit.entry.alias or "name"),
                rule=hit.rule,
                view=hit.view,
                span=(hit.start, hit.end),
                matched=hit.matched,
                normalised=hit.normalised,
                edits=hit.edits,
                context=tuple(notes),
                vetoes=hit.vetoes,
                goods=hit.goods,
                score=round(hit.score, 6),
                literal=hit.literal,
                shown=shown,
                evasive=hit.evasive,
                spelling=score.spelling,
                steps=score.steps,
                classes=() if hit.goods is None else hit.entry.classes,
                classes_from="" if hit.goods is None else _classes_from(brand, hit.entry),
                masked=_masked(hit, everything),
            )
        )
    return tuple(explained)


def _cancelled(counted: Sequence[TextFinding]) -> Mapping[Signal, str]:
    """What context words may say of the brand in vain, and what cancels it."""
    if any(found.hit.evasive for found in counted):
        benign = [signal for signal in Signal if WEIGHTS[signal] < 0]
        return dict.fromkeys(benign, "cancelled by the evasive spelling")
    said = {word.word.signal for found in counted for word in found.context}
    if Signal.REPLICA in said:
        return dict.fromkeys(CANCELLED_BY_REPLICA, "cancelled by the replica word")
    return {}


def _standings(
    counted: Sequence[TextFinding], judged: Judgement, cancelled: Mapping[Signal, str]
) -> Mapping[int, str]:
    """For each context word, by its place, why it does not count, or not again; empty where it does."""
    codes = {reason.code for reason in judged.reasons}
    spoken = {word.start: word.word.signal for found in counted for word in found.context}
    standings: dict[int, str] = {}
    seen: set[Signal] = set()
    for start, signal in sorted(spoken.items()):
        if signal in codes:
            standings[start] = "counted once" if signal in seen else ""
        else:
            standings[start] = cancelled.get(signal, _NOT_ABOUT_ALL)
        seen.add(signal)
    return standings


def _note(hit: ContextHit, standing: str, cancelled: Mapping[Signal, str]) -> ContextNote:
    signal = hit.word.signal
    weight = 0.0 if signal in cancelled else WEIGHTS[signal]
    return ContextNote(hit.matched, str(signal), weight, (hit.start, hit.end), standing)


def _classes_from(brand: ProtectedBrand, entry: MarkEntry) -> str:
    """Where the Nice classes of a mark come from."""
    mark = next(mark for mark in brand.marks if mark.mark_id == entry.mark_id)
    if listed_classes(brand, mark):
        return "the list"
    known = any(literal_form(name.text) in known_marks() for name in mark.names)
    return "the table of well-known marks" if known else "its name"


def _masked(hit: MarkHit, everything: Sequence[MarkHit]) -> Masked | None:
    """How much of a name its mask leaves; a letter is part of the mask in a Chinese one."""
    if hit.rule != MASKED:
        return None
    name = hit.entry.plain
    chinese = all(map(is_han, name))
    shown = sum(is_han(c) if chinese else c.isalnum() and c not in MASKS for c in hit.normalised)
    others = [
        other.entry.text
        for other in everything
        if other.rule == MASKED and (other.start, other.end) == (hit.start, hit.end)
    ]
    names = dict.fromkeys(other for other in others if other != hit.entry.text)
    return Masked(shown, len(name), tuple(names))
