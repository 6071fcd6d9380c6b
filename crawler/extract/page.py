"""A page's extraction: bytes of a response become its listing, the cards it shows, and its links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.errors import PageUnreadable
from casework.listing import Availability, ImageRef, Listing, Price
from casework.source import Source
from crawler.extract.addresses import native_id
from crawler.extract.cards import Card
from crawler.extract.choice import (
    Provenance,
    choose_availability,
    choose_brand,
    choose_description,
    choose_gtin,
    choose_price,
    choose_seller,
    choose_sku,
    choose_text,
    choose_title,
)
from crawler.extract.document import parse_document
from crawler.extract.findings import Finding, clean
from crawler.extract.headline import bare_title
from crawler.extract.identifiers import numbers_in
from crawler.extract.links import Link
from crawler.extract.page_kind import PageType, Signs, page_kind
from crawler.extract.reading import Reading, read_page

__all__ = ["ExtractedPage", "Link", "PageType", "extract_page"]

_MOST_IMAGES = 30
_MOST_ATTRIBUTES = 80


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """All that one page gave.

    `listing` is the offer the page is about, None on pages of another type; `cards` are the partial
    listings it shows in passing; `problems` are (kind, sentence) pairs that did not stop the reading.
    """

    page_type: PageType
    listing: Listing | None
    cards: tuple[Listing, ...]
    links: tuple[Link, ...]
    problems: tuple[tuple[str, str], ...]
    canonical_url: str | None


def extract_page(
    body: bytes, url: str, *, source: Source, content_type: str, seen_at: datetime
) -> ExtractedPage:
    """Read one fetched page.

    Raises:
        PageUnreadable: the bytes are no page; the only error that is raised, whatever they are.
    """
    document = parse_document(body, url, content_type)
    try:
        reading = read_page(document, source)
        return _page(reading, source, seen_at)
    except (RecursionError, MemoryError, UnicodeError) as error:
        raise PageUnreadable(f"{url} cannot be read: {type(error).__name__}.") from None


def _page(reading: Reading, source: Source, seen_at: datetime) -> ExtractedPage:
    kind = page_kind(_signs(reading, source), reading.cards, source)
    listing = _listing(reading, source, seen_at) if kind == "product" else None
    if kind == "product" and listing is None:
        kind = "other"
    known = {listing.native_id} if listing is not None else set()
    cards = []
    for card in reading.cards:
        partial = _partial(card, source, seen_at)
        if partial.native_id not in known:
            known.add(partial.native_id)
            cards.append(partial)
    carded = {card.url for card in reading.cards}
    links = tuple(
        Link(link.url, "product", link.text)
        if link.url in carded and link.kind in {"other", "collection"}
        else link
        for link in reading.links
    )
    problems = []
    if reading.broken_scripts:
        problems.append(
            ("broken-json-ld", f"{reading.broken_scripts} JSON-LD scripts cannot be read.")
        )
    return ExtractedPage(kind, listing, tuple(cards), links, tuple(problems), reading.canonical)


def _signs(reading: Reading, source: Source) -> Signs:
    best = reading.seen_prices[0] if reading.seen_prices else None
    in_card = best is not None and any(
        card.price is not None and card.place <= best.place < card.last for card in reading.cards
    )
    return Signs(
        url=reading.document.url,
        markup_product=reading.product is not None,
        markup_offer=reading.product is not None
        and any(not f.origin.startswith("meta:") for f in reading.stated.prices),
        markup_products=reading.markup_products,
        markup_list=reading.markup_list,
        metadata_product=reading.metadata_product,
        price_score=best.score if best else -9.0,
        price_in_card=in_card,
        buys=any(f.origin == "visible:button" for f in reading.seen_stock),
        item_number=any(label.kind in {"sku", "gtin"} for label in reading.labels),
        sold_out=any(f.value is Availability.OUT_OF_STOCK for f in reading.seen_stock),
        pager=any(link.kind == "pagination" for link in reading.links),
    )


def _listing(reading: Reading, source: Source, seen_at: datetime) -> Listing | None:
    document, stated = reading.document, reading.stated
    provenance = Provenance()
    fallback = reading.metadata.get("og:title") or bare_title(reading.metadata.get("title", ""), ())
    title = choose_title(stated, reading.heading, clean(fallback), provenance)
    if not title:
        return None
    skus = [*stated.skus, *(Finding(number, "url") for number in numbers_in(document.url))]
    places = [label.value for label in reading.labels if label.kind == "location"]
    return Listing(
        source=source.name,
        native_id=native_id(document.url, reading.canonical, source),
        url=document.url,
        title=title,
        seen_at=seen_at,
        description=choose_description(stated, provenance),
        price=_with_currency(choose_price(stated.prices, reading.seen_prices, provenance), reading),
        availability=choose_availability(stated, reading.seen_stock, provenance),
        brand=choose_brand(stated.brands, provenance),
        sku=choose_sku(skus, document.url, provenance),
        gtin=choose_gtin(stated.gtins, provenance),
        mpn=choose_text("mpn", stated.mpns, provenance),
        canonical_url=reading.canonical,
        category=next((finding.value for finding in stated.categories if finding.value), ()),
        attributes=tuple(dict.fromkeys(stated.attributes))[:_MOST_ATTRIBUTES],
        images=_images(stated.images, provenance),
        seller=choose_seller(stated.sellers, next(iter(places), ""), provenance),
        provenance=tuple(provenance.entries),
    )


def _with_currency(price: Price | None, reading: Reading) -> Price | None:
    if price is None or price.currency or not reading.hints:
        return price
    return Price(price.amount, reading.hints[0], price.raw)


def _images(found: list[Finding[str]], provenance: Provenance) -> tuple[ImageRef, ...]:
    addresses = list(dict.fromkeys(finding.value for finding in found))[:_MOST_IMAGES]
    if found:
        provenance.note("images", found[0].origin)
    return tuple(ImageRef(address, place) for place, address in enumerate(addresses))


def _partial(card: Card, source: Source, seen_at: datetime) -> Listing:
    return Listing(
        source=source.name,
        native_id=native_id(card.url, None, source),
        url=card.url,
        title=card.title,
        seen_at=seen_at,
        price=card.price,
        images=(ImageRef(card.picture, 0),) if card.picture else (),
        partial=True,
        provenance=(("title", f"{card.origin}:card"), ("price", f"{card.origin}:card")),
    )
