"""The steps of a hit's score: what the spelling gives where it stands, and what then raised or lowered it.

Matching keeps no account of them, which would make every text slower. So the later steps (goods, the
head of the text, other brands) are asked once more, and what a grade's own vetoes leave is known by
their kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from matchers.text.bits import LOWEST, ROUNDING, SUREST
from matchers.text.goods.weighing import WEIGHED, weighed_by_goods
from matchers.text.grades import AMID
from matchers.text.head import weighed_by_head
from matchers.text.hit import MarkHit
from matchers.text.nearness import VETO_FACTOR
from matchers.text.selection import select
from matchers.text.variants import Rule
from matchers.text.vetoes import BORDER, CROSSING, WORD

GOODS = "goods"

_LEFT = {
    "amid other words": AMID,
    "common word": WORD,
    "common words": WORD,
    "contraction": WORD,
    "inside a longer word": BORDER,
    "inside a neighbouring word": BORDER,
    "known name": WORD,
    "measure": WORD,
    "number": WORD,
    "part of a product code": WORD,
    "part of a word": WORD,
    "place name with other goods": WORD,
}
"""What vetoes leave that leave the same wherever they are raised."""


@dataclass(frozen=True, slots=True)
class ScoreStep:
    """One step: the veto's text, or `GOODS`. A score is multiplied by `factor`, then `gain` is added.

    `factor` is None where it is not known, and 1 where the veto only tells what the spelling's own
    score took in. `most` says that a gain ended at the score no near spelling exceeds.
    """

    what: str
    factor: float | None = 1.0
    gain: float = 0.0
    most: bool = False


@dataclass(frozen=True, slots=True)
class ScoreSteps:
    """`spelling` is the score before all steps, None where a step cannot be undone."""

    spelling: float | None
    steps: tuple[ScoreStep, ...]


def score_steps(hit: MarkHit, text: str, literal: Sequence[MarkHit]) -> ScoreSteps:
    """The steps of a hit in the order in which they were made.

    `literal` are the literal hits of the text, of all brands.
    """
    others, head = _others(hit, literal), _head(hit, text, literal)
    weighed = hit.score / (others.factor or 1.0 if others else 1.0) - (head.gain if head else 0.0)
    later = [step for step in (_goods(hit, text, weighed), head, others) if step is not None]
    whats = {step.what for step in later}
    vetoes = [veto for veto in dict.fromkeys(hit.vetoes) if veto not in whats]
    steps = (*(ScoreStep(veto, _left_by(hit, veto)) for veto in vetoes), *later)
    spelling: float | None = hit.score
    for step in reversed(steps):
        if spelling is None or step.factor is None or step.most:
            spelling = None
        else:
            spelling = (spelling - step.gain) / step.factor
    return ScoreSteps(None if spelling is None else round(spelling, 6), steps)


def _goods(hit: MarkHit, text: str, weighed: float) -> ScoreStep | None:
    """What the goods gave or took; `weighed` is the score behind that step."""
    if hit.goods is None:
        return None
    (asked,) = weighed_by_goods([replace(hit, score=LOWEST, goods=None)], text)
    gain = asked.score - LOWEST
    return ScoreStep(GOODS, gain=round(gain, 6), most=gain > 0 and weighed >= SUREST - ROUNDING)


def _head(hit: MarkHit, text: str, literal: Sequence[MarkHit]) -> ScoreStep | None:
    asked = weighed_by_head([replace(hit, score=1.0, vetoes=()), *literal], text)[0]
    if not asked.vetoes:
        return None
    return ScoreStep(asked.vetoes[0], gain=round(asked.score - 1.0, 6))


def _others(hit: MarkHit, literal: Sequence[MarkHit]) -> ScoreStep | None:
    if hit.literal:
        return None
    asked = select((replace(hit, score=1.0, vetoes=()), *literal))
    lowered = [found for found in asked if found.vetoes and not found.literal]
    return ScoreStep(lowered[0].vetoes[0], lowered[0].score) if lowered else None


def _left_by(hit: MarkHit, veto: str) -> float | None:
    """What a veto of the grade left; those that name words leave more or less by rule and length."""
    kind, _, words = veto.partition(": ")
    if hit.rule == "letters":
        return VETO_FACTOR
    if kind == "across two words":
        if not words:
            return CROSSING
        return 1.0 if hit.rule in WEIGHED else WORD
    if kind == "ordinary words":
        if len(hit.entry.plain) == 2:
            return WORD if hit.rule == Rule.SPLIT_CHARACTER.label else AMID
        parts = words.split()
        within = "".join(parts) == hit.normalised and all(len(part) == 2 for part in parts)
        return WORD if hit.rule == "inserted" and within else 1.0
    return _LEFT.get(kind)


def in_words(veto: str, normalised: str) -> str:
    """A veto for people; `normalised` is what was compared with the mark.

    The words that a veto names are mostly those of the passage with what stands beside it.
    """
    kind, _, words = veto.partition(": ")
    parts = words.split()
    if kind == "ordinary words":
        alone = "".join(parts) == normalised
        beside = "" if alone else "with what stands beside it "
        return f"{beside}reads as ordinary words ({'|'.join(parts)})"
    if kind == "across two words":
        known = words if ":" in words else "|".join(parts)
        return "runs across a gap between words" + (f" ({known})" if known else "")
    return veto


def step_in_words(step: ScoreStep, normalised: str) -> str:
    """A veto for people, with what it left or took."""
    said = in_words(step.what, normalised)
    if step.gain:
        return f"{said} ({step.gain:+.2f})"
    if step.factor is None:
        return said
    # Evidence is weighed against ordinary words as a whole, and such a veto only names them.
    left = "weighed already" if step.factor == 1 else f"x {step.factor:g}"
    return f"{said} ({left})"
