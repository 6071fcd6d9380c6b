"""Choosing: where a page's sources differ, the answer is the one a buyer would act on, and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework.listing import Availability, Listing
from casework.source import Source
from crawler.extract.identifiers import numbers_in, read_gtin, read_sku
from crawler.extract.json_ld import parse_tolerantly
from crawler.extract.labels import label_kind
from crawler.extract.page import ExtractedPage, extract_page

SHOP = Source(name="shop", start=("https://shop.example/",))


def read(html: str, url: str = "https://shop.example/x", source: Source = SHOP) -> ExtractedPage:
    """Extract from a page's text."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return extract_page(
        html.encode(), url, source=source, content_type="text/html; charset=utf-8", seen_at=now
    )


def product(price: str, body: str, stock: str = "InStock", **more: str) -> Listing:
    """The listing of a page with JSON-LD and a body."""
    extra = "".join(f',"{name}":"{value}"' for name, value in more.items())
    page = read(
        f'<html lang="en"><script type="application/ld+json">{{"@type":"Product","name":"Cup"'
        f'{extra},"offers":{{"price":"{price}","priceCurrency":"AUD","availability":"{stock}"}}}}'
        f"</script><body><h1>Cup</h1>{body}</body></html>"
    )
    assert page.listing is not None
    return page.listing


def origins(listing: Listing, name: str) -> list[str]:
    """Where a field came from."""
    return [origin for field, origin in listing.provenance if field == name]


def test_markup_and_page_agree() -> None:
    """The amount both say is the price, with the page's own words for it."""
    listing = product("29.95", "<p class=price>$29.95</p>")
    assert listing.price is not None
    assert (str(listing.price.amount), listing.price.raw) == ("29.95", "$29.95")
    assert origins(listing, "price") == ["json-ld:offers.price", "agrees:visible"]


def test_a_price_before_tax_is_not_the_price() -> None:
    """A visible amount that is the markup's plus a usual tax wins, and both are kept."""
    listing = product("27.23", "<p>one</p><p>two</p><p>$29.95</p>")
    assert listing.price is not None
    assert str(listing.price.amount) == "29.95"
    assert origins(listing, "price") == [
        "visible:with-tax",
        "differs:json-ld:offers.price=27.23",
    ]


def test_a_sale_price_is_the_price() -> None:
    """What the page crosses out is not the price, even where markup says so."""
    listing = product("130", "<s>$130</s> <b class=sale-price>Now $98</b>")
    assert listing.price is not None
    assert str(listing.price.amount) == "98"


def test_a_far_amount_does_not_beat_markup() -> None:
    """A delivery fee or an unmarked number in the text leaves the markup's price."""
    body = "<p>Delivery $8.80</p>" + "<p>words</p>" * 80 + "<p>about $12 for two</p>"
    listing = product("29.95", body)
    assert listing.price is not None
    assert str(listing.price.amount) == "29.95"


@pytest.mark.parametrize(
    ("stock", "body", "expected"),
    [
        ("InStock", "<table><tr><th>Availability<td>Out of stock</table>", "OutOfStock"),
        ("OutOfStock", "<button class=add-to-cart>Add to cart</button>", "InStock"),
        ("OutOfStock", "<button disabled class=add-to-cart>Sold out</button>", "OutOfStock"),
        ("", "<p>售罄</p>", "OutOfStock"),
        ("", "<button>加入购物车</button>", "InStock"),
        (
            "",
            "<select><option>XL (sold out)</option></select><button>Add to cart</button>",
            "InStock",
        ),
        ("", "<p>Sold out</p><div class=related><button>Add to cart</button></div>", "OutOfStock"),
        ("", "<p>nothing else</p>", "InStock"),
    ],
)
def test_stock(stock: str, body: str, expected: str) -> None:
    """Labels beat markup, buttons that sell beat a sold-out variant, choices do not count."""
    assert product("5", f"<p class=price>$5</p>{body}", stock).availability is Availability(
        expected
    )


def test_a_heading_without_its_furniture() -> None:
    """Words that the heading's element holds beside the name are not part of the title."""
    page = read(
        '<title>Wool coat | Shop</title><meta property="og:title" content="Wool coat">'
        '<script type="application/ld+json">{"@type":"Product","name":"Wool coat","offers":'
        '{"price":1}}</script><h1>Wool coat<span>Details</span></h1>'
    )
    assert page.listing is not None
    assert page.listing.title == "Wool coat"


