"""Cards: the offers that a page shows in passing, found as blocks that repeat one shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from casework.listing import Price
from casework.source import Source
from crawler.extract.document import Document
from crawler.extract.findings import clean
from crawler.extract.layout import Block, Layout, Zone
from crawler.extract.links import LinkKind, link_kind
from crawler.extract.money import Role
from crawler.extract.pictures import picture_address
from crawler.extract.visible_price import Amount, amounts_within

MOST_CARDS = 300
_HIGHEST_CLIMB = 9
_MOST_LINKS = 8
_LONGEST_CARD = 80
"""Pieces of text in a card."""

_NO_TARGET = re.compile(
    r"^(?:#|javascript:|mailto:|tel:|data:)|add[-_]?to|addtocart|/cart|/basket|wishlist|compare|"
    r"/login|/account|/checkout|/review|\.(?:jpe?g|png|webp|gif|pdf)(?:[?#]|$)",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
_PASSING = frozenset({"first", "last", "odd", "even", "active", "slick-active", "selected"})
_TITLE_NAME = re.compile(r"title|name|desc", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Card:
    """One offer shown in passing; `aside` where it stands among other offers' suggestions."""

    url: str
    title: str
    price: Price | None
    picture: str
    place: int
    last: int
    kind: LinkKind
    aside: bool
    origin: str = "visible"


@dataclass(slots=True)
class _Shape:
    members: list[int]
    priced: float = 0.0
    depth: int = 0


