"""What is written about text matching, and what it is scored on, keeps up with what it does."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

from matchers.text.variants import Rule
from tests.quality.text.cases import documented, held_out, honest, own_list
from tests.quality.text.evasions import ALL_KINDS
from tests.quality.text.figures import BEGIN, END, PAGE
from tests.quality.text.lists import HERE as LISTS


def test_the_page_names_every_rule_and_measures_every_kind() -> None:
    """A rule that answers name is explained, and each kind of evasion has its figure."""
    page = PAGE.read_text("utf-8")
    figures = page.split(BEGIN)[1].split(END)[0]
    for label in [*(rule.label for rule in Rule), "letters", "masked", "one character", "inserted"]:
        assert f"`{label}`" in page, label
    for kind in ALL_KINDS:
        done = (kind.change.__doc__ or "").splitlines()[0].rstrip(".")
        assert f"| {done} (from {kind.least}) |" in figures, kind.name


def test_the_lists_are_those_of_their_sources() -> None:
    """A list of evasions that was changed by hand no longer has its hash, and none is of the GPL."""
    with (LISTS / "SOURCES.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["list"] for row in rows} == {p.name for p in LISTS.iterdir() if _is_list(p)}
    for row in rows:
        assert hashlib.sha256((LISTS / row["list"]).read_bytes()).hexdigest() == row["sha256"]
        assert "GPL" not in row["source"]


def _is_list(path: Path) -> bool:
    return path.suffix in {".tsv", ".txt"} and path.name != "SOURCES.tsv"


def test_cases_are_whole_and_each_is_there_once() -> None:
    """Every imitation is of a listed brand, no text is twice there, and both halves hold many."""
    brands = [name for name, _ in own_list()]
    imitations, texts = list(documented()), honest()
    assert {case.brand for case in imitations} <= set(brands)
    for found in (brands, [(c.brand, c.text) for c in imitations], [t.text for t in texts]):
        assert [item for item, count in Counter(found).items() if count > 1] == []
    assert {case.strength for case in imitations} == {"strong", "weak", "alias"}
    assert {item.expected for item in texts} == {"none", "literal", "context"}
    for rows in ([case.text for case in imitations], [item.text for item in texts]):
        assert min(Counter(map(held_out, rows)).values()) > len(rows) // 3
