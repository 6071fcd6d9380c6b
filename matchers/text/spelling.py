"""How a literal or hidden Latin spelling differs from its mark, character by character."""

from __future__ import annotations

from matchers.text.entries import MarkEntry
from matchers.text.fold import FOLD, fold
from matchers.text.hit import Edit
from matchers.text.skeleton import SKELETON
from matchers.text.tables import latin_words

_WIDE = range(0xFF01, 0xFF5F)


def spelling_edits(matched: str, name: str) -> tuple[Edit, ...]:
    """Why a spelling with the mark's own skeleton is not the mark as registered.

    Characters that the skeleton drops are `hidden` or `separator`; others are compared in step.
    """
    meant = [(c, part) for c in fold(name) for part in SKELETON.of(c)]
    edits = []
    place = 0
    for character in matched:
        parts = SKELETON.of(character)
        if not parts:
            if not character.isspace() and character not in name:
                why = "separator" if FOLD.of(character) else "hidden character"
                edits.append(Edit(character, "", why))
            continue
        wanted = meant[place][0] if place < len(meant) else ""
        place += len(parts)
        if character.casefold() != wanted and not _wide_form(character, wanted):
            edits.append(Edit(character, wanted, _why(character, wanted)))
    return tuple(edits)


def _wide_form(character: str, wanted: str) -> bool:
    return ord(character) in _WIDE and chr(ord(character) - 0xFEE0).casefold() == wanted


def _why(character: str, wanted: str) -> str:
    if FOLD.of(character) == wanted:
        return "homoglyph" if wanted.isascii() else "traditional form"
    if character.isascii() and not character.isalpha():
        return "leet"
    return "look-alike letter"


def is_hidden(matched: str, entry: MarkEntry) -> bool:
    """Whether a literal mark is written so that a keyword filter passes it by.

    Full-width Latin letters, and words of the mark pulled apart, unless the parts are words: "Play
    Station" hides nothing.
    """
    if matched.isascii():
        if " " not in matched:
            return False
    elif any(ord(character) in _WIDE and character.isalpha() for character in matched):
        return True
    parts = fold(matched).split()
    if len(parts) <= len(entry.folded.split()):
        return False
    return not all(part in latin_words() for part in parts if len(part) > 1) or all(
        len(part) == 1 for part in parts
    )
