"""What a reviewer asks for and gets: queries over flags and listings, and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.decision import Decision, Verdict
from casework.flag import Flag, FlagState, Tier
from casework.listing import Listing, Price, Seller


@dataclass(frozen=True, slots=True)
class FlagQuery:
    """Which flags, in queue order: tier, infringement score, mention score, then age.

    Each word of `text` stands in the listing or in a name of the flag's brand, so that the right
    spelling finds imitations too. Empty fields do not filter.
    `tiers` empty means all but `context`, which nobody asked to see unless they name it.
    """

    text: str = ""
    brand_id: str | None = None
    source: str | None = None
    seller_id: str | None = None
    tiers: tuple[Tier, ...] = ()
    states: tuple[FlagState, ...] = (FlagState.OPEN,)
    verdict: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One flag with what a reviewer sees beside it. `version` counts the flag's ledger entries."""

    flag: Flag
    listing: Listing
    brand_name: str
    state: FlagState
    version: int
    decision: Decision | None
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class FlagPage:
    """A page of rows, how many there are in all, and where the next page begins (None at the end)."""

    rows: tuple[FlagRow, ...]
    total: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class FlagIds:
    """A search's answer to a FlagQuery before the record adds what a reviewer sees: ids in order."""

    ids: tuple[str, ...]
    total: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class IndexedFlag:
    """A flag as a search server holds it: what a list shows, read back without the record."""

    flag: Flag
    state: FlagState
    version: int
    verdict: Verdict | None
    brand_name: str
    source: str
    url: str
    title: str
    price: Price | None
    seller: Seller | None


@dataclass(frozen=True, slots=True)
class IndexedFlagPage:
    """A page of indexed flags, how many there are in all, and where the next page begins."""

    rows: tuple[IndexedFlag, ...]
    total: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of one filter, its label for people, and how many flags have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FlagFacets:
    """Counts for every filter, each over the flags that the *other* filters leave."""

    brands: tuple[Facet, ...]
    sources: tuple[Facet, ...]
    sellers: tuple[Facet, ...]
    tiers: tuple[Facet, ...]
    states: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class ListingQuery:
    """Words to find in listings: all of them must be there; filters as in FlagQuery."""

    text: str
    source: str | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class ListingHit:
    """A listing found by search, with its score in the search engine that answered."""

    listing_id: str
    source: str
    url: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Hits best first, the number of all hits, and where the next page begins."""

    hits: tuple[ListingHit, ...]
    total: int
    cursor: str | None
