"""Lists for the generator of evasions, none made from the matcher's tables; `SOURCES.tsv` names sources."""

from __future__ import annotations

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def _lines(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text("utf-8").splitlines()]


@cache
def homoglyphs() -> dict[str, str]:
    """For each Latin letter the letters of other scripts that pass for it."""
    return {letter: near for letter, near in _lines("homoglyphs.tsv") if near}


@cache
def pinyin() -> dict[str, str]:
    """The usual toneless syllable of each character of GB 2312; ü is written v."""
    return {c: syllable for syllable, *levels in _lines("sounds.tsv") for c in "".join(levels)}


@cache
def same_sound() -> dict[str, str]:
    """For each character the common others that are read the same."""
    return {
        c: common.replace(c, "")
        for _, common, others in _lines("sounds.tsv")
        for c in common + others
        if common.replace(c, "")
    }


@cache
def common_characters() -> str:
    """The common characters: level 1 of GB 2312 as far as a reading is known."""
    return "".join(common for _, common, _ in _lines("sounds.tsv"))


@cache
def drawn_alike() -> dict[str, str]:
    """For each common character those whose drawn form is nearest."""
    return dict(_lines("glyphs.tsv"))


@cache
def listed_alike() -> dict[str, str]:
    """For each character those that schoolbooks warn of confusing with it."""
    table: dict[str, str] = {}
    for pair in (HERE / "shapes.txt").read_text("utf-8").split():
        for way in (pair, pair[::-1]):
            table[way[0]] = table.get(way[0], "") + way[1]
    return table


@cache
def traditional_forms() -> dict[str, str]:
    """For each simplified character its traditional form."""
    return {pair[0]: pair[1] for pair in (HERE / "traditional.txt").read_text("utf-8").split()}


@cache
def parts() -> dict[str, str]:
    """Characters with the two common ones they fall into."""
    return dict(_lines("parts.tsv"))
