"""The pipelines: capture the bytes, fingerprint a picture, match and store in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from casework.errors import PictureUnreadable
from casework.flag import Flag
from casework.frontier import PageOutcome, Picture, StoreReport
from casework.listing import Listing
from casework.run import StopReason
from crawler.items import FetchedItem
from crawler.reading import about
from crawler.session import CrawlSession, Equipment
from matchers.match import match_listing


class SessionPipeline:
    """What the pipelines share: the session of the spider they serve."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SessionPipeline:
        """Scrapy's way of making a component."""
        return cls(crawler)

    @property
    def session(self) -> CrawlSession:
        """The run under way."""
        session = getattr(self._crawler.spider, "session", None)
        if not isinstance(session, CrawlSession):
            raise TypeError("A pipeline of Markwarden serves its own spider only.")
        return session


class CapturePipeline(SessionPipeline):
    """Keeps the raw response as a WARC record before anything is made of it."""

    async def process_item(self, item: FetchedItem) -> FetchedItem:
        """Write the exchange in the captures' thread and name the capture in what it gave."""
        if item.exchange is None or not item.keep or item.failure is not None:
            return item
        session = self.session
        try:
            item.capture = await session.in_captures(
                session.equipment.captures.write, session.run.run_id, item.exchange
            )
        except OSError as error:
            # A listing without its capture is no evidence, and a full disk stays full.
            if not session.stopping:
                session.problem("disk", f"A capture could not be written: {error}")
                session.stop(StopReason.FAILED, f"A capture could not be written: {error}")
            raise DropItem(str(error)) from error
        capture_id = item.capture.capture_id
        item.listings = tuple(replace(listing, capture_id=capture_id) for listing in item.listings)
        return item


class PicturePipeline(SessionPipeline):
    """Fingerprints a picture in the limited worker; hostile bytes are never decoded here."""

    async def process_item(self, item: FetchedItem) -> FetchedItem:
        """Turn the bytes of a picture into its signatures, or into one problem."""
        if item.picture_data is None or item.failure is not None:
            return item
        url = item.lease.fetch.url
        try:
            item.picture = await asyncio.wrap_future(
                self.session.equipment.workers.read_picture(item.picture_data, url)
            )
        except PictureUnreadable as error:
            item.problems.append(("picture-unreadable", about(url, str(error))))
        item.picture_data = None
        return item


class StorePipeline(SessionPipeline):
    """Matches and stores; only then is the fetch done."""

    async def process_item(self, item: FetchedItem) -> FetchedItem:
        """Judge the listings of a page, or those that show a picture, and store all at once."""
        session, scheduler = self.session, self.session.scheduler
        if scheduler is None:
            raise RuntimeError("The scheduler was not opened.")
        if item.failure is not None:
            scheduler.page_done(item.lease, counted=item.failure.answered)
            await scheduler.put_off(item.lease, item.failure)
            return item
        outcome, report = await session.in_record(
            match_and_store, session.equipment, item, datetime.now(UTC)
        )
        session.remember(item.children)
        session.tally.stored(outcome.listings, outcome.flags, report)
        session.tally.pictures += item.picture is not None
        for kind, sentence in item.problems:
            session.problem(kind, sentence)
        scheduler.page_done(item.lease, counted=True)
        session.settled(item.lease)
        return item


def match_and_store(
    equipment: Equipment, item: FetchedItem, now: datetime
) -> tuple[PageOutcome, StoreReport]:
    """Runs in the record's thread: read what the judgement needs, judge, store in one transaction."""
    if item.picture is not None:
        listings = _listings_to_judge_again(equipment, item.picture)
    else:
        listings = _without_known_cards(equipment, item.listings)
    outcome = PageOutcome(
        lease=item.lease,
        fetched_at=item.fetched_at,
        capture=item.capture,
        listings=tuple(listings),
        flags=_judge(equipment, listings, item.picture, now),
        picture=item.picture,
        children=item.children,
        problems=tuple(item.problems),
    )
    return outcome, equipment.record.store_page(outcome)


def _listings_to_judge_again(equipment: Equipment, picture: Picture) -> tuple[Listing, ...]:
    """The listings that show a picture which speaks for a brand, or did so when last fetched.

    Most pictures do neither, and reading and judging their listings again would double the work.
    """
    record, index = equipment.record, equipment.watchlist.pictures
    before = record.pictures.by_url([picture.url]).get(picture.url)
    replaced = before is not None and before.sha256 != picture.sha256
    if index.search(picture) or (replaced and before is not None and index.search(before)):
        return tuple(record.listings.by_image(picture.url))
    return ()


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
    equipment: Equipment, listings: Iterable[Listing], arrived: Picture | None, now: datetime
) -> tuple[Flag, ...]:
    flags: list[Flag] = []
    for listing in listings:
        urls = [image.url for image in listing.images]
        pictures = dict(equipment.record.pictures.by_url(urls)) if urls else {}
        if arrived is not None:
            pictures[arrived.url] = arrived
        flags.extend(match_listing(listing, equipment.watchlist, pictures, now))
    return tuple(flags)
