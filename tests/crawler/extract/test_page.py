"""Pages: whatever a shop sends becomes a listing, cards and links, or one clear refusal."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import PageUnreadable
from casework.source import Source
from crawler.extract.page import ExtractedPage, extract_page

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHOP = Source(name="shop", start=("https://shop.example/",))


def read(
    body: str | bytes,
    url: str = "https://shop.example/shoe",
    content_type: str = "text/html; charset=utf-8",
    source: Source = SHOP,
) -> ExtractedPage:
    """Extract from a body as the crawler does."""
    data = body.encode() if isinstance(body, str) else body
    return extract_page(data, url, source=source, content_type=content_type, seen_at=NOW)


PRODUCT = """<html lang="en"><head><link rel="canonical" href="/shoe">
<script type="application/ld+json">{"@type": "Product", "name": "Red shoe", "image": "/a.jpg",
"offers": {"price": "12.50", "priceCurrency": "EUR",
"availability": "http://schema.org/InStock"}}</script></head><body><h1>Red shoe</h1></body></html>"""


def test_a_product_page() -> None:
    """A page about one offer gives its listing with absolute addresses."""
    page = read(PRODUCT)
    assert page.page_type == "product"
    assert page.listing is not None
    assert page.listing.title == "Red shoe"
    assert page.listing.native_id == "https://shop.example/shoe"
    assert page.listing.price is not None
    assert str(page.listing.price.amount) == "12.50"
    assert page.listing.price.currency == "EUR"
    assert page.listing.images[0].url == "https://shop.example/a.jpg"


def test_the_last_page_of_a_list_with_one_offer_left_is_no_product() -> None:
    """A shop's page 4 that holds a single card is a collection, and leads to that offer."""
    page = read(
        "<html><body><h1>Toys</h1><p>61 results</p><div><a href='/toy_61/'>Kite</a>"
        "<p class='price'>£12.00</p><p>In stock</p><button>Add to basket</button></div></body></html>",
        "https://shop.example/category/toys_6/?page=4",
    )
    assert (page.page_type, page.listing) == ("collection", None)
    assert "https://shop.example/toy_61/" in [link.url for link in page.links]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "text/html"),
        (b"   \n", "text/html"),
        (b"\x89PNG\r\n" + bytes(5000), "text/html"),
        (bytes(5000), ""),
        (b"%PDF-1.7", "application/pdf"),
        (b"{}", "application/json"),
        (b"<p>" + b"x" * (17 * 1024 * 1024), "text/html"),
    ],
)
def test_what_is_no_page_is_refused(body: bytes, content_type: str) -> None:
    """Empty, binary, foreign and oversized bodies are PageUnreadable with the address in it."""
    with pytest.raises(PageUnreadable, match=r"shop\.example"):
        read(body, content_type=content_type)


@given(st.binary(max_size=400), st.text(max_size=30), st.text(max_size=30))
def test_any_bytes_are_read_or_refused(data: bytes, url: str, content_type: str) -> None:
    """Nothing but PageUnreadable is raised, whatever the bytes, address and header."""
    for body in (data, b"<html><body>" + data, b'<script type="application/ld+json">' + data):
        with contextlib.suppress(PageUnreadable):
            read(body, url=f"https://shop.example/{url}", content_type=content_type)
        with contextlib.suppress(PageUnreadable):
            read(body, url=url, content_type="text/html")
