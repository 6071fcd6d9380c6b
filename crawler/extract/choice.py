"""The choice: of all that a page's sources say, one value a field, with where it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from casework.listing import Availability, Price, Seller
from crawler.extract.findings import Finding, Findings, clean
from crawler.extract.identifiers import read_gtin, read_sku
from crawler.extract.visible_price import ACCEPTABLE, PriceSeen

Value = TypeVar("Value")

_CONFIDENT = 3.0
"""Score from which a visible amount is believed against the page's own markup."""

_TAX_RATES = (5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27)
"""Rates of value-added tax in per cent; markup prices are often without it."""

_NO_BRAND = re.compile(
    r"(?:n/?a|none|null|no brand|unbranded|generic|other|无|無|其他|其它|-+|brands?|home|default)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Provenance:
    """Where each chosen value came from, and what other sources said that was not chosen."""

    entries: list[tuple[str, str]] = field(default_factory=list)

    def note(self, name: str, origin: str) -> None:
        """Say where a field's value came from."""
        self.entries.append((name, origin))


def choose_price(
    stated: Sequence[Finding[Price]], seen: Sequence[PriceSeen], provenance: Provenance
) -> Price | None:
    """The price: the visible one where the page is clear about it, else the markup's.

    An amount that both say wins first. Where they differ both are kept in the provenance, since a
    markup price without tax or before the sale is not what a buyer pays.
    """
    best = seen[0] if seen else None
    positive = [finding for finding in stated if finding.value.amount]
    for finding in positive:
        agreed = [s for s in seen[:8] if s.money.amount == finding.value.amount]
        if best is not None and agreed and agreed[0].score >= best.score - 2.5:
            return _agreed(finding, agreed[0], provenance)
    for finding in positive[:1]:
        taxed = [s for s in seen[:5] if _is_with_tax(finding.value.amount, s.money.amount)]
        best = taxed[0] if taxed else best
        if taxed or (best is not None and best.score >= _CONFIDENT):
            provenance.note("price", "visible:with-tax" if taxed else "visible:near-heading")
            provenance.note("price", f"differs:{finding.origin}={finding.value.raw}")
            return best.price if best else finding.value
    if not positive and best is not None and best.score >= ACCEPTABLE:
        provenance.note("price", "visible:near-heading")
        return best.price
    for finding in [*positive, *stated][:1]:
        provenance.note("price", finding.origin)
        if best is not None and best.score >= ACCEPTABLE and positive:
            provenance.note("price", f"differs:visible={best.money.raw}")
        return finding.value
    return None


def _is_with_tax(net: Decimal | None, gross: Decimal) -> bool:
    """Whether one amount is the other plus a usual rate of value-added tax."""
    if not net or gross <= net:
        return False
    return any(abs(net * (100 + rate) / 100 - gross) <= Decimal("0.011") for rate in _TAX_RATES)


def _agreed(finding: Finding[Price], seen: PriceSeen, provenance: Provenance) -> Price:
    provenance.note("price", finding.origin)
    provenance.note("price", "agrees:visible")
    currency = finding.value.currency
    if seen.money.signed and not finding.value.currency:
        currency = seen.money.currency
    return Price(seen.money.amount, currency, seen.money.raw)


def choose_title(findings: Findings, heading: str, fallback: str, provenance: Provenance) -> str:
    """The main heading where the page has one, else what markup calls it, else the page's title.

    Where markup and metadata agree on a name that is only a part of the heading, that name: the
    rest is furniture of the page ("Details", "Saved!") that a heading's element holds as well.
    """
    named = [f for f in findings.titles if not f.origin.startswith("meta:")]
    described = [f for f in findings.titles if f.origin.startswith("meta:")]
    for finding in named[:1] if heading else ():
        name, whole = finding.value.casefold(), heading.casefold()
        agreed = [f.value.casefold() for f in described if name in f.value.casefold()]
        if name != whole and name in whole and agreed and not any(whole in said for said in agreed):
            provenance.note("title", finding.origin)
            return finding.value
    if heading:
        provenance.note("title", "visible:heading")
        return heading
    if named:
        provenance.note("title", named[0].origin)
        return named[0].value
    if fallback:
        provenance.note("title", "meta:title")
    return fallback


def choose_availability(
    findings: Findings, seen: Sequence[Finding[Availability]], provenance: Provenance
) -> Availability | None:
    """Markup first; the visible page is believed against it where its own words are plain.

    They are where a label says that the offer is sold out, and where a button sells what the markup
    of one variant calls sold out.
    """
    stated = findings.availabilities[:1]
    if not stated and not seen:
        return None
    chosen = stated[0] if stated else seen[0]
    gone = any(f.origin == "visible:words" and f.value is Availability.OUT_OF_STOCK for f in seen)
    believed = {"visible:labelled"}
    if chosen.value is Availability.OUT_OF_STOCK and not gone:
        believed.add("visible:button")
    for finding in seen if stated else ():
        if finding.origin in believed and finding.value is not chosen.value:
            provenance.note("availability", f"differs:{chosen.origin}={chosen.value}")
            chosen = finding
            break
    provenance.note("availability", chosen.origin)
    return chosen.value


def choose_text(
    name: str, candidates: Sequence[Finding[str]], provenance: Provenance
) -> str | None:
    """The first text that is one."""
    for finding in candidates:
        if finding.value:
            provenance.note(name, finding.origin)
            return finding.value
    return None


def choose_brand(candidates: Sequence[Finding[str]], provenance: Provenance) -> str | None:
    """The first brand that is a name and not a filler such as "N/A"."""
    usable = [
        f for f in candidates if f.value and not _NO_BRAND.match(f.value) and len(f.value) <= 60
    ]
    return choose_text("brand", usable, provenance)


def choose_sku(candidates: Sequence[Finding[str]], url: str, provenance: Provenance) -> str | None:
    """The item number by weight: what the page labels, what markup says, what the address carries.

    A number that several of them say, or that the address carries too, weighs more. A GTIN in
    markup's place for item numbers weighs less.
    """
    usable: dict[str, Finding[str]] = {}
    weights: dict[str, float] = {}
    address = url.casefold()
    for finding in candidates:
        text = re.sub(r"^(?:sku|mpn|id|gtin\d*):\s*", "", finding.value, flags=re.IGNORECASE)
        labelled = finding.origin.startswith("visible:label")
        sku = read_sku(text)
        if sku is None and not finding.origin.startswith("visible") and len(text) <= 60:
            sku = text
        if not sku:
            continue
        weight = 3.6 if labelled else 2.5
        if finding.origin.startswith(("url", "visible:gtin-like")):
            weight = 1.8
        if not labelled and read_gtin(sku):
            weight -= 1.5
        if " " in sku:
            weight -= 2.0
        if sku not in usable:
            usable[sku] = Finding(sku, finding.origin)
            told = weight > 2 and not finding.origin.startswith("meta:")
            weights[sku] = weight + (1.0 if told and sku.casefold() in address else 0.0)
        elif _are_apart(usable[sku].origin, finding.origin) and not read_gtin(sku):
            weights[sku] += 1.5
    if not usable:
        return None
    best = max(usable, key=lambda sku: weights[sku])
    return choose_text("sku", [usable[best]], provenance)


def _are_apart(one: str, two: str) -> bool:
    """Whether two origins are different sources; what the address says was weighed already."""
    kinds = {one.partition(":")[0], two.partition(":")[0]}
    return len(kinds) == 2 and "url" not in kinds


def choose_gtin(candidates: Sequence[Finding[str]], provenance: Provenance) -> str | None:
    """The first GTIN whose check digit is right."""
    usable = [Finding(read_gtin(f.value) or "", f.origin) for f in candidates]
    return choose_text("gtin", usable, provenance)


def choose_seller(
    candidates: Sequence[Finding[Seller]], location: str, provenance: Provenance
) -> Seller | None:
    """The first seller that is named, with the place the page gives for it."""
    for finding in candidates:
        if finding.value.name:
            provenance.note("seller", finding.origin)
            seller = finding.value
            return Seller(
                seller.name, seller.native_id, seller.url, seller.location or location or None
            )
    return None


def choose_description(findings: Findings, provenance: Provenance) -> str:
    """The longest of the first few descriptions, as metadata often holds only its beginning."""
    candidates = findings.descriptions[:8]
    if not candidates:
        return ""
    best = max(candidates, key=lambda finding: len(finding.value))
    provenance.note("description", best.origin)
    return clean(best.value, 20_000)
