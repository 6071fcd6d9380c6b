"""The answer of `markwarden extract`: an extracted page in the shape that the contract promises."""

from __future__ import annotations

import msgspec

from casework.listing import ImageRef, Listing, Price, Seller
from crawler.extract.page import ExtractedPage, PageType


class PriceAnswer(msgspec.Struct, frozen=True):
    """A price; `amount` is a decimal number as text, so that no reader rounds it."""

    amount: str | None
    currency: str | None
    raw: str


class SellerAnswer(msgspec.Struct, frozen=True):
    """Who offers it."""

    name: str
    native_id: str | None
    url: str | None
    location: str | None


class ListingAnswer(msgspec.Struct, frozen=True):
    """One offer, with every field the page gave."""

    native_id: str
    url: str
    title: str
    description: str
    price: PriceAnswer | None
    availability: str | None
    brand: str | None
    sku: str | None
    gtin: str | None
    mpn: str | None
    canonical_url: str | None
    category: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    images: tuple[str, ...]
    seller: SellerAnswer | None


class LinkAnswer(msgspec.Struct, frozen=True):
    """One link of the page."""

    url: str
    kind: str
    text: str


class ExtractAnswer(msgspec.Struct, frozen=True):
    """What `markwarden extract --json` prints; `provenance` is of the listing, by field."""

    page_type: PageType
    listing: ListingAnswer | None
    cards: tuple[ListingAnswer, ...]
    links: tuple[LinkAnswer, ...]
    canonical_url: str | None
    problems: tuple[str, ...]
    provenance: dict[str, tuple[str, ...]]


def extract_answer(page: ExtractedPage) -> ExtractAnswer:
    """The answer for one page."""
    provenance: dict[str, tuple[str, ...]] = {}
    for name, origin in page.listing.provenance if page.listing else ():
        provenance[name] = (*provenance.get(name, ()), origin)
    return ExtractAnswer(
        page_type=page.page_type,
        listing=_listing(page.listing) if page.listing else None,
        cards=tuple(_listing(card) for card in page.cards),
        links=tuple(LinkAnswer(link.url, link.kind, link.text) for link in page.links),
        canonical_url=page.canonical_url,
        problems=tuple(sentence for _, sentence in page.problems),
        provenance=provenance,
    )


def _listing(listing: Listing) -> ListingAnswer:
    return ListingAnswer(
        native_id=listing.native_id,
        url=listing.url,
        title=listing.title,
        description=listing.description,
        price=_price(listing.price),
        availability=listing.availability,
        brand=listing.brand,
        sku=listing.sku,
        gtin=listing.gtin,
        mpn=listing.mpn,
        canonical_url=listing.canonical_url,
        category=listing.category,
        attributes=listing.attributes,
        images=tuple(_image(image) for image in listing.images),
        seller=_seller(listing.seller),
    )


def _price(price: Price | None) -> PriceAnswer | None:
    if price is None:
        return None
    amount = None if price.amount is None else format(price.amount, "f")
    return PriceAnswer(amount, price.currency, price.raw)


def _image(image: ImageRef) -> str:
    return image.url


def _seller(seller: Seller | None) -> SellerAnswer | None:
    if seller is None:
        return None
    return SellerAnswer(seller.name, seller.native_id, seller.url, seller.location)
