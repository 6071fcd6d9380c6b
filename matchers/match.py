"""The matching of one listing, or one text, against a watchlist: the way into this room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from casework.evidence import Detail, Evidence, ImageRegion, TextSpan
from casework.flag import Flag, Reason
from casework.frontier import Picture
from casework.listing import Listing
from matchers.context.signals import ContextHit, Scope, signals_for
from matchers.image.hit import ALL_OF_IT
from matchers.image.match import picture_evidence
from matchers.judgement import RULESET, Judgement, TextFinding, judge_listing, judge_text
from matchers.picture_text import FIELD, IN_PICTURE, ShownText, shown_texts
from matchers.text.bits import LOWEST
from matchers.text.fold import fold
from matchers.text.hit import Goods, MarkHit
from matchers.text.index import VERSION
from matchers.watchlist import Watchlist


class TextHit(msgspec.Struct, frozen=True):
    """One hit of `markwarden match text`. `span` is half-open, in code points of the text.

    `score` is the mention score, 0 to 1; `mark` the mark's id and `against` its name as listed.
    """

    brand: str
    mark: str
    against: str
    score: float
    literal: bool
    rule: str
    span: tuple[int, int]
    matched: str
    reasons: tuple[Reason, ...]


class TextAnswer(msgspec.Struct, frozen=True):
    """All hits of a text, best first, and whether a reviewer would be shown it.

    `flag_score` is the highest infringement score of any brand that was hit, 0 without a hit.
    """

    hits: tuple[TextHit, ...]
    flag: bool
    flag_score: float


NOTHING = TextAnswer((), False, 0.0)
"""The answer to most texts."""


def match_text(text: str, watchlist: Watchlist, *, include_all: bool = False) -> TextAnswer:
    """Match one text; `include_all` adds hits under the mention threshold, which never flag."""
    least = LOWEST if include_all else watchlist.settings.mention
    matched = watchlist.marks.match(text, thorough=include_all, least=least)
    if include_all:
        # Those that mean little may be so many that they left no room for one that is shown.
        shown = watchlist.marks.match(text, least=watchlist.settings.mention)
        both = dict.fromkeys((*matched, *shown))
        matched = tuple(sorted(both, key=lambda hit: (hit.start, hit.end)))
    return _answer(text, matched, watchlist, include_all=include_all) if matched else NOTHING


def match_texts(texts: Sequence[str], watchlist: Watchlist) -> list[TextAnswer]:
    """Match each of some texts, which takes less time than one by one."""
    found = watchlist.marks.match_each(texts, least=watchlist.settings.mention)
    return [
        _answer(text, hits, watchlist, include_all=False) if hits else NOTHING
        for text, hits in zip(texts, found, strict=True)
    ]


def _answer(
    text: str, matched: Sequence[MarkHit], watchlist: Watchlist, *, include_all: bool
) -> TextAnswer:
    settings = watchlist.settings
    found = _findings_of_text(text, matched, watchlist, include_all=include_all)
    hits: list[TextHit] = []
    best = 0.0
    for brand_id, findings in found.items():
        counted = findings
        if include_all:
            counted = [item for item in findings if item.hit.score >= settings.mention]
        judged = judge_text(watchlist.brands[brand_id], counted or findings, settings)
        if counted:
            best = max(best, judged.infringement_score)
        hits.extend([_text_hit(item.hit, judged) for item in findings])
    if len(hits) > 1:
        hits.sort(key=lambda hit: (-hit.score, hit.span, hit.brand, hit.against))
    return TextAnswer(tuple(hits), best >= settings.show, round(best, 6))


def match_listings(
    shown: Iterable[tuple[Listing, Mapping[str, Picture]]], watchlist: Watchlist, now: datetime
) -> tuple[Flag, ...]:
    """One flag for each listing and brand of which it holds evidence, of each listing the most suspicious first.

    With each listing come the pictures that were fetched and fingerprinted so far, by address. A flag of
    tier `context` is a mention that too little speaks against; it is kept, not shown.
    """
    listed = [(listing, listing.text_fields(), pictures) for listing, pictures in shown]
    texts = [text for _, fields, _ in listed for _, text in fields]
    hits = iter(watchlist.marks.match_each(texts, least=watchlist.settings.mention))
    flags: list[Flag] = []
    for listing, fields, pictures in listed:
        matched = [(name, text, next(hits)) for name, text in fields]
        flags += _flags(listing, matched, watchlist, pictures, now)
    return tuple(flags)


def _flags(
    listing: Listing,
    matched: Iterable[tuple[str, str, Sequence[MarkHit]]],
    watchlist: Watchlist,
    pictures: Mapping[str, Picture],
    now: datetime,
) -> list[Flag]:
    """The flags of one listing; `matched` are name, text and hits of each of its fields."""
    written = {FIELD + shown.url: shown for shown in shown_texts(listing, pictures)}
    fields = [
        *matched,
        *(
            (field, shown.text, _read(shown, pictures[shown.url], watchlist))
            for field, shown in written.items()
        ),
    ]
    found = _findings(fields, watchlist, written)
    copied: dict[str, list[Evidence]] = defaultdict(list)
    for item in picture_evidence(listing, pictures, watchlist.pictures):
        copied[item.brand_id].append(item)
    flags = []
    for brand_id in dict.fromkeys((*found, *copied)):
        brand, findings, copies = watchlist.brands[brand_id], found[brand_id], copied[brand_id]
        judged = judge_listing(listing, brand, findings, copies, watchlist.settings)
        flags.append(
            Flag(
                listing_id=listing.listing_id,
                brand_id=brand_id,
                evidence=(*(_evidence(item) for item in findings), *copies),
                mention_score=judged.mention_score,
                infringement_score=judged.infringement_score,
                reasons=judged.reasons,
                tier=judged.tier,
                ruleset=RULESET,
                raised_at=now,
            )
        )
    flags.sort(key=lambda flag: (-flag.infringement_score, flag.brand_id))
    return flags


def _read(shown: ShownText, picture: Picture, watchlist: Watchlist) -> tuple[MarkHit, ...]:
    """Hits of a picture's text, without what stands on pictures that anyone may use.

    The words of a platform's badge are the platform's.
    """
    hits = shown.matched(watchlist.marks)
    places = [shown.place(hit.start, hit.end).polygon or ALL_OF_IT for hit in hits]
    free = watchlist.pictures.free(picture, places)
    return tuple(hit for hit, is_free in zip(hits, free, strict=True) if not is_free)


def _findings_of_text(
    text: str, matched: Sequence[MarkHit], watchlist: Watchlist, *, include_all: bool
) -> dict[str, list[TextFinding]]:
    """Hits of one text by brand, with the context words that speak about each."""
    least = 0.0 if include_all else watchlist.settings.mention
    words = watchlist.context.read(text)
    by_brand: dict[str, list[TextFinding]] = {}
    for hit in matched:
        if _counts(hit, least):
            here = signals_for(text, (hit.start, hit.end), words) if words else ()
            by_brand.setdefault(hit.entry.brand_id, []).append(TextFinding("text", hit, here))
    return by_brand


def _findings(
    fields: Sequence[tuple[str, str, Sequence[MarkHit]]],
    watchlist: Watchlist,
    written: Mapping[str, ShownText],
) -> dict[str, list[TextFinding]]:
    """Hits of all fields by brand, with the context words that speak about each.

    `fields` are name, text and hits of each text field; `written` are those read in pictures.
    """
    least = watchlist.settings.mention
    by_brand: dict[str, list[TextFinding]] = defaultdict(list)
    if not any(hits for _, _, hits in fields):
        return by_brand
    words = {field: watchlist.context.read(text) for field, text, _ in fields}
    everywhere = [
        (field, word)
        for field, found in words.items()
        for word in found
        if word.word.scope is Scope.ANYWHERE
    ]
    for field, text, hits in fields:
        elsewhere = tuple(word for other, word in everywhere if other != field)
        for hit in hits:
            if _counts(hit, least):
                here = signals_for(text, (hit.start, hit.end), words[field])
                by_brand[hit.entry.brand_id].append(
                    TextFinding(field, hit, here + elsewhere, written.get(field))
                )
    return by_brand


def _counts(hit: MarkHit, least: float) -> bool:
    """Whether a hit reaches a score and is more than the place inside a geographical indication.

    A near spelling that is only the place proves nothing.
    """
    if hit.score < least:
        return False
    places = hit.entry.places
    return not places or hit.literal or fold(hit.matched).strip() not in places


def _text_hit(hit: MarkHit, judged: Judgement) -> TextHit:
    return TextHit(
        brand=hit.entry.brand_id,
        mark=hit.entry.mark_id,
        against=hit.entry.text,
        score=round(hit.score, 6),
        literal=hit.literal,
        rule=hit.rule,
        span=(hit.start, hit.end),
        matched=hit.matched,
        reasons=judged.reasons,
    )


def _evidence(found: TextFinding) -> Evidence:
    hit, shown = found.hit, found.shown
    where: TextSpan | ImageRegion = TextSpan(found.field, hit.start, hit.end)
    read: tuple[Detail, ...] = ()
    if shown is not None:
        where = shown.place(hit.start, hit.end)
        read = (Detail("rule", hit.rule), Detail("versions", shown.reader))
    return Evidence(
        matcher="text",
        matcher_version=VERSION,
        brand_id=hit.entry.brand_id,
        mark_id=hit.entry.mark_id,
        rule=hit.rule if shown is None else IN_PICTURE,
        where=where,
        seen=hit.matched,
        against=hit.entry.text,
        score=round(hit.score, 6),
        literal=hit.literal,
        view=hit.view,
        details=(*_spelling_details(hit), *_context_details(found.context), *read),
    )


def _spelling_details(hit: MarkHit) -> tuple[Detail, ...]:
    edits = [
        Detail(f"edit {number}", f"{edit.why}: {edit.written or '∅'} → {edit.meant or '∅'}")
        for number, edit in enumerate(hit.edits, start=1)
    ]
    goods = [] if hit.goods is None else [_goods_detail(hit.goods)]
    return (*edits, *(Detail("veto", veto) for veto in hit.vetoes), *goods)


def _goods_detail(goods: Goods) -> Detail:
    name = "goods" if goods.fits else "other goods"
    return Detail(name, f"{goods.word} ({goods.nice_class})")


def _context_details(context: Sequence[ContextHit]) -> tuple[Detail, ...]:
    return tuple(Detail(f"context {word.word.signal}", word.matched) for word in context)
