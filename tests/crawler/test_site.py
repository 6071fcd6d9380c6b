"""The site of a source, the order of its addresses, and the budgets that end an endless one."""

from __future__ import annotations

import pytest

from casework.frontier import FetchKind
from casework.source import Source
from crawler.site import (
    COLLECTION_PRIORITY,
    OTHER_PRIORITY,
    PRODUCT_PRIORITY,
    UNKNOWN_PRIORITY,
    SiteScope,
    first_fetches,
    page_priority,
)
from crawler.traps import TrapBudget, looks_endless, shape

SOURCE = Source(
    "shop",
    ("https://www.shop.example/zh/",),
    domains=("shop-cdn.example", "127.0.0.1:8421"),
    product_patterns=("/item/", "/p/*.html"),
    collection_patterns=("/c/",),
    skip_patterns=("/cart*", "/login"),
)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.shop.example/a",
        "http://shop.example/",
        "https://shop-cdn.example/x",
        "https://img.shop-cdn.example/x",
        "http://127.0.0.1:8421/",
    ],
)
def test_the_site_holds_its_own_hosts(url: str) -> None:
    """The start host with and without www., both web ports, and domains with their subdomains."""
    assert SiteScope(SOURCE).holds(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/",
        "https://notshop-cdn.example/",
        "https://shop.example.evil.example/",
        "https://pay.shop.example/",
        "https://shop.example:8443/",
        "http://127.0.0.1:8422/",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "https://user:word@shop.example/",
        "javascript:alert(1)",
        "",
    ],
)
def test_the_site_holds_nothing_else(url: str) -> None:
    """Other hosts, other ports, other schemes and addresses with credentials are not followed."""
    assert not SiteScope(SOURCE).holds(url)


def test_patterns_of_a_source_decide_before_the_link_does() -> None:
    """A source that says what its product pages look like is believed."""
    assert page_priority("https://shop.example/item/1", SOURCE, "other") == PRODUCT_PRIORITY
    assert page_priority("https://shop.example/p/x.html", SOURCE) == PRODUCT_PRIORITY
    assert page_priority("https://shop.example/c/tea", SOURCE, "product") == COLLECTION_PRIORITY
    assert page_priority("https://shop.example/about", SOURCE, "other") == OTHER_PRIORITY
    assert page_priority("https://shop.example/about", SOURCE) == UNKNOWN_PRIORITY


def test_a_source_may_leave_parts_of_its_site_alone() -> None:
    """Skip patterns are globs where they have a star, else parts of the path."""
    scope = SiteScope(SOURCE)
    assert scope.skips("https://shop.example/cart/add?x=1")
    assert scope.skips("https://shop.example/zh/login")
    assert not scope.skips("https://shop.example/item/1?next=/login")


def test_a_run_begins_with_start_addresses_robots_and_sitemap() -> None:
    """A bare address is enough to begin with; without sitemaps only the start addresses are."""
    fetches = first_fetches(SOURCE)
    assert [(fetch.kind, fetch.url) for fetch in fetches] == [
        (FetchKind.START, "https://www.shop.example/zh/"),
        (FetchKind.ROBOTS, "https://www.shop.example/robots.txt"),
        (FetchKind.SITEMAP, "https://www.shop.example/sitemap.xml"),
    ]
    alone = first_fetches(Source("shop", ("http://127.0.0.1:1/",), sitemaps=False))
    assert [fetch.kind for fetch in alone] == [FetchKind.START]


@pytest.mark.parametrize(
    "url",
    [
        "http://s/" + "a" * 2000,
        "http://s/" + "/".join("abcdefghijklmnopq"),
        "http://s/tea/cup/tea/cup/tea",
        "http://s/?" + "&".join(f"p{n}=1" for n in range(9)),
    ],
)
def test_an_address_can_show_its_trap(url: str) -> None:
    """Too long, too deep, biting its own tail, or with too many filters: not followed."""
    assert looks_endless(url)


def test_ordinary_addresses_are_no_traps() -> None:
    """A deep category with a few filters is what shops have."""
    assert not looks_endless("http://s/zh/tea/green/spring/2026?page=3&sort=price")


def test_a_barren_shape_ends_and_a_fruitful_one_goes_on() -> None:
    """A calendar ends at the base budget; numbered lists that hold listings earn more."""
    budget = TrapBudget(base=5, earned=2)
    days = [f"http://s/calendar/2026/{day}" for day in range(50)]
    assert sum(budget.allow(day) for day in days) == 5
    assert budget.exhaust(days[0])
    assert not budget.exhaust(days[1]), "it is said once"
    for _ in range(10):
        budget.reward("http://s/list/1?page=1")
    assert sum(budget.allow(f"http://s/list/2?page={page}") for page in range(50)) == 25


def test_shapes_ignore_numbers_and_values() -> None:
    """Two days of a calendar are one shape, two different lists are not."""
    assert shape("http://s/c/2026/11?d=1") == shape("http://s/c/2027/1?d=22")
    assert shape("http://s/tea?page=1") != shape("http://s/tea?sort=1")
