"""What Lantern Market sells, read from catalogue.tsv, with what a reviewer ought to be shown."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

_FILE = Path(__file__).with_name("catalogue.tsv")


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer. `picture` is `drawing:<shape>` or `reference:<edit>`, see pictures.py.

    `expected` are the ids of the brands for which a person ought to look at it, judged by hand from
    what the page says; `kind` groups offers of one sort, honest or not, in quality reports.
    """

    offer_id: int
    kind: str
    expected: tuple[str, ...]
    section: str
    title: str
    price: Decimal
    currency: str
    seller: str
    brand: str
    origin: str
    picture: str
    description: str

    @property
    def path(self) -> str:
        """The offer's page."""
        return f"/item/{self.offer_id}.html"


def offers() -> tuple[Offer, ...]:
    """All offers in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(_offer(number, row) for number, row in enumerate(rows, start=1001))


def _offer(number: int, row: dict[str, str]) -> Offer:
    return Offer(
        offer_id=number,
        kind=row["kind"],
        expected=tuple(filter(None, row["expected"].split(";"))),
        section=row["section"],
        title=row["title"],
        price=Decimal(row["price"]),
        currency=row["currency"],
        seller=row["seller"],
        brand=row["brand"],
        origin=row["origin"],
        picture=row["picture"],
        description=row["description"],
    )
