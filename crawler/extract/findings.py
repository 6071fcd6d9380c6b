"""Findings: what each source on a page says of the offer, before one answer a field is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from casework.listing import Availability, Price, Seller

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Finding(Generic[Value]):
    """One value and where it stood, e.g. "json-ld:offers.price" or "visible:near-heading"."""

    value: Value
    origin: str


@dataclass(slots=True)
class Findings:
    """All values found for one offer, by field, each list in the order of trust within its source."""

    titles: list[Finding[str]] = field(default_factory=list)
    descriptions: list[Finding[str]] = field(default_factory=list)
    prices: list[Finding[Price]] = field(default_factory=list)
    availabilities: list[Finding[Availability]] = field(default_factory=list)
    brands: list[Finding[str]] = field(default_factory=list)
    skus: list[Finding[str]] = field(default_factory=list)
    gtins: list[Finding[str]] = field(default_factory=list)
    mpns: list[Finding[str]] = field(default_factory=list)
    images: list[Finding[str]] = field(default_factory=list)
    sellers: list[Finding[Seller]] = field(default_factory=list)
    categories: list[Finding[tuple[str, ...]]] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)

    def extend(self, other: Findings) -> None:
        """Add what another source found, after what is here."""
        self.titles += other.titles
        self.descriptions += other.descriptions
        self.prices += other.prices
        self.availabilities += other.availabilities
        self.brands += other.brands
        self.skus += other.skus
        self.gtins += other.gtins
        self.mpns += other.mpns
        self.images += other.images
        self.sellers += other.sellers
        self.categories += other.categories
        self.attributes += other.attributes


def clean(text: str, longest: int = 500) -> str:
    """One line without doubled spaces, markup's leftovers and lone surrogates, cut to a length."""
    joined = " ".join(text[: longest * 4].split())
    return joined.encode("utf-8", "ignore").decode()[:longest].strip()
