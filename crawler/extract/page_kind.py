"""The kind of a page: about one offer, a collection of offers, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from casework.source import Source
from crawler.extract.cards import Card
from crawler.extract.errands import is_errand
from crawler.extract.links import link_kind, matches
from crawler.extract.visible_price import ACCEPTABLE

PageType = Literal["product", "collection", "other"]


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page shows of its kind.

    `price_score` is the visible price's; `markup_offer` is true where markup names one product with
    a price; `markup_products` counts the products of the page's markup.
    """

    url: str
    markup_product: bool
    markup_offer: bool
    markup_products: int
    markup_list: bool
    metadata_product: bool
    price_score: float
    price_in_card: bool
    buys: bool
    item_number: bool
    sold_out: bool
    pager: bool


def page_kind(signs: Signs, cards: Sequence[Card], source: Source) -> PageType:
    """The kind by weight of its signs; an operator's pattern for the address decides alone."""
    if matches(signs.url, source.product_patterns):
        return "product"
    if matches(signs.url, source.collection_patterns):
        return "collection"
    if is_errand(signs.url):
        return "other"
    own = _product_weight(signs, source)
    # On a page about nothing of its own the suggestions are what it is about.
    counted = [card for card in cards if own < 2.5 or not card.aside]
    many = _collection_weight(signs, counted, source)
    if own >= 3 and own >= many and not _numbered_page(signs, source):
        return "product"
    return "collection" if many >= 2.5 or _numbered_page(signs, source) else "other"


def _numbered_page(signs: Signs, source: Source) -> bool:
    # The last page of a list may show one offer only, and then reads like a page about that offer.
    said = signs.markup_offer or signs.metadata_product or signs.item_number
    return not said and link_kind(signs.url, "", [], source) == "pagination"


def _product_weight(signs: Signs, source: Source) -> float:
    weight = 0.0
    if signs.markup_product:
        weight += 4 if signs.markup_offer else 2.5
    if signs.metadata_product:
        weight += 2
    if signs.price_score >= ACCEPTABLE and not signs.price_in_card:
        weight += 2.5 if signs.price_score >= 2 else 1.5
    if signs.buys:
        weight += 1.5
    if signs.item_number:
        weight += 1
    if signs.sold_out:
        weight += 1
    if link_kind(signs.url, "", [], source) == "product":
        weight += 1
    return weight


def _collection_weight(signs: Signs, cards: Sequence[Card], source: Source) -> float:
    priced = sum(card.price is not None for card in cards)
    weight = 0.0
    if priced >= 3 or len(cards) >= 6:
        weight += 2.5
    if priced >= 8:
        weight += 1.5
    if priced >= 20:
        weight += 1
    if signs.markup_list:
        weight += 1.5
    if signs.markup_products >= 4 and not signs.markup_product:
        weight += 2
    if signs.pager:
        weight += 1
    if link_kind(signs.url, "", [], source) == "collection":
        weight += 1
    return weight
