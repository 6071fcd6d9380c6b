"""The one text folding: what the matchers compare and what the index stores and queries as terms."""

from __future__ import annotations

import unicodedata

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


def is_han(character: str) -> bool:
    """Whether a character is a Chinese character (CJK unified ideographs and their extensions)."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x3FFFF
    ) or 0xF900 <= code <= 0xFAFF
