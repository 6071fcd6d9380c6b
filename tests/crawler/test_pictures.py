"""Pictures in a crawl: fetched after their listing, fingerprinted, and judged with it."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.brand import Mark, MarkKind, Name, ProtectedBrand, ProtectedPicture
from casework.errors import PictureUnreadable
from casework.evidence import ImageRegion
from casework.flag import FlagState
from casework.frontier import Picture
from casework.queue import FlagRow
from casework.settings import WorkerSettings
from crawler import picture_reading
from crawler.picture_reading import PictureReading
from matchers.image.decode import read_picture
from matchers.workers import WorkerPool
from tests.crawler.crawling import open_record, order_of, run_crawl, source
from tests.matchers.image.drawing import drawn, encoded
from tests.shops import Answer, Shop
from tests.shops.hostile_pictures import bombs, oddities
from tests.shops.pages import list_page, product_page

PROTECTED = encoded(drawn(1))
COPIED = encoded(drawn(1).resize((200, 166)))
OTHER = encoded(drawn(2))


def protect(folder: Path) -> None:
    """Put a brand with one protected picture into the record of a crawl to come."""
    picture = read_picture(PROTECTED, "file:lantern.png")
    mark = Mark(
        "lantern-picture",
        MarkKind.PICTURE,
        names=(Name("Lantern of the seven hills"),),
        pictures=(ProtectedPicture("lantern.png", picture.sha256, "Lantern"),),
    )
    brand = ProtectedBrand("lantern", "Lantern", "Lantern Works", (mark,))
    with open_record(folder) as record:
        record.brands.put((brand,), "test", datetime.now(UTC))
        record.brands.put_reference(picture, PROTECTED)


def flags(folder: Path) -> dict[str, tuple[FlagRow, ...]]:
    """The flags of each listing, by its title."""
    with open_record(folder) as record:
        return {
            listing.title: record.flags.for_listing(listing.listing_id)
            for listing in record.listings.iterate()
        }


def gallery(shop: Shop, copied: bytes) -> Shop:
    """A shop with a listing that shows a copied picture, straight and by redirect, and another."""
    shop.routes.update(
        {
            "/": Answer(list_page(["/lamp.html", "/moved.html", "/plain.html"])),
            "/lamp.html": Answer(product_page("Paper lamp", images=[f"{shop.url}/lamp.png"])),
            "/moved.html": Answer(product_page("Silk lamp", images=[f"{shop.url}/moved.png"])),
            "/plain.html": Answer(product_page("Desk lamp", images=[f"{shop.url}/plain.png"])),
            "/lamp.png": Answer(copied, content_type="image/png"),
            "/moved.png": Answer(status=302, headers={"Location": "/stored/moved.png"}),
            "/stored/moved.png": Answer(copied, content_type="image/png"),
            "/plain.png": Answer(OTHER, content_type="image/png"),
        }
    )
    return shop


def test_a_copied_picture_raises_a_flag_when_it_arrives(tmp_path: Path) -> None:
    """The listing is judged again with its picture; one that shows another picture is left alone."""
    protect(tmp_path)
    with Shop() as shop:
        gallery(shop, COPIED)
        outcome = run_crawl(order_of(tmp_path, source(shop.url, pictures=True)))
        picture_url = f"{shop.url}/lamp.png"
    assert outcome.runs[0].counts.pictures == 3
    assert outcome.runs[0].counts.new_flags == 2
    found = flags(tmp_path)
    assert [len(found[title]) for title in ("Paper lamp", "Silk lamp", "Desk lamp")] == [1, 1, 0]
    where = found["Paper lamp"][0].flag.evidence[0].where
    assert isinstance(where, ImageRegion)
    assert where.url == picture_url
    with open_record(tmp_path) as record:
        kept = record.captures.by_payload(where.sha256)
    assert kept is not None
    assert kept.content_type == "image/png"


def test_a_flag_lapses_when_its_picture_is_replaced(tmp_path: Path) -> None:
    """In the next crawl the page is the same and the picture another: the flag's ground is gone."""
    protect(tmp_path)
    with Shop() as shop:
        order = order_of(tmp_path, source(shop.url, pictures=True))
        gallery(shop, COPIED)
        run_crawl(order)
        assert flags(tmp_path)["Paper lamp"][0].state is FlagState.OPEN
        gallery(shop, OTHER)
        run_crawl(order)
    assert flags(tmp_path)["Paper lamp"][0].state is FlagState.LAPSED


