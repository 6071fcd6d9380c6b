"""Facts about single code points that Unicode gives: which are Chinese, and what each folds to."""

from __future__ import annotations

import unicodedata

_SILENT = frozenset("™℠®©")
_DROPPED_CATEGORIES = frozenset({"Mn", "Me", "Cf"})


def is_han(character: str) -> bool:
    """Whether a character is Chinese (CJK unified ideographs and their extensions)."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFF
        or 0xF900 <= code <= 0xFAFF
    )


def plain_fold(character: str) -> str:
    """Compatibility form without marks and invisible characters, case folded; zero or more characters.

    Trade-mark signs vanish, control characters become spaces, and a lone surrogate U+FFFD, because
    no automaton can take one.
    """
    if "\u4e00" <= character <= "\u9fff":  # nearly all there is, and nothing to fold
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if character in _SILENT:
        return ""
    if character.isspace() or category == "Cc":
        return " "
    kept = "".join(
        part
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.category(part) not in _DROPPED_CATEGORIES
    )
    return unicodedata.normalize("NFKC", kept.casefold())
