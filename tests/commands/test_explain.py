"""`explain text` and `variants` on the command line."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """A table with one brand."""
    path = tmp_path / "marks.tsv"
    path.write_text("brand\nNike\n康师傅\n", "utf-8")
    return path


def run(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with its own data folder."""
    command = [sys.executable, "-m", "markwarden", "--data", str(tmp_path / "data"), *words]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def test_a_text_is_explained_for_people_and_programs(marks: Path, tmp_path: Path) -> None:
    """The explanation names rule, edit, context and versions; --json gives the same as one object."""
    words = ("explain", "text", "strap for N1KE", "--brand", "Nike", "--brands", str(marks))
    shown = run(tmp_path, *words)
    assert shown.returncode == 0, shown.stderr
    for part in ("Flagged", "same skeleton", "leet: 1 for i", "compatible", "Versions"):
        assert part in shown.stdout
    found = json.loads(run(tmp_path, *words, "--json").stdout)
    assert found["hits"][0]["span"] == [10, 14]
    near = ("explain", "text", "Niike sneakers", "--brand", "Nike", "--brands", str(marks))
    assert "goods 'sneakers': class 25 (clothing, footwear" in run(tmp_path, *near).stdout
    missed = run(tmp_path, "explain", "text", "Nirk", "--brand", "Nike", "--brands", str(marks))
    assert "Not flagged" in missed.stdout


def test_the_page_shows_what_the_commands_print(tmp_path: Path) -> None:
    """The examples of docs/text-matching.md are true, but for versions and empty lines."""
    page = Path("docs/text-matching.md").read_text("utf-8")
    examples = re.findall(r"```\n\$ markwarden (.*)\n((?:.*\n)*?)```", page)
    assert len(examples) == 5
    for command, printed in examples:
        shown = run(tmp_path, *shlex.split(command)).stdout
        assert _lines(shown) == _lines(printed), command


def _lines(text: str) -> list[str]:
    lines = map(str.rstrip, text.splitlines())
    return [line for line in lines if line and not line.startswith("Versions:")]


def test_variants_lists_rules_with_examples(marks: Path, tmp_path: Path) -> None:
    """Covered spellings come by rule; an unknown brand is a usage error."""
    shown = run(tmp_path, "variants", "康师傅", "--brands", str(marks), "--json")
    assert shown.returncode == 0, shown.stderr
    rules = {item["rule"] for item in json.loads(shown.stdout)["covered"]}
    assert {"exact", "sound", "one character", "masked"} <= rules
    assert run(tmp_path, "variants", "nobody", "--brands", str(marks)).returncode == 2
