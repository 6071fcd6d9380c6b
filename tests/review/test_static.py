"""The assets: vendored ones as they came, our own within the policy."""

from __future__ import annotations

import hashlib
import re
import tomllib

from review.rendering import STATIC_FOLDER
from tests.review.client import Browser


def test_vendored_files_are_as_they_came() -> None:
    """Every script that is not ours is listed with version and licence, and has its digest."""
    listed = tomllib.loads((STATIC_FOLDER / "vendored.toml").read_text("utf-8"))["file"]
    for entry in listed:
        data = (STATIC_FOLDER / entry["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        assert (STATIC_FOLDER / "htmx.LICENSE.txt").is_file()
    scripts = {file.name for file in STATIC_FOLDER.glob("*.js")}
    assert scripts == {entry["name"] for entry in listed} | {"workbench.js"}


def test_own_assets_load_nothing_from_elsewhere() -> None:
    """Our style sheet and script name no other server."""
    for name in ("style.css", "workbench.js", "mark.svg", "no-picture.svg"):
        text = (STATIC_FOLDER / name).read_text("utf-8")
        assert re.findall(r"https?://(?!www\.w3\.org/)", text) == []
        assert "@import" not in text


def test_every_asset_of_a_page_is_served(page: Browser) -> None:
    """What a page asks for is there, with its right type, and may be kept by the browser."""
    page.open("/help")
    sources = [node.attributes.get("href") for node in page.all("head link")]
    sources += [node.attributes.get("src") for node in page.all("script")]
    assert len(sources) == 4
    for source in sources:
        assert source
        answer = page.client.get(source)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].split(";")[0] in {
            "text/css",
            "text/javascript",
            "application/javascript",
            "image/svg+xml",
        }


def test_every_class_has_a_style(page: Browser) -> None:
    """No page uses a class that the style sheet does not know."""
    style = (STATIC_FOLDER / "style.css").read_text("utf-8")
    # Names for tests and scripts, or for colours that follow from the surroundings.
    bare = {
        "wide",
        "source",
        "weight-value",
        "reason-code",
        "address",
        "outward",
        "arrow",
        "depth-1",
    }
    flag = page.open("/flags").one(".row").attributes["data-flag"]
    used: set[str] = set()
    for path in ("/flags", f"/flags/{flag}", "/brands", "/brands/panda-kiln", "/runs", "/help"):
        for node in page.open(path).all("[class]"):
            used.update((node.attributes["class"] or "").split())
    missing = {name for name in used - bare if f".{name}" not in style}
    assert missing == set()
