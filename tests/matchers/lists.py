"""Protected lists and listings that the matcher tests share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from casework.brand import Alias, AliasKind, Mark, MarkKind, Name, ProtectedBrand
from casework.flag import Flag
from casework.frontier import Picture
from casework.listing import Listing
from casework.settings import MatchSettings
from matchers.match import match_listings
from matchers.watchlist import Watchlist

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def word_brand(text: str, *aliases: tuple[str, AliasKind], **fields: Any) -> ProtectedBrand:
    """A brand with one word mark; further fields go to the mark."""
    mark = Mark(
        mark_id=f"{text}-word",
        kind=fields.pop("kind", MarkKind.WORD),
        names=(Name(text),),
        aliases=tuple(Alias(name, kind) for name, kind in aliases),
        **fields,
    )
    return ProtectedBrand(text, text, "the holder", (mark,))


def watch(*brands: ProtectedBrand | str) -> Watchlist:
    """A watchlist of brands; a string is a brand with that word mark."""
    listed = [word_brand(brand) if isinstance(brand, str) else brand for brand in brands]
    return Watchlist.build(listed, {}, MatchSettings(), TODAY)


def listing(title: str, **fields: Any) -> Listing:
    """A listing with a title."""
    url = "https://shop.example/item/1"
    return Listing("shop", "1", url, title, fields.pop("seen_at", NOW), **fields)


def match_listing(
    shown: Listing, watchlist: Watchlist, pictures: Mapping[str, Picture], now: datetime
) -> tuple[Flag, ...]:
    """The flags of one listing."""
    return match_listings([(shown, pictures)], watchlist, now)
