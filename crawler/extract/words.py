"""Words: what shops write beside prices, stock, brands and sellers, from the table beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files


def _read(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines()[1:]:
        purpose, _language, word, _source = line.split("\t")
        found.setdefault(purpose, []).append(word)
    return {purpose: tuple(words) for purpose, words in found.items()}


WORDS: Mapping[str, tuple[str, ...]] = _read(
    files("crawler.extract").joinpath("words.tsv").read_text(encoding="utf-8")
)
"""Purpose, such as "stock.out", to its words in lower case."""
