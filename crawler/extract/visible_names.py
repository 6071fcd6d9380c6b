"""Visible names: the brand, the seller and the trail of categories as the page shows them."""

from __future__ import annotations

import re

from casework.listing import Seller
from crawler.extract.document import Document
from crawler.extract.findings import Finding, clean
from crawler.extract.layout import Block, Layout, Zone

_BRAND_LINK = re.compile(
    r"/(?:brands?|marcas?|marken?|marques?|manufacturers?|designers?|vendors?|merk(?:en)?)/[^/?#]+",
    re.IGNORECASE,
)
_BRAND_LABEL = re.compile(r"^(?:brand|marca|marke|marque|merk|品牌)\s*[:\uff1a]\s*", re.IGNORECASE)
_BYLINE = re.compile(r"^(?:by|von|par|de)\s+(.{2,40})$|^visit the (.{2,40}) store$", re.IGNORECASE)
_LOGO = re.compile(r"brand|manufact|vendor|vyrob|marca|marke|marque", re.IGNORECASE)
_WORD = re.compile(r"\w")


def visible_brands(layout: Layout) -> list[Finding[str]]:
    """Short elements near the heading that are named after the brand or link to it, then logos."""
    found = []
    for block in layout.blocks:
        if not layout.heading - 30 <= block.first <= layout.heading + 120:
            continue
        if block.zone & (Zone.ASIDE | Zone.CHROME | Zone.CHOICE) or block.last - block.first > 3:
            continue
        text = _words(layout, block)
        if not 1 < len(text) <= 40 or text == layout.heading_text:
            continue
        byline = _BYLINE.match(text) if abs(block.first - layout.heading) <= 6 else None
        if byline:
            found.append(Finding(byline[1] or byline[2], "visible:byline"))
        elif _is_brand(block):
            found.append(Finding(clean(_BRAND_LABEL.sub("", text)), "visible:named-brand"))
    return found + _logos(layout)


def visible_sellers(layout: Layout, document: Document) -> list[Finding[Seller]]:
    """Short elements that are named after the seller, with the address they link to."""
    found: list[Finding[Seller]] = []
    for block in layout.blocks:
        if not block.zone & Zone.SELLER or block.zone & (Zone.CHROME | Zone.ASIDE):
            continue
        if len(found) < 3 and 0 < block.last - block.first <= 3:
            text = clean(layout.text(block.first, block.last))
            link = block.element if block.tag == "a" else block.element.find(".//a[@href]")
            url = document.absolute(link.get("href") or "") if link is not None else ""
            if 1 < len(text) <= 60:
                found.append(Finding(Seller(text, url=url or None), "visible:named-seller"))
    return found


def visible_trail(layout: Layout) -> tuple[str, ...]:
    """The breadcrumb's words in their order, without the heading's own."""
    for block in layout.blocks:
        label = block.element.get("aria-label") or ""
        if block.zone & Zone.TRAIL or "breadcrumb" in label.lower():
            texts = layout.texts[block.first : min(block.last, block.first + 40)]
            kept = [text for text in texts if _WORD.search(text) and len(text) <= 80]
            if 2 <= len(kept) <= 12:
                return tuple(clean(text, 80) for text in kept if text != layout.heading_text)
    return ()


def _is_brand(block: Block) -> bool:
    if block.zone & Zone.BRAND or "brand" in (block.element.get("itemprop") or "").lower():
        return True
    return block.tag == "a" and bool(_BRAND_LINK.search(block.element.get("href") or ""))


def _words(layout: Layout, block: Block) -> str:
    text = layout.text(block.first, block.last)
    if not text and (block.tag == "a" or block.zone & Zone.BRAND):
        image = block.element.find(".//img[@alt]")
        text = clean(image.get("alt") or "") if image is not None else ""
    return text


def _logos(layout: Layout) -> list[Finding[str]]:
    """Linked or named pictures whose words are those that the heading begins with."""
    found = []
    words = layout.heading_text.casefold().split()[:4]
    for block in layout.blocks:
        if block.tag != "img" or block.zone & Zone.ASIDE:
            continue
        name = clean(block.element.get("alt") or "", 40)
        names = f"{block.element.get('class') or ''} {block.element.get('src') or ''}"
        begins = words[: len(name.split())] == name.casefold().split() != words
        marked = block.zone & Zone.LINKED or _LOGO.search(names[:300])
        if len(name) >= 3 and begins and marked:
            found.append(Finding(name, "visible:logo"))
    return found
