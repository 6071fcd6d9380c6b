"""The protected list: brands, their marks, who may sell them, and at what price they usually go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class MarkKind(StrEnum):
    """What sort of right a mark is; it decides which matchers and rules apply to it."""

    WORD = "word"
    FIGURATIVE = "figurative"
    PICTURE = "picture"
    GEOGRAPHICAL_INDICATION = "geographical_indication"
    SPECIAL_SIGN = "special_sign"


class AliasKind(StrEnum):
    """How an alias relates to the mark; slang and abbreviations are weaker evidence than names."""

    OFFICIAL = "official"
    TRANSLITERATION = "transliteration"
    SLANG = "slang"
    ABBREVIATION = "abbreviation"


class Script(StrEnum):
    """Scripts a name may be written in, by ISO 15924 code."""

    SIMPLIFIED = "Hans"
    TRADITIONAL = "Hant"
    LATIN = "Latn"
    OTHER = "Zyyy"


@dataclass(frozen=True, slots=True)
class Name:
    """A mark's text as registered, in one script."""

    text: str
    script: Script = Script.OTHER


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way the trade writes the mark."""

    text: str
    kind: AliasKind = AliasKind.OFFICIAL


@dataclass(frozen=True, slots=True)
class ProtectedPicture:
    """A picture to protect; `path` is relative to the brand file, `sha256` of its bytes."""

    path: str
    sha256: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class AuthorisedSeller:
    """Somebody who may sell the brand; `source` limits it to one shop platform, None means any."""

    name: str
    source: str | None = None
    native_id: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PriceBand:
    """What the genuine article usually costs, in major units of an ISO 4217 currency."""

    low: Decimal
    high: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One right of a brand. `valid_until` is the last day on which it is in force.

    `place_names` are the place words inside a geographical indication that prove nothing alone;
    `class_words` are goods words that a dictionary-word mark needs beside it. With `trade_slang` the
    public trade slang for its names (驴, 香家) counts as aliases too.
    """

    mark_id: str
    kind: MarkKind
    names: tuple[Name, ...] = ()
    aliases: tuple[Alias, ...] = ()
    pictures: tuple[ProtectedPicture, ...] = ()
    registration_number: str | None = None
    nice_classes: tuple[int, ...] = ()
    territories: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    dictionary_word: bool = False
    class_words: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    trade_slang: bool = False

    def in_force(self, today: date) -> bool:
        """Whether the right stands on that day; an absent bound is open."""
        return within(self.valid_from, self.valid_until, today)


@dataclass(frozen=True, slots=True)
class ProtectedBrand:
    """One entry of the protected list: a brand id, its holder, its marks and its lawful trade.

    `price_bands` has at most one band a currency.
    """

    brand_id: str
    name: str
    holder: str
    marks: tuple[Mark, ...]
    authorised_sellers: tuple[AuthorisedSeller, ...] = ()
    price_bands: tuple[PriceBand, ...] = ()
    goods: tuple[str, ...] = ()
    note: str = ""

    def marks_in_force(self, today: date) -> tuple[Mark, ...]:
        """The marks that may be matched on that day."""
        return tuple(mark for mark in self.marks if mark.in_force(today))

    def spellings(self) -> tuple[str, ...]:
        """Every text its marks are written as, registered names before aliases."""
        names = [name.text for mark in self.marks for name in mark.names]
        aliases = [alias.text for mark in self.marks for alias in mark.aliases]
        return tuple(dict.fromkeys([*names, *aliases]))

    def price_band_in(self, currency: str | None) -> PriceBand | None:
        """The band in a currency; prices are never converted, since no rate is right for a list."""
        return next((band for band in self.price_bands if band.currency == currency), None)


def within(start: date | None, end: date | None, today: date) -> bool:
    """Whether a day lies in a period whose bounds are both included and may be open."""
    return (start is None or start <= today) and (end is None or today <= end)
