"""The pipelines: capture the bytes, fingerprint a picture, match and store in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from casework.errors import PictureUnreadable
from casework.run import StopReason
from crawler.items import FetchedItem
from crawler.judging import match_and_store
from crawler.reading import about
from crawler.session import CrawlSession


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
            item.picture = await self.session.equipment.pictures.read(item.picture_data, url)
        except PictureUnreadable as error:
            item.problems.append(("picture-unreadable", about(url, str(error))))
        item.picture_data = None
        for sentence in self.session.equipment.workers.complaints():
            self.session.problem("neural", sentence)
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
        if item.picture is not None and item.capture is not None and session.words is not None:
            await session.words.offer(item.picture, item.capture)
        session.remember(item.children)
        session.tally.stored(outcome.listings, outcome.flags, report)
        session.tally.pictures += item.picture is not None
        for kind, sentence in item.problems:
            session.problem(kind, sentence)
        scheduler.page_done(item.lease, counted=True)
        session.settled(item.lease)
        return item
