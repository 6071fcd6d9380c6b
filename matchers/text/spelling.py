"""How a literal or hidden Latin spelling differs from its mark, character by character."""

from __future__ import annotations

import re
import unicodedata

from matchers.text.characters import is_han
from matchers.text.entries import MarkEntry
from matchers.text.fold import FOLD, fold, literal_form
from matchers.text.hit import Edit
from matchers.text.skeleton import SKELETON
from matchers.text.tables import han_words, latin_words

_WIDE = range(0xFF01, 0xFF5F)
_HISSED = ("s", "x", "z", "ch", "sh")  # letters behind which a plural has no bare s
_WIDE_LETTER = re.compile("[\uff21-\uff3a\uff41-\uff5a]")


def spelling_edits(matched: str, name: str) -> tuple[Edit, ...]:
    """Why a spelling with the mark's own skeleton is not the mark as registered.

    Characters that the skeleton drops are `hidden` or `separator`, others where a Chinese one is due
    were put in; the rest are compared in step.
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
        if wanted and is_han(wanted) and not any(map(is_han, parts)):
            edits.append(Edit(character, "", "inserted" if character.isalnum() else "separator"))
            continue
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


def is_literal(matched: str, entry: MarkEntry) -> bool:
    """Whether the mark stands there as registered but for case, width and spacing."""
    # The first is enough for nearly all, and costs less.
    return matched.casefold() == entry.literal or literal_form(matched) == entry.literal


def is_evasive(matched: str, entry: MarkEntry, *, literal: bool) -> bool:
    """Whether a spelling hides or imitates the mark, and is not just the mark as anybody writes it."""
    return entry.covert or (_is_hidden(matched, entry) if literal else not _is_bare(matched, entry))


def _is_bare(matched: str, entry: MarkEntry) -> bool:
    """Whether a mark only lost what no keyboard has at hand, its accents or its own signs, or has a plural's s.

    Kose for Kosé, Orsted for Ørsted, Loreal for L'Oréal and Nikes hide nothing; Ḱose does.
    """
    form, bare = literal_form(matched), entry.literal
    if not bare.isascii():
        bare = "".join(map(_bare_letter, unicodedata.normalize("NFD", bare)))
    if form == f"{bare}s" and bare.isascii() and not bare.endswith(_HISSED):
        return True
    return form == bare or (not bare.isalnum() and form == "".join(filter(str.isalnum, bare)))


def _bare_letter(character: str) -> str:
    """A character of a decomposed mark as a keyboard has it; strokes and ligatures do not decompose."""
    if unicodedata.combining(character):
        return ""
    latin = unicodedata.name(character, "").startswith("LATIN")
    return FOLD.of(character) if latin else character


def _is_hidden(matched: str, entry: MarkEntry) -> bool:
    """Whether a literal mark is written so that a keyword filter passes it by.

    Full-width Latin letters, and words of the mark pulled apart, unless the parts are words: "Play
    Station" and 五常 大米 hide nothing.
    """
    if matched.isascii():
        if " " not in matched:
            return False
    elif _WIDE_LETTER.search(matched):
        return True
    elif matched.isalnum():
        return False
    parts = fold(matched).split()
    if len(parts) <= len(entry.folded.split()):
        return False
    words = han_words() if entry.han else latin_words()
    return not all(part in words for part in parts if len(part) > 1) or all(
        len(part) == 1 for part in parts
    )