def find_cards(
    layout: Layout, document: Document, source: Source, amounts: Sequence[Amount]
) -> list[Card]:
    """The cards of a page in reading order, one for each address."""
    candidates = _candidates(layout)
    shapes: dict[tuple[str, ...], _Shape] = {}
    for number in candidates:
        shapes.setdefault(_signature(layout, number), _Shape([])).members.append(number)
    ordered = []
    for shape in shapes.values():
        if len(shape.members) < 2:
            continue
        sample = shape.members[:: max(1, len(shape.members) // 12)]
        priced = sum(bool(_price(layout.blocks[n], amounts)) for n in sample)
        shape.priced = priced / len(sample)
        shape.depth = _depth(layout, shape.members[0])
        ordered.append(shape)
    ordered.sort(key=lambda shape: (shape.priced < 0.5, -len(shape.members), shape.depth))
    taken = bytearray(len(layout.blocks))
    found: dict[str, Card] = {}
    for shape in ordered:
        members = [n for n in shape.members if not any(taken[n : layout.blocks[n].end])]
        cards = _cards(layout, document, source, members, amounts)
        if not _is_repeated(cards, members):
            continue
        for number in members:
            taken[number : layout.blocks[number].end] = b"\x01" * (
                layout.blocks[number].end - number
            )
            for above in _above(layout, number):
                taken[above] = 1
        for card in cards:
            found.setdefault(card.url, card)
        if len(found) >= MOST_CARDS:
            break
    return sorted(found.values(), key=lambda card: card.place)[:MOST_CARDS]


def _candidates(layout: Layout) -> list[int]:
    """Blocks with a few links and a little text, and a picture or a digit among it."""
    links: dict[int, set[str]] = {}
    pictured: set[int] = set()
    for number, block in enumerate(layout.blocks):
        if block.zone & (Zone.CHROME | Zone.CHOICE):
            continue
        if block.tag == "a":
            href = (block.element.get("href") or "").strip()
            if not href or _is_no_target(href[:300]):
                continue
            target = href.split("#", 1)[0]
            for above in [number, *_above(layout, number)]:
                links.setdefault(above, set()).add(target)
        elif block.tag == "img":
            pictured.update(_above(layout, number))
    # How many texts with a digit stand before each: blocks overlap, so asking each block anew took
    # nearly half of a page's time.
    numbered = list(
        accumulate((bool(_DIGIT.search(text[:80])) for text in layout.texts), initial=0)
    )
    found = []
    for number, targets in sorted(links.items()):
        block = layout.blocks[number]
        if 0 < len(targets) <= _MOST_LINKS and 0 < block.last - block.first <= _LONGEST_CARD:
            has_digit = numbered[block.last] > numbered[block.first]
            if number in pictured or has_digit:
                found.append(number)
    return found


@lru_cache(maxsize=32_768)  # most links of a page are on every page of the shop
def _is_no_target(href: str) -> bool:
    return _NO_TARGET.search(href) is not None


def _above(layout: Layout, number: int) -> list[int]:
    found: list[int] = []
    number = layout.blocks[number].parent
    while number >= 0 and len(found) < _HIGHEST_CLIMB:
        found.append(number)
        number = layout.blocks[number].parent
    return found


def _depth(layout: Layout, number: int) -> int:
    depth = 0
    while layout.blocks[number].parent >= 0:
        number = layout.blocks[number].parent
        depth += 1
    return depth


def _signature(layout: Layout, number: int) -> tuple[str, ...]:
    block = layout.blocks[number]
    own = (block.tag, _names(block))
    if block.parent < 0:
        return own
    outer = layout.blocks[block.parent]
    return (*own, outer.tag, _names(outer))


def _names(block: Block) -> str:
    names = (block.element.get("class") or "").split()[:4]
    kept = [_VARIABLE.sub("", name) for name in names if name.lower() not in _PASSING]
    return " ".join(kept[:2])


def _cards(
    layout: Layout,
    document: Document,
    source: Source,
    members: list[int],
    amounts: Sequence[Amount],
) -> list[Card]:
    found: dict[str, Card] = {}
    for number in members[:MOST_CARDS]:
        card = _card(layout, document, source, number, amounts)
        if card is not None:
            found.setdefault(card.url, card)
    return list(found.values())


def _is_repeated(cards: list[Card], members: list[int]) -> bool:
    if not cards or len(cards) < 0.6 * min(len(members), MOST_CARDS):
        return False
    priced = sum(card.price is not None for card in cards) / len(cards)
    if priced >= 0.5 and len(cards) >= 3:
        return True
    if len(cards) == 2:
        return priced == 1 and all(card.kind == "product" for card in cards)
    pictured = sum(bool(card.picture) for card in cards) / len(cards)
    products = sum(card.kind == "product" for card in cards) / len(cards)
    return len(cards) >= 3 and pictured >= 0.6 and products >= 0.6


def _card(
    layout: Layout, document: Document, source: Source, number: int, amounts: Sequence[Amount]
) -> Card | None:
    block = layout.blocks[number]
    best: tuple[float, str] | None = None
    for place in range(number, block.end):
        inner = layout.blocks[place]
        if inner.tag != "a":
            continue
        href = (inner.element.get("href") or "").strip()
        if not href or _is_no_target(href[:300]):
            continue
        score = _link_score(layout, place, href)
        if best is None or score > best[0]:
            best = (score, href)
    if best is None:
        return None
    url = document.absolute(best[1].split("#", 1)[0])
    title = _title(layout, number, best[1])
    if not url or url == document.absolute(document.url) or len(title) < 2:
        return None
    pictures = (
        picture_address(inner.element, document)
        for inner in layout.blocks[number : block.end]
        if inner.tag == "img"
    )
    kind = link_kind(url, title, [], source)
    price = _price(block, amounts)
    if kind == "pagination" and price is None:
        return None
    return Card(
        url=url,
        title=title,
        price=price,
        picture=next((address for address in pictures if address), ""),
        place=block.first,
        last=block.last,
        kind=kind,
        aside=bool(block.zone & Zone.ASIDE) or block.first >= layout.aside_from,
    )


def _link_score(layout: Layout, number: int, href: str) -> float:
    block = layout.blocks[number]
    inside = {inner.tag for inner in layout.blocks[number + 1 : block.end]}
    score = 2.0 if "img" in inside else 0.0
    if inside & _HEADINGS:
        score += 3
    parent = layout.blocks[block.parent] if block.parent >= 0 else block
    if parent.tag in _HEADINGS or _TITLE_NAME.search(
        f"{block.element.get('class') or ''} {parent.element.get('class') or ''}"
    ):
        score += 3
    words = layout.text(block.first, block.last)
    return score + min(len(words), 60) / 40 + (0.5 if len(href) > 12 else 0)


def _title(layout: Layout, number: int, href: str) -> str:
    """The card's name: its heading, an element named so, its link's title, or its longest link."""
    block = layout.blocks[number]
    headings, named, linked, attributes = [], [], [], []
    for inner in layout.blocks[number : block.end]:
        element = inner.element
        if inner.tag == "img":
            attributes.append(clean(element.get("alt") or ""))
        elif inner.tag in _HEADINGS:
            headings.append(clean(layout.text(inner.first, inner.last)))
        elif inner is not block and _TITLE_NAME.search(element.get("class") or ""):
            named.append(clean(layout.text(inner.first, inner.last)))
        if inner.tag == "a" and (element.get("href") or "").strip() == href:
            attributes.append(clean(element.get("title") or ""))
            linked.append(clean(layout.text(inner.first, inner.last)))
    short = [text for text in named if 3 < len(text) <= 200 and not text[:1].isdigit()]
    found = (*headings, *short, *sorted(linked, key=len, reverse=True))
    title = next((text for text in found if text), "")
    stem = title.rstrip(". \u2026")
    for text in attributes:
        if text and (len(title) < 4 or (stem != title and text.startswith(stem))):
            return text
    return title[:300]


def _price(block: Block, amounts: Sequence[Amount]) -> Price | None:
    monies = amounts_within(amounts, block.first, block.last)
    now = [money for money in monies if money.role is Role.NOW]
    plain = [money for money in monies if money.role is Role.PLAIN]
    money = next(iter([*now, *plain, *monies]), None)
    return Price(money.amount, money.currency, money.raw) if money else None
