"""Looks for any of many words in short texts, as a pattern of them would, but sooner done."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What a pattern that ignores case takes for an ASCII letter although `lower` does not.
_ODD = frozenset("\u0130\u0131\u017f\u212a")


class WordSearch:
    """Words of the tables, found whatever their case; one of ASCII letters only as a whole word.

    A pattern of a hundred words is tried at every character of a text. Most texts hold none of the
    words at all, which plain searches tell sooner; what they find, the pattern judges.
    """

    def __init__(self, words: Iterable[str]) -> None:
        ordered = sorted(words, key=len, reverse=True)
        self._lowered = tuple(word.lower() for word in ordered)
        self.pattern = re.compile(
            "|".join(
                rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() else re.escape(word)
                for word in ordered
            ),
            re.IGNORECASE,
        )

    def __contains__(self, text: str) -> bool:
        """Whether a text holds one of the words."""
        if _ODD.isdisjoint(text):
            lowered = text.lower()
            for word in self._lowered:
                if word in lowered:
                    break
            else:
                return False
        return self.pattern.search(text) is not None
