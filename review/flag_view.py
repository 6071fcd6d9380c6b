"""What the flag page and the queue show of a flag, prepared: marked texts, picture pairs, facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from casework.brand import MarkKind, ProtectedBrand, ProtectedPicture
from casework.decision import REASONS_FOR, ReasonCode, Verdict
from casework.evidence import Evidence, ImageRegion, TextSpan
from casework.flag import Flag
from casework.frontier import Picture
from casework.listing import Listing
from matchers.picture_text import IN_PICTURE
from review.explanation import reason_subject
from review.highlight import Span, clipped, excerpts, marked
from review.i18n import Language, message
from review.matcher_words import detail_text, reading_name, rule_name
from review.wording import AVAILABILITIES, field_name

THUMBNAIL_SIDE = 152
GALLERY_SIDE = 304
PAIR_SIDE = 720
SHORT_TEXT = 400
"""A field up to this many characters is shown whole; of longer ones, the places that matched."""


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence with its number on the page."""

    number: int
    line: Markup
    details: tuple[str, ...]
    matcher: str
    reading: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a field, and whether text before and after it was left out."""

    html: Markup
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """A listing's text field with its matches marked; `whole` is set where excerpts leave text out."""

    label: str
    excerpts: tuple[Excerpt, ...]
    whole: Markup | None


@dataclass(frozen=True, slots=True)
class PicturePair:
    """A picture of the listing beside the protected one, or alone where words were read in it;
    `points` outline the region, of 1000.
    """

    number: int
    listing_picture: str
    reference: str
    reference_title: str
    points: str
    line: Markup
    read: bool


@dataclass(frozen=True, slots=True)
class ReasonOption:
    """The reasons that go with a verdict, and the one that the evidence suggests."""

    verdict: Verdict
    reasons: tuple[ReasonCode, ...]
    suggested: ReasonCode | None


def field_spans(flag: Flag, field: str) -> tuple[Span, ...]:
    """Where evidence stands in one field; numbers count from 1 in the order of the flag's evidence."""
    return tuple(
        Span(item.where.start, item.where.end, number)
        for number, item in enumerate(flag.evidence, start=1)
        if isinstance(item.where, TextSpan) and item.where.field == field
    )


def marked_title(flag: Flag, listing: Listing) -> Markup:
    """The title with its matches marked; a listing without one is named by its address."""
    return marked(listing.title or listing.url, field_spans(flag, "title"))


def evidence_views(flag: Flag, language: Language) -> tuple[EvidenceView, ...]:
    """Every piece of evidence, numbered."""
    return tuple(
        EvidenceView(
            number=number,
            line=evidence_line(item, language),
            # One word may speak about a mark from several fields.
            details=tuple(dict.fromkeys(detail_text(detail, language) for detail in item.details)),
            matcher=f"{item.matcher} {item.matcher_version}",
            reading=reading_name(item.view, language),
            is_picture=isinstance(item.where, ImageRegion),
        )
        for number, item in enumerate(flag.evidence, start=1)
    )


def evidence_line(evidence: Evidence, language: Language) -> Markup:
    """What matched what, how and how well, as HTML."""
    how = Markup('<span class="rule">{}</span> <span class="evidence-score">{:.2f}</span>').format(
        rule_name(evidence.rule, language), evidence.score
    )
    if isinstance(evidence.where, ImageRegion) and evidence.rule != IN_PICTURE:
        return how
    arrow = Markup('<span class="arrow" aria-hidden="true">→</span>')
    return Markup("<mark>{}</mark> {} <strong>{}</strong> {}").format(
        marked(evidence.seen), arrow, marked(evidence.against), how
    )


def field_views(flag: Flag, listing: Listing, language: Language) -> tuple[FieldView, ...]:
    """The fields in which something matched; fields named alike are shown one by one."""
    views = []
    for name, text in listing.text_fields():
        spans = field_spans(flag, name)
        if spans:
            views.append(_field_view(field_name(name, language), text, spans))
    return tuple(views)


def description_view(flag: Flag, listing: Listing, language: Language) -> FieldView | None:
    """The description where nothing in it matched: reasons may rest on its words all the same (一比一
    beside a mark that stands in the title), and of a long one their places are shown.
    """
    text = listing.description
    if not text or field_spans(flag, "description"):
        return None
    words = [reason.subject for reason in flag.reasons if reason_subject(reason)]
    places = [
        Span(found.start(), found.end(), 0)
        for word in words
        for found in re.finditer(re.escape(word), text, re.IGNORECASE)
    ]
    return _field_view(field_name("description", language), text, (), places)


def _field_view(
    label: str, text: str, spans: Sequence[Span], places: Sequence[Span] = ()
) -> FieldView:
    if len(text) <= SHORT_TEXT:
        return FieldView(label, (Excerpt(marked(text, spans), False, False),), None)
    ranges = excerpts(len(text), spans or places) or ((0, SHORT_TEXT),)
    parts = tuple(
        Excerpt(marked(text[start:end], clipped(spans, start, end)), start > 0, end < len(text))
        for start, end in ranges
    )
    return FieldView(label, parts, marked(text, spans))


