"""`markwarden match image`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from tests.commands.command_line import CommandLine
from tests.matchers.colour_reader import installed_in

CHECKOUT = Path(__file__).parents[2]
LABEL = CHECKOUT / "config" / "brands" / "pictures" / "panda-kiln-label.png"


def _references(markwarden: CommandLine) -> Path:
    folder = markwarden.folder / "references"
    (folder / "labels").mkdir(parents=True)
    shutil.copy(LABEL, folder / "labels" / "panda.png")
    return folder


def test_a_copy_names_its_reference(markwarden: CommandLine) -> None:
    """The same bytes are exact; a mirrored copy is found with what was done to it."""
    references = _references(markwarden)
    same, mirrored = markwarden.folder / "same.png", markwarden.folder / "mirrored.jpg"
    shutil.copy(LABEL, same)
    ImageOps.mirror(Image.open(LABEL).convert("RGB")).save(mirrored, quality=90)
    found = markwarden("match", "image", "--references", references, same, mirrored)
    assert found.status == 0, found.err
    first, second = found.records
    assert first["picture"] == str(same)
    assert (first["hits"][0]["reference"], first["hits"][0]["kind"], first["hits"][0]["score"]) == (
        "labels/panda.png",
        "exact",
        1.0,
    )
    assert second["hits"][0]["reference"] == "labels/panda.png"
    assert second["hits"][0]["transform"] != "same"
    more = markwarden("match", "image", "--references", references, "--all", mirrored)
    assert len(more.records[0]["hits"]) >= len(second["hits"])


def test_an_unreadable_picture_is_answered(markwarden: CommandLine) -> None:
    """What cannot be opened gets no hits and an error; the others are answered."""
    references = _references(markwarden)
    (references / "broken.png").write_bytes(b"no picture")
    text = markwarden.write("text.jpg", "no picture")
    found = markwarden("match", "image", "--references", references, text, "missing.jpg", LABEL)
    assert found.status == 1
    assert [bool(answer["hits"]) for answer in found.records] == [False, False, True]
    assert ["error" in answer for answer in found.records] == [True, True, False]
    assert "Reference broken.png" in found.err


def test_references_have_to_be_there(markwarden: CommandLine) -> None:
    """A missing folder and one without pictures are usage errors."""
    assert markwarden("match", "image", "--references", "none", LABEL).status == 2
    empty = markwarden.folder / "empty"
    empty.mkdir()
    found = markwarden("match", "image", "--references", empty, LABEL)
    assert (found.status, "There is no picture" in found.err) == (2, True)


def test_a_picture_over_the_limit_is_refused(
    markwarden: CommandLine,
) -> None:
    """The limit of the settings holds for files as well."""
    references = _references(markwarden)
    markwarden.write("config/settings.toml", "[crawl]\npicture_bytes = 1024\n")
    found = markwarden("match", "image", "--references", references, LABEL)
    assert "larger than the limit" in found.records[0]["error"]


def test_paths_are_answered_one_by_one(markwarden: CommandLine) -> None:
    """With - each answer comes before the next path is read."""
    references = _references(markwarden)
    command = ["match", "image", "--references", str(references), "-"]
    with subprocess.Popen(
        [sys.executable, "-m", "markwarden", *command],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write(f"{LABEL}\n")
            process.stdin.flush()
            assert '"kind":"exact"' in process.stdout.readline()
        process.stdin.close()
        assert process.wait(timeout=120) == 0


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of words in place of the extra."""
    (tmp_path / "modules").mkdir()
    folder = installed_in(tmp_path / "modules")
    monkeypatch.setenv("PYTHONPATH", folder)
    monkeypatch.syspath_prepend(folder)


@pytest.mark.usefixtures("reader")
def test_word_marks_in_a_picture_are_hits(markwarden: CommandLine) -> None:
    """With --brands, a mark that is written in the picture is a hit of kind text, with its place."""
    references = _references(markwarden)
    brands = markwarden.write("marks.csv", "brand\nLANTERN\n")
    red, green = (markwarden.folder / f"{colour}.png" for colour in ("red", "green"))
    for path in (red, green):
        Image.new("RGB", (60, 60), path.stem).save(path)
    arguments = ("--references", references, "--brands", brands, red, green)
    found = markwarden("match", "image", *arguments)
    assert found.status == 0, found.err
    first, second = found.records
    (hit,) = first["hits"]
    assert (hit["kind"], hit["brand"], hit["matched"]) == ("text", "LANTERN", "LANTERN")
    assert hit["polygon"] == [[0.0, 0.0], [1.0, 0.0], [1.0, 0.5], [0.0, 0.5]]
    assert hit["score"] == 0.97
    assert second["hits"] == []
    told = markwarden("explain", "image", red, LABEL, "--brands", brands)
    assert "written in the picture: 'LANTERN'" in told.out
    assert "'LANTERN' names 'LANTERN'" in told.out


def test_without_the_extra_it_is_said_once(
    markwarden: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures are compared all the same; one line says what was not done."""
    (tmp_path / "rapidocr.py").write_text("raise ModuleNotFoundError\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    brands = markwarden.write("marks.csv", "brand\nLANTERN\n")
    arguments = ("--references", _references(markwarden), "--brands", brands)
    found = markwarden("match", "image", *arguments, LABEL, LABEL)
    assert found.status == 1
    assert found.err.count("the extra ocr is not installed") == 1
    assert [answer["hits"][0]["kind"] for answer in found.records] == ["exact", "exact"]
