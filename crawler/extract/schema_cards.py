"""Cards in markup: the products that a list page's JSON-LD or microdata names, as cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.source import Source
from crawler.extract.cards import MOST_CARDS, Card
from crawler.extract.document import Document
from crawler.extract.findings import clean
from crawler.extract.items import Item
from crawler.extract.links import link_kind
from crawler.extract.schema_offers import all_products, product_findings


def markup_cards(
    items: Iterable[Item], main: Item | None, document: Document, source: Source
) -> list[Card]:
    """The products of a page's markup that have a name and an address of their own."""
    found: dict[str, Card] = {}
    own = document.absolute(document.url)
    for product in all_products(items):
        title = clean(product.text("name"))
        address = product.text("url") or _offer_address(product)
        url = document.absolute(address.split("#", 1)[0]) if address else ""
        if product is main or not title or url in {"", own} or url in found:
            continue
        stated = product_findings(product, document, source.currency)
        found[url] = Card(
            url=url,
            title=title,
            price=stated.prices[0].value if stated.prices else None,
            picture=stated.images[0].value if stated.images else "",
            place=0,
            last=0,
            kind=link_kind(url, title, [], source),
            aside=product.holder.startswith(("isrelated", "issimilar")),
            origin=product.origin,
        )
        if len(found) >= MOST_CARDS:
            break
    return list(found.values())


def joined_cards(seen: Sequence[Card], stated: Sequence[Card]) -> list[Card]:
    """The visible cards, then those that only markup names."""
    known = {card.url for card in seen}
    return [*seen, *(card for card in stated if card.url not in known)][:MOST_CARDS]


def _offer_address(product: Item) -> str:
    return next((offer.text("url") for offer in product.items("offers") if offer.text("url")), "")
