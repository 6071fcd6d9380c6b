"""Judging in the record's thread: what a page or a picture gave, stored with its flags at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice

from casework.flag import Flag
from casework.frontier import PageOutcome, Picture, PictureText, StoreReport
from casework.listing import Listing
from crawler.equipment import Equipment
from crawler.items import FetchedItem
from matchers.match import match_listings
from matchers.picture_text import text_of

AT_ONCE = 50
"""Listings matched together, with their pictures at hand: one picture may stand in all of a shop."""


def match_and_store(
    equipment: Equipment, item: FetchedItem, now: datetime
) -> tuple[PageOutcome, StoreReport]:
    """Read what the judgement needs, judge, store in one transaction."""
    picture = item.picture
    if picture is not None:
        # Other addresses, or earlier runs, may have shown the same bytes and had them read.
        picture = replace(picture, text=equipment.record.pictures.text_of(picture.sha256))
        listings = _listings_to_judge_again(equipment, picture)
    else:
        listings = _without_known_cards(equipment, item.listings)
    arrived = {} if picture is None else {picture.url: picture}
    outcome = PageOutcome(
        lease=item.lease,
        fetched_at=item.fetched_at,
        capture=item.capture,
        listings=tuple(listings),
        flags=_judge(equipment, listings, arrived, now),
        picture=picture,
        children=item.children,
        problems=tuple(item.problems),
    )
    return outcome, equipment.record.store_page(outcome)


def store_text(
    equipment: Equipment, sha256: str, text: PictureText, now: datetime
) -> tuple[tuple[Listing, ...], tuple[Flag, ...], StoreReport]:
    """Keep what was read in a picture, and judge anew the listings that show it, at any address.

    Gives these listings, their flags, and what storing them changed; nothing where no mark is read.
    """
    record = equipment.record
    before = record.pictures.text_of(sha256)
    record.pictures.put_text(sha256, text)
    if not (_names_a_mark(equipment, text) or _names_a_mark(equipment, before)):
        return (), (), StoreReport()
    listings = {
        listing.listing_id: listing
        for url in record.pictures.urls_of(sha256)
        for listing in record.listings.by_image(url)
    }
    flags = _judge(equipment, listings.values(), {}, now)
    return tuple(listings.values()), flags, record.store_flags(list(listings), flags, now)


def titles_are_silent(equipment: Equipment, url: str) -> bool | None:
    """Whether a title of the listings that show this picture names no mark; None where none shows
    it any more.
    """
    listings = equipment.record.listings.by_image(url)
    if not listings:
        return None
    return not all(equipment.watchlist.marks.match(listing.title) for listing in listings)


def _names_a_mark(equipment: Equipment, text: PictureText | None) -> bool:
    shown = text_of("", "", text)
    return shown is not None and bool(shown.matched(equipment.watchlist.marks))


def _listings_to_judge_again(equipment: Equipment, picture: Picture) -> tuple[Listing, ...]:
    """The listings that show a picture which speaks for a brand, or did so when last fetched.

    Most pictures do neither, and reading and judging their listings again would double the work.
    """
    record = equipment.record
    before = record.pictures.by_url([picture.url]).get(picture.url)
    replaced = before is not None and before.sha256 != picture.sha256
    if _speaks(equipment, picture) or (
        replaced and before is not None and _speaks(equipment, before)
    ):
        return tuple(record.listings.by_image(picture.url))
    return ()


def _speaks(equipment: Equipment, picture: Picture) -> bool:
    shows = bool(equipment.watchlist.pictures.search(picture))
    return shows or _names_a_mark(equipment, picture.text)


def _without_known_cards(
    equipment: Equipment, listings: tuple[Listing, ...]
) -> tuple[Listing, ...]:
    """Leave out cards of listings whose own page was read: a card says less, and would unsay it."""
    cards = [listing.listing_id for listing in listings if listing.partial]
    if not cards:
        return listings
    known = equipment.record.listings.many(cards)
    return tuple(
        listing
        for listing in listings
        if not listing.partial
        or listing.listing_id not in known
        or known[listing.listing_id].partial
    )


def _judge(
    equipment: Equipment,
    listings: Iterable[Listing],
    arrived: Mapping[str, Picture],
    now: datetime,
) -> tuple[Flag, ...]:
    flags: list[Flag] = []
    walk = iter(listings)
    while run := list(islice(walk, AT_ONCE)):
        urls = [image.url for listing in run for image in listing.images]
        pictures = dict(equipment.record.pictures.by_url(urls)) if urls else {}
        pictures.update(arrived)
        flags += match_listings([(item, pictures) for item in run], equipment.watchlist, now)
    return tuple(flags)
