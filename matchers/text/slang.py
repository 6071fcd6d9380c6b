"""Public trade slang for well-known names, which a rights holder can switch on for a mark."""

from __future__ import annotations

from functools import cache
from importlib import resources

from casework.brand import Alias, AliasKind


@cache
def trade_slang() -> dict[str, tuple[Alias, ...]]:
    """Slang and abbreviations by the lower-case name they stand for; sources are in the table."""
    text = resources.files("matchers.text").joinpath("slang.tsv").read_text("utf-8")
    found: dict[str, tuple[Alias, ...]] = {}
    for line in text.splitlines()[1:]:
        brand, slang, kind, _ = line.split("\t")
        found[brand] = (*found.get(brand, ()), Alias(slang, AliasKind(kind)))
    return found


def slang_for(name: str) -> tuple[Alias, ...]:
    """The slang for one name, in any case."""
    return trade_slang().get(name.casefold().strip(), ())
