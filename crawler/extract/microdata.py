"""Microdata: itemscope and itemprop of a page's elements, as the same items that JSON-LD gives."""

from __future__ import annotations

from lxml import etree

from crawler.extract.items import Item, kind_name

MOST_ELEMENTS = 5_000
_MARKED = etree.XPath("//*[@itemscope or @itemprop]")
_LONGEST_TEXT = 5_000
_HIGHEST_CLIMB = 60
_ADDRESS_TAGS = {"a": "href", "link": "href", "area": "href", "img": "src", "source": "src",
                 "iframe": "src", "time": "datetime", "data": "value", "meter": "value",
                 "object": "data"}  # fmt: skip


def read_microdata(root: etree._Element) -> list[Item]:
    """The top items of a page's microdata, in the order of the page."""
    top: list[Item] = []
    scopes: dict[etree._Element, Item] = {}
    elements: list[etree._Element] = _MARKED(root)
    for element in elements[:MOST_ELEMENTS]:
        names = (element.get("itemprop") or "").split()
        outer = _scope_of(element, scopes)
        if element.get("itemscope") is not None:
            kinds = (element.get("itemtype") or "").split()
            item = Item(
                kinds=tuple(kind_name(kind) for kind in kinds),
                origin="microdata",
                holder=names[0].lower() if names and outer else "",
                identifier=element.get("itemid") or "",
            )
            scopes[element] = item
            if names and outer is not None:
                for name in names:
                    outer.add(name, item)
            else:
                top.append(item)
        elif outer is not None:
            value = _value(element)
            if value:
                for name in names:
                    outer.add(name, value)
    return top


def _scope_of(element: etree._Element, scopes: dict[etree._Element, Item]) -> Item | None:
    for step, ancestor in enumerate(element.iterancestors()):
        if ancestor in scopes:
            return scopes[ancestor]
        if step >= _HIGHEST_CLIMB:
            return None
    return None


def _value(element: etree._Element) -> str:
    content = element.get("content")
    if content is not None:
        return content.strip()
    attribute = _ADDRESS_TAGS.get(str(element.tag))
    if attribute:
        value = element.get(attribute) or element.get(f"data-{attribute}") or ""
        # A link whose words are the value: <a itemprop="brand" href="/nike">Nike</a>
        if element.tag == "a" and element.get("itemprop", "").lower() not in {"url", "image"}:
            value = "".join(element.itertext()).strip() or value
        return value.strip()
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > _LONGEST_TEXT:
            break
    return " ".join(text.split())
