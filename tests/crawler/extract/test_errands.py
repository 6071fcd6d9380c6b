"""Addresses that show no goods are told from those that do."""

from __future__ import annotations

import pytest

from crawler.extract.errands import adds_filter, is_errand


@pytest.mark.parametrize(
    "path",
    [
        "/catalogue/wool-rug_1/reviews/add/",
        "/accounts/login/",
        "/cart",
        "/basket/",
        "/checkout.php",
    ],
)
def test_forms_and_accounts_are_errands(path: str) -> None:
    """A form, an account or a basket is told by a whole word of its path."""
    assert is_errand(f"https://shop.example{path}")


@pytest.mark.parametrize(
    "path", ["/item/1001.html", "/catalogue/bag-for-life_3/", "/shopping-cart-toy.html", "/c/bags"]
)
def test_goods_whose_names_hold_such_words_are_none(path: str) -> None:
    """A word inside a name is no errand: a toy cart is for sale."""
    assert not is_errand(f"https://shop.example{path}")


def test_a_filter_of_the_page_itself_leads_to_nothing_new() -> None:
    """Sorting and narrowing are left out, unless the page's own address asks for them already."""
    page = "https://shop.example/c/shoes?page=2"
    assert adds_filter("https://shop.example/c/shoes?sort=price&page=2", page)
    assert adds_filter("https://shop.example/c/shoes?filter[0]=red", page)
    assert not adds_filter("https://shop.example/c/shoes?page=3", page)
    filtered = "https://shop.example/c/shoes?sort=price"
    assert not adds_filter("https://shop.example/c/shoes?sort=price&page=2", filtered)
    assert adds_filter("https://shop.example/c/shoes?sort=name", filtered)
