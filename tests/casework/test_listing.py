"""Listings, their identity and what the matchers read of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from casework.listing import ImageRef, Listing, Seller

SEEN = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = Listing("shop", "1", "https://shop.example/1", "Title", SEEN)
FULL = replace(
    PLAIN,
    description="Words",
    brand="Brand",
    attributes=(("Origin", "Here"), ("Colour", "")),
    seller=Seller("Corner Shop "),
    images=(ImageRef("https://shop.example/1.jpg", 0),),
)


def test_the_same_offer_has_one_id() -> None:
    """Id: source and native id alone, so a changed title or address is the same offer."""
    assert PLAIN.listing_id == replace(PLAIN, title="x", url="y").listing_id
    assert PLAIN.listing_id != replace(PLAIN, source="other").listing_id


def test_a_change_is_what_the_shop_changed() -> None:
    """When and where a listing was seen is no change; what it says and shows is."""
    assert FULL.content_digest() == replace(FULL, seen_at=SEEN.replace(year=2027)).content_digest()
    assert FULL.content_digest() != replace(FULL, title="x").content_digest()
    assert FULL.content_digest() != replace(FULL, images=()).content_digest()


def test_matchers_read_every_text_that_is_there() -> None:
    """Fields come by name in the order of their weight to a buyer; empty ones are left out."""
    assert PLAIN.text_fields() == (("title", "Title"),)
    assert FULL.text_fields() == (
        ("title", "Title"),
        ("brand", "Brand"),
        ("description", "Words"),
        ("attribute:Origin", "Here"),
        ("seller", "Corner Shop "),
    )


def test_a_seller_is_known_by_native_id_or_name() -> None:
    """The shop's own id counts where there is one; else the name, whatever its case."""
    assert PLAIN.seller_id is None
    assert FULL.seller_id == Seller("corner shop").seller_id("shop")
    assert Seller("a", native_id="7").seller_id("shop") == Seller("b", "7").seller_id("shop")
    assert Seller("a").seller_id("shop") != Seller("a").seller_id("other")
