"""Sitemaps: XML, an index of others, plain text or a feed, packed or not, read without surprises."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from casework.errors import PageUnreadable
from crawler.extract.addresses import normalise_url

LARGEST = 50 * 1024 * 1024
"""Bytes that are read of one sitemap after unpacking; the protocol allows no more."""

MOST_ENTRIES = 50_000
"""Entries that are taken from one sitemap; the protocol allows no more."""

# Read by pattern and not by an XML parser: sitemaps in the field have undeclared entities, stray
# bytes and broken ends, and an XML parser would also expand entities that a hostile shop declares.
# Each part of a pattern stops at the next "<", so that fifty hostile megabytes are read once.
_PLACE = re.compile(
    r"<(?!image:|video:|news:)(?:\w{1,20}:)?loc\b[^<>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]+)"
)
_FEED_LINK = re.compile(
    r"<link\b[^<>]*>\s*([^<\s]+)\s*</link>|<link\b[^<>]*\bhref=[\"']([^\"'<>]+)"
)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The addresses of pages (`entries`) and of further sitemaps (`sitemaps`), in their order."""

    entries: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """The addresses that a sitemap lists.

    Raises:
        PageUnreadable: it is broken gzip, larger than `LARGEST`, or holds no address at all though
            it is not empty (an HTML error page with status 200, say).
    """
    text = _text(_unpacked(body, url))
    if re.search(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b", text):
        return _from_xml(text)
    if re.search(r"<(?:rss|feed|rdf:RDF)\b", text):
        links = (unescape(a or b) for a, b in _FEED_LINK.findall(text))
        return Sitemap(entries=_addresses(links))
    lines = text.split()
    if lines and all(re.match(r"https?://", line) for line in lines[:20]):
        return Sitemap(entries=_addresses(lines))
    if not text.strip():
        return Sitemap()
    raise PageUnreadable(f"No sitemap was found at {url}: it lists no address.")


def _from_xml(text: str) -> Sitemap:
    found = _addresses(unescape(place).strip() for place in _PLACE.findall(text))
    if re.search(r"<(?:\w{1,20}:)?sitemapindex\b", text):
        return Sitemap(sitemaps=found)
    return Sitemap(entries=found)


def _addresses(found: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for address in found:
        normal = normalise_url(address)
        if normal:
            kept[normal] = None
            if len(kept) >= MOST_ENTRIES:
                break
    return tuple(kept)


def _unpacked(body: bytes, url: str) -> bytes:
    for _ in range(2):  # some servers pack a file that is packed already
        if not body.startswith(b"\x1f\x8b"):
            break
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            body = reader.decompress(body, LARGEST + 1)
        except zlib.error as error:
            raise PageUnreadable(f"The sitemap {url} is broken gzip: {error}.") from None
    if len(body) > LARGEST:
        raise PageUnreadable(f"The sitemap {url} is larger than {LARGEST} bytes.")
    return body


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")
