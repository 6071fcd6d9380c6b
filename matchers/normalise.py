"""The one text folding: what the matchers compare and what the index stores and queries as terms."""

from __future__ import annotations

import unicodedata

from matchers.text.characters import is_han

NORMALISER_VERSION = "1"


def terms(text: str) -> tuple[str, ...]:
    """Search terms in order: folded Latin words and numbers, single Han characters, Han bigrams."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found: list[str] = []
    word, previous = "", ""
    for character in [*folded, " "]:
        han = is_han(character)
        if character.isalnum() and not han:
            word += character
        elif word:
            found.append(word)
            word = ""
        if han:
            found.append(character)
            if previous:
                found.append(previous + character)
        previous = character if han else ""
    return tuple(found)
