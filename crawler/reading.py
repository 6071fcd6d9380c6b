"""From a response to an item: what a page, redirect, robots.txt or sitemap gives and leads to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from urllib.parse import urljoin

from protego import Protego
from scrapy.http import Response

from casework.errors import PageUnreadable
from casework.frontier import Fetch, FetchKind
from casework.listing import Listing
from crawler.extract.addresses import normalise_url
from crawler.extract.page import ExtractedPage, Link, extract_page
from crawler.extract.sitemap import read_sitemap
from crawler.items import FetchedItem
from crawler.session import CrawlSession
from crawler.site import PICTURE_PRIORITY, SITEMAP_PRIORITY, page_priority
from crawler.traps import looks_endless

PICTURES_PER_LISTING = 12
_MAX_REDIRECTS = 10
_MAX_ENTRIES = 50_000
_MARKUP_TYPES = ("html", "xml")


def read_page(item: FetchedItem, response: Response, session: CrawlSession) -> None:
    """Extract listings and links from an HTML page; one problem where there is nothing to read."""
    url = item.lease.fetch.url
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    if not response.body.strip():
        item.problems.append(("empty-page", f"{url} is empty."))
        return
    if content_type and not any(word in content_type.lower() for word in _MARKUP_TYPES):
        shown = content_type.split(";")[0][:60]
        item.problems.append(("not-html", f"{url} is not a web page ({shown})."))
        return
    try:
        page = extract_page(
            response.body,
            url,
            source=session.source,
            content_type=content_type,
            seen_at=item.fetched_at.astimezone(UTC),
        )
    except PageUnreadable as error:
        item.problems.append(("page-unreadable", about(url, str(error))))
        return
    item.problems.extend((kind, about(url, sentence)) for kind, sentence in page.problems)
    item.listings = (*((page.listing,) if page.listing else ()), *page.cards)
    if item.listings:
        session.traps.reward(url)
    pictures = _pictures(page.listing, item) if session.fetches_pictures else ()
    item.children = (*pictures, *_pages(page, item, session))


def read_redirect(item: FetchedItem, response: Response, session: CrawlSession) -> None:
    """A redirect becomes a fetch of its own, where the site holds the target and it is no loop."""
    item.keep = False
    url = item.lease.fetch.url
    location = (response.headers.get("Location") or b"").decode("latin-1")
    if not location:
        item.problems.append((f"http-{response.status}", f"{url} redirects to nowhere."))
        return
    try:
        target = normalise_url(urljoin(url, location), session.source.drop_parameters)
    except ValueError:
        target = ""
    if not target:
        sentence = f"{url} redirects to {location[:200]!r}, which is no address of a web page."
        item.problems.append(("redirect-offsite", sentence))
        return
    chain = (*session.redirects.pop(url, ()), url)
    if target in chain or len(chain) > _MAX_REDIRECTS:
        item.problems.append(("redirect-loop", f"{chain[0]} redirects in a circle or too often."))
    elif not session.scope.holds(target):
        sentence = f"{url} redirects to {target}, which is not on this site."
        item.problems.append(("redirect-offsite", sentence))
    else:
        session.redirects[target] = chain
        fetch = item.lease.fetch
        kind = FetchKind.PAGE if fetch.kind is FetchKind.START else fetch.kind
        item.children = (Fetch(target, kind, fetch.priority, fetch.depth, url),)


def read_robots(item: FetchedItem, response: Response, session: CrawlSession) -> None:
    """The sitemaps that robots.txt names."""
    rules = Protego.parse(response.body.decode("utf-8", "replace"))
    item.children = tuple(
        Fetch(url, FetchKind.SITEMAP, SITEMAP_PRIORITY, 1, item.lease.fetch.url)
        for url in _wanted(rules.sitemaps, item, session)
    )


def read_sitemap_file(item: FetchedItem, response: Response, session: CrawlSession) -> None:
    """The pages and further sitemaps that a sitemap lists."""
    item.keep = False
    fetch = item.lease.fetch
    try:
        found = read_sitemap(response.body, fetch.url)
    except PageUnreadable as error:
        item.problems.append(("sitemap-unreadable", about(fetch.url, str(error))))
        return
    depth = fetch.depth + 1
    if depth > session.max_depth:
        return
    pages = (
        Fetch(url, FetchKind.PAGE, page_priority(url, session.source), 1, fetch.url)
        for url in _wanted(found.entries[:_MAX_ENTRIES], item, session)
    )
    sitemaps = (
        Fetch(url, FetchKind.SITEMAP, SITEMAP_PRIORITY, depth, fetch.url)
        for url in _wanted(found.sitemaps, item, session)
        if session.traps.allow(url)
    )
    item.children = (*sitemaps, *pages)
    if found.entries:
        session.traps.reward(fetch.url)


def about(url: str, sentence: str) -> str:
    """A problem's sentence that names its address, once."""
    return sentence if url in sentence else f"{url}: {sentence}"


def _pictures(listing: Listing | None, item: FetchedItem) -> tuple[Fetch, ...]:
    if listing is None:
        return ()
    urls = dict.fromkeys(image.url for image in listing.images)
    return tuple(
        Fetch(
            url, FetchKind.PICTURE, PICTURE_PRIORITY, item.lease.fetch.depth, item.lease.fetch.url
        )
        for url in list(urls)[:PICTURES_PER_LISTING]
        if url.startswith(("http://", "https://"))
    )


def _pages(page: ExtractedPage, item: FetchedItem, session: CrawlSession) -> tuple[Fetch, ...]:
    fetch = item.lease.fetch
    children: dict[str, Fetch] = {}
    for link in page.links:
        # Further pages of a list are as near as the list itself, as long as they bring listings;
        # else a shop of 30 pages would end at the depth limit.
        near = link.kind == "pagination" and bool(page.cards)
        depth = fetch.depth + (0 if near else 1)
        # Most links of a page are on every page of the shop; to look at each of them once saves
        # half of what a page costs after its extraction.
        if depth > session.max_depth or link.url in session.known:
            continue
        for url in _wanted((link.url,), item, session):
            if url not in children and _affordable(url, link, session):
                priority = page_priority(url, session.source, link.kind)
                children[url] = Fetch(url, FetchKind.PAGE, priority, depth, fetch.url)
    return tuple(children.values())


def _affordable(url: str, link: Link, session: CrawlSession) -> bool:
    if link.kind == "product" and not looks_endless(url):
        return True
    if not looks_endless(url) and session.traps.allow(url):
        return True
    if session.traps.exhaust(url):
        sentence = f"Addresses like {url} go on and on and gave no listing; no more are followed."
        session.problem("trap", sentence)
    return False


def _wanted(urls: Iterable[str], item: FetchedItem, session: CrawlSession) -> Iterable[str]:
    """Absolute, normalised, on the site, not skipped, and not where the run began anyway."""
    begun = session.start_addresses
    for raw in urls:
        try:
            url = normalise_url(urljoin(item.lease.fetch.url, raw), session.source.drop_parameters)
        except ValueError:
            continue  # what cannot be read as an address is no link
        if url not in begun and session.scope.holds(url) and not session.scope.skips(url):
            yield url