def test_a_shared_picture_is_fetched_and_matched_once(tmp_path: Path) -> None:
    """Ten listings at one picture's address, ten more at copies of it elsewhere: every address is
    asked once, each listing is flagged, and all records are those of one decoding.
    """
    protect(tmp_path)
    with Shop() as shop:
        names = [f"/lamp-{number}" for number in range(20)]
        shop.routes["/"] = Answer(list_page([f"{name}.html" for name in names]))
        for number, name in enumerate(names):
            path = "/lamp.png" if number < 10 else f"{name}.png"
            shop.routes[f"{name}.html"] = Answer(
                product_page(f"Paper lamp {number}", images=[f"{shop.url}{path}"])
            )
            shop.routes[path] = Answer(COPIED, content_type="image/png")
        run = run_crawl(order_of(tmp_path, source(shop.url, pictures=True))).runs[0]
        asked = {path: count for path, count in shop.hits.items() if path.endswith(".png")}
    assert run.counts.new_flags == 20
    assert set(asked.values()) == {1}
    assert len(asked) == 11
    with open_record(tmp_path) as record:
        known = record.pictures.by_url([f"{shop.url}{path}" for path in asked])
        digest = known[f"{shop.url}/lamp.png"].sha256
        assert set(record.pictures.urls_of(digest)) == set(known)
    assert len({(item.signatures, item.features) for item in known.values()}) == 1


class CountingPool(WorkerPool):
    """A pool that counts the pictures it opens."""

    opened = 0

    def read_picture(self, data: bytes, url: str) -> Future[Picture]:
        """As the pool does."""
        self.opened += 1
        return super().read_picture(data, url)


def test_the_same_bytes_are_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many addresses serve a picture, at once or later, one worker opens it once; what
    cannot be opened neither; what the record knows by the same versions not at all.
    """
    monkeypatch.setattr(picture_reading, "REMEMBERED", 2)
    known = read_picture(OTHER, "https://shop.example/old.png")

    def lookup(sha256: str, made_by: str) -> Picture | None:
        return known if (sha256, made_by) == (known.sha256, known.made_by) else None

    async def all_of_them(pool: CountingPool, thread: ThreadPoolExecutor) -> None:
        reading = PictureReading(pool, lookup, thread)
        read = await asyncio.gather(*(reading.read(COPIED, f"u{number}") for number in range(9)))
        assert [picture.url for picture in read] == [f"u{number}" for number in range(9)]
        for number in range(3):
            with pytest.raises(PictureUnreadable):
                await reading.read(b"no picture", f"b{number}")
        assert pool.opened == 2
        assert (await reading.read(OTHER, "new")) == replace(known, url="new")
        assert pool.opened == 2
        await reading.read(COPIED, "forgotten meanwhile")
        assert pool.opened == 3

    with CountingPool(WorkerSettings()) as pool, ThreadPoolExecutor(1) as thread:
        asyncio.run(all_of_them(pool, thread))


def test_hostile_pictures_do_not_stop_a_crawl(tmp_path: Path) -> None:
    """Each bomb is one problem that names its address; the copy among them is found all the same."""
    protect(tmp_path)
    served = {**bombs(), **oddities(), "copy.png": COPIED}
    with Shop() as shop:
        pages = [f"/{number}.html" for number in range(len(served))]
        shop.routes["/"] = Answer(list_page(pages))
        for page, (name, data) in zip(pages, served.items(), strict=True):
            shop.routes[page] = Answer(product_page(name, images=[f"{shop.url}/{name}"]))
            shop.routes[f"/{name}"] = Answer(data, content_type="image/jpeg")
        outcome = run_crawl(order_of(tmp_path, source(shop.url, pictures=True)))
    run = outcome.runs[0]
    assert outcome.kinds() == {"picture-unreadable": len(bombs())}
    said = " ".join(sentence for _, _, sentence in outcome.problems)
    assert all(f"/{name}" in said for name in bombs())
    assert run.counts.listings == len(served)
    assert run.counts.pictures == len(oddities()) + 1
    assert run.counts.new_flags == 1


def test_pictures_can_be_left_alone(tmp_path: Path) -> None:
    """A source that says so costs no picture request."""
    with Shop() as shop:
        gallery(shop, COPIED)
        run_crawl(order_of(tmp_path, source(shop.url, pictures=False)))
        assert not [path for path in shop.hits if path.endswith(".png")]
