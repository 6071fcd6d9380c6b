"""The figures of docs/text-matching.md, written by the measurement and by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matchers.text.index import VERSION
from tests.quality.text.evasions import (
    GOALS,
    HAN_KINDS,
    LATER_HAN_KINDS,
    LATER_LATIN_KINDS,
    LATIN_KINDS,
    Kind,
)

PAGE = Path(__file__).parents[3] / "docs" / "text-matching.md"
BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"

_HEAD = (
    ("non-literal alerts per 1,000 real clean titles", "alerts, all titles", "5 or less"),
    ("evasions found at 5 alerts per 1,000: all", "recall <= 5, all", ".85"),
    ("... English marks", "recall <= 5, English", ".93"),
    ("... Chinese marks", "recall <= 5, Chinese", ".80"),
    ("... documented imitations", "recall <= 5, documented and derivable", ".85"),
    ("... our own file, the half nobody looked at", "recall <= 5, own file, held out", ""),
    ("honest texts wrongly hit, held-out half", "wrong hits, near words, held out", ".02 or less"),
    ("other brands' names wrongly hit", "wrong hits, near brands", ".02 or less"),
    ("shown to a reviewer: precision, held-out half", "flag precision, held out", ".97"),
    ("shown to a reviewer: recall, held-out half", "flag recall, held out", ".88"),
    ("literal mentions missed", "wrong: literal missed", "0"),
)


def write_figures(measured: Mapping[str, float], brands: int) -> None:
    """Put the measured figures between the page's two marks.

    Raises:
        ValueError: the page has no such marks.
    """
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}{_tables(measured, brands)}{END}{after}", "utf-8")


def _tables(measured: Mapping[str, float], brands: int) -> str:
    lines = [f"With {brands:,} brands loaded; text matcher {VERSION.split('+')[0]}.", ""]
    lines += ["| measure | value | goal |", "| --- | --- | --- |"]
    lines += [f"| {label} | {_number(measured.get(key))} | {goal} |" for label, key, goal in _HEAD]
    for title, kinds in (
        ("Latin marks", LATIN_KINDS + LATER_LATIN_KINDS),
        ("Chinese marks", HAN_KINDS + LATER_HAN_KINDS),
    ):
        lines += [
            "",
            f"| {title}: what is done to the name | found | goal |",
            "| --- | --- | --- |",
        ]
        lines += [_row(kind, measured) for kind in kinds]
    return "\n".join(lines) + "\n"


def _row(kind: Kind, measured: Mapping[str, float]) -> str:
    done = (kind.change.__doc__ or "").splitlines()[0].rstrip(".")
    goal = f"{GOALS[kind.name]:g}" if kind.name in GOALS else ""
    return f"| {done} (from {kind.least}) | {_number(measured.get(f'kind {kind.name}'))} | {goal} |"


def _number(value: float | None) -> str:
    if value is None:
        return "not measured"
    return f"{value:.2f}" if value > 1 else f"{value:.3f}".removesuffix(".000")
