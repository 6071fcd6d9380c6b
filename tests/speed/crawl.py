"""Measures the crawl, everything on, against bare Scrapy on the same pages of a loopback shop.

Both run in child processes, in turns; the least of the rounds counts, because other work on the
machine can only make a round slower. A page is a product page of about 60 kB with one picture.
"""

from __future__ import annotations

import importlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

from casework.brand_files import read_brand_file
from casework.settings import CrawlSettings, Settings
from casework.source import Source
from tests.shops import Answer, Shop
from tests.shops.pages import list_page, product_page
from tests.shops.server import Route

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PRODUCTS = 150
ON_A_PAGE = 30
ROUNDS = 3
_CONCURRENCY = 8
_WORDS = [
    "tea",
    "cup",
    "green",
    "spring",
    "hill",
    "leaf",
    "fresh",
    "dried",
    "茶叶",
    "龙井",
    "新茶",
    "礼盒",
    "正品",
    "包邮",
    "lamp",
    "shoe",
    "bag",
]


def main() -> int:
    """Print the table; 0 in every case, because this machine is not the judge."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.speed.crawl", "serve"], cwd=CHECKOUT, stdout=subprocess.PIPE
    ) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().decode().strip()
            best = {name: _best([_measure(name, url) for _ in range(ROUNDS)]) for name in _KINDS}
        finally:
            server.terminate()
    pages = PRODUCTS + PRODUCTS // ON_A_PAGE + 1
    base = best["bare Scrapy"]
    print(f"{pages} pages, {PRODUCTS} of them with a picture; least of {ROUNDS} rounds")
    print(f"{'':34}{'pages/s':>9}{'of bare':>9}{'CPU ms/page':>13}{'x bare':>8}")
    for name, (seconds, processor) in best.items():
        reference = best["bare Scrapy with pictures"] if "pictures" in name else base
        print(
            f"{name:34}{pages / seconds:9.1f}{reference[0] / seconds:9.2f}"
            f"{1000 * processor / pages:13.1f}{processor / reference[1]:8.2f}"
        )
    return 0


def _best(rounds: list[tuple[float, float]]) -> tuple[float, float]:
    return min(seconds for seconds, _ in rounds), min(processor for _, processor in rounds)


def _measure(kind: str, url: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.speed.crawl", "run", kind, url],
        cwd=CHECKOUT,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    seconds, processor = json.loads(done.stdout)
    return seconds, processor


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


class BareSpider(Spider):
    """Fetches the addresses it is given and reads nothing."""

    name = "bare"
    urls: tuple[str, ...] = ()

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all of them."""
        for url in self.urls:
            yield Request(url, callback=self.parse, dont_filter=True)

    def parse(self, response: Any, **_: Any) -> None:
        """Nothing."""


def _bare(url: str, *, pictures: bool) -> None:
    wanted = ["/", *(f"/list/{page}" for page in range(PRODUCTS // ON_A_PAGE))]
    wanted += [f"/product/{number}.html" for number in range(PRODUCTS)]
    if pictures:
        wanted += [f"/picture/{number}.png" for number in range(PRODUCTS)]
    process = AsyncCrawlerProcess(
        {
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "CONCURRENT_REQUESTS": _CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": _CONCURRENCY,
        }
    )
    process.crawl(BareSpider, urls=tuple(f"{url}{path}" for path in wanted))
    process.start()


def _ours(url: str, *, pictures: bool) -> None:
    from crawler.run import crawl  # noqa: PLC0415 - importing it installs a reactor of its own
    from index.record import Record  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        record_url = f"sqlite:///{folder}/record.sqlite3"
        with Record.open(record_url) as record:
            from datetime import UTC, datetime  # noqa: PLC0415

            for path in sorted((CHECKOUT / "config" / "brands").glob("*.toml")):
                found = read_brand_file(path.read_text("utf-8"), str(path))
                record.brands.put(found.brands, path.name, datetime.now(UTC))
        source = Source(
            "speed",
            (f"{url}/",),
            rate=0.0,
            concurrency=_CONCURRENCY,
            pictures=pictures,
            sitemaps=False,
        )
        runs = crawl(
            (source,),
            settings=Settings(crawl=CrawlSettings(loopback_only=True)),
            record_url=record_url,
            captures_folder=Path(folder) / "captures",
        )
    counts = runs[0].counts
    assert counts.listings == PRODUCTS, counts
    assert counts.pictures == (PRODUCTS if pictures else 0), counts


_KINDS: dict[str, Callable[[str], None]] = {
    "bare Scrapy": lambda url: _bare(url, pictures=False),
    "Markwarden": lambda url: _ours(url, pictures=False),
    "bare Scrapy with pictures": lambda url: _bare(url, pictures=True),
    "Markwarden with pictures": lambda url: _ours(url, pictures=True),
}


def shop_pages(url: str) -> dict[str, Route]:
    """The routes of a shop whose pages are as large as real ones."""
    chance = random.Random(7)
    routes: dict[str, Route] = {}
    lists = range(PRODUCTS // ON_A_PAGE)
    routes["/"] = Answer(list_page(f"/list/{page}" for page in lists))
    for page in lists:
        shown = range(page * ON_A_PAGE, (page + 1) * ON_A_PAGE)
        routes[f"/list/{page}"] = Answer(list_page(f"/product/{number}.html" for number in shown))
    for number in range(PRODUCTS):
        title = f"{' '.join(chance.choices(_WORDS, k=6))} no. {number}"
        picture = f"/picture/{number}.png"
        extra = "".join(_paragraph(chance) for _ in range(150))
        page_text = product_page(title, images=[f"{url}{picture}"], extra=extra)
        routes[f"/product/{number}.html"] = Answer(page_text)
        routes[picture] = Answer(_drawn(chance), content_type="image/png")
    return routes


def _paragraph(chance: random.Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=30))
    link = chance.randrange(PRODUCTS)
    return (
        f'<div class="row c{link % 7}"><p>{words}</p><ul class="more" data-id="{link}">'
        f'<li><a class="item" href="/product/{link}.html">{words[:40]}</a></li></ul></div>'
    )


def _drawn(chance: random.Random) -> bytes:
    from io import BytesIO  # noqa: PLC0415 - only the shop draws

    from PIL import Image, ImageDraw  # noqa: PLC0415 - as above

    picture = Image.new("RGB", (400, 400), tuple(chance.choices(range(256), k=3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(12):
        left, top = chance.randrange(300), chance.randrange(300)
        colour = tuple(chance.choices(range(256), k=3))
        pen.ellipse((left, top, left + 90, top + 70), fill=colour)
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def _serve() -> None:
    with Shop() as shop:
        shop.routes.update(shop_pages(shop.url))
        print(shop.url, flush=True)
        while True:
            time.sleep(60)


def _run(kind: str, url: str) -> None:
    if kind.startswith("Markwarden"):
        # What a program imports it imports once, however many pages it crawls.
        importlib.import_module("crawler.run")
        importlib.import_module("index.record")
    begun, used = time.monotonic(), _processor_seconds()
    _KINDS[kind](url)
    print(json.dumps([time.monotonic() - begun, _processor_seconds() - used]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        _serve()
    elif sys.argv[1:2] == ["run"]:
        _run(sys.argv[2], sys.argv[3])
    else:
        sys.exit(main())
