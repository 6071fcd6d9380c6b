"""Page metadata: OpenGraph, product and plain meta elements, the canonical link and the title."""

from __future__ import annotations

import re

from casework.listing import Availability, Price
from crawler.extract.currencies import currency_hints, known_currency
from crawler.extract.document import Document
from crawler.extract.findings import Finding, Findings, clean
from crawler.extract.money import find_money, read_amount

_STOCK = (
    (re.compile(r"out|oos|sold|discontinued|unavailable", re.IGNORECASE), Availability.OUT_OF_STOCK),
    (re.compile(r"in ?_?stock|instock|available|preorder|backorder", re.IGNORECASE),
     Availability.IN_STOCK),
)  # fmt: skip


def read_metadata(document: Document) -> dict[str, str]:
    """Meta elements by lower-case property or name; the first of each counts, all are cut short."""
    found: dict[str, str] = {}
    for element in document.root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content") or ""
        if name and content.strip():
            found.setdefault(name.strip().lower(), content.strip()[:5_000])
    title = document.root.find(".//head/title")
    if title is not None and title.text:
        found["title"] = title.text
    return found


def canonical_address(document: Document) -> str | None:
    """The page's canonical link, whole and normalised."""
    for element in document.root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            address = document.absolute(element.get("href") or "")
            if address and (element.get("href") or "").strip():
                return address
    return None


def metadata_findings(metadata: dict[str, str], document: Document, stated: str | None) -> Findings:
    """What the meta elements say of the offer, if the page is about one."""
    found = Findings()
    for name, target in (
        ("og:title", found.titles),
        ("twitter:title", found.titles),
        ("title", found.titles),
        ("og:description", found.descriptions),
        ("description", found.descriptions),
        ("product:brand", found.brands),
        ("og:brand", found.brands),
        ("brand", found.brands),
        ("product:retailer_item_id", found.skus),
        ("product:retailer_part_no", found.skus),
        ("product:upc", found.gtins),
        ("product:ean", found.gtins),
        ("product:isbn", found.gtins),
        ("product:mfr_part_no", found.mpns),
    ):
        text = clean(metadata.get(name, ""), 5_000)
        if text:
            target.append(Finding(text, f"meta:{name}"))
    _add_price(found, metadata, document, stated)
    stock = metadata.get("product:availability") or metadata.get("og:availability") or ""
    for pattern, answer in _STOCK:
        if pattern.search(stock):
            found.availabilities.append(Finding(answer, "meta:product:availability"))
            break
    for name in ("og:image:secure_url", "og:image", "twitter:image"):
        address = document.absolute(metadata[name]) if name in metadata else ""
        if address:
            found.images.append(Finding(address, f"meta:{name}"))
    return found


def is_product_metadata(metadata: dict[str, str]) -> bool:
    """Whether the meta elements themselves say that the page is about one offer."""
    kind = metadata.get("og:type", "").lower()
    return "product" in kind and "group" not in kind and "category" not in kind


def _add_price(
    found: Findings, metadata: dict[str, str], document: Document, stated: str | None
) -> None:
    for prefix in ("product:sale_price", "product:price", "og:price"):
        raw = metadata.get(f"{prefix}:amount", "")
        if not raw:
            continue
        declared = known_currency(metadata.get(f"{prefix}:currency", ""))
        hints = currency_hints(document.url, document.language, (declared, stated))
        currency = declared or (hints[0] if hints else None)
        signed = find_money(raw, hints)
        amount = signed[0].amount if signed else read_amount(raw, currency, machine=True)
        if amount is not None:
            found.prices.append(Finding(Price(amount, currency, clean(raw, 60)), f"meta:{prefix}"))
    for number in ("1", "2"):
        label, raw = (
            metadata.get(f"twitter:label{number}", ""),
            metadata.get(f"twitter:data{number}", ""),
        )
        if "price" in label.lower():
            hints = currency_hints(document.url, document.language, (stated,))
            for money in find_money(raw, hints)[:1]:
                price = Price(money.amount, money.currency, clean(raw, 60))
                found.prices.append(Finding(price, f"meta:twitter:data{number}"))
