"""A queue's filters as they stand in an address, and the query they mean; the one place for both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from casework.decision import Verdict
from casework.flag import FlagState, Tier
from casework.queue import FlagQuery

Code = TypeVar("Code", bound=StrEnum)

TEXT_LIMIT = 200
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reviewer narrowed the queue to. Empty fields do not filter; states default to open."""

    text: str = ""
    brand: str = ""
    source: str = ""
    seller: str = ""
    tiers: tuple[Tier, ...] = ()
    states: tuple[FlagState, ...] = (FlagState.OPEN,)
    verdict: Verdict | None = None

    @property
    def is_default(self) -> bool:
        """Whether this is the queue as it opens."""
        return self == Filters()

    def query(self, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> FlagQuery:
        """The same as a query to the search."""
        return FlagQuery(
            text=self.text,
            brand_id=self.brand or None,
            source=self.source or None,
            seller_id=self.seller or None,
            tiers=self.tiers,
            states=self.states,
            verdict=self.verdict,
            cursor=cursor,
            limit=limit,
        )

    def parameters(self, **extra: str) -> list[tuple[str, str]]:
        """The filters as address parameters, only those that differ from the queue as it opens."""
        pairs = [
            ("q", self.text),
            ("brand", self.brand),
            ("source", self.source),
            ("seller", self.seller),
            *(("tier", tier) for tier in self.tiers),
            *(("state", state) for state in self.states if self.states != (FlagState.OPEN,)),
            ("verdict", self.verdict or ""),
            *extra.items(),
        ]
        return [(name, str(value)) for name, value in pairs if value]

    def address(self, path: str, **extra: str) -> str:
        """A path with these filters in its query string."""
        encoded = urlencode(self.parameters(**extra))
        return f"{path}?{encoded}" if encoded else path

    def with_brand(self, brand: str) -> Filters:
        """Narrowed to a brand, or no longer if it was already chosen."""
        return replace(self, brand="" if self.brand == brand else brand)

    def with_source(self, source: str) -> Filters:
        """Narrowed to a source, or no longer; a seller belongs to a source and goes with it."""
        return replace(self, source="" if self.source == source else source, seller="")

    def with_seller(self, seller: str) -> Filters:
        """Narrowed to a seller, or no longer."""
        return replace(self, seller="" if self.seller == seller else seller)

    def with_tier(self, tier: Tier) -> Filters:
        """With one tier more or, if it was chosen, one less."""
        return replace(self, tiers=_toggled(self.tiers, tier))

    def with_state(self, state: FlagState) -> Filters:
        """Only this state; a verdict filter stays for decided flags alone."""
        verdict = self.verdict if state is FlagState.DECIDED else None
        return replace(self, states=(state,), verdict=verdict)

    def with_verdict(self, verdict: Verdict) -> Filters:
        """Decided flags of one verdict, or of any if it was already chosen."""
        chosen = None if self.verdict == verdict else verdict
        return replace(self, states=(FlagState.DECIDED,), verdict=chosen)


def read_filters(values: Mapping[str, Iterable[str]]) -> Filters:
    """Filters from an address. Unknown values are left out: an old bookmark still opens a queue."""
    states = _codes(values.get("state", ()), FlagState)
    verdicts = _codes(values.get("verdict", ()), Verdict)
    return Filters(
        text=_first(values, "q")[:TEXT_LIMIT].strip(),
        brand=_first(values, "brand"),
        source=_first(values, "source"),
        seller=_first(values, "seller"),
        tiers=_codes(values.get("tier", ()), Tier),
        states=states or (FlagState.OPEN,),
        verdict=verdicts[0] if verdicts else None,
    )


def _first(values: Mapping[str, Iterable[str]], name: str) -> str:
    return next(iter(values.get(name, ())), "")


def _codes(texts: Iterable[str], kind: Callable[[str], Code]) -> tuple[Code, ...]:
    found: list[Code] = []
    for text in texts:
        try:
            code = kind(text)
        except ValueError:
            continue
        if code not in found:
            found.append(code)
    return tuple(found)


def _toggled(chosen: tuple[Tier, ...], tier: Tier) -> tuple[Tier, ...]:
    if tier in chosen:
        return tuple(item for item in chosen if item is not tier)
    return tuple(item for item in Tier if item in {*chosen, tier})
