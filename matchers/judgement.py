"""The judgement: from evidence, listing and brand to two scores, with a reason for every step.

The mention score says that the mark is there; the infringement score is the logistic of a bias and
the reasons' weights in log-odds, so that it never saturates into a tie. The machine ranks; people
decide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from casework.brand import Mark, ProtectedBrand
from casework.evidence import Evidence, ImageRegion
from casework.flag import Reason, Tier
from casework.listing import Listing
from casework.settings import MatchSettings
from matchers.circumstances import origin_reasons, price_reasons, seller_reasons, sign_reasons
from matchers.context.signals import ContextHit, Signal
from matchers.picture_text import ShownText
from matchers.text.fold import fold
from matchers.text.hit import MarkHit
from matchers.weights import WEIGHTS

NAME = "markwarden-judgement"
VERSION = "4"
RULESET = f"{NAME}/{VERSION}"

BIAS = -2.2
"""Log-odds of a bare literal mention with nothing for or against it: about one in ten."""

_BARE = 1 / (1 + math.exp(-BIAS))
CANCELLED_BY_REPLICA = frozenset({Signal.SECOND_HAND, Signal.AUTHORISED_CLAIM, Signal.COMPARISON})
"""What goods are said to be that a replica word beside the mark makes untrue, or worth a look."""

EVASION_SLOPE = 3.0
"""Log-odds per point of mention score above 0.7 that a surer imitation adds."""


class TextFinding(msgspec.Struct, frozen=True):
    """A text hit of one brand, the field it stands in, and the context words that speak about it.

    `shown` is the text of the picture in which it was read, None for what the page itself says.
    """

    field: str
    hit: MarkHit
    context: tuple[ContextHit, ...] = ()
    shown: ShownText | None = None


class Judgement(msgspec.Struct, frozen=True):
    """Both scores, 0 to 1, the reasons in order of weight, and the tier they give."""

    mention_score: float
    infringement_score: float
    reasons: tuple[Reason, ...]
    tier: Tier


def judge_text(
    brand: ProtectedBrand, findings: Sequence[TextFinding], settings: MatchSettings
) -> Judgement:
    """Judge a text alone, where no seller, price or picture is known."""
    mention = max([found.hit.score for found in findings])
    if not any(map(_says_more, findings)):
        return _conclude(mention, (), settings)
    reasons = _spelling_reasons(findings) + _word_reasons(brand, findings, "")
    return _conclude(mention, reasons, settings)


def _says_more(found: TextFinding) -> bool:
    """Whether a mention can give any reason; most are a mark written plainly, and nothing beside it.

    Must hold for whatever the functions below that read the spelling and the words give reasons for.
    """
    hit = found.hit
    entry = hit.entry
    return bool(hit.evasive or found.context or entry.dictionary_word or entry.places)


def judge_listing(
    listing: Listing,
    brand: ProtectedBrand,
    findings: Sequence[TextFinding],
    pictures: Sequence[Evidence],
    settings: MatchSettings,
) -> Judgement:
    """Judge a whole listing. `findings` and `pictures` are its evidence for this brand.

    Authorisations are judged by the day on which the listing was seen.
    """
    today = listing.seen_at.date()
    marks = _marks_with_evidence(brand, findings, pictures)
    text = " ".join(value for _, value in listing.text_fields())
    reasons = _spelling_reasons(findings) + _word_reasons(brand, findings, text)
    reasons += _picture_reasons(pictures) + _hidden_reasons(findings)
    seller = seller_reasons(listing, brand, today)
    authorised = any(reason.code == "authorised_seller" for reason in seller)
    reasons += seller
    if not authorised:
        reasons += sign_reasons(marks)
        reasons += origin_reasons(listing, brand, marks)
    if not any(reason.code == Signal.COMPATIBLE for reason in reasons):
        reasons += price_reasons(listing, brand)
    scores = [found.hit.score for found in findings] + [item.score for item in pictures]
    return _conclude(max(scores), reasons, settings)


def _conclude(mention: float, reasons: Sequence[Reason], settings: MatchSettings) -> Judgement:
    if not reasons:
        return Judgement(mention, _BARE, (), tier_of(_BARE, settings))
    strongest: dict[str, Reason] = {}
    for reason in reasons:
        known = strongest.get(reason.code)
        if known is None or abs(reason.weight) > abs(known.weight):
            strongest[reason.code] = reason
    ordered = tuple(sorted(strongest.values(), key=lambda item: (-abs(item.weight), item.code)))
    score = 1 / (1 + math.exp(-(BIAS + sum(reason.weight for reason in ordered))))
    return Judgement(mention, score, ordered, tier_of(score, settings))


def tier_of(score: float, settings: MatchSettings) -> Tier:
    """The tier of an infringement score."""
    if score >= settings.certain:
        return Tier.CERTAIN
    if score >= settings.likely:
        return Tier.LIKELY
    return Tier.POSSIBLE if score >= settings.show else Tier.CONTEXT


def _spelling_reasons(findings: Sequence[TextFinding]) -> list[Reason]:
    reasons = []
    for found in findings:
        hit = found.hit
        if hit.evasive:
            weight = WEIGHTS["evasive_spelling"] + EVASION_SLOPE * (hit.score - 0.7)
            reasons.append(Reason("evasive_spelling", round(weight, 3), hit.matched))
    return reasons


def _word_reasons(
    brand: ProtectedBrand, findings: Sequence[TextFinding], text: str
) -> list[Reason]:
    """What the words around the marks say; an evasive spelling cancels every benign one.

    A replica word cancels that the goods are second-hand or sold with leave: a worn copy is a copy. It
    cancels a comparison too: sellers compare their copy with the original, and a test that does so is
    rare enough to be looked at.
    A benign word counts only where it speaks about every mention in the most prominent field: a
    shop that sells "Nike" and also writes "for Nike" still sells Nike.
    """
    spoken_of = [found for found in findings if found.context]
    reasons = [
        Reason(Signal.REPLICA, WEIGHTS[Signal.REPLICA], word.matched)
        for found in spoken_of
        for word in found.context
        if word.word.signal is Signal.REPLICA
    ]
    if not findings or any(found.hit.evasive for found in findings):
        return reasons
    if not spoken_of:
        return reasons + _weak_mark_reasons(brand, findings, text)
    prominent = [found for found in findings if found.field == findings[0].field]
    benign: list[Reason] = []
    for signal in Signal:
        if signal is Signal.REPLICA or (reasons and signal in CANCELLED_BY_REPLICA):
            continue
        words = [_first_word(found, signal) for found in prominent]
        if all(words):
            benign.append(Reason(signal, WEIGHTS[signal], words[0]))
    return reasons + benign + _weak_mark_reasons(brand, prominent, text)


def _first_word(found: TextFinding, signal: Signal) -> str:
    return next((word.matched for word in found.context if word.word.signal is signal), "")


def _weak_mark_reasons(
    brand: ProtectedBrand, findings: Sequence[TextFinding], text: str
) -> list[Reason]:
    weak = [
        found for found in findings if found.hit.entry.dictionary_word or found.hit.entry.places
    ]
    if not weak:
        return []
    marks = {mark.mark_id: mark for mark in brand.marks}
    reasons = []
    for found in weak:
        entry = found.hit.entry
        mark = marks[entry.mark_id]
        if entry.folded in {fold(place) for place in mark.place_names}:
            reasons.append(Reason("place_name", WEIGHTS["place_name"], found.hit.matched))
        elif entry.dictionary_word and not _class_word(mark, text):
            reasons.append(Reason("dictionary_word", WEIGHTS["dictionary_word"], found.hit.matched))
    return reasons


def _class_word(mark: Mark, text: str) -> str:
    folded = fold(text)
    return next((word for word in mark.class_words if fold(word) in folded), "")


def _picture_reasons(pictures: Sequence[Evidence]) -> list[Reason]:
    return [
        Reason(
            "copied_picture",
            round(WEIGHTS["copied_picture"] * item.score, 3),
            item.where.url if isinstance(item.where, ImageRegion) else item.seen,
        )
        for item in pictures
    ]


def _hidden_reasons(findings: Sequence[TextFinding]) -> list[Reason]:
    """A mark that only the pictures name; what was read with a misspelling proves nothing of it."""
    if any(found.shown is None for found in findings):
        return []
    return [
        Reason("named_in_picture", WEIGHTS["named_in_picture"], found.hit.matched)
        for found in findings
        if found.hit.literal
    ][:1]


def _marks_with_evidence(
    brand: ProtectedBrand, findings: Sequence[TextFinding], pictures: Sequence[Evidence]
) -> tuple[Mark, ...]:
    seen = {found.hit.entry.mark_id for found in findings} | {item.mark_id for item in pictures}
    return tuple(mark for mark in brand.marks if mark.mark_id in seen)
