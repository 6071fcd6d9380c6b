"""A reading: everything that all sources say of one page, gathered in one pass before choosing."""

from __future__ import annotations

from dataclasses import dataclass

from casework.listing import Availability, Seller
from casework.source import Source
from crawler.extract.cards import Card, find_cards
from crawler.extract.currencies import currency_hints
from crawler.extract.document import Document
from crawler.extract.findings import Finding, Findings, clean
from crawler.extract.headline import bare_title, heading_text, main_heading
from crawler.extract.identifiers import read_gtin
from crawler.extract.items import Item
from crawler.extract.json_ld import read_json_ld
from crawler.extract.labels import Label, page_labels
from crawler.extract.layout import Layout, lay_out
from crawler.extract.links import Link, page_links
from crawler.extract.metadata import (
    canonical_address,
    is_product_metadata,
    metadata_findings,
    read_metadata,
)
from crawler.extract.microdata import read_microdata
from crawler.extract.pictures import visible_pictures
from crawler.extract.schema_cards import joined_cards, markup_cards
from crawler.extract.schema_offers import (
    all_products,
    breadcrumb,
    main_product,
    product_findings,
)
from crawler.extract.visible_description import visible_descriptions
from crawler.extract.visible_names import visible_brands, visible_sellers, visible_trail
from crawler.extract.visible_price import ACCEPTABLE, PriceSeen, read_amounts, visible_prices
from crawler.extract.visible_stock import visible_stock
from crawler.extract.words import WORDS

_HOME = frozenset(WORDS["trail.home"])
_PRICE_NAMES = frozenset(
    word for kind in ("now", "was", "label") for word in WORDS[f"money.{kind}"]
)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found on a page, by source; choosing among it is another module's work."""

    document: Document
    items: list[Item]
    broken_scripts: int
    metadata: dict[str, str]
    canonical: str | None
    layout: Layout
    heading: str
    product: Item | None
    stated: Findings
    seen_prices: list[PriceSeen]
    seen_stock: list[Finding[Availability]]
    labels: list[Label]
    cards: list[Card]
    links: tuple[Link, ...]
    hints: tuple[str, ...]

    @property
    def markup_products(self) -> int:
        """How many products the page's markup names."""
        return len({clean(item.text("name")) for item in all_products(self.items)})

    @property
    def markup_list(self) -> bool:
        """Whether markup says that the page is a list."""
        kinds = ("itemlist", "collectionpage", "offercatalog", "searchresultspage")
        return any(item.is_a(*kinds) for top in self.items for item in top.walk())

    @property
    def metadata_product(self) -> bool:
        """Whether the meta elements say that the page is about one offer."""
        return is_product_metadata(self.metadata)


def read_page(document: Document, source: Source) -> Reading:
    """Ask every extractor once, all over the same tree."""
    root = document.root
    from_json, broken = read_json_ld(root)
    items = from_json + read_microdata(root)
    metadata = read_metadata(document)
    names = [item.text("name") for item in all_products(items)][:5]
    names += [metadata.get("og:title", ""), bare_title(metadata.get("title", ""), names)]
    heading_element = main_heading(root, names)
    heading = heading_text(heading_element)
    layout = lay_out(root, heading_element)
    product = main_product(from_json, document, heading) or main_product(items, document, heading)
    stated = Findings()
    if product is not None:
        stated.extend(product_findings(product, document, source.currency))
        other = main_product([i for i in items if i.origin != product.origin], document, heading)
        if other is not None:
            stated.extend(product_findings(other, document, source.currency))
    stated.extend(metadata_findings(metadata, document, source.currency))
    stated_currency = next((f.value.currency for f in stated.prices if f.value.currency), None)
    hints = currency_hints(document.url, document.language, (stated_currency, source.currency))
    labels = page_labels(layout)
    amounts = read_amounts(layout, hints)
    seen_cards = find_cards(layout, document, source, amounts)
    cards = joined_cards(seen_cards, markup_cards(items, product, document, source))
    prices = visible_prices(layout, amounts, {(card.place, card.last) for card in cards})
    links = page_links(document, source)
    reading = Reading(
        document=document,
        items=items,
        broken_scripts=broken,
        metadata=metadata,
        canonical=canonical_address(document),
        layout=layout,
        heading=heading,
        product=product,
        stated=stated,
        seen_prices=prices,
        seen_stock=visible_stock(layout, labels, _price_place(prices), cards),
        labels=labels,
        cards=cards,
        links=links,
        hints=hints,
    )
    _add_visible(reading)
    return reading


def _price_place(prices: list[PriceSeen]) -> int | None:
    return prices[0].place if prices and prices[0].score >= ACCEPTABLE else None


def _add_visible(reading: Reading) -> None:
    """What the visible page says of brand, numbers, seller, pictures and category, after markup."""
    stated = reading.stated
    for label in reading.labels:
        if label.place < reading.layout.aside_from:
            _add_label(reading, label)
    stated.brands += visible_brands(reading.layout)
    stated.descriptions += visible_descriptions(reading.layout)
    stated.sellers += visible_sellers(reading.layout, reading.document)
    stated.images += visible_pictures(reading.layout, reading.document)
    trail = breadcrumb(reading.items) or visible_trail(reading.layout)
    if trail and trail[0].casefold() in _HOME:
        trail = trail[1:]
    if trail:
        stated.categories.append(Finding(trail, "breadcrumb"))


def _add_label(reading: Reading, label: Label) -> None:
    stated, value = reading.stated, label.value
    origin = f"visible:label {label.name}"
    if label.kind == "brand" and len(value) <= 60:
        # A row of the page's own table is nearer to the offer than the shop's template.
        place = 0 if label.certain else len(stated.brands)
        stated.brands.insert(place, Finding(value, origin))
    elif label.kind == "sku":
        stated.skus.append(Finding(value, origin))
    elif label.kind == "gtin":
        stated.gtins.append(Finding(value, origin))
        if read_gtin(value) is None:
            stated.skus.append(Finding(value, "visible:gtin-like"))
    elif label.kind == "mpn" and len(value) <= 60:
        stated.mpns.append(Finding(value, origin))
    elif label.kind == "seller" and len(value) <= 80:
        url = next((link.url for link in reading.links if link.text == value), None)
        stated.sellers.append(Finding(Seller(value, url=url), origin))
    is_price = label.name.casefold() in _PRICE_NAMES
    if label.certain and not is_price and (label.name, value) not in stated.attributes:
        stated.attributes.append((label.name, value))
