"""The folding of search terms: what the index stores and what a query asks for.

Case, width, accents and traditional forms fold as in the matcher. Look-alikes do not: who searches
"ω" or "Straße" means just that, while a seller who puts them into a mark means other letters.
"""

from __future__ import annotations

from matchers.text.characters import is_han, plain_fold
from matchers.text.fold import FoldTable
from matchers.text.tables import simplified

NORMALISER_VERSION = "2"


_SIMPLIFIED = simplified()
_PLAIN = FoldTable(lambda c: "".join(_SIMPLIFIED.get(part, part) for part in plain_fold(c)))


def terms(text: str) -> tuple[str, ...]:
    """Search terms in order: folded Latin words and numbers, single Han characters, Han bigrams.

    Who searches 阿迪达斯 finds 阿迪達斯 too, and who searches loreal finds Loréal.
    """
    found: list[str] = []
    word, previous = "", ""
    for character in [*_PLAIN.apply(text), " "]:
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
