"""The headline: which element names the page's subject, and a title freed of the shop's own name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from rapidfuzz import fuzz

from crawler.extract.findings import clean

_TITLE_NAME = re.compile(
    r"(?:product|item|goods|prod|pdp|listing|detail)[-_]*(?:main[-_]*)?(?:name|title|heading)|"
    r"^(?:title|name)$|(?:^|\s)entry-title(?:\s|$)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022»:-]\s+|\s*[|_\uff5c]\s*")
_GENERIC = re.compile(
    r"(?:home(?:page)?|menu|search|cart|shopping cart|login|sign in|description|error|"
    r"首页|登录|购物车)\W*$",
    re.IGNORECASE,
)


def main_heading(root: etree._Element, names: Sequence[str]) -> etree._Element | None:
    """The element that names the page's subject.

    `names` are what markup and metadata call it, used to choose between several headings.
    """
    known = [clean(name).casefold() for name in names if name.strip()]
    candidates = [element for element in root.iter("h1") if _usable(element)][:20]
    if not candidates:
        candidates = [element for element in _named_elements(root) if _usable(element)][:20]
        candidates = [e for e in candidates if not known or _closeness(e, known) >= 60]
    if not candidates:
        candidates = [e for e in list(root.iter("h2", "h3"))[:60] if _usable(e)]
        candidates = [e for e in candidates if known and _closeness(e, known) >= 85]
    if not candidates:
        return None
    if len(candidates) == 1 or not known:
        return candidates[0]
    return max(candidates, key=lambda element: _closeness(element, known))


def heading_text(element: etree._Element | None) -> str:
    """The words of a heading; of a heading that is only a picture, the picture's."""
    if element is None:
        return ""
    text = clean("".join(_texts(element)))
    if not text:
        image = element.find(".//img[@alt]")
        text = clean(image.get("alt") or "") if image is not None else ""
    return text


def bare_title(title: str, others: Sequence[str]) -> str:
    """A document title without the shop's name: the part that other sources say too, else the first."""
    title = clean(title)
    parts = [part.strip() for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    known = [clean(other).casefold() for other in others if other.strip()]
    if known:
        return max(parts, key=lambda part: fuzz.token_set_ratio(part.casefold(), known[0]))
    return parts[0] if len(parts[0]) >= 8 else max(parts, key=len)


def _named_elements(root: etree._Element) -> list[etree._Element]:
    found = []
    for element in root.iter("div", "span", "p", "h2", "h3", "strong", "td"):
        names = element.get("class") or element.get("id") or ""
        if element.get("itemprop") == "name" or (names and _TITLE_NAME.search(names)):
            found.append(element)
            if len(found) >= 20:
                break
    return found


def _usable(element: etree._Element) -> bool:
    text = heading_text(element)
    return 1 < len(text) <= 400 and not _GENERIC.match(text)


def _closeness(element: etree._Element, names: list[str]) -> float:
    text = heading_text(element).casefold()
    return max((fuzz.token_sort_ratio(text, name) for name in names), default=0.0)


def _texts(element: etree._Element) -> list[str]:
    """The words inside; two elements side by side are two words, a letter in bold is part of one."""
    found: list[str] = []
    for node in element.iter():
        if node.tag in {"script", "style", "template"} or node.get("hidden") is not None:
            continue
        previous = node.getprevious()
        beside = previous is not None and not previous.tail
        found.append(f" {node.text or ''}" if beside and node is not element else node.text or "")
        if node is not element:
            found.append(node.tail or "")
    return found
