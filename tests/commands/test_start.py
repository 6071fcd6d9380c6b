"""What a command reads before it begins: only what it needs, whatever else is installed."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

import markwarden as root
from commands.command_line import run
from commands.garbage import no_search_for_garbage
from tests.commands.command_line import CommandLine, brand_toml

CHECKOUT = Path(__file__).parents[2]
PICTURES = {"PIL", "cv2", "faiss", "imagehash", "numpy", "pdqhash"}
SERVERS = {"scrapy", "twisted", "litestar", "elasticsearch"}
RECORD = {"sqlalchemy", "alembic"}
FIRST_WORDS = (
    *("settings", "crawl", "rematch", "runs", "flags", "review", "search", "verify", "extract"),
    *("variants", "demo", "brands", "pictures", "index", "match", "explain"),
)


def _modules(*arguments: str | Path) -> set[str]:
    """All modules that a command line of `markwarden` has imported when it is done."""
    code = (
        "import sys, markwarden\n"
        "try:\n"
        "    markwarden.main()\n"
        "except SystemExit as end:\n"
        "    print(end.code, *sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=CHECKOUT,
        input="红 N1KE 运动鞋\n",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=120,
    )
    status, *modules = done.stderr.splitlines()[-1].split()
    assert status == "0"
    return set(modules)


def _packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """A table of marks, Chinese ones among them."""
    path = tmp_path / "marks.tsv"
    path.write_text("brand\nNike\n康师傅\n", "utf-8")
    return path


def test_matching_texts_imports_no_picture_code_and_no_server(marks: Path) -> None:
    """A list of words alone needs neither these nor the record, nor a terminal's library."""
    modules = _modules("match", "text", "--brands", marks)
    assert "matchers.match" in modules
    unneeded = PICTURES | SERVERS | RECORD | {"rich", "multiprocessing"}
    assert unneeded & _packages(modules) == set()


def test_explaining_a_text_imports_no_picture_code_and_no_server(marks: Path) -> None:
    """Nor does it with a list of words alone."""
    modules = _modules("explain", "text", "N1KE", "--brand", "Nike", "--brands", marks)
    assert (PICTURES | SERVERS | RECORD) & _packages(modules) == set()


def test_the_records_list_of_words_imports_no_picture_code(tmp_path: Path) -> None:
    """The configured list is looked through for pictures without the code that opens them."""
    brands = tmp_path / "config" / "brands"
    brands.mkdir(parents=True)
    (brands / "a.toml").write_text(brand_toml("acme"), "utf-8")
    folders = ("--data", tmp_path / "data", "--config", tmp_path / "config")
    for _ in range(2):
        modules = _modules(*folders, "match", "text")
        assert _packages(modules) >= RECORD
        assert (PICTURES | SERVERS) & _packages(modules) == set()


def test_a_model_that_cannot_be_used_is_told_of_without_protected_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list of words asks nothing of pictures, but a setting that is wrong is still said."""
    monkeypatch.setenv("MARKWARDEN_PICTURES__NEURAL_MODEL", "/nowhere.onnx")
    line = CommandLine(tmp_path, capsys, monkeypatch)
    line.write("config/brands/a.toml", brand_toml("acme"))
    assert "neural" in line("match", "text", given="acme\n").err


def test_a_command_line_that_begins_with_a_command_reads_no_other(marks: Path) -> None:
    """Options before the command leave it open which one it is, so that all are read."""
    assert "commands.demo" not in _modules("match", "text", "--brands", marks)
    assert "commands.demo" in _modules("--quiet", "match", "text", "--brands", marks)


@pytest.mark.parametrize("first", FIRST_WORDS)
def test_a_command_alone_is_the_same(first: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its help is that of the whole command line."""
    helps = []
    for application in (root.application(), root.application(first)):
        assert run(application, [first, "--help"]) == 0
        helps.append(capsys.readouterr())
    assert helps[0] == helps[1]
    assert run(root.application(first), ["no-such-command"]) == 2


def test_what_begins_with_no_command_has_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    """A typing error is told what there is."""
    assert run(root.application("mtch"), ["--help"]) == 0
    listed = capsys.readouterr().out
    assert [first for first in FIRST_WORDS if f" {first} " not in listed] == []


@no_search_for_garbage()
def _failing() -> None:
    assert not gc.isenabled()
    raise ValueError("out")


def test_garbage_is_looked_for_again_afterwards() -> None:
    """Also where it failed; and not where nobody looked before."""
    with pytest.raises(ValueError, match="out"):
        _failing()
    assert gc.isenabled()
    gc.disable()
    try:
        with no_search_for_garbage():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
