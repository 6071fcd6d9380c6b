"""A document: the bytes of a page decoded and parsed once, into the tree that all extractors share."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from casework.errors import PageUnreadable
from crawler.extract.addresses import normalise_url, resolve

LARGEST_PAGE = 16 * 1024 * 1024
"""Bytes of a page beyond which it is not parsed; the crawler's own limit is lower."""

_MOST_ATTRIBUTE_PAIRS = 100_000_000
_SHORT_TAG = 500
# As HTML tokenises: quotes count behind an equals sign only. Possessive, so that it stays linear.
_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?"""
_TAG = re.compile(rf"<[A-Za-z][^\s/>]*+(?:[\s/]++|{_ATTRIBUTE})*+")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_MARKUP_TYPES = re.compile(r"text/|application/(?:xhtml|xml)|$|.*\+xml|application/octet-stream")
# Browsers read these labels as their supersets; shops write the label and use the superset.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
_UNSAFE = frozenset(
    {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page: `root` is its html element, `base` the address that relative links start from.

    `language` is the page's own declaration in lower case ("zh-cn"), or empty.
    """

    url: str
    base: str
    root: etree._Element
    language: str
    known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def absolute(self, address: str) -> str:
        """A link of this page as a whole normalised address; empty where it is none."""
        if not address.strip():
            return ""
        known = self.known.get(address)
        if known is None:
            known = self.known[address] = _normalised(resolve(self.base, address))
        return known


@lru_cache(maxsize=32_768)  # most links of a page are on every page of the shop
def _normalised(address: str) -> str:
    return normalise_url(address)


def parse_document(body: bytes, url: str, content_type: str) -> Document:
    """Decode and parse a page.

    Raises:
        PageUnreadable: it is empty, larger than `LARGEST_PAGE`, no markup, or cannot be parsed.
    """
    kind = content_type.split(";", 1)[0].strip().lower()
    if not _MARKUP_TYPES.match(kind):
        raise PageUnreadable(f"{url} is not a page but {kind[:60]}.")
    if len(body) > LARGEST_PAGE:
        raise PageUnreadable(f"{url} has {len(body)} bytes, more than a page is read of.")
    text = decode(body, content_type)
    if not text.strip():
        raise PageUnreadable(f"{url} is empty.")
    if text.count("\x00", 0, 4096) > 3 or body.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG")):
        raise PageUnreadable(f"{url} is not a page but binary data.")
    if _attribute_pairs(text) > _MOST_ATTRIBUTE_PAIRS:
        raise PageUnreadable(f"{url} has a tag with too many attributes.")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        # The stubs promise an element; of nothing but control characters lxml makes None.
        root: etree._Element | None = etree.fromstring(
            text.replace("\x00", "").encode("utf-8", "replace"), parser
        )
    except (etree.LxmlError, ValueError, TypeError) as error:
        raise PageUnreadable(f"{url} cannot be parsed: {error}.") from None
    if root is None:
        raise PageUnreadable(f"{url} holds no markup.")
    base = root.find(".//base[@href]")
    start = resolve(url, base.get("href", "")) if base is not None else url
    language = root.get("lang", "") or root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return Document(url, start or url, root, language.strip().lower().replace("_", "-"))


def _attribute_pairs(text: str) -> int:
    """How many pairs of attributes stand in one tag: libxml2 compares each with all before it.

    200,000 attributes keep it busy for many minutes, in one call that nothing can interrupt.
    """
    return sum(
        sum(1 for _ in _ATTRIBUTES.finditer(tag[0])) ** 2
        for tag in _TAG.finditer(text)
        if tag.end() - tag.start() > _SHORT_TAG
    )


def decode(body: bytes, content_type: str) -> str:
    """The page's text by byte order mark, HTTP header, the page's own word, or what fits the bytes.

    A declared encoding that its bytes contradict loses against UTF-8 where the bytes are UTF-8.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = _CHARSET.search(content_type.encode("utf-8", "replace")) or _CHARSET.search(
        body[:4096]
    )
    name = _encoding(declared[1].decode("ascii").lower()) if declared else ""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and (name in {"", "utf-8"} or not body.isascii()):
        return text
    return body.decode(name or _guess(body), "replace")


def _encoding(label: str) -> str:
    label = _SUPERSETS.get(label, label)
    try:
        # Refuses codecs that turn bytes into bytes, which lookup() gives; of no bytes it asks none.
        b"a".decode(label, "replace")
        name = codecs.lookup(label).name
    except (LookupError, UnicodeError):
        return ""
    return "" if name in _UNSAFE else name


def _guess(body: bytes) -> str:
    """Chinese shops are the ones that still forget to name their encoding."""
    sample = body[:200_000]
    errors = {}
    for name in ("utf-8", "gb18030", "big5hkscs"):
        errors[name] = sample.decode(name, "replace").count("\ufffd")
    best = min(errors, key=lambda name: errors[name])
    high = sum(byte >= 0x80 for byte in sample)
    return best if high and errors[best] <= high / 50 else "cp1252"
