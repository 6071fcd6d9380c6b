"""What belongs to a source's site, and in what order its addresses are fetched."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from urllib.parse import urlsplit, urlunsplit

from casework.frontier import Fetch, FetchKind
from casework.source import Source
from crawler.guard import WEB_PORTS, host_and_port

# Lower goes first. Pictures come before the next pages, so that a run that stops at its limit
# leaves whole listings behind.
START_PRIORITY = 0
SITEMAP_PRIORITY = 10
PICTURE_PRIORITY = 20
PRODUCT_PRIORITY = 30
UNKNOWN_PRIORITY = 35
COLLECTION_PRIORITY = 40
OTHER_PRIORITY = 60


class SiteScope:
    """The hosts of one source: those of its start addresses (with or without www.) and its domains.

    A domain stands for its subdomains too. A host on another port is another site, save that the
    two web ports are one.
    """

    def __init__(self, source: Source) -> None:
        self._sites = {_site(*host_and_port(url)) for url in source.start}
        self._domains = {_site(*_domain(domain)) for domain in source.domains}
        self._skip = source.skip_patterns

    def holds(self, url: str) -> bool:
        """Whether an address is http(s), carries no credentials, and is on the site."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
            return False
        host, port = _site(*host_and_port(url))
        if (host, port) in self._sites:
            return True
        return any(
            port == domain_port and (host == domain or host.endswith(f".{domain}"))
            for domain, domain_port in self._domains
        )

    def skips(self, url: str) -> bool:
        """Whether the source says to leave this address alone."""
        return matches(urlsplit(url).path, self._skip)


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a URL path matches one of a source's patterns: a glob where it has *, else a substring."""
    return any(
        fnmatchcase(path, pattern) if "*" in pattern else pattern in path for pattern in patterns
    )


def page_priority(url: str, source: Source, link_kind: str = "") -> int:
    """Priority of a page by what the source's patterns or the link say it is."""
    path = urlsplit(url).path
    if matches(path, source.product_patterns):
        return PRODUCT_PRIORITY
    if matches(path, source.collection_patterns):
        return COLLECTION_PRIORITY
    by_link = {
        "product": PRODUCT_PRIORITY,
        "collection": COLLECTION_PRIORITY,
        "pagination": COLLECTION_PRIORITY,
        "other": OTHER_PRIORITY,
    }
    return by_link.get(link_kind, UNKNOWN_PRIORITY)


def first_fetches(source: Source) -> tuple[Fetch, ...]:
    """What a new run begins with: the start addresses, and each site's robots.txt and sitemap."""
    fetches = [Fetch(url, FetchKind.START, START_PRIORITY) for url in source.start]
    if source.sitemaps:
        for root in dict.fromkeys(_root(url) for url in source.start):
            robots, sitemap = f"{root}/robots.txt", f"{root}/sitemap.xml"
            fetches.append(Fetch(robots, FetchKind.ROBOTS, START_PRIORITY))
            fetches.append(Fetch(sitemap, FetchKind.SITEMAP, SITEMAP_PRIORITY))
    return tuple(fetches)


def _root(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def _domain(domain: str) -> tuple[str, int]:
    host, port = host_and_port(f"//{domain}")
    return host, port or 443


def _site(host: str, port: int) -> tuple[str, int]:
    return host.removeprefix("www."), 0 if port in WEB_PORTS else port
