"""Hostile pages: large, deep, broken and lying ones cost little and raise nothing but PageUnreadable."""

from __future__ import annotations

import contextlib
import itertools
import time
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import PageUnreadable
from casework.source import Source
from crawler.extract.answer import extract_answer
from crawler.extract.page import ExtractedPage, extract_page

SHOP = Source(name="shop", start=("https://shop.example/",))
SCRIPT = b'<script type="application/ld+json">'


def read(body: bytes, url: str = "https://shop.example/x", content_type: str = "") -> ExtractedPage:
    """Extract as the crawler does."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return extract_page(body, url, source=SHOP, content_type=content_type, seen_at=now)


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<b><p>" * 30_000,
        b"<table><tr><td>" * 20_000,
        b'<a href="/product/1">x $5</a>' * 30_000,
        b"<span class=price>$5</span>" * 40_000,
        b"<p>" + b"$1,234 " * 150_000,
        b"<p class=price>" + b"1 " * 400_000,
        b"<table>" + b"<tr><td>SKU</td><td>1</td></tr>" * 30_000,
        b"<dl>" + b"<dt>SKU<dd>1" * 40_000,
        b"<h1>x</h1>" * 60_000,
        b'<div class="' + b"price " * 200_000 + b'">$5</div>',
        b"<li>" + b":" * 300_000,
        b"<h1>" + b"sold out in stock " * 30_000,
        b'<div itemscope itemtype="http://schema.org/Product"><i itemprop=name>x</i>' * 10_000,
        SCRIPT + b"[" * 200_000,
        SCRIPT + b'{"a":' * 100_000,
        SCRIPT + b'{"a":"b",' * 50_000,
        SCRIPT + b'{"@type":"Product","offers":{"price":' + b"9" * 100_000 + b"}}",
        SCRIPT + b"[" + b'{"@type":"Product","@id":"#a","offers":{"@id":"#a"}},' * 10_000 + b"{}]",
        b'<script type="application/ld+json">{"@type":"Product",,}</script>' * 5_000,
        b"<!--" * 200_000,
        b"<" * 500_000,
        b"\xff\xfe" + "<p>\ud800x".encode("utf-16-le", "surrogatepass") * 1000,
        b"<p>&#xD800;&#0;&#1114112;</p>" * 5_000,
        b"<div " + b" ".join(b"a%d" % number for number in range(9_000)) + b">x</div>",
        b"<div x='>' " + b" ".join(b"a%d=b" % number for number in range(200_000)) + b">x</div>",
        b"<a x='" * 100_000,
        b"<base href='http://[::1'><a href='//[x'>a</a><a href='http://x:99999/'>b</a>",
    ],
    ids=itertools.count(),
)
def test_a_hostile_page_costs_little(body: bytes) -> None:
    """A page of a megabyte made to be slow is read or refused within seconds."""
    began = time.process_time()
    with contextlib.suppress(PageUnreadable):
        msgspec.json.encode(extract_answer(read(body)))
    assert time.process_time() - began < 60


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        (
            "<h1>郫县豆瓣</h1><p class=price>9.90元</p>".encode("gbk"),
            "text/html; charset=gb2312",
            "郫县豆瓣",
        ),
        ("<meta charset=big5><h1>手工皮夾</h1><p class=price>NT$9".encode("big5"), "", "手工皮夾"),
        (
            "<h1>郫县豆瓣酱正品</h1><p class=price>¥9.90</p>".encode("gb18030"),
            "text/html",
            "郫县豆瓣酱正品",
        ),
        ("<h1>Café</h1><p class=price>€9".encode(), "text/html; charset=iso-8859-1", "Café"),
        (b"<h1>Caf\xe9</h1><p class=price>\x809</p>", "text/html", "Café"),
        ("<h1>Schuh</h1><p class=price>9 €".encode(), "text/html; charset=hex", "Schuh"),
        (b"<h1>Schuh</h1><p class=price>$9", "text/html; charset=zlib", "Schuh"),
        (
            "<h1>Schuh</h1><p>9 €</p><p>Auf Lager</p><button>Kaufen</button>".encode("utf-16"),
            "text/html",
            "Schuh",
        ),
        ("<h1>ab</h1><p class=price>$9".encode("utf-8-sig"), "", "ab"),
    ],
)
def test_encodings_are_found(body: bytes, content_type: str, title: str) -> None:
    """Declared, contradicted, wrong and missing encodings all give the words of the page."""
    page = read(body + b"<button class=add-to-cart>Buy</button>", content_type=content_type)
    assert page.listing is not None
    assert page.listing.title == title


_WORDS = st.sampled_from(
    ["$5", "¥1.2万", "<h1>", "</h1>", "<div class=price>", "</div>", "<p>", "SKU: 1", "品牌：x",
     "<a href='/p/1'>", "</a>", "<img src=a.jpg>", "<li>", "sold out", "<table><tr><td>", "</td>",
     "<script type='application/ld+json'>", "{", "}", '"@type":', '"Product"', ",", "[", "]",
     "</script>", "<div itemscope itemtype=Product>", "<i itemprop=offers>", "&lt;", "\ud800", "\x00"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(_WORDS, max_size=40))
def test_any_mixture_of_markup_is_read(pieces: list[str]) -> None:
    """Whatever order tags, prices and JSON come in, the answer can be written as JSON."""
    with contextlib.suppress(PageUnreadable):
        page = read("".join(pieces).encode("utf-8", "surrogatepass"))
        msgspec.json.encode(extract_answer(page))
        assert (page.listing is not None) == (page.page_type == "product")
        for listing in (*page.cards, *([page.listing] if page.listing else [])):
            assert listing.title.strip()
            assert listing.native_id
            listing.content_digest()
