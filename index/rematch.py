"""Matching a brand that is new or changed against the listings that are stored, without a crawl."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from casework.flag import Flag
from casework.frontier import Picture
from casework.listing import Listing
from index.record import Record
from index.search import Search
from matchers.match import match_listings
from matchers.watchlist import Watchlist

BATCH = 200
"""Listings matched and stored in one transaction; the crawl goes on between two of them."""


@dataclass(frozen=True, slots=True)
class RematchReport:
    """How far a rematch has come: listings looked at of `total`, and what became of flags."""

    total: int
    listings: int = 0
    new_flags: int = 0
    reopened_flags: int = 0
    lapsed_flags: int = 0


def rematch(
    record: Record,
    search: Search,
    watchlist: Watchlist,
    brand_ids: Collection[str],
    now: datetime,
    on_progress: Callable[[RematchReport], None] | None = None,
) -> RematchReport:
    """Judge every stored listing anew for these brands; flags of other brands stay as they are.

    All listings are looked at, since no index can name those with an evasive spelling; of a single
    brand, the ones that hold its names come first. An open flag without evidence left lapses, so a
    brand that the watchlist no longer has loses its open flags.

    Raises:
        SearchUnavailable: the search cannot name the likely listings; nothing is half done.
    """
    report = RematchReport(total=record.listings.count())
    wanted = frozenset(brand_ids)
    for batch in _batches(_order(record, search, watchlist, wanted)):
        report = _rematch_batch(record, watchlist, wanted, batch, now, report)
        if on_progress is not None:
            on_progress(report)
    return report


def _order(
    record: Record, search: Search, watchlist: Watchlist, brand_ids: frozenset[str]
) -> Iterable[str]:
    known = [watchlist.brands[brand_id] for brand_id in brand_ids if brand_id in watchlist.brands]
    return search.candidates(known[0]) if len(known) == 1 else record.listings.ids()


def _batches(listing_ids: Iterable[str]) -> Iterator[list[str]]:
    walk = iter(listing_ids)
    while batch := list(islice(walk, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Material:
    """All that a listing is judged by; `seen_at` and the like do not count."""

    listing: Listing
    pictures: Mapping[str, Picture]

    def same(self, other: _Material) -> bool:
        return (
            self.listing.content_digest() == other.listing.content_digest()
            and self.pictures == other.pictures
        )


def _rematch_batch(
    record: Record,
    watchlist: Watchlist,
    brand_ids: frozenset[str],
    listing_ids: Sequence[str],
    now: datetime,
    report: RematchReport,
) -> RematchReport:
    material = _read(record, listing_ids)
    new = reopened = lapsed = 0
    while material:
        flags = _judge(material.values(), watchlist, brand_ids, now)
        stored = record.store_flags(list(material), flags, now, brand_ids)
        new += stored.new_flags
        reopened += stored.reopened_flags
        lapsed += stored.lapsed_flags
        # A crawl may have stored one of them between our reading and writing. What it wrote is
        # newer than what we judged, so that listing is judged once more.
        after = _read(record, list(material))
        material = {key: item for key, item in after.items() if not item.same(material[key])}
    return RematchReport(
        total=report.total,
        listings=report.listings + len(listing_ids),
        new_flags=report.new_flags + new,
        reopened_flags=report.reopened_flags + reopened,
        lapsed_flags=report.lapsed_flags + lapsed,
    )


def _read(record: Record, listing_ids: Sequence[str]) -> dict[str, _Material]:
    listings = record.listings.many(listing_ids)
    pictures = record.pictures.by_url(
        image.url for listing in listings.values() for image in listing.images
    )
    return {
        listing_id: _Material(
            listing,
            {image.url: pictures[image.url] for image in listing.images if image.url in pictures},
        )
        for listing_id, listing in listings.items()
    }


def _judge(
    material: Iterable[_Material],
    watchlist: Watchlist,
    brand_ids: frozenset[str],
    now: datetime,
) -> list[Flag]:
    shown = ((item.listing, item.pictures) for item in material)
    flags = match_listings(shown, watchlist, now)
    return [flag for flag in flags if flag.brand_id in brand_ids]
