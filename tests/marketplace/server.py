"""Serves Lantern Market on loopback, one thread a connection, until it is told to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

from tests.marketplace import pages
from tests.marketplace.catalogue import Offer, offers
from tests.marketplace.pictures import picture

_ROBOTS = "User-agent: *\nDisallow: /cart\nSitemap: {address}/sitemap.xml\n"


class Market(ThreadingHTTPServer):
    """The shop's server; `address` is its URL without a path."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.offers = offers()

    @property
    def address(self) -> str:
        """Where it listens, e.g. http://127.0.0.1:8420."""
        return f"http://127.0.0.1:{self.server_port}"

    @cached_property
    def by_id(self) -> dict[int, Offer]:
        """Offers by their number."""
        return {offer.offer_id: offer for offer in self.offers}


@contextmanager
def running_market(port: int = 0) -> Iterator[Market]:
    """A market that answers while the block runs."""
    market = Market(port)
    thread = Thread(target=market.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield market
    finally:
        market.shutdown()
        thread.join()
        market.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Market

    def do_GET(self) -> None:
        """Answer one request."""
        address = urlsplit(self.path)
        status, content_type, body = self._answer(unquote(address.path), address.query)
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Keep the terminal for the crawl."""

    def _answer(self, path: str, query: str) -> tuple[int, str, bytes]:
        if path == "/robots.txt":
            text = _ROBOTS.format(address=self.server.address)
            return 200, "text/plain", text.encode()
        if path == "/sitemap.xml":
            return 200, "application/xml", self._sitemap().encode()
        if path.startswith("/picture/"):
            return self._picture(path)
        html = self._page(path, query)
        if html is None:
            return 404, "text/html; charset=utf-8", "<h1>没有这个页面 Not found</h1>".encode()
        return 200, "text/html; charset=utf-8", html.encode()

    def _page(self, path: str, query: str) -> str | None:
        everything = self.server.offers
        kind, _, rest = path.strip("/").partition("/")
        if not kind:
            return pages.front(everything)
        if kind == "section" and rest in pages.SECTIONS:
            number = parse_qs(query).get("page", ["1"])[0]
            return pages.section(rest, everything, int(number)) if number.isdigit() else None
        if kind == "shop":
            return pages.seller(rest, everything)
        if kind == "item":
            offer = self.server.by_id.get(_number(rest.removesuffix(".html")))
            return pages.item(offer) if offer else None
        return None

    def _picture(self, path: str) -> tuple[int, str, bytes]:
        number, _, view = path.removeprefix("/picture/").removesuffix(".jpg").partition("-")
        offer = self.server.by_id.get(_number(number))
        if offer is None:
            return 404, "text/plain", b"no such picture"
        return 200, "image/jpeg", picture(offer.picture, offer.offer_id, _number(view))

    def _sitemap(self) -> str:
        # Half of the offers only: the rest is found by walking the sections, as in most real shops.
        entries = "".join(
            f"<url><loc>{self.server.address}{offer.path}</loc></url>"
            for offer in self.server.offers[::2]
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1
