"""The workbench's messages as they stand in its source, for the test that none is untranslated."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

from review.rendering import ROOM

KEYWORDS = {"message": None, "gettext": None, "ngettext": (1, 2), "_": None}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def messages(folder: Path = ROOM) -> set[str | tuple[str, ...]]:
    """Every message of the room: a text, or singular and plural."""
    found: set[str | tuple[str, ...]] = set()
    for _, _, text, _, _ in extract_from_dir(folder, METHODS, {}, KEYWORDS):
        found.add(text if isinstance(text, str) else tuple(text))
    return found
