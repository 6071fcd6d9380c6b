"""The robots middleware: obeys robots.txt, records what it said, and turns away unsafe addresses."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from casework.frontier import FetchKind, Lease
from crawler.failures import AddressRefused, RobotsRefused, RobotsUnavailable
from crawler.guard import PERMISSIONS, host_and_port, refusal
from crawler.one_page import ROBOTS_BYTES
from crawler.session import CrawlSession

logger = logging.getLogger(__name__)
_HOPS = 5
_LONGEST_DELAY = 30.0
"""Seconds; a Crawl-delay beyond it would make a crawl of any size impossible."""


@dataclass(frozen=True, slots=True)
class RobotsPolicy:
    """What one host's robots.txt allows. `rules` None means that it has none; all is allowed then."""

    rules: Protego | None
    said: str
    response: Response | None


class RobotsMiddleware:
    """First of the downloader middlewares: every request passes, whoever made it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._obey = crawler.settings.getbool("ROBOTSTXT_OBEY")
        self._agent = str(crawler.settings["USER_AGENT"])
        self._policies: dict[str, asyncio.Future[RobotsPolicy]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's way of making a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Let a request pass, answer it from a robots.txt that is known, or refuse it.

        Raises:
            AddressRefused: the address is not one a crawl may go to.
            RobotsRefused: robots.txt forbids it.
            RobotsUnavailable: robots.txt could not be read.
        """
        await self._check_address(request.url)
        if request.meta.get("reads_robots"):
            return None
        lease = request.meta.get("lease")
        is_robots = isinstance(lease, Lease) and lease.fetch.kind is FetchKind.ROBOTS
        if not self._obey and not is_robots:
            request.meta["robots"] = "not obeyed by setting"
            return None
        policy = await self._policy(request.url)
        request.meta["robots"] = policy.said
        if is_robots and policy.response is not None:
            return policy.response.replace(request=request)
        if policy.rules is not None and not policy.rules.can_fetch(request.url, self._agent):
            raise RobotsRefused("robots.txt forbids it.")
        return None

    async def _check_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"}:
            raise AddressRefused("only http and https are fetched.")
        if "@" in parts.netloc:
            raise AddressRefused("it carries credentials.")
        session = getattr(self._crawler.spider, "session", None)
        place = host_and_port(url)
        if not isinstance(session, CrawlSession) or place in session.named:
            return
        if place in PERMISSIONS.named:
            # Another source of this process named it, so the guard would let it pass for us too.
            loop = asyncio.get_running_loop()
            try:
                found = await loop.getaddrinfo(*place)
            except OSError:
                return
            if any(refusal(str(item[4][0])) for item in found):
                raise AddressRefused("it is a private address that this source does not name.")

    async def _policy(self, url: str) -> RobotsPolicy:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        known = self._policies.get(root)
        if known is None:
            known = asyncio.get_running_loop().create_future()
            self._policies[root] = known
            try:
                known.set_result(await self._read(f"{root}/robots.txt"))
            except Exception as error:
                # Whoever waits hears of it; the next fetch of this host asks again.
                known.set_exception(error)
                known.exception()
                del self._policies[root]
                raise
        return await asyncio.shield(known)

    async def _read(self, url: str) -> RobotsPolicy:
        engine = self._crawler.engine
        if engine is None:
            raise RobotsUnavailable("the crawl is not running.")
        first = url
        for _ in range(_HOPS):
            meta = {"reads_robots": True, "download_maxsize": ROBOTS_BYTES}
            response = await engine.download_async(
                Request(url, meta=meta, callback=NO_CALLBACK, dont_filter=True)
            )
            location = response.headers.get("Location")
            if not 300 <= response.status < 400 or location is None:
                return self._judge(response, first)
            url = urljoin(url, location.decode("latin-1"))
        raise RobotsUnavailable(f"{first} redirects more than {_HOPS} times.")

    def _judge(self, response: Response, url: str) -> RobotsPolicy:
        if response.status >= 500 or response.status == 429:
            raise RobotsUnavailable(f"{url} answered {response.status}.")
        if response.status >= 400:
            return RobotsPolicy(None, f"no robots.txt ({response.status})", response)
        text = response.body.decode("utf-8", "replace")
        rules = Protego.parse(text)
        self._slow_down(response, rules)
        digest = hashlib.sha256(response.body).hexdigest()
        return RobotsPolicy(rules, f"allowed by robots.txt sha256:{digest}", response)

    def _slow_down(self, response: Response, rules: Protego) -> None:
        asked = rules.crawl_delay(self._agent)
        request, engine = response.request, self._crawler.engine
        if asked is None or request is None or engine is None:
            return
        delay = min(float(asked), _LONGEST_DELAY)
        slot = engine.downloader.slots.get(engine.downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(slot.delay, delay)
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            # Else the throttle would make the pause shorter again when the shop answers fast.
            throttle.mindelay = max(throttle.mindelay, delay)