def picture_pairs(
    flag: Flag, brand: ProtectedBrand | None, language: Language
) -> tuple[PicturePair, ...]:
    """Pictures that matched, each beside the protected picture it matched."""
    references = _references(brand) if brand else {}
    pairs = []
    for number, item in enumerate(flag.evidence, start=1):
        if not isinstance(item.where, ImageRegion):
            continue
        reference = references.get(item.against)
        title = reference.title if reference else _detail(item, "reference")
        pairs.append(
            PicturePair(
                number=number,
                listing_picture=picture_address(item.where.sha256, PAIR_SIDE),
                reference=reference_address(item.against, PAIR_SIDE) if reference else "",
                reference_title=title,
                points=_points(item.where.polygon),
                line=evidence_line(item, language),
                read=item.rule == IN_PICTURE,
            )
        )
    return tuple(pairs)


def _references(brand: ProtectedBrand) -> dict[str, ProtectedPicture]:
    return {picture.sha256: picture for mark in brand.marks for picture in mark.pictures}


def _detail(evidence: Evidence, name: str) -> str:
    return next((detail.value for detail in evidence.details if detail.name == name), "")


def _points(polygon: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{across * 1000:.0f},{down * 1000:.0f}" for across, down in polygon)


def picture_address(sha256: str, side: int) -> str:
    """Where the workbench serves a listing's picture, drawn anew."""
    return f"/pictures/{quote(sha256, safe='')}/{side}"


def reference_address(sha256: str, side: int) -> str:
    """Where the workbench serves a protected picture, drawn anew."""
    return f"/references/{quote(sha256, safe='')}/{side}"


def thumbnail(flag: Flag, listing: Listing, pictures: Mapping[str, Picture]) -> str:
    """The picture that matched, else the first one that was fetched, else nothing."""
    for item in flag.evidence:
        if isinstance(item.where, ImageRegion):
            return picture_address(item.where.sha256, THUMBNAIL_SIDE)
    for image in listing.images:
        if image.url in pictures:
            return picture_address(pictures[image.url].sha256, THUMBNAIL_SIDE)
    return ""


def listing_facts(listing: Listing, language: Language) -> tuple[tuple[str, str], ...]:
    """What else the page says, as (label, value)."""
    fixed = (
        (language.say(message("Brand named by the shop")), listing.brand),
        (language.say(message("Category")), " / ".join(listing.category)),
        (language.say(message("Availability")), _availability(listing, language)),
        ("SKU", listing.sku),
        ("GTIN", listing.gtin),
        ("MPN", listing.mpn),
    )
    return (*((label, value) for label, value in fixed if value), *listing.attributes)


def _availability(listing: Listing, language: Language) -> str:
    if listing.availability is None:
        return ""
    return language.say(AVAILABILITIES[listing.availability])


def gallery(flag: Flag, listing: Listing, pictures: Mapping[str, Picture]) -> tuple[str, ...]:
    """The listing's pictures that were fetched and are not shown as evidence already."""
    matched = {item.where.sha256 for item in flag.evidence if isinstance(item.where, ImageRegion)}
    shown = dict.fromkeys(
        pictures[image.url].sha256 for image in listing.images if image.url in pictures
    )
    return tuple(picture_address(sha256, GALLERY_SIDE) for sha256 in shown if sha256 not in matched)


def reason_options(flag: Flag, brand: ProtectedBrand | None) -> tuple[ReasonOption, ...]:
    """The three verdicts with their reasons; for each the one that the flag's reasons speak for."""
    found = {reason.code for reason in flag.reasons}
    kinds = {mark.mark_id: mark.kind for mark in brand.marks} if brand else {}
    matched = {kinds.get(item.mark_id) for item in flag.evidence}
    return tuple(
        ReasonOption(verdict, codes, _suggested(verdict, found, matched))
        for verdict, codes in REASONS_FOR.items()
    )


def _suggested(
    verdict: Verdict, found: set[str], matched: set[MarkKind | None]
) -> ReasonCode | None:
    if verdict is Verdict.INFRINGING:
        guesses = (
            (
                MarkKind.GEOGRAPHICAL_INDICATION in matched,
                ReasonCode.GEOGRAPHICAL_INDICATION_MISUSE,
            ),
            (MarkKind.SPECIAL_SIGN in matched, ReasonCode.SPECIAL_SIGN_MISUSE),
            ("copied_picture" in found, ReasonCode.COPIED_PICTURE),
            ("replica" in found, ReasonCode.COUNTERFEIT),
            ("evasive_spelling" in found, ReasonCode.IMITATION_OF_MARK),
            (True, ReasonCode.UNAUTHORISED_USE),
        )
    elif verdict is Verdict.LEGITIMATE:
        guesses = (
            ("authorised_seller" in found, ReasonCode.AUTHORISED_SELLER),
            ("second_hand" in found, ReasonCode.SECOND_HAND),
            ("place_name" in found, ReasonCode.PLACE_NAME),
            ("dictionary_word" in found, ReasonCode.DICTIONARY_WORD),
            (bool({"compatible", "comparison"} & found), ReasonCode.NOMINATIVE_USE),
            (True, ReasonCode.NOT_THE_MARK),
        )
    else:
        return ReasonCode.NEEDS_TEST_PURCHASE
    return next((code for applies, code in guesses if applies), None)
