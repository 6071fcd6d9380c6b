"""The names nearest to a mistyped one, as the end of an error's sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from casework.errors import NotFound


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about a key: the nearest known word, else all of them."""
    names = list(known)
    near = difflib.get_close_matches(name.casefold(), names, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}."


def did_you_mean(wanted: str, ids: Mapping[str, str]) -> str:
    """A sentence with the ids nearest to the wanted one, a space before it; empty where none is near.

    `ids` maps each id to the name that people know it by: either may be what was meant.
    """
    by_word = {key.casefold(): key for key in ids}
    by_word |= {name.casefold(): key for key, name in ids.items()}
    near = difflib.get_close_matches(wanted.casefold(), by_word, n=3, cutoff=0.5)
    names = list(dict.fromkeys(by_word[word] for word in near))
    return f" Did you mean {', '.join(names)}?" if names else ""


def unknown_brand(brand_id: str, names: Mapping[str, str]) -> NotFound:
    """The error for a brand id that the list has not; `names` are the listed brands', by id."""
    return NotFound(f"No brand has the id {brand_id!r}.{did_you_mean(brand_id, names)}")


def unknown_source(name: str, known: Iterable[str]) -> NotFound:
    """The error for a source that is neither configured nor was ever crawled."""
    names = sorted(known)
    near = did_you_mean(name, dict(zip(names, names, strict=True)))
    return NotFound(f"No source has the name {name!r}.{near or _all(names)}")


def _all(names: list[str]) -> str:
    return f" There {'is' if len(names) == 1 else 'are'} {', '.join(names) or 'none'}."
