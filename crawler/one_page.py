"""Fetches one page that a person named, outside of any crawl: robots obeyed, no redirect followed."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

from protego import Protego

from casework.errors import PageUnreadable, UsageError
from casework.settings import CrawlSettings

ROBOTS_BYTES = 512 * 1024
"""Bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB at least."""
_HOPS = 5


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page's bytes as sent, and the Content-Type header that came with them."""

    url: str
    content_type: str
    body: bytes


def fetch_page(url: str, manners: CrawlSettings) -> FetchedPage:
    """Fetch an address.

    A redirect is named and not followed: where it leads is not what the person named, and it may be
    an address inside this network.

    Raises:
        PageUnreadable: there is no answer, another status than 200, more bytes than the limit, or a
            robots.txt that cannot be read.
        UsageError: robots.txt forbids the page.
    """
    if manners.obey_robots and not _allowed(url, manners):
        raise UsageError(f"{url} was not fetched: robots.txt forbids it.")
    found = _get(url, manners, manners.page_bytes)
    if found.location:
        target = urljoin(url, found.location)
        raise PageUnreadable(f"{url} leads to {target}; give that address instead.")
    if found.status != 200:
        raise PageUnreadable(f"{url} answered with status {found.status}.")
    return found.page


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server said; `location` is where a redirect leads, else empty."""

    status: int
    location: str
    page: FetchedPage


def _allowed(url: str, manners: CrawlSettings) -> bool:
    """What robots.txt says, as in crawls: without one all is allowed, unreadable nothing is."""
    address = urljoin(url, "/robots.txt")
    for _ in range(_HOPS):
        found = _get(address, manners, ROBOTS_BYTES)
        if not found.location:
            break
        address = urljoin(address, found.location)
        # Only on the host that the person named; elsewhere may be inside this network.
        if urlsplit(address).hostname != urlsplit(url).hostname:
            break
    if found.location or found.status >= 500 or found.status == 429:
        raise PageUnreadable(f"{url} was not fetched: its robots.txt cannot be read.")
    if found.status >= 400:
        return True
    rules = Protego.parse(found.page.body.decode("utf-8", "replace"))
    return bool(rules.can_fetch(url, manners.user_agent))


def _get(url: str, manners: CrawlSettings, limit: int) -> _Answer:
    request = urllib.request.Request(  # noqa: S310  the caller checked that it is http or https
        url, headers={"User-Agent": manners.user_agent, "Accept-Encoding": "identity"}
    )
    # No proxy of the environment, as in crawls; no redirect followed; no handler for other schemes.
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.HTTPHandler())
    opener.add_handler(urllib.request.HTTPSHandler())
    try:
        response = opener.open(request, timeout=manners.timeout_seconds)
        if response is None:
            raise PageUnreadable(f"{url} cannot be fetched: only http and https are.")
        with response:
            body = response.read(limit + 1)
            content_type = response.headers.get("Content-Type", "")
            status, location = response.status, response.headers.get("Location", "")
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        cause = getattr(reason, "strerror", None) or reason
        raise PageUnreadable(f"{url} cannot be fetched: {cause}.") from None
    if len(body) > limit:
        raise PageUnreadable(f"{url} is larger than the limit of {limit} bytes.")
    leads = location if 300 <= status < 400 else ""
    return _Answer(status, leads, FetchedPage(url, content_type, body))
