"""The squeezed skeleton view: separators gone, digits and signs read as the letters they imitate.

Text and mark are both brought to this form, so equal skeletons mean "reads the same": the skeleton
of Unicode TR 39, widened by the digits and signs that sellers put for letters.
"""

from __future__ import annotations

from matchers.text.fold import FoldTable, fold_character
from matchers.text.tables import signs

_SIGNS = signs() | {"!": "l", "|": "l", "$": "s", "@": "a", "€": "e", "£": "l", "¥": "y"}
_CLASSES = {
    "0": "o",
    "1": "l",
    "i": "l",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "b",
    "7": "t",
    "8": "b",
    "9": "g",
}


_STROKES = frozenset("丶丨丿亅")
"""Strokes that are characters of their own to Unicode, and separators to sellers: 劳丶力丶士."""


def skeleton_character(character: str) -> str:
    """What one code point contributes to the squeezed skeleton; a separator contributes nothing."""
    if character in _STROKES:
        return ""
    sign = _SIGNS.get(character)
    if sign is not None:
        return sign
    return "".join(
        _CLASSES.get(part, part if part.isalnum() or part == "\ufffd" else _SIGNS.get(part, ""))
        for part in fold_character(character)
    )


def is_sign(character: str) -> bool:
    """Whether a folded character is a sign that the skeleton reads as a letter."""
    return character in _SIGNS


_WITHOUT_SIGNS = FoldTable(
    lambda character: "" if is_sign(fold_character(character)) else character
)


def without_signs(text: str) -> str:
    """The text without the signs that the skeleton reads as letters."""
    return _WITHOUT_SIGNS.apply(text)


_SPELLED = {written: read for written, read in _CLASSES.items() if written not in "1i"}


def _spelled_character(character: str) -> str:
    if character in "!|":
        return "1"
    sign = _SIGNS.get(character)
    if sign is not None:
        return sign
    return "".join(_SPELLED.get(part, part) for part in fold_character(character) if part.isalnum())


SPELLED = FoldTable(_spelled_character)
"""The skeleton with i, l and 1 kept apart: to find words they are one, to weigh edits they are not."""

SKELETON = FoldTable(skeleton_character)
"""The shared table of the skeleton view."""


def skeleton(text: str) -> str:
    """The squeezed skeleton of a text or mark."""
    return SKELETON.apply(text)


_KINDS = bytes(bytes([code]).isalpha() + 2 * bytes([code]).isdigit() for code in range(256))


def joined_characters(text: str) -> bytes:
    """For each code point of a text 0 unless it and the next one are letters, or digits, of ASCII.

    All at once, as one number of which each is a byte.
    """
    kinds = int.from_bytes(text.encode("ascii", "replace").translate(_KINDS), "little")
    return (kinds & kinds >> 8).to_bytes(len(text), "little")
