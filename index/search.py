"""What every search over the record offers, whichever engine answers: its interface and answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from casework.brand import ProtectedBrand
from casework.queue import FlagFacets, FlagIds, FlagQuery, ListingPage, ListingQuery


@dataclass(frozen=True, slots=True)
class SearchStatus:
    """How a search stands to the record.

    `pending` counts changed documents it has not taken in yet, `dead_letters` those it refused.
    `problems` are sentences for people; without one, a search answers as the record would.
    """

    name: str
    address: str
    version: str = ""
    listings: int = 0
    flags: int = 0
    pending: int = 0
    dead_letters: int = 0
    indices: tuple[str, ...] = ()
    removable: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Search(Protocol):
    """A search over the listings and flags of a record.

    All implementations give the same hits and totals, and flags in the same order. They differ in
    the scores of listings, and so in the order of these.
    """

    @property
    def name(self) -> str:
        """Which engine answers: "embedded" or "elasticsearch"."""

    def listings(self, query: ListingQuery) -> ListingPage:
        """Listings that hold all words of the query, best first, ties by id."""

    def flags(self, query: FlagQuery) -> FlagIds:
        """Flags in queue order: tier, infringement score, mention score, age, id."""

    def facets(self, query: FlagQuery) -> FlagFacets:
        """Counts for every filter, each over the flags that the other filters leave."""

    def candidates(self, brand: ProtectedBrand) -> Iterator[str]:
        """Ids of listings that a brand's marks could match, likely ones first; none is left out."""

    def status(self) -> SearchStatus:
        """How the search stands to the record; says so where it cannot be reached."""
