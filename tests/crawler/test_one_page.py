"""One page fetched outside of a crawl, with the manners of a crawl."""

from __future__ import annotations

import pytest

from casework.errors import PageUnreadable, UsageError
from casework.settings import CrawlSettings
from crawler.one_page import fetch_page
from tests.shops.server import Answer, Shop

MANNERS = CrawlSettings(timeout_seconds=30.0, page_bytes=4096)
PAGE = Answer("<h1>tea</h1>")
FORBIDDEN = Answer("User-agent: *\nDisallow: /", content_type="text/plain")


def _fetch(shop: Shop, manners: CrawlSettings = MANNERS) -> bytes:
    with shop:
        return fetch_page(f"{shop.url}/tea", manners).body


@pytest.mark.parametrize("status", [404, 410])
def test_without_robots_the_page_is_fetched(status: int) -> None:
    """A shop that has no robots.txt allows all."""
    shop = Shop({"/tea": PAGE, "/robots.txt": Answer(status=status)})
    assert _fetch(shop) == b"<h1>tea</h1>"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_robots_that_cannot_be_read_allow_nothing(status: int) -> None:
    """As in a crawl: what robots.txt would say is unknown, so the page is left alone."""
    shop = Shop({"/tea": PAGE, "/robots.txt": Answer(status=status)})
    with pytest.raises(PageUnreadable, match=r"robots\.txt cannot be read"):
        _fetch(shop)
    assert "/tea" not in shop.hits


def test_robots_behind_a_redirect_are_obeyed() -> None:
    """A redirect of robots.txt on the same host is followed; one to another host is unreadable."""
    moved = Answer(status=301, headers={"Location": "/rules.txt"})
    shop = Shop({"/tea": PAGE, "/robots.txt": moved, "/rules.txt": FORBIDDEN})
    with pytest.raises(UsageError, match="forbids"):
        _fetch(shop)
    away = Answer(status=301, headers={"Location": "http://localhost:1/robots.txt"})
    with pytest.raises(PageUnreadable, match=r"robots\.txt cannot be read"):
        _fetch(Shop({"/tea": PAGE, "/robots.txt": away}))


def test_robots_are_left_unread_only_by_setting() -> None:
    """`crawl.obey_robots` off is the one way past a robots.txt that forbids."""
    manners = CrawlSettings(timeout_seconds=30.0, obey_robots=False)
    assert _fetch(Shop({"/tea": PAGE, "/robots.txt": FORBIDDEN}), manners) == b"<h1>tea</h1>"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=302, headers={"Location": "/elsewhere"}), r"leads to http://.*/elsewhere;"),
        (Answer(status=404), "answered with status 404"),
        (Answer("x" * 5000), "larger than the limit of 4096 bytes"),
    ],
)
def test_what_is_no_page_is_said(answer: Answer, said: str) -> None:
    """A redirect is named and not followed; other statuses and large pages are one sentence."""
    shop = Shop({"/tea": answer, "/elsewhere": PAGE})
    with pytest.raises(PageUnreadable, match=said):
        _fetch(shop)
    assert "/elsewhere" not in shop.hits
