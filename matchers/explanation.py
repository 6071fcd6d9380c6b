"""The explanation of one text for one brand: every hit in full, and why nothing (more) was flagged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from casework.flag import Reason, Tier
from matchers.context.signals import ContextHit, Signal, signals_for
from matchers.judgement import CANCELLED_BY_REPLICA, RULESET, TextFinding, judge_text
from matchers.text.deletions import ONE_EDIT, edits_allowed
from matchers.text.entries import MarkEntry
from matchers.text.fold import FOLD, fold
from matchers.text.hit import Edit, Goods, MarkHit
from matchers.text.index import NAME, VERSION
from matchers.text.tables import han_words, latin_words
from matchers.watchlist import Watchlist
from matchers.weights import WEIGHTS

_LIKE = 50.0  # share of a name in percent from which a passage is worth naming as the nearest


@dataclass(frozen=True, slots=True)
class ContextNote:
    """A context word that speaks about a hit; `weight` is in log-odds, its sign says which way.

    The weight of a benign word is 0 where an evasive spelling of the brand, or a replica word beside
    it, cancels it.
    """

    words: str
    signal: str
    weight: float
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class HitExplanation:
    """One hit. `alias` says what sort of name matched; `shown` whether it reaches the threshold."""

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


@dataclass(frozen=True, slots=True)
class NearestPassage:
    """Where a text comes nearest to a name that was not hit, and why that is not enough."""

    against: str
    span: tuple[int, int]
    matched: str
    likeness: float
    why: str


@dataclass(frozen=True, slots=True)
class TextExplanation:
    """Everything that one text says about one brand. Scores are 0 to 1."""

    brand: str
    hits: tuple[HitExplanation, ...]
    nearest: tuple[NearestPassage, ...]
    reasons: tuple[Reason, ...]
    mention_score: float
    infringement_score: float
    tier: Tier
    flag: bool
    why_not: tuple[str, ...]
    versions: tuple[str, ...]


def explain_text(text: str, watchlist: Watchlist, brand_id: str) -> TextExplanation:
    """Explain what a text holds of a brand, hits below the threshold included.

    Raises:
        NotFound: the watchlist has no such brand.
    """
    brand = watchlist.brand(brand_id)
    hits = [hit for hit in watchlist.marks.match(text, thorough=True) if _is_of(hit, brand_id)]
    words = watchlist.context.read(text)
    findings = [
        TextFinding("text", hit, signals_for(text, (hit.start, hit.end), words)) for hit in hits
    ]
    least = watchlist.settings.mention
    counted = [found for found in findings if found.hit.score >= least]
    entries = [entry for entry in watchlist.marks.entries if entry.brand_id == brand_id]
    missed = [entry for entry in entries if not any(hit.entry == entry for hit in hits)]
    nearest = tuple(passage for entry in missed if (passage := _nearest(text, entry)) is not None)
    cancelled = _cancelled(counted)
    reasons: tuple[Reason, ...] = ()
    mention, score, tier = 0.0, 0.0, Tier.CONTEXT
    if counted:
        judged = judge_text(brand, counted, watchlist.settings)
        reasons, tier = judged.reasons, judged.tier
        mention, score = judged.mention_score, judged.infringement_score
    return TextExplanation(
        brand=brand_id,
        hits=tuple(_explained(found, least, cancelled) for found in findings),
        nearest=nearest,
        reasons=reasons,
        mention_score=round(mention, 6),
        infringement_score=round(score, 6),
        tier=tier,
        flag=score >= watchlist.settings.show,
        why_not=tuple(_why_not(findings, score, watchlist, bool(entries))),
        versions=(f"{NAME}/{VERSION}", RULESET),
    )


def _is_of(hit: MarkHit, brand_id: str) -> bool:
    return hit.entry.brand_id == brand_id


def _cancelled(counted: Sequence[TextFinding]) -> frozenset[Signal]:
    """What context words may say of the brand in vain."""
    if any(found.hit.evasive for found in counted):
        return frozenset(signal for signal in Signal if WEIGHTS[signal] < 0)
    said = {word.word.signal for found in counted for word in found.context}
    return CANCELLED_BY_REPLICA if Signal.REPLICA in said else frozenset()


def _explained(found: TextFinding, least: float, cancelled: frozenset[Signal]) -> HitExplanation:
    hit = found.hit
    return HitExplanation(
        mark=hit.entry.mark_id,
        against=hit.entry.text,
        alias=str(hit.entry.alias or "name"),
        rule=hit.rule,
        view=hit.view,
        span=(hit.start, hit.end),
        matched=hit.matched,
        normalised=hit.normalised,
        edits=hit.edits,
        context=tuple(_note(word, cancelled) for word in found.context),
        vetoes=hit.vetoes,
        goods=hit.goods,
        score=round(hit.score, 6),
        literal=hit.literal,
        shown=hit.score >= least,
    )


def _note(hit: ContextHit, cancelled: frozenset[Signal]) -> ContextNote:
    signal = hit.word.signal
    weight = 0.0 if signal in cancelled else WEIGHTS[signal]
    return ContextNote(hit.matched, str(signal), weight, (hit.start, hit.end))


def _why_not(
    findings: Sequence[TextFinding], score: float, watchlist: Watchlist, listed: bool
) -> list[str]:
    """Why no reviewer would be shown the text, in whole sentences; empty where one would."""
    settings = watchlist.settings
    if score >= settings.show:
        return []
    if not listed:
        return ["No mark of the brand is in force and written in words."]
    if not findings:
        return ["Nothing in the text is written, sounds or looks enough like a name of the brand."]
    counted = [found for found in findings if found.hit.score >= settings.mention]
    if not counted:
        return [_low(found.hit, settings.mention) for found in findings]
    benign = sorted(
        {
            f"{word.matched!r} ({word.word.signal}) speaks for a lawful use."
            for found in counted
            for word in found.context
            if WEIGHTS[word.word.signal] < 0
        }
    )
    return benign or ["The mark is written plainly there, and nothing speaks against its use."]


def _low(hit: MarkHit, least: float) -> str:
    causes = [*hit.vetoes]
    if hit.goods is not None and not hit.goods.fits:
        causes.append(f"the goods are others: {hit.goods.word} (class {hit.goods.nice_class})")
    cause = "; ".join(causes) or "the spelling is too far from the name"
    return f"{hit.matched!r} scores {hit.score:.2f} of the {least:.2f} needed: {cause}."


def _nearest(text: str, entry: MarkEntry) -> NearestPassage | None:
    folded = fold(text)
    found = fuzz.partial_ratio_alignment(entry.folded, folded, score_cutoff=_LIKE)
    if found is None or found.dest_start == found.dest_end:
        return None
    places = FOLD.offsets(text)
    start, end = places[found.dest_start], places[found.dest_end - 1] + 1
    why = _out_of_reach(entry, folded, (found.dest_start, found.dest_end))
    return NearestPassage(
        entry.text, (start, end), text[start:end], round(found.score / 100, 4), why
    )


def _out_of_reach(entry: MarkEntry, folded: str, place: tuple[int, int]) -> str:
    """Why the passage at a place of the folded text does not mean the mark."""
    passage = folded[place[0] : place[1]]
    size = len(entry.squeezed)
    allowed = edits_allowed(size) if entry.latin else 1
    word = _word_around(folded, place) if entry.latin else passage
    as_long = len(word) <= len(entry.folded) + allowed
    distance = OSA.distance(entry.folded, word if as_long else passage)
    if size < 3 or not allowed:
        return "the name is too short for another spelling to mean it"
    if word in latin_words() or word in han_words():
        return f"{word!r} is a word of its own"
    if distance > allowed:
        return f"{distance} characters differ, and a name of this length allows {allowed}"
    if word != passage:
        return f"it is part of the longer word {word!r}"
    if entry.latin and size < ONE_EDIT:
        return "a name of this length is found with swapped, doubled or replaced letters only"
    return "it is not in reach of any rule"


def _word_around(folded: str, place: tuple[int, int]) -> str:
    """The letters and digits that a passage is part of; the passage itself where it has a gap."""
    start, end = place
    while start and folded[start - 1].isalnum() and folded[start].isalnum():
        start -= 1
    while end < len(folded) and folded[end].isalnum() and folded[end - 1].isalnum():
        end += 1
    return folded[start:end]