def test_keywords_stuffed_into_a_heading_are_kept() -> None:
    """What a seller adds to the name himself is what matchers must see."""
    page = read("<h1>Bag | LV style | N1ke</h1><p class=price>$9</p><button>Add to cart</button>")
    assert page.listing is not None
    assert page.listing.title == "Bag | LV style | N1ke"


def test_a_word_in_bold_letters_stays_one_word() -> None:
    """A letter in its own element does not break the word it is in."""
    page = read("<h1><b>N</b>ike <span>Air</span><span>Max</span></h1><p class=price>$9</p>"
                "<button>Add to cart</button>")  # fmt: skip
    assert page.listing is not None
    assert page.listing.title == "Nike Air Max"


def test_an_operators_patterns_decide() -> None:
    """A source's own patterns for addresses override every guess."""
    html = "<h1>Notes</h1><p>No price.</p><a href='/wiki/2'>Next thing</a>"
    items = replace(SHOP, product_patterns=("/wiki/*",))
    page = read(html, "https://shop.example/wiki/1", items)
    assert page.page_type == "product"
    assert page.links[0].kind == "product"
    lists = replace(SHOP, collection_patterns=("/wiki/",))
    assert read(html, "https://shop.example/wiki/1", lists).page_type == "collection"


def test_cards_from_markup() -> None:
    """A list that is only in JSON-LD gives its cards."""
    page = read(
        '<h1>Shoes</h1><script type="application/ld+json">{"@type":"ItemList","itemListElement":['
        + ",".join(
            f'{{"@type":"ListItem","item":{{"@type":"Product","name":"Shoe {n}","url":"/shoe-{n}",'
            f'"image":"/{n}.jpg","offers":{{"price":"{n}0","priceCurrency":"EUR"}}}}}}'
            for n in range(1, 5)
        )
        + "]}</script>"
    )
    assert page.page_type == "collection"
    assert [card.title for card in page.cards] == ["Shoe 1", "Shoe 2", "Shoe 3", "Shoe 4"]
    assert all(card.partial and card.price and card.images for card in page.cards)


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("4006381333931", "4006381333931"),
        ("400638133393-1", "4006381333931"),
        ("4006381333932", None),
        ("0-306-40615-2", "9780306406157"),
        ("1589482272", None),
        ("12345", None),
        ("0000000000000", None),
        ("96385074", "96385074"),
    ],
)
def test_gtins_must_check(text: str, gtin: str | None) -> None:
    """A number with a wrong check digit is no GTIN."""
    assert read_gtin(text) == gtin


@pytest.mark.parametrize(
    ("text", "sku"),
    [("AB-123", "AB-123"), ("#77", "77"), ("red", None), ("WXYZ", "WXYZ"), ("a b c d e 1", None),
     ("1002/710", "1002/710"), ("", None)],
)  # fmt: skip
def test_item_numbers_look_like_numbers(text: str, sku: str | None) -> None:
    """Words are no item numbers."""
    assert read_sku(text) == sku


def test_numbers_in_addresses() -> None:
    """Item numbers at the end, in a segment or in a parameter of an address."""
    assert numbers_in("https://s.example/red-p12345.html?pid=77") == ("77",) or numbers_in(
        "https://s.example/red-p12345.html?pid=778"
    ) == ("778", "12345")
    assert numbers_in("https://s.example/app/1174180/Game/") == ("1174180",)
    assert numbers_in("http://[broken") == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("货号：", "sku"), ("店铺 Sold by", "seller"), ("商品编号 Item No.", "sku"), ("Brand", "brand"),
     ("產地", "origin"), ("EAN:", "gtin"), ("Colour", ""), ("发货地", "location")],
)  # fmt: skip
def test_labels_in_one_or_two_languages(name: str, kind: str) -> None:
    """Known names are recognised with their punctuation and in bilingual labels."""
    assert label_kind(name) == kind


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1,}',
        '{"a": 1} // end',
        "{'a': 1}",
        '{"a": 1};',
        '<!-- {"a": 1} -->',
        '<![CDATA[{"a": 1}]]>',
        "{&quot;a&quot;: 1}",
        '{"a": 1} {"b": 2}',
        '{"a": 1, "b": "x\ny"}',
        '{"a": 1, /* note */ "b": NaN}',
    ],
)
def test_broken_json_is_read(text: str) -> None:
    """What shops publish as JSON-LD is read, and numbers keep their spelling."""
    first = parse_tolerantly(text)[0]
    assert isinstance(first, dict)
    assert first["a"] == "1"
