"""Pages that are meant to hurt a crawler: bombs, drips, loops, mazes, broken bytes."""

from __future__ import annotations

import gzip
import struct
import time
import zlib
from collections.abc import Callable, Iterator

from tests.shops.pages import list_page, product_page
from tests.shops.server import Answer, Shop

HUGE = 50 * 1024 * 1024


def huge_page() -> Answer:
    """50 MB of HTML that says how long it is."""
    return Answer(headers={"Content-Length": str(HUGE)}, chunks=lambda: _pieces(HUGE))


def endless_page() -> Answer:
    """HTML without end that does not say how long it is."""
    return Answer(chunks=lambda: _pieces(1 << 40))


def dripping_page() -> Answer:
    """A byte every fifth of a second, for minutes."""
    return Answer(chunks=_drip)


def gzip_bomb() -> Answer:
    """200 MB of nothing in 200 kB."""
    return Answer(gzip.compress(bytes(200 * 1024 * 1024), 9), headers={"Content-Encoding": "gzip"})


def picture_bomb() -> bytes:
    """A PNG that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def flaky(failures: int, then: Answer, status: int = 500) -> Callable[[str], Answer]:
    """Answers an error so many times, then properly."""
    left = [failures]

    def route(_path: str) -> Answer:
        left[0] -= 1
        return Answer("try later", status) if left[0] >= 0 else then

    return route


def calendar(path: str) -> Answer:
    """A calendar that goes on for ever: every month links to the next twelve."""
    month = int(path.rsplit("/", 1)[1])
    months = [f"/calendar/{month + later}" for later in range(1, 13)]
    return Answer(list_page(months, f"Month {month}"))


def hostile_shop() -> Shop:
    """One honest product among everything else a crawler may meet."""
    shop = Shop()
    broken = product_page("Oolong tea").replace('"@type": "Product",', '"@type": "Product",,{', 1)
    picture = f"{shop.url}/picture"
    pages: dict[str, Answer] = {
        "/gone": Answer("gone", 404),
        "/failing": Answer("oops", 500),
        "/paper": Answer(b"%PDF-1.7", content_type="application/pdf"),
        "/empty": Answer(b""),
        "/huge": huge_page(),
        "/endless": endless_page(),
        "/drip": dripping_page(),
        "/bomb": gzip_bomb(),
        "/broken-json.html": Answer(broken),
        "/latin.html": Answer(
            product_page("Thé vert").encode("latin-1", "replace") + b"\xff\xfe\x80"
        ),
        "/zeros": Answer(bytes(5000)),
        "/round/a": Answer(status=302, headers={"Location": "/round/b"}),
        "/round/b": Answer(status=302, headers={"Location": "/round/c"}),
        "/round/c": Answer(status=301, headers={"Location": "/round/a"}),
        "/nowhere": Answer(status=302),
        "/no-address": Answer(status=302, headers={"Location": "http://[::1"}),
        "/script-address": Answer(status=302, headers={"Location": "javascript:alert(1)"}),
        "/short": Answer("short", headers={"Content-Length": "500", "Connection": "close"}),
        "/not-gzip": Answer("plain", headers={"Content-Encoding": "gzip"}),
        "/honest.html": Answer(
            product_page("Black tea", images=[f"{picture}/broken.png", f"{picture}/bomb.png"])
        ),
        "/picture/broken.png": Answer(b"\x89PNG nothing", content_type="image/png"),
        "/picture/bomb.png": Answer(picture_bomb(), content_type="image/png"),
    }
    shop.routes.update(pages)
    links = [path for path in pages if not path.startswith(("/picture", "/round/b", "/round/c"))]
    shop.routes["/"] = Answer(list_page([*links, "/calendar/1"]))
    shop.otherwise = lambda path: (
        calendar(path) if path.startswith("/calendar/") else Answer("nothing here", 404)
    )
    return shop


def _pieces(size: int) -> Iterator[bytes]:
    piece = b"<p>tea and more tea</p>" * 4096
    for _ in range(size // len(piece)):
        yield piece


def _drip() -> Iterator[bytes]:
    for _ in range(3000):
        yield b"<"
        time.sleep(0.2)
