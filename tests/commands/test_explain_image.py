"""`markwarden explain image`."""

from __future__ import annotations

import shutil

from PIL import Image, ImageOps

from tests.commands.command_line import CommandLine
from tests.commands.test_match_image import LABEL


def test_a_copy_is_explained(markwarden: CommandLine) -> None:
    """Words on standard output, the drawing in the file that was named."""
    copy, drawing = markwarden.folder / "copy.jpg", markwarden.folder / "why.png"
    ImageOps.mirror(Image.open(LABEL).convert("RGB")).save(copy, quality=90)
    found = markwarden("explain", "image", copy, LABEL, "-o", drawing)
    assert found.status == 0, found.err
    assert "transform: mirrored" in found.out
    with Image.open(drawing) as image:
        assert image.format == "PNG"


def test_json_holds_the_hit(markwarden: CommandLine) -> None:
    """With --json one record, and nothing else."""
    copy = markwarden.folder / "same.png"
    shutil.copy(LABEL, copy)
    found = markwarden("explain", "image", copy, LABEL, "--json")
    assert [record["kind"] for record in found.records] == ["exact"]


def test_what_cannot_be_done_is_said(markwarden: CommandLine) -> None:
    """A missing picture and a place that cannot be written are one sentence each."""
    missing = markwarden("explain", "image", "none.jpg", LABEL)
    assert missing.status == 1
    assert "none.jpg" in missing.err
    nowhere = markwarden("explain", "image", LABEL, LABEL, "-o", markwarden.folder / "no" / "x.png")
    assert nowhere.status == 2
    assert "cannot be written" in nowhere.err
