"""Sitemaps: every form in the field is read, and a hostile one costs little."""

from __future__ import annotations

import contextlib
import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import PageUnreadable
from crawler.extract.sitemap import LARGEST, read_sitemap

PLACE = "https://s.example/sitemap.xml"
PLAIN = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="x"><url><loc> https://s.example/a?x=1&amp;y=2 </loc><image:image>
<image:loc>https://s.example/a.jpg</image:loc></image:image></url>
<url><loc><![CDATA[https://s.example/b]]></loc></url></urlset>"""


def test_a_plain_sitemap() -> None:
    """Pages are listed in their order; pictures in it are no pages."""
    found = read_sitemap(PLAIN, PLACE)
    assert found.entries == ("https://s.example/a?x=1&y=2", "https://s.example/b")
    assert found.sitemaps == ()


def test_packed_once_or_twice() -> None:
    """Gzip is recognised by its bytes, also where a server packs a packed file."""
    assert len(read_sitemap(gzip.compress(PLAIN), PLACE).entries) == 2
    assert len(read_sitemap(gzip.compress(gzip.compress(PLAIN)), PLACE).entries) == 2


def test_an_index_with_a_prefix() -> None:
    """An index gives further sitemaps, whatever prefix its elements have."""
    text = b"<s:sitemapindex><s:sitemap><s:loc>https://s.example/1.xml</s:loc></s:sitemap>"
    assert read_sitemap(text, PLACE).sitemaps == ("https://s.example/1.xml",)


def test_text_and_feeds() -> None:
    """A list of addresses and an RSS feed are sitemaps too."""
    assert read_sitemap(b"https://s.example/1\nhttps://s.example/2\n", PLACE).entries == (
        "https://s.example/1",
        "https://s.example/2",
    )
    feed = b"<rss><channel><item><link>https://s.example/3</link></item></channel></rss>"
    assert read_sitemap(feed, PLACE).entries == ("https://s.example/3",)


@pytest.mark.parametrize("body", [b"<html><h1>Not found</h1></html>", b"\x1f\x8b\x08broken", b"{}"])
def test_what_is_no_sitemap_is_said(body: bytes) -> None:
    """An error page with status 200 is a problem, not an empty sitemap."""
    with pytest.raises(PageUnreadable, match="sitemap"):
        read_sitemap(body, PLACE)


def test_an_empty_sitemap_is_empty() -> None:
    """No bytes and no entries are no error."""
    assert read_sitemap(b"", PLACE).entries == ()
    assert read_sitemap(b"<urlset></urlset>", PLACE).entries == ()


def test_a_bomb_is_refused() -> None:
    """A small file that unpacks to more than the limit is not unpacked further."""
    with pytest.raises(PageUnreadable, match="larger"):
        read_sitemap(gzip.compress(b" " * (LARGEST + 10)), PLACE)


@pytest.mark.parametrize("piece", [b"<url>", b"<loc>", b"<link ", b"<", b"<loc", b"<![CDATA["])
def test_a_hostile_sitemap_costs_little(piece: bytes) -> None:
    """Megabytes of openings without an end are read in linear time."""
    began = time.process_time()
    for head in (b"<urlset>", b"<rss>"):
        assert read_sitemap(head + piece * 300_000, PLACE).entries == ()
    assert time.process_time() - began < 60


@given(st.binary(max_size=500))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but PageUnreadable is raised."""
    for head in (b"", b"<urlset>", b"\x1f\x8b", b"<rss>"):
        with contextlib.suppress(PageUnreadable):
            read_sitemap(head + data, PLACE)
