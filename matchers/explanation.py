"""The explanation of one text for one brand: every hit in full, and why nothing (more) was flagged."""

from __future__ import annotations

from dataclasses import dataclass

from casework.flag import Reason, Tier
from matchers.context.signals import signals_for
from matchers.explaining.hits import HitExplanation, explained_hits
from matchers.explaining.nearest import NearestPassage, nearest_passages
from matchers.explaining.why_not import nothing_near, too_little, too_unsure
from matchers.judgement import BIAS, RULESET, Judgement, TextFinding, judge_text
from matchers.text.index import NAME, VERSION
from matchers.watchlist import Watchlist

_NOT_JUDGED = Judgement(0.0, 0.0, (), Tier.CONTEXT)


@dataclass(frozen=True, slots=True)
class TextExplanation:
    """Everything that one text says about one brand. Scores are 0 to 1.

    `mention_score` is that of hits that count, from `counted_from`; `best_mention` that of any hit.
    The infringement score is shown from `shown_from`, and begins at `start` in log-odds.
    """

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
    best_mention: float
    counted_from: float
    shown_from: float
    start: float


def explain_text(text: str, watchlist: Watchlist, brand_id: str) -> TextExplanation:
    """Explain what a text holds of a brand, hits below the threshold included.

    Raises:
        NotFound: the watchlist has no such brand.
    """
    brand, settings = watchlist.brand(brand_id), watchlist.settings
    everything = watchlist.marks.match(text, thorough=True)
    hits = [hit for hit in everything if hit.entry.brand_id == brand_id]
    words = watchlist.context.read(text)
    findings = [
        TextFinding("text", hit, signals_for(text, (hit.start, hit.end), words)) for hit in hits
    ]
    counted = [found for found in findings if found.hit.score >= settings.mention]
    judged = judge_text(brand, counted, settings) if counted else _NOT_JUDGED
    entries = [entry for entry in watchlist.marks.entries if entry.brand_id == brand_id]
    hit_entries = {hit.entry for hit in hits}
    missed = [entry for entry in entries if entry not in hit_entries]
    nearest = nearest_passages(text, missed, everything, settings.mention)
    flag = judged.infringement_score >= settings.show
    if counted and not flag:
        why_not = tuple(too_little(text, counted, words, judged, settings))
    elif hits and not flag:
        why_not = too_unsure(hits, settings.mention)
    else:
        why_not = () if flag else (nothing_near(listed=bool(entries), near=bool(nearest)),)
    return TextExplanation(
        brand=brand_id,
        hits=explained_hits(text, brand, everything, findings, judged, settings.mention),
        nearest=nearest,
        reasons=judged.reasons,
        mention_score=round(judged.mention_score, 6),
        infringement_score=round(judged.infringement_score, 6),
        tier=judged.tier,
        flag=flag,
        why_not=why_not,
        versions=(f"{NAME}/{VERSION}", RULESET),
        best_mention=round(max((hit.score for hit in hits), default=0.0), 6),
        counted_from=settings.mention,
        shown_from=settings.show,
        start=BIAS,
    )
