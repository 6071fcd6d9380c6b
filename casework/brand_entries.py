"""The schema of a brand as people write it, its rules, and how it becomes a record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated

import msgspec

from casework.brand import (
    Alias,
    AliasKind,
    AuthorisedSeller,
    Mark,
    MarkKind,
    Name,
    PriceBand,
    ProtectedBrand,
    ProtectedPicture,
    Script,
)
from casework.entries import Currency, Entry, Finding, MarkText, Text

NiceClass = Annotated[int, msgspec.Meta(ge=1, le=45, description="a Nice class from 1 to 45")]
Territory = Annotated[
    str, msgspec.Meta(pattern="^[A-Z]{2,3}$", description="a code such as CN, EU or WO")
]
Amount = Annotated[Decimal, msgspec.Meta(description="a price in major units, such as 19.90")]


class HolderEntry(Entry, frozen=True):
    """[holder]: whose rights the file lists."""

    name: Text


class SellerEntry(Entry, frozen=True):
    """[[brand.authorised_seller]]: somebody who may sell the brand."""

    name: Text
    source: Text | None = None
    native_id: Text | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def findings(self) -> Iterator[Finding]:
        """The period must not end before it begins."""
        yield from period_findings(self.valid_from, self.valid_until)

    def record(self) -> AuthorisedSeller:
        """The seller as the matchers know it."""
        return AuthorisedSeller(
            self.name.strip(), self.source, self.native_id, self.valid_from, self.valid_until
        )


class PriceBandEntry(Entry, frozen=True):
    """[brand.price_band], or [[brand.price_band]] for each currency: what the genuine article costs."""

    low: Amount
    high: Amount
    currency: Currency

    def findings(self) -> Iterator[Finding]:
        """Bounds are finite, not negative and in order."""
        for name, bound in (("low", self.low), ("high", self.high)):
            if not bound.is_finite() or bound < 0:
                yield (name,), str(bound), "a price of 0 or more was expected."
                return
        if self.low > self.high:
            yield ("high",), str(self.high), f"lower than low, which is {self.low}."

    def record(self) -> PriceBand:
        """The band as the matchers know it."""
        return PriceBand(self.low, self.high, self.currency)


class PictureEntry(Entry, frozen=True):
    """[[brand.mark.picture]]: a picture to protect, by its path beside the brand file."""

    path: Text
    title: str = ""

    def findings(self) -> Iterator[Finding]:
        """A brand file comes from outside: it must not name files elsewhere on the machine."""
        path = PurePosixPath(self.path)
        if path.is_absolute() or ".." in path.parts or "\\" in self.path or ":" in self.path:
            yield ("path",), self.path, "a path below the brand file's folder was expected."


class MarkFacts(Entry, frozen=True, kw_only=True):
    """What a file and a table say of a mark in the same words."""

    kind: MarkKind = MarkKind.WORD
    registration_number: Text | None = None
    nice_classes: tuple[NiceClass, ...] = ()
    territories: tuple[Territory, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    dictionary_word: bool = False
    class_words: tuple[Text, ...] = ()
    place_names: tuple[Text, ...] = ()
    trade_slang: bool = False

    def findings(self) -> Iterator[Finding]:
        """The period must not end before it begins."""
        yield from period_findings(self.valid_from, self.valid_until)

    def as_mark(
        self,
        mark_id: str,
        names: tuple[Name, ...],
        aliases: tuple[Alias, ...],
        pictures: tuple[ProtectedPicture, ...] = (),
    ) -> Mark:
        """The mark as the matchers know it, with what is written elsewhere in each of the two."""
        facts = {name: getattr(self, name) for name in MarkFacts.__struct_fields__}
        return Mark(mark_id, names=names, aliases=aliases, pictures=pictures, **facts)


class MarkEntry(MarkFacts, frozen=True):
    """[[brand.mark]]: one right."""

    id: Text | None = None
    names: dict[Script, tuple[MarkText, ...]] = msgspec.field(default_factory=dict)
    aliases: dict[AliasKind, tuple[MarkText, ...]] = msgspec.field(default_factory=dict)
    picture: tuple[PictureEntry, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """A mark has something to match, and its fields agree with its kind."""
        yield from MarkFacts.findings(self)
        pictorial = self.kind in {MarkKind.PICTURE, MarkKind.FIGURATIVE}
        if not any(self.names.values()) and not (pictorial and self.picture):
            needed = "names or [[brand.mark.picture]]" if pictorial else "names"
            yield (), None, f"a mark of kind {self.kind} needs {needed}."
        if self.place_names and self.kind is not MarkKind.GEOGRAPHICAL_INDICATION:
            yield (
                ("place_names",),
                list(self.place_names),
                "only a mark of kind geographical_indication has place names.",
            )

    def record(self) -> Mark:
        """The mark as the matchers know it; without an id its first name or picture serves."""
        names = tuple(
            Name(text.strip(), script) for script, texts in self.names.items() for text in texts
        )
        pictures = tuple(ProtectedPicture(item.path, "", item.title) for item in self.picture)
        return self.as_mark(
            self.id or (names[0].text if names else pictures[0].path),
            names,
            tuple(
                Alias(text.strip(), kind) for kind, texts in self.aliases.items() for text in texts
            ),
            pictures,
        )


class BrandEntry(Entry, frozen=True):
    """[[brand]]: one entry of the protected list."""

    id: Text
    name: Text
    mark: tuple[MarkEntry, ...]
    goods: tuple[Text, ...] = ()
    note: str = ""
    authorised_seller: tuple[SellerEntry, ...] = ()
    price_band: PriceBandEntry | tuple[PriceBandEntry, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """There is at least one mark, no two have one id, and no two price bands one currency."""
        if not self.mark:
            yield ("mark",), None, "at least one [[brand.mark]] is needed."
        seen: set[str] = set()
        for index, mark in enumerate(self.mark):
            mark_id = mark.record().mark_id
            if mark_id in seen:
                message = "another mark of this brand has this id; give each its own id."
                yield ("mark", index, "id"), mark_id, message
            seen.add(mark_id)
        for index, band in enumerate(bands := self.price_bands()):
            if any(band.currency == other.currency for other in bands[:index]):
                message = "another price band of this brand is in this currency."
                yield ("price_band", index, "currency"), band.currency, message

    def price_bands(self) -> tuple[PriceBandEntry, ...]:
        """The bands, written as one table or as a list of them."""
        return self.price_band if isinstance(self.price_band, tuple) else (self.price_band,)

    def record(self, holder: str) -> ProtectedBrand:
        """The brand as every room knows it."""
        return ProtectedBrand(
            brand_id=self.id.strip(),
            name=self.name.strip(),
            holder=holder,
            marks=tuple(mark.record() for mark in self.mark),
            authorised_sellers=tuple(seller.record() for seller in self.authorised_seller),
            price_bands=tuple(band.record() for band in self.price_bands()),
            goods=self.goods,
            note=self.note,
        )


def period_findings(start: date | None, end: date | None) -> Iterator[Finding]:
    """What is wrong with a period of validity."""
    if start and end and end < start:
        yield ("valid_until",), end, f"earlier than valid_from, which is {start.isoformat()}."
