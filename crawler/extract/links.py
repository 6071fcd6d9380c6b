"""Links: where a page leads, and what is likely to be found there."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from casework.source import Source
from crawler.extract.addresses import item_id
from crawler.extract.document import Document
from crawler.extract.errands import adds_filter, is_errand

LinkKind = Literal["product", "collection", "pagination", "other"]
MOST_LINKS = 5_000
_MOST_CACHED = 32_768
"""Addresses whose kind is remembered: most links of a page are on every page of the shop."""


@dataclass(frozen=True, slots=True)
class Link:
    """An absolute, normalised http(s) address on the page, with its guessed kind and its words."""

    url: str
    kind: LinkKind
    text: str


_PAGE_PARAMETER = re.compile(
    r"(?:^|&)(?:page|paged|pageno|pagenum|page_no|page_num|pg|p|currentpage|curpage|start|offset)=\d+"
    r"(?:&|$)",
    re.IGNORECASE,
)
_PAGE_PATH = re.compile(r"/(?:(?:page|seite|pagina|pag)[/_-]?\d+|p[/-]?\d{1,2})/?$", re.IGNORECASE)
_NEXT_WORDS = re.compile(
    r"^\W*(?:next(?: page)?|older|more results|load more|show more|下一页|下一頁|下页|后一页|"
    r"weiter|nächste(?: seite)?|suivant(?:e)?|page suivante|siguiente|successiv[ao]|avanti)\W*$|^[\u203a»>→]+$",
    re.IGNORECASE,
)
_COLLECTION_PATH = re.compile(
    r"/(?:categor(?:y|ies|ie|ia|ias)|sections?|genres?|c|cat|cats|collections?|list|search|s|"
    r"brands?|departments?|kategorie|rubrique|fenlei|browse|tags?|category_?\d+)(?:[/_.-]|$)|"
    r"/(?:products?|items|goods|produkte|produits|productos)/?$|"
    r"/(?:shops?|stores?|sellers?|users?|members?|vendors?)/[^/]+/?$",
    re.IGNORECASE,
)
_SHOP_PATH = re.compile(r"/(?:catalog(?:ue)?|shop|store|outlet|sale)(?:[/_.-]|$)", re.IGNORECASE)
_PRODUCT_PATH = re.compile(
    r"/(?:products?|item|items|goods|detail|dp|itm|p|pd|offer|artikel|produkt|produit|producto|prod)"
    r"[/_-][^/]|-p\d+(?:\.html?)?$",
    re.IGNORECASE,
)
_NUMBERED_PATH = re.compile(r"[^/][_-]\d+(?:/|\.s?html?)?$|/\d{4,}(?:\.s?html?)?$", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|pdf|zip|gz|mp[34]|woff2?|xml|rss|exe|apk|dmg)$",
    re.IGNORECASE,
)


def page_links(document: Document, source: Source) -> tuple[Link, ...]:
    """The links of a page in their order, each address once.

    Left out are those that are no pages, those where a visitor does something, and mere filters of
    the page itself; an operator's patterns bring them back.
    """
    found: dict[str, Link] = {}
    for element in document.root.iter("a", "area", "link"):
        address = element.get("href")
        relation = (element.get("rel") or "").lower().split()
        if not address or address.startswith("#"):
            continue
        if element.tag == "link" and "next" not in relation:
            continue
        url = document.absolute(address)
        if not url or not _leads_on(url, document.url, source):
            continue
        text = " ".join("".join(element.itertext()).split())[:200]
        if url not in found or (text and not found[url].text):
            found[url] = Link(url, link_kind(url, text, relation, source), text)
        if len(found) >= MOST_LINKS:
            break
    return tuple(found.values())


@lru_cache(maxsize=_MOST_CACHED)
def _is_file(url: str) -> bool:
    return _NO_PAGE.search(urlsplit(url).path) is not None


def _leads_on(url: str, page_url: str, source: Source) -> bool:
    if _is_file(url):
        return False
    if matches(url, source.product_patterns) or matches(url, source.collection_patterns):
        return True
    return not is_errand(url) and not adds_filter(url, page_url)


def link_kind(url: str, text: str, relation: list[str], source: Source) -> LinkKind:
    """What an address is likely to be, by the source's patterns first and then by its shape."""
    if matches(url, source.product_patterns):
        return "product"
    if matches(url, source.collection_patterns):
        return "collection"
    if {"next", "prev"}.intersection(relation) or _NEXT_WORDS.match(text):
        return "pagination"
    return _kind_by_shape(url, source.native_id_pattern)


@lru_cache(maxsize=_MOST_CACHED)
def _kind_by_shape(url: str, native_id_pattern: str | None) -> LinkKind:
    parts = urlsplit(url)
    if is_errand(url):
        return "other"
    if _PAGE_PARAMETER.search(parts.query) or _PAGE_PATH.search(parts.path):
        return "pagination"
    collection = bool(_COLLECTION_PATH.search(parts.path))
    product = bool(_PRODUCT_PATH.search(parts.path)) and not collection
    if product or item_id(url, native_id_pattern):
        return "product"
    if collection:
        return "collection"
    if _NUMBERED_PATH.search(parts.path):
        return "product"
    return "collection" if _SHOP_PATH.search(parts.path) else "other"


def matches(url: str, patterns: tuple[str, ...]) -> bool:
    """Whether an operator's pattern, a part of the address's path or a glob of it, fits."""
    if not patterns:
        return False
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return any(
        fnmatch.fnmatchcase(path, pattern) if any(c in pattern for c in "*?[") else pattern in path
        for pattern in patterns
    )
