"""The spider of every shop: it reads what the frontier leased and yields one item per response."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from casework.frontier import FetchKind, Lease
from crawler.failures import FetchFailure, failure_of, failure_of_status
from crawler.items import FetchedItem
from crawler.opening import open_session
from crawler.reading import read_page, read_redirect, read_robots, read_sitemap_file
from crawler.session import CrawlSession
from crawler.site import first_fetches
from evidence.captures import Exchange

_PICTURE_HOPS = 5
_PAGES = (FetchKind.START, FetchKind.PAGE)


class ShopSpider(Spider):
    """Crawls one source: `scrapy crawl shop -a source=NAME` or `-a url=URL`."""

    name = "shop"

    def __init__(self, session: CrawlSession, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ShopSpider:
        """Scrapy's way of making a spider; without a session it opens one from the environment."""
        session = kwargs.pop("session", None)
        if session is None:
            session = open_session(kwargs.pop("source", ""), kwargs.pop("url", ""))
        crawler.settings.setdict(session.scrapy_settings(), priority="spider")
        return super().from_crawler(crawler, *args, session=session, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Put the start addresses into the frontier (a resumed run has them) and set it going."""
        session = self.session
        await session.in_record(
            session.equipment.record.frontier.add,
            session.run.run_id,
            first_fetches(session.source),
        )
        if session.scheduler is not None:
            session.scheduler.begin()
        return
        yield  # pragma: no cover - makes this an asynchronous generator; requests come leased

    async def parse(self, response: Response, **kwargs: Any) -> AsyncIterator[FetchedItem]:
        """Read one response by what it was fetched for."""
        request = response.request
        lease = _lease(request)
        item = FetchedItem(lease, datetime.now(UTC))
        kind = lease.fetch.kind
        if kind is FetchKind.PICTURE:
            response = await self._follow_picture(response, item)
        if item.failure is None:
            item.exchange = exchange_of(response, item.fetched_at, request)
            item.failure = self._status_failure(response, lease)
        if item.failure is None:
            try:
                self._read(item, response)
            except Exception as error:  # the edge of extraction: one odd page must not stop a run
                self.logger.exception("%s could not be read.", lease.fetch.url)
                sentence = f"{lease.fetch.url} could not be read ({type(error).__name__})."
                item.problems.append(("internal", sentence))
        yield item

    def failed(self, failure: Failure) -> list[FetchedItem]:
        """Turn a failed request into an item that says so; while stopping, it is simply handed back."""
        lease = _lease(getattr(failure, "request", None))
        if self.session.stopping:
            return []
        error = failure.value or RuntimeError("unknown failure")
        found = failure_of(error, lease.fetch.url)
        return [FetchedItem(lease, datetime.now(UTC), failure=found)]

    def _read(self, item: FetchedItem, response: Response) -> None:
        kind, session = item.lease.fetch.kind, self.session
        if 300 <= response.status < 400:
            if kind is not FetchKind.ROBOTS:
                read_redirect(item, response, session)
        elif response.status >= 400:
            # That a shop has no robots.txt or /sitemap.xml, which we only guessed, is no problem.
            if kind in _PAGES or item.lease.fetch.parent is not None:
                failure = failure_of_status(response.status, item.lease.fetch.url)
                item.problems.append((failure.kind, failure.sentence))
        elif kind is FetchKind.ROBOTS:
            read_robots(item, response, session)
        elif kind is FetchKind.SITEMAP:
            read_sitemap_file(item, response, session)
        elif kind is FetchKind.PICTURE:
            item.picture_data = response.body
        else:
            read_page(item, response, session)

    def _status_failure(self, response: Response, lease: Lease) -> FetchFailure | None:
        """A failure where the status is worth another try; a 404 is an answer, and kept as one."""
        retry_after = (response.headers.get("Retry-After") or b"").decode("latin-1")
        failure = failure_of_status(response.status, lease.fetch.url, retry_after)
        return failure if failure.retry else None

    async def _follow_picture(self, response: Response, item: FetchedItem) -> Response:
        """A listing names its picture's first address, so its redirects are followed on the spot."""
        engine = self.crawler.engine
        for _ in range(_PICTURE_HOPS):
            location = response.headers.get("Location")
            if not 300 <= response.status < 400 or location is None or engine is None:
                return response
            url = urljoin(response.url, location.decode("latin-1"))
            meta = {"download_maxsize": self.session.equipment.settings.crawl.picture_bytes}
            try:
                request = Request(url, meta=meta, callback=NO_CALLBACK, dont_filter=True)
                response = await engine.download_async(request)
            except Exception as error:  # noqa: BLE001 - whatever a hop raises is this fetch's failure
                item.failure = failure_of(error, url)
                return response
        item.failure = FetchFailure(
            "redirect-loop", f"{item.lease.fetch.url} redirects more than {_PICTURE_HOPS} times."
        )
        return response


def exchange_of(response: Response, fetched_at: datetime, request: Request | None) -> Exchange:
    """The request and response as evidence keeps them; the body is decoded, headers as received."""
    sent = response.request or request
    robots = str(request.meta.get("robots", "")) if request is not None else ""
    address = getattr(response, "ip_address", None)
    return Exchange(
        url=response.url,
        request_headers=_headers(sent) if sent is not None else (),
        status=response.status,
        reason=_reason(response.status),
        response_headers=_headers(response),
        body=response.body,
        fetched_at=fetched_at,
        ip_address=str(address) if address is not None else None,
        robots=robots,
    )


def _lease(request: Request | None) -> Lease:
    lease = request.meta.get("lease") if request is not None else None
    if not isinstance(lease, Lease):
        raise TypeError("A response came back for a request that nobody leased.")
    return lease


def _headers(message: Request | Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    )


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
