"""Latin words of a text against the list: short marks as whole words, longer ones a few edits away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from matchers.text.bits import PER_BIT, SUREST
from matchers.text.entries import MarkEntry
from matchers.text.hit import MOST_HITS
from matchers.text.languages import Languages
from matchers.text.latin_names import LatinNames
from matchers.text.latin_search import NearMark, Search, WordMark
from matchers.text.letters import AMID, LEADING
from matchers.text.nearness import VETO_FACTOR
from matchers.text.word_view import OFFERS

STRANGE = 4.0
"""Bits against a near spelling among words that are mostly unknown: the title is in a language without a
list here, in which most words are unknown and no misspellings. Set once, by eye."""

_MOST_SEARCHES = 4  # least scores with a memory of their own


class LatinWords:
    """Every Latin entry of a list, looked up by word."""

    def __init__(self, entries: Sequence[MarkEntry]) -> None:
        self._names = LatinNames(entries)
        self._searches: dict[float, Search] = {}

    def find(self, words: Sequence[str], *, thorough: bool, least: float) -> list[WordMark]:
        """Near marks of one text, given its words in order.

        Marks that goods cannot lift to the score `least` may be missing. Common words are not asked what
        else they might mean unless the search is `thorough`.
        """
        found = self._search(least).find(words, thorough=thorough)
        return _weighed(words, found) if found else found

    def find_each(self, texts: Sequence[Sequence[str]], *, least: float) -> list[list[WordMark]]:
        """The same for each of some texts, not thorough."""
        found = self._search(least).find_each(texts)
        return [
            _weighed(words, marks) if marks else marks
            for words, marks in zip(texts, found, strict=True)
        ]

    def _search(self, least: float) -> Search:
        search = self._searches.get(least)
        if search is None:
            if len(self._searches) >= _MOST_SEARCHES:
                self._searches.clear()
            search = self._searches[least] = Search(self._names, least)
        return search


def _weighed(words: Sequence[str], found: list[WordMark]) -> list[WordMark]:
    """The near marks of one text with the bits of their places, no more of any mark than say something."""
    if len(found) > MOST_HITS:
        found = _first_of_each(found)
    languages = Languages(words)
    return [_placed(words, *one, languages) if one[2].edits else one for one in found]


def _first_of_each(found: Iterable[WordMark]) -> list[WordMark]:
    """No more places of any mark than say something new."""
    counts: Counter[int] = Counter()
    kept = []
    for one in found:
        counts[one[2].number] += 1
        if counts[one[2].number] <= MOST_HITS:
            kept.append(one)
    return kept


def _placed(
    words: Sequence[str], place: int, taken: int, mark: NearMark, languages: Languages
) -> WordMark:
    """A near mark with the bits of its place: names lead their title, but for words of offers.

    Where the title is in another language, it may be a word of that.
    """
    leads = all(word in OFFERS or word.isdigit() for word in words[:place])
    bits = (LEADING if leads else AMID) - STRANGE * languages.strange()
    score = min(mark.score + PER_BIT * bits, SUREST)
    if taken == 1 and not mark.vetoes and (veto := languages.veto(words[place])):
        return place, taken, replace(mark, score=score * VETO_FACTOR, vetoes=(veto,))
    return place, taken, replace(mark, score=score)
