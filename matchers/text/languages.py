"""The language of a text's Latin words: a common word of it is no near spelling of a mark.

Colgante is a pendant where the words beside it are Spanish too, and Colgate misspelt anywhere else.
English words need no such company: they stand in titles of every language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from matchers.text.nearness import brand_names
from matchers.text.tables import foreign_words, latin_words

_FEW = 3  # words that say nothing yet, the one that is asked about with them
_COMMON = 24  # from this power of its frequency an English word says nothing about the language


class Languages:
    """What the words of one text say, counted when first asked for."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._counted: tuple[Counter[str], int] | None = None
        self._unknown: bool | None = None

    def strange(self) -> bool:
        """Whether most of the words are unknown, so that one more unknown word surprises little."""
        if self._unknown is None:
            words = {word for word in self._words if len(word) > 2 and word.isalpha()}
            # Not by a minus and the keys, which would go through all of them.
            unknown = words.difference(latin_words()) - brand_names()
            # The word that is asked about is among both.
            self._unknown = len(words) > _FEW and (len(unknown) - 1) * 2 > len(words) - 1
        return self._unknown

    def veto(self, word: str) -> str:
        """Why one of the words means itself: half of the others that tell of a language are of its own."""
        spoken = [language for language, known in foreign_words().items() if word in known]
        if not spoken:
            return ""
        if self._counted is None:
            self._counted = _counted(self._words)
        counts, telling = self._counted
        language = max(spoken, key=counts.__getitem__)
        # The word itself is among both.
        own, others = counts[language] - 1, telling - 1
        return f"common word: {word} ({language})" if own > 0 and own * 2 >= others else ""


def _counted(words: Sequence[str]) -> tuple[Counter[str], int]:
    """How many distinct words of each language there are, and how many that could tell of one."""
    english, known = latin_words(), foreign_words()
    telling = {word for word in words if len(word) > 1 and word.isalpha()}
    telling = {word for word in telling if english.get(word, 0) < _COMMON}
    return Counter({name: len(telling & own) for name, own in known.items()}), len(telling)
