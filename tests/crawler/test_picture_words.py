"""Words in pictures in a crawl: read beside it, on a budget, and judged like any other text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from casework.evidence import ImageRegion
from casework.flag import Tier
from casework.queue import FlagRow
from casework.settings import PictureSettings
from tests.crawler.crawling import Order, Outcome, open_record, order_of, run_crawl, source
from tests.matchers.colour_reader import installed_in
from tests.matchers.image.drawing import encoded
from tests.shops import Answer, Shop
from tests.shops.pages import list_page, product_page

BRAND = ProtectedBrand(
    "lantern", "Lantern", "Works", (Mark("word", MarkKind.WORD, names=(Name("LANTERN"),)),)
)
COLOURS = {"red": (250, 0, 0), "green": (0, 250, 0), "blue": (0, 0, 250)}


def plain(colour: str, shade: int = 0) -> Answer:
    """A picture of one colour, of other bytes for each shade."""
    pixels = tuple(max(0, level - shade) for level in COLOURS[colour])
    return Answer(encoded(Image.new("RGB", (60, 60), pixels)), content_type="image/png")


def shop_of(shop: Shop, offers: dict[str, Answer]) -> Shop:
    """A shop whose products are named by their titles and show one picture each."""
    pages = {title: f"/{number}.html" for number, title in enumerate(offers)}
    shop.routes["/"] = Answer(list_page(pages.values()))
    for title, picture in offers.items():
        path = pages[title].replace("html", "png")
        shop.routes[pages[title]] = Answer(product_page(title, images=[f"{shop.url}{path}"]))
        shop.routes[path] = picture
    return shop


def crawled(folder: Path, offers: dict[str, Answer], budget: int = 9) -> Outcome:
    """Crawl a shop with the brand listed."""
    with open_record(folder) as record:
        record.brands.put((BRAND,), "test", datetime.now(UTC))
    with Shop() as shop:
        shop_of(shop, offers)
        order = order_of(folder, source(shop.url, pictures=True))
        return run_crawl(Order(order.folder, order.sources, order.manners, PictureSettings(budget)))


def flags(folder: Path) -> dict[str, tuple[FlagRow, ...]]:
    """The flags of each listing, by its title."""
    with open_record(folder) as record:
        return {
            listing.title: record.flags.for_listing(listing.listing_id)
            for listing in record.listings.iterate()
        }


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a crawl whose workers find a reader."""
    (tmp_path / "modules").mkdir()
    monkeypatch.setenv("PYTHONPATH", installed_in(tmp_path / "modules"))
    return tmp_path


def test_a_mark_in_a_picture_flags_a_silent_listing(reader: Path) -> None:
    """The title names no mark, the picture does: a reviewer is shown where."""
    outcome = crawled(reader, {"Paper lamp": plain("red"), "Desk lamp": plain("green")})
    assert outcome.runs[0].counts.new_flags == 1
    found = flags(reader)
    assert found["Desk lamp"] == ()
    (row,) = found["Paper lamp"]
    (evidence,) = row.flag.evidence
    assert (evidence.rule, evidence.seen, evidence.against) == ("text", "LANTERN", "LANTERN")
    assert isinstance(evidence.where, ImageRegion)
    assert evidence.where.polygon == ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5))
    assert [reason.code for reason in row.flag.reasons][:1] == ["named_in_picture"]
    assert row.flag.tier is Tier.POSSIBLE


def test_words_beside_the_mark_speak_for_it_too(reader: Path) -> None:
    """'Compatible with' in the picture is as lawful as in a title."""
    crawled(reader, {"Lamp glass": plain("blue")})
    (row,) = flags(reader)["Lamp glass"]
    assert row.flag.tier is Tier.CONTEXT


def test_silent_titles_are_read_first(reader: Path) -> None:
    """With a budget of two of four pictures, those of titles that name no mark are read."""
    offers = {
        "LANTERN one": plain("red", 1),
        "LANTERN two": plain("red", 2),
        "Silk shade": plain("red", 3),
        "Paper shade": plain("red", 4),
    }
    crawled(reader, offers, budget=2)
    read = {
        title: [item for row in rows for item in row.flag.evidence if item.rule == "text"]
        for title, rows in flags(reader).items()
    }
    assert [len(read[title]) for title in offers] == [0, 0, 1, 1]


def test_the_rest_is_read_at_the_end(reader: Path) -> None:
    """What is left of the budget goes to titles that name a mark."""
    crawled(reader, {"LANTERN one": plain("red")})
    (row,) = flags(reader)["LANTERN one"]
    assert {item.rule for item in row.flag.evidence} == {"exact", "text"}
    assert "named_in_picture" not in {reason.code for reason in row.flag.reasons}


def test_a_picture_is_read_once_for_all_its_addresses(reader: Path) -> None:
    """The same bytes at two addresses cost one reading, and flag both listings; so they do in the
    next crawl, whose budget is nothing.
    """
    offers = {"Paper lamp": plain("red"), "Silk lamp": plain("red")}
    assert crawled(reader, offers, budget=1).runs[0].counts.new_flags == 2
    offers["Wool lamp"] = plain("red")
    assert crawled(reader, offers, budget=0).runs[0].counts.new_flags == 3


def test_no_budget_reads_nothing(reader: Path) -> None:
    """Zero switches the reading off."""
    assert crawled(reader, {"Paper lamp": plain("red")}, budget=0).runs[0].counts.new_flags == 0


def test_a_reader_that_fails_is_said_once(reader: Path) -> None:
    """A broken installation costs one line, and the crawl goes on without words."""
    (reader / "modules" / "rapidocr.py").write_text("RapidOCR = None\n", "utf-8")
    outcome = crawled(reader, {"One": plain("red", 1), "Two": plain("red", 2)})
    said = [sentence for _, kind, sentence in outcome.problems if kind == "words"]
    assert len(said) == 1
    assert "the extra ocr does not load" in said[0]
    assert outcome.runs[0].counts.listings == 2
