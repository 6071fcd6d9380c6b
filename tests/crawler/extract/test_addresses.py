"""Addresses: one page has one spelling, and an item keeps its id wherever it is linked from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.source import Source
from crawler.extract.addresses import item_id, native_id, normalise_url

SHOP = Source(name="shop", start=("https://shop.example/",))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTPS://Shop.Example:443/A?b=1#top", "https://shop.example/A?b=1"),
        ("http://shop.example", "http://shop.example/"),
        ("http://shop.example:8080/x", "http://shop.example:8080/x"),
        (
            "https://s.example/p?utm_source=a&id=3&spm=1.2&pvid=9&srsltid=x",
            "https://s.example/p?id=3",
        ),
        ("https://s.example/p?b=2&a=1", "https://s.example/p?a=1&b=2"),
        ("https://s.example/a/../b/./c", "https://s.example/b/c"),
        ("https://s.example/商品/１", "https://s.example/%E5%95%86%E5%93%81/%EF%BC%91"),
        ("https://s.example/%e5%95%86%7e", "https://s.example/%E5%95%86~"),
        ("https://商店.example/x", "https://xn--czrs0t.example/x"),
        ("https://user:secret@s.example/x", "https://s.example/x"),
        ("https://s.example/x;jsessionid=AB12?y=1", "https://s.example/x?y=1"),
        (" https://s.example/a b\n", "https://s.example/ab"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.example", ""),
        ("data:text/html,x", ""),
        ("http://", ""),
        ("http://s.example:99999/", ""),
        ("http://[broken/", ""),
        ("https://s.example/" + "a" * 3000, ""),
    ],
)
def test_addresses_have_one_spelling(written: str, normal: str) -> None:
    """The spelling that all ways of writing an address share."""
    assert normalise_url(written) == normal


def test_an_operator_drops_further_parameters() -> None:
    """Parameters that a source names do not distinguish pages."""
    assert (
        normalise_url("https://s.example/x?Colour=1&a=2", ("colour",)) == "https://s.example/x?a=2"
    )


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """The normal spelling is a fixed point, whatever was given."""
    for written in (text, f"https://s.example/{text}", f"https://s.example/x?{text}"):
        once = normalise_url(written)
        assert normalise_url(once) == once


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://m.example/Some-Title/dp/B07XYZ1234/ref=sr_1?qid=1", "B07XYZ1234"),
        ("https://m.example/itm/Nice-shoes/123456789012", "123456789012"),
        ("https://item.taobao.example/item.htm?spm=a1&id=600123456", "600123456"),
        ("https://item.jd.example/100012043978.html", "100012043978"),
        ("https://detail.1688.example/offer/612345678.html", "612345678"),
        ("https://s.example/collections/new/products/red-shoe", "red-shoe"),
        ("https://s.example/products/red-shoe", "red-shoe"),
        ("https://s.example/de/products/red-shoe", None),
        ("https://s.example/goods.php?goods_id=77", "77"),
        ("https://s.example/catalogue/red-shoe_12/", None),
        ("https://s.example/list.php?id=7", None),
        ("https://s.example/", None),
    ],
)
def test_item_ids_are_read_from_addresses(url: str, expected: str | None) -> None:
    """Known shop systems' item ids are found, other addresses give none."""
    assert item_id(url) == expected


def test_a_source_names_its_own_pattern() -> None:
    """The operator's pattern comes first; its group `id` is the id."""
    shop = Source(name="s", start=(), native_id_pattern=r"/catalogue/[^/]+_(?P<id>\d+)/")
    assert native_id("https://s.example/catalogue/x_12/", None, shop) == "12"
    assert item_id("https://s.example/p-9.html", r"p-(\d+)") == "9"
    assert item_id("https://s.example/p-9.html", r"p-\d+") == "p-9"
    assert item_id("https://s.example/other", r"p-(\d+)") is None


@pytest.mark.parametrize(
    ("url", "canonical", "expected"),
    [
        ("https://s.example/a/shoe?x=1", "https://s.example/shoe", "https://s.example/shoe"),
        ("https://s.example/shoe-1", "https://s.example/", "https://s.example/shoe-1"),
        ("https://s.example/shoe-1", "https://s.example/other", "https://s.example/shoe-1"),
        ("https://s.example/p.php?id=4", "https://s.example/p.php", "https://s.example/p.php?id=4"),
        ("https://s.example/x?color=red", "https://s.example/x", "https://s.example/x"),
        (
            "https://s.example/v.php?n=12345",
            "https://s.example/shoe-12345",
            "https://s.example/shoe-12345",
        ),
        ("https://s.example/shoe", None, "https://s.example/shoe"),
    ],
)
def test_a_canonical_address_is_believed_only_when_it_is_the_same_page(
    url: str, canonical: str | None, expected: str
) -> None:
    """A shop that names one canonical address everywhere does not fold its listings into one."""
    assert native_id(url, canonical, SHOP) == expected
