"""A listing: what one shop offers on one page, as it was seen at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from casework.identity import digest, identity


class Availability(StrEnum):
    """schema.org's two answers that matter to enforcement; None on a listing means "not said"."""

    IN_STOCK = "InStock"
    OUT_OF_STOCK = "OutOfStock"


@dataclass(frozen=True, slots=True)
class Price:
    """A price as shown: `amount` in major units, `currency` as ISO 4217, `raw` the page's own text."""

    amount: Decimal | None
    currency: str | None
    raw: str


@dataclass(frozen=True, slots=True)
class Seller:
    """Who offers the listing, as the page says; `native_id` is the shop platform's own id."""

    name: str
    native_id: str | None = None
    url: str | None = None
    location: str | None = None

    def seller_id(self, source: str) -> str:
        """Identity of the seller within a source: its native id, else its name, case folded."""
        return identity("seller", source, self.native_id or self.name.casefold().strip())


@dataclass(frozen=True, slots=True)
class ImageRef:
    """A picture a listing shows: its absolute address and place in the gallery (0 is the main one)."""

    url: str
    position: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One offer. `native_id` is the shop's item id where the page has one, else the canonical URL.

    `provenance` says for each field where it came from, e.g. ("price", "json-ld:offers.price").
    `partial` is true for a card on a category page: its own page was not read.
    """

    source: str
    native_id: str
    url: str
    title: str
    seen_at: datetime
    description: str = ""
    price: Price | None = None
    availability: Availability | None = None
    brand: str | None = None
    sku: str | None = None
    gtin: str | None = None
    mpn: str | None = None
    canonical_url: str | None = None
    category: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    images: tuple[ImageRef, ...] = ()
    seller: Seller | None = None
    capture_id: str | None = None
    partial: bool = False
    provenance: tuple[tuple[str, str], ...] = ()

    @property
    def listing_id(self) -> str:
        """The same offer has the same id in every crawl."""
        return identity("listing", self.source, self.native_id)

    @property
    def seller_id(self) -> str | None:
        """Identity of the seller, or None where the page names none."""
        return self.seller.seller_id(self.source) if self.seller else None

    def content_digest(self) -> str:
        """Digest of what the shop says, without when and where it was seen: the change detector."""
        return digest(
            (
                self.title,
                self.description,
                self.price,
                self.availability,
                self.brand,
                self.sku,
                self.gtin,
                self.mpn,
                self.category,
                self.attributes,
                tuple(image.url for image in self.images),
                self.seller,
            )
        )

    def text_fields(self) -> tuple[tuple[str, str], ...]:
        """The fields matchers read, as (name, text), in the order of their weight to a buyer."""
        fields = [("title", self.title)]
        if self.brand:
            fields.append(("brand", self.brand))
        if self.description:
            fields.append(("description", self.description))
        fields.extend((f"attribute:{name}", value) for name, value in self.attributes if value)
        if self.seller:
            fields.append(("seller", self.seller.name))
        return tuple(fields)
