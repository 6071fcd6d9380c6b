"""Offers in markup: which product of a page's items is its offer, and what its fields say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from casework.listing import Availability, Price, Seller
from crawler.extract.currencies import currency_hints, known_currency
from crawler.extract.document import Document
from crawler.extract.findings import Finding, Findings, clean
from crawler.extract.items import Item
from crawler.extract.money import find_money, read_amount

PRODUCT_KINDS = ("product", "productgroup", "productmodel", "individualproduct", "someproducts",
                 "vehicle", "car", "motorcycle")  # fmt: skip
_SOLD_KINDS = ("book", "event", "musicevent", "musicalbum", "movie", "softwareapplication",
               "mobileapplication", "course", "creativework", "apartment")  # fmt: skip
_ASIDE = frozenset({"isrelatedto", "issimilarto", "isaccessoryorsparepartfor", "isconsumablefor",
                    "itemlistelement", "hasvariant", "isvariantof", "itemreviewed", "item",
                    "model", "review"})  # fmt: skip
_STOCK = {
    "instock": Availability.IN_STOCK,
    "limitedavailability": Availability.IN_STOCK,
    "onlineonly": Availability.IN_STOCK,
    "instoreonly": Availability.IN_STOCK,
    "presale": Availability.IN_STOCK,
    "preorder": Availability.IN_STOCK,
    "backorder": Availability.IN_STOCK,
    "madetoorder": Availability.IN_STOCK,
    "available": Availability.IN_STOCK,
    "outofstock": Availability.OUT_OF_STOCK,
    "soldout": Availability.OUT_OF_STOCK,
    "discontinued": Availability.OUT_OF_STOCK,
    "oos": Availability.OUT_OF_STOCK,
}


def all_products(top: Iterable[Item]) -> list[Item]:
    """Every product in the items of a page, outer ones first."""
    return [item for outer in top for item in outer.walk() if _is_product(item)]


def main_product(top: Iterable[Item], document: Document, heading: str) -> Item | None:
    """The one product that the page is about, or None on a page of many.

    A product of the page's own address or of its heading's name is the one; else there must be only
    one that does not stand aside (related ones, list elements, variants).
    """
    products = all_products(top)
    central = [item for item in products if item.holder not in _ASIDE]
    own = [item for item in products if _is_own(item, document)]
    named = [item for item in products if heading and _same_name(item.text("name"), heading)]
    for group in (
        [item for item in own if item in named],
        [item for item in central if item in named],
        named if len(named) == 1 else [],
        own,
        central if len({clean(item.text("name")) for item in central}) == 1 else [],
    ):
        if group:
            return max(group, key=_fullness)
    with_offers = [item for item in central if any(item.items("offers"))]
    return with_offers[0] if len(with_offers) == 1 else None


def product_findings(product: Item, document: Document, stated: str | None) -> Findings:
    """What a product item says of each field; `stated` is the source's own currency."""
    found = Findings()
    origin = product.origin
    _add_texts(found, product, origin)
    for offer, path in _offers(product):
        currency = known_currency(offer.text("priceCurrency")) or stated
        hints = currency_hints(document.url, document.language, (currency,))
        price = _price(offer, hints, known_currency(offer.text("priceCurrency")))
        if price is not None:
            found.prices.append(Finding(price[0], f"{origin}:{path}.{price[1]}"))
        stock = _STOCK.get(
            re.sub(r"[^a-z]", "", offer.text("availability").rsplit("/", 1)[-1].lower())
        )
        if stock is not None:
            found.availabilities.append(Finding(stock, f"{origin}:{path}.availability"))
        for name in ("sku", "gtin13", "gtin", "mpn"):
            if offer.text(name):
                target = {"sku": found.skus, "mpn": found.mpns}.get(name, found.gtins)
                target.append(Finding(clean(offer.text(name)), f"{origin}:{path}.{name}"))
        found.sellers += _sellers(offer, document, f"{origin}:{path}.seller")
    found.images += _images(product, document)
    found.attributes += _attributes(product)
    return found


def breadcrumb(top: Iterable[Item]) -> tuple[str, ...]:
    """The names of the page's breadcrumb in markup, without the page's own place in it."""
    for outer in top:
        for item in outer.walk():
            if item.is_a("breadcrumblist"):
                names = [
                    clean(element.text("name") or element.text("item"), 100)
                    for element in item.items("itemListElement")
                ]
                return tuple(name for name in names if name and not name.startswith("http"))
    return ()


def _is_product(item: Item) -> bool:
    if item.is_a(*PRODUCT_KINDS):
        return True
    return item.is_a(*_SOLD_KINDS) and any(item.items("offers"))


def _is_own(item: Item, document: Document) -> bool:
    page = urlsplit(document.url).path.rstrip("/")
    for _, value in item.values("url", "mainEntityOfPage", "@id"):
        written = value if isinstance(value, str) else value.text("@id", "url")
        address = document.absolute(written) if written else ""
        if (
            address
            and len(page) > 1
            and urlsplit(address).path.rstrip("/")
            == urlsplit(document.absolute(document.url)).path.rstrip("/")
        ):
            return True
    return False


