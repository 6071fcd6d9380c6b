"""`markwarden pictures`, and what it changes elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image, ImageOps

from casework.settings import MatchSettings
from commands.brand_reading import brand_paths
from index.protected_list import load_watchlist
from index.record import Record, tables
from matchers.image.calibration import CALIBRATION_VERSION
from tests.commands.command_line import CommandLine
from tests.matchers.image.drawing import drawn, encoded, picture
from tests.matchers.lists import TODAY

BRAND = """
[holder]
name = "Works"

[[brand]]
id = "lantern"
name = "Lantern"

[[brand.mark]]
kind = "picture"

[[brand.mark.picture]]
path = "lantern.png"
"""


@pytest.fixture
def protected(markwarden: CommandLine) -> Path:
    """A configuration with one protected picture."""
    markwarden.write("config/brands/lantern.toml", BRAND)
    path = markwarden.config / "brands" / "lantern.png"
    path.write_bytes(encoded(drawn(1)))
    assert brand_paths(markwarden.config)
    return path


def saved(markwarden: CommandLine, name: str, image: Image.Image) -> Path:
    """A picture in a file of the test's folder."""
    path = markwarden.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(image))
    return path


def found_in(markwarden: CommandLine, image: Image.Image) -> int:
    """Hits of the record's list, as a crawl or a rematch would load it."""
    with Record.open(f"sqlite:///{markwarden.data / 'record.sqlite3'}") as record:
        watchlist = load_watchlist(record, MatchSettings(), TODAY)
    return len(watchlist.pictures.search(picture(image)))


def test_what_anyone_may_use_no_longer_flags(markwarden: CommandLine, protected: Path) -> None:
    """Added, a picture explains its copies; its file deleted, it does so no longer."""
    stock = drawn(1).copy()
    stock.paste("orange", (0, 0, 240, 20))
    file, copy = saved(markwarden, "stock.png", stock), ImageOps.mirror(stock)
    assert markwarden("brands", "list").status == 0
    assert found_in(markwarden, copy) == 1
    added = markwarden("pictures", "add", file, file)
    assert (added.status, added.out) == (0, "2 added, 0 refused.\n"), added.err
    assert found_in(markwarden, copy) == 0
    (listed,) = markwarden("pictures", "list", "--json").records
    assert (listed["name"], listed["width"], listed["protected"]) == ("stock.png", 240, False)
    shown = saved(markwarden, "shown.png", copy)
    match = ("match", "image", "--references", protected.parent, shown)
    assert markwarden(*match).records[0]["hits"] == []
    (markwarden.config / "pictures" / "ordinary" / "stock.png").unlink()
    assert markwarden("pictures", "list").status == 0
    assert found_in(markwarden, copy) == 1
    assert markwarden(*match).records[0]["hits"]


def test_what_cannot_be_added_is_refused(markwarden: CommandLine, protected: Path) -> None:
    """A protected picture, a broken one, another one under the same name; each is one line."""
    good, other = saved(markwarden, "a.png", drawn(5)), saved(markwarden, "b/a.png", drawn(6))
    broken = markwarden.write("broken.png", "no picture")
    bare = saved(markwarden, "bare", drawn(7))
    found = markwarden("pictures", "add", protected, broken, good, other, bare, "missing.png")
    assert (found.status, found.out) == (1, "1 added, 5 refused.\n")
    for said in (
        "is the protected picture lantern.png",
        "broken.png is empty, damaged or none of",
        "is there already, with another picture",
        "has no suffix of a picture",
        "missing.png cannot be read",
    ):
        assert said in found.err, found.err


def test_a_broken_file_in_the_folder_is_said(markwarden: CommandLine) -> None:
    """It is named at each start; the others count."""
    markwarden.write("config/pictures/ordinary/broken.jpg", "no picture")
    saved(markwarden, "config/pictures/ordinary/good.png", drawn(5))
    found = markwarden("pictures", "list", "--json")
    assert found.status == 1
    assert "broken.jpg is empty, damaged" in found.err
    assert [item["name"] for item in found.records] == ["good.png"]
    assert "broken.jpg" in markwarden("brands", "list").err


def test_a_calibration_counts_from_then_on(markwarden: CommandLine, protected: Path) -> None:
    """It is kept, its version is told with each hit, and the estimate is that of the stock."""
    shown = saved(markwarden, "copy.png", ImageOps.mirror(drawn(1)))
    match = ("match", "image", "--references", protected.parent, shown)
    (before,) = markwarden(*match).records[0]["hits"]
    for seed in range(40, 46):
        saved(markwarden, f"usual/{seed}.png", drawn(seed))
    markwarden.write("usual/broken.png", "no picture")
    found = markwarden("pictures", "calibrate", markwarden.folder / "usual", "--json")
    assert found.status == 1
    assert "usual/broken.png is empty" in found.err
    assert "Fewer than 100 pictures" in found.err
    (measured,) = found.records
    assert (measured["pictures"], measured["references"], measured["flagged"]) == (6, 1, 0)
    assert measured["version"].startswith(f"{CALIBRATION_VERSION}+")
    (after,) = markwarden(*match).records[0]["hits"]
    assert f"calibration {measured['version']}" in after["versions"]
    assert after["false_flag_rate"] > before["false_flag_rate"] > 0
    assert after["score"] == before["score"]


def test_a_folder_without_pictures_is_a_usage_error(markwarden: CommandLine) -> None:
    """A mistyped folder is no calibration."""
    found = markwarden("pictures", "calibrate", "nowhere")
    assert (found.status, "There is no picture in nowhere" in found.err) == (2, True)


def test_fingerprints_of_other_versions_are_made_anew(
    markwarden: CommandLine, protected: Path
) -> None:
    """After an upgrade, or with another model, the next start fingerprints protected pictures again;
    one that can no longer be opened is said.
    """
    assert markwarden("brands", "list").status == 0
    with Record.open(f"sqlite:///{markwarden.data / 'record.sqlite3'}") as record:
        (before,) = record.brands.references().values()
        assert before.made_by
        with record.session.write() as connection:
            table = tables.reference_pictures
            connection.execute(sa.update(table).values(made_by="old", signatures="[]"))
    assert markwarden("brands", "list").status == 0
    with Record.open(f"sqlite:///{markwarden.data / 'record.sqlite3'}") as record:
        assert record.brands.references() == {before.sha256: before}
        with record.session.write() as connection:
            connection.execute(sa.update(table).values(made_by="old", data=b"no picture"))
    assert "lantern.png is empty, damaged" in markwarden("brands", "list").err
