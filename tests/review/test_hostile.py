"""A hostile listing on every screen: shown, never active."""

from __future__ import annotations

import re

import pytest

from tests.review.client import Browser
from tests.review.sample import Sample

DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u200b\u0007]")


def paths(sample: Sample) -> list[str]:
    """Every screen that shows the sample's last listing, which is the hostile one."""
    flag = sample.flags[-1]
    capture = sample.desk.record.captures.for_listing(flag.listing_id)
    seller = sample.desk.record.listings.get(flag.listing_id).seller_id
    return [
        "/flags",
        f"/flags?source=sample-shop&seller={seller}",
        f"/flags/{flag.flag_id}",
        f"/captures/{capture.capture_id}",
    ]


@pytest.mark.parametrize("number", range(4))
def test_nothing_of_a_listing_is_active(page: Browser, sample: Sample, number: int) -> None:
    """No element, attribute, live link or direction override comes out of a listing's text."""
    page.open(paths(sample)[number])
    assert page.answer.status_code == 200
    assert not DIRECTION.search(page.answer.text)
    assert page.all("img[onerror], svg[onload], img[src=x], b") == []
    assert all(script.attributes.get("src") for script in page.all("script"))
    for link in page.all("[href], [src], [action]"):
        for name in ("href", "src", "action"):
            target = link.attributes.get(name) or ""
            assert not re.match(r"\s*(javascript|data|vbscript|file):", target, re.IGNORECASE)


def test_hostile_title_stays_readable(page: Browser, sample: Sample) -> None:
    """The title is shown as written, with its hidden characters named and its matches marked."""
    page.open(f"/flags/{sample.flags[-1].flag_id}")
    title = page.one("h1").text()
    assert "<script>alert('t')</script>" in title
    assert "U+202E" in title
    assert "青U+200B崖" in page.words("h1 mark")
    names = [node.attributes["title"] for node in page.all("h1 .hidden-character")]
    assert names[0] == "RIGHT-TO-LEFT OVERRIDE"


def test_dead_link_is_text(page: Browser, sample: Sample) -> None:
    """A javascript: address is shown as text and explained, not linked."""
    page.open(f"/flags/{sample.flags[-1].flag_id}")
    assert page.words(".address.dead") == ["javascript:alert(document.domain)"]
    assert page.all("a.address") == []


def test_hostile_parameters_come_back_escaped(page: Browser) -> None:
    """What stands in the address is shown escaped and kept in links as data."""
    nasty = '"><script>alert(1)</script>'
    page.client.get("/flags", params={"q": nasty})
    for name in ("q", "brand", "source", "seller", "cursor"):
        page.answer = page.client.get("/flags", params={name: nasty})
        assert page.answer.status_code in {200, 400}
        assert "<script>alert" not in page.answer.text