def _same_name(name: str, heading: str) -> bool:
    one, two = clean(name).casefold(), clean(heading).casefold()
    return len(one) > 2 and (one == two or one in two or two in one)


def _fullness(item: Item) -> tuple[bool, bool, int]:
    has_price = any(_offers(item)) and any(
        offer.text("price", "lowPrice") or any(offer.items("priceSpecification"))
        for offer, _ in _offers(item)
    )
    return has_price, not item.is_a("productgroup"), len(item.properties)


def _offers(product: Item) -> Iterator[tuple[Item, str]]:
    """The offers of a product, in the order in which their price is the page's."""
    holders = [(product, "offers")]
    holders += [(variant, "hasVariant.offers") for variant in product.items("hasVariant")]
    waiting: list[tuple[Item, str]] = []
    for holder, path in holders[:200]:
        for offer in holder.items("offers"):
            inner = (
                list(offer.items("offers")) if offer.is_a("aggregateoffer", "offercatalog") else []
            )
            if not offer.is_a("aggregateoffer") or offer.text("lowPrice", "price") or not inner:
                waiting.append((offer, path))
            waiting += [(single, f"{path}.offers") for single in inner]
    # A sold-out variant in first place does not speak for the ones that can be bought.
    waiting.sort(key=lambda entry: "outofstock" in entry[0].text("availability").lower())
    yield from waiting[:50]


def _price(offer: Item, hints: tuple[str, ...], declared: str | None) -> tuple[Price, str] | None:
    for holder, prefix in ((offer, ""), *_specifications(offer)):
        for name in ("price", "lowPrice", "minPrice", "highPrice"):
            raw = holder.text(name)
            if not raw:
                continue
            signed = find_money(raw, hints)
            own = known_currency(holder.text("priceCurrency")) or declared
            if signed and not own:
                return Price(signed[0].amount, signed[0].currency, clean(raw, 60)), prefix + name
            currency = own or (hints[0] if hints else None)
            amount = read_amount(raw, currency, machine=True)
            if amount is not None:
                return Price(amount, currency, clean(raw, 60)), prefix + name
    return None


def _specifications(offer: Item) -> list[tuple[Item, str]]:
    """Price specifications, without the crossed-out ones, those with tax first."""
    found = [
        item
        for item in offer.items("priceSpecification")
        if not re.search(r"list|strikethrough|msrp|srp", item.text("priceType").lower())
        and not item.text("referenceQuantity", "billingDuration")
    ]
    found.sort(key=lambda item: item.text("valueAddedTaxIncluded").lower() != "true")
    return [(item, "priceSpecification.") for item in found]


def _add_texts(found: Findings, product: Item, origin: str) -> None:
    for names, target, longest in (
        (("name",), found.titles, 500),
        (("description",), found.descriptions, 20_000),
        (("brand", "manufacturer"), found.brands, 100),
        (("sku", "productID", "productGroupID", "identifier"), found.skus, 100),
        (("gtin13", "gtin", "gtin14", "gtin12", "gtin8", "isbn", "ean"), found.gtins, 40),
        (("mpn", "model"), found.mpns, 100),
    ):
        for name, value in list(product.values(*names))[:4]:
            text = value.text("name", "value", "@id") if isinstance(value, Item) else value
            text = clean(text, longest)
            if text and not (name == "brand" and text.startswith(("http:", "https:"))):
                target.append(Finding(text, f"{origin}:{name}"))
    category = product.text("category")
    parts = [clean(part, 100) for part in re.split(r"\s*[>/\u203a»]\s*", category) if part.strip()]
    if parts and not category.startswith("http"):
        found.categories.append(Finding(tuple(parts), f"{origin}:category"))


def _sellers(offer: Item, document: Document, origin: str) -> list[Finding[Seller]]:
    found = []
    for _, value in offer.values("seller", "offeredBy"):
        name = clean(value if isinstance(value, str) else value.text("name"), 200)
        if name and not name.startswith("http"):
            url = value.text("url") if isinstance(value, Item) else ""
            found.append(Finding(Seller(name, url=document.absolute(url) or None), origin))
    return found


def _images(product: Item, document: Document) -> list[Finding[str]]:
    found = []
    for name, value in product.values("image", "photo"):
        written = value.text("contentUrl", "url", "@id") if isinstance(value, Item) else value
        address = document.absolute(written) if written else ""
        if address:
            found.append(Finding(address, f"{product.origin}:{name}"))
    return found


def _attributes(product: Item) -> list[tuple[str, str]]:
    found = []
    for item in product.items("additionalProperty"):
        name, value = clean(item.text("name"), 100), clean(item.text("value"), 500)
        if name and value:
            found.append((name, value))
    for name in ("color", "material", "size", "countryOfOrigin"):
        value = clean(product.text(name), 200)
        if value:
            found.append((name, value))
    return found[:100]
