"""Visible stock: whether the page, to a reader, still sells the offer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml import etree

from casework.listing import Availability
from crawler.extract.cards import Card
from crawler.extract.findings import Finding
from crawler.extract.labels import Label
from crawler.extract.layout import Layout, Zone
from crawler.extract.word_search import WordSearch
from crawler.extract.words import WORDS

_OUT = WordSearch(WORDS["stock.out"])
_IN = WordSearch(WORDS["stock.in"])
_WHOLE_IN = frozenset(WORDS["stock.whole"])
_WHOLE_OUT = frozenset(WORDS["stock.gone"])
_OTHER_SUBJECT = re.compile(
    r"image|photo|picture|pickup|pick up|collect|deliver|variation|reviews?|option|store|shops|"
    r"let you know|when it|if |图片|門市|门店",
    re.IGNORECASE,
)
_BUY = re.compile(
    r"add[-_ ]?to[-_ ]?(?:my[-_ ]?)?(?:cart|bag|basket|trolley)|addtocart|buy[-_]?(?:now|it|button|btn)|"
    r"(?:^|[-_ ])(?:add[-_]?cart|cart[-_]?add|btn[-_]?cart|button[-_]?cart|buybutton|in[-_]?den[-_]?"
    r"warenkorb)",
    re.IGNORECASE,
)
_BEFORE, _AFTER = 80, 220
"""Pieces of text before and after the heading in which the purchase box is expected."""

_LONGEST_TEXT = 60
_INPUT_TYPES = frozenset({"submit", "button", "image"})
_OUTSIDE = Zone.ASIDE | Zone.CHROME | Zone.CHOICE | Zone.HIDDEN


def visible_stock(
    layout: Layout, labels: Sequence[Label], price_place: int | None, cards: Sequence[Card]
) -> list[Finding[Availability]]:
    """What the words near the heading and the price say, the most reliable first.

    Words of being sold out count only close by and outside choices (a size that is gone); words and
    buttons that sell outweigh them unless they stand farther off. A page that shows its price and
    says nothing else sells.
    """
    found = []
    for label in labels:
        answer = stock_of(label.value) if label.kind == "stock" else None
        if answer is not None:
            found.append(Finding(answer, "visible:labelled"))
    near = price_place if price_place is not None else layout.heading
    first = max(min(layout.heading, near) - _BEFORE, 0)
    last = min(max(layout.heading, near) + _AFTER, layout.aside_from, len(layout.texts))
    carded = {place for card in cards for place in range(card.place, card.last)}
    places = [p for p in range(first, last) if p not in carded and not layout.zone(p) & _OUTSIDE]
    nearest = _distances(layout, places, near)
    gone, sold = nearest.get(Availability.OUT_OF_STOCK), nearest.get(Availability.IN_STOCK)
    button = _buy_button(layout, first, last, carded)
    if gone is not None and (sold is None or gone < sold) and not button:
        found.append(Finding(Availability.OUT_OF_STOCK, "visible:words"))
    elif sold is not None:
        found.append(Finding(Availability.IN_STOCK, "visible:words"))
    if button:
        found.append(Finding(Availability.IN_STOCK, "visible:button"))
    if price_place is not None and gone is None:
        found.append(Finding(Availability.IN_STOCK, "visible:price-shown"))
    return found


@lru_cache(maxsize=8_192)  # menus and buttons say the same on every page of a shop
def stock_of(text: str) -> Availability | None:
    """What a short text such as "In stock (2 available)" or "缺货" says."""
    whole = text.casefold().strip(" .!:*-")
    if text in _OUT or whole in _WHOLE_OUT or re.fullmatch(r"0\s*(?:件|个|pcs)?", whole):
        return Availability.OUT_OF_STOCK
    if (
        text in _IN
        or whole in _WHOLE_IN
        or re.fullmatch(r"[1-9]\d{0,6}\s*(?:件|个|台|pcs)?", whole)
    ):
        return Availability.IN_STOCK
    return None


def _distances(layout: Layout, places: Sequence[int], near: int) -> dict[Availability, int]:
    """How many pieces away from the price the nearest words of each answer stand."""
    nearest: dict[Availability, int] = {}
    for place in places:
        text = layout.texts[place]
        if len(text) > _LONGEST_TEXT or text[:1].isdigit():
            continue
        answer = stock_of(text)
        if answer is None or _OTHER_SUBJECT.search(text):
            continue
        away = abs(place - near)
        nearest[answer] = min(nearest.get(answer, away), away)
    return nearest


def _buy_button(layout: Layout, first: int, last: int, carded: set[int]) -> bool:
    return any(
        block.tag in {"button", "input", "a"}
        and first <= block.first <= last
        and block.first not in carded
        and not block.zone & _OUTSIDE
        and _is_buying(block.element, layout.text(block.first, block.last))
        for block in layout.blocks
    )


def _is_buying(element: etree._Element, text: str) -> bool:
    names = " ".join(
        element.get(name) or "" for name in ("class", "id", "name", "aria-label", "title")
    )
    if element.get("disabled") is not None or "disabled" in names:
        return False
    label = text
    if element.tag == "input":
        if (element.get("type") or "").lower() not in _INPUT_TYPES:
            return False
        label = element.get("value") or ""
    if len(label) > _LONGEST_TEXT or text in _OUT:
        return False
    return _is_named_buying(names) or stock_of(label) is Availability.IN_STOCK


@lru_cache(maxsize=8_192)  # a shop's pages share their names
def _is_named_buying(names: str) -> bool:
    return _BUY.search(names) is not None
