"""Pictures: the addresses of the images that a listing shows, without the page's furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from crawler.extract.document import Document
from crawler.extract.findings import Finding
from crawler.extract.layout import Layout, Zone

MOST_PICTURES = 30
_SOURCES = ("data-zoom-image", "data-large_image", "data-original", "data-src", "data-lazy-src",
            "data-lazy", "data-ks-lazyload", "src")  # fmt: skip
_FURNITURE = re.compile(
    r"logo|icon|sprite|pixel|placeholder|loading|spinner|avatar|flag[s_/-]|payment|badge|banner|"
    r"button|btn|spacer|blank|1x1|arrow|star[s_.-]|rating|captcha|qr-?code|tracking|facebook|social",
    re.IGNORECASE,
)
_NO_PICTURE = re.compile(r"\.(?:svg|ico)(?:[?#]|$)|^data:", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#!]|$)", re.IGNORECASE)


def visible_pictures(layout: Layout, document: Document) -> list[Finding[str]]:
    """The pictures around and after the main heading, in the order of the page."""
    found: dict[str, Finding[str]] = {}
    for block in layout.blocks:
        if block.tag != "img" or block.first >= layout.aside_from:
            continue
        if block.zone & (Zone.ASIDE | Zone.CHROME) or block.first < layout.heading - 60:
            continue
        if block.zone & Zone.LINKED and not _links_picture(block.element):
            continue
        address = picture_address(block.element, document)
        if address:
            found.setdefault(address, Finding(address, "visible:picture"))
        if len(found) >= MOST_PICTURES:
            break
    return list(found.values())


def picture_address(element: etree._Element, document: Document) -> str:
    """The address of an img element's picture; empty for icons, buttons and empty ones."""
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('alt') or ''}"
    if _FURNITURE.search(names[:200]) or _is_small(element):
        return ""
    for written in _written(element):
        if (
            written
            and not _NO_PICTURE.search(written)
            and not _FURNITURE.search(written.rsplit("/", 1)[-1])
        ):
            return document.absolute(written)
    return ""


def _written(element: etree._Element) -> Iterator[str]:
    for name in _SOURCES:
        yield (element.get(name) or "").strip()
    for name in ("srcset", "data-srcset"):
        choices = [part.split() for part in (element.get(name) or "").split(", ") if part.strip()]
        if choices:
            yield choices[-1][0].rstrip(",")


def _is_small(element: etree._Element) -> bool:
    for name in ("width", "height"):
        size = (element.get(name) or "").removesuffix("px")
        if size.isdecimal() and int(size[:6]) < 60:
            return True
    return False


def _links_picture(element: etree._Element) -> bool:
    """Whether the link around a picture leads to the picture itself or stays on the page."""
    for step, ancestor in enumerate(element.iterancestors("a")):
        if step:
            break
        address = (ancestor.get("href") or "").strip().lower()
        return bool(_PICTURE_FILE.search(address)) or address.startswith(("#", "javascript:"))
    return True
