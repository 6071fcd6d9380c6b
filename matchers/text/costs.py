"""What Chinese characters cost, in bits, when they are read as the cheapest sequence of words.

Each word costs -log2 of its frequency (unigram word segmentation). This is asked for every stretch
that may be a near spelling, so the tables are laid out for few look-ups: most pairs of neighbours
begin no word at all, and one look-up says so.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import inf

from matchers.text.tables import ChineseWords, chinese_words

_UNKNOWN, _FOREIGN = 27.0, 8.0  # a character that no list holds; a letter or digit
_PAIR, _COMMONEST_SIZE = 2, 3

LONGEST_WORD = 5
"""Characters of the longest word of the list."""


class _CharacterBits(dict[str, float]):
    """What single characters cost; a dictionary, because a call for each would take longer."""

    def __missing__(self, character: str) -> float:
        return _FOREIGN if character.isascii() else _UNKNOWN


@cache
def word_tables() -> ChineseWords:
    """What characters and words cost; of characters that no list holds too."""
    known = chinese_words()
    return known._replace(characters=_CharacterBits(known.characters))


def character_bits() -> dict[str, float]:
    """What each character costs by itself; those that it does not hold too."""
    return word_tables().characters


@lru_cache(maxsize=1 << 15)
def words_cost(text: str) -> float:
    """What the cheapest sequence of words that makes up a text costs, in bits."""
    if len(text) != _COMMONEST_SIZE:
        return beginning_costs(text)[-1]
    # The same by hand: nearly all that is asked for are windows of three characters.
    characters, pairs, words = word_tables()
    first = characters[text[0]]
    both = first + characters[text[1]]
    left, right = pairs.get(text[:2]), pairs.get(text[1:])
    if left is not None:
        both = min(both, left[0])
    cheapest = both + characters[text[2]]
    if right is not None:
        cheapest = min(cheapest, first + right[0])
    if left is not None and left[1] > _PAIR:
        cheapest = min(cheapest, words.get(text, inf))
    return cheapest


def beginning_costs(text: str) -> list[float]:
    """For each length of a text's beginning, from 0, what its cheapest words cost."""
    characters, pairs, words = word_tables()
    size = len(text)
    costs = [0.0] + [inf] * size
    known_pair, known_word = pairs.get, words.get
    for start, character in enumerate(text):
        before = costs[start]
        alone = before + characters[character]
        if alone < costs[start + 1]:  # noqa: PLR1730  # a call takes longer
            costs[start + 1] = alone
        known = known_pair(text[start : start + _PAIR])
        if known is not None:
            bits, longest = known
            if before + bits < costs[start + _PAIR]:  # noqa: PLR1730
                costs[start + _PAIR] = before + bits
            if longest == _PAIR:
                continue
            for end in range(start + _PAIR + 1, min(start + longest, size) + 1):
                bits = known_word(text[start:end], inf)
                if before + bits < costs[end]:  # noqa: PLR1730
                    costs[end] = before + bits
    return costs


def cheapest_words(text: str) -> tuple[str, ...]:
    """The cheapest sequence of words that makes up a text."""
    costs, words = beginning_costs(text), word_tables().words
    found: list[str] = []
    end = len(text)
    while end:
        start = _last_start(text, end, costs, words)
        found.append(text[start:end])
        end = start
    return tuple(reversed(found))


def _last_start(text: str, end: int, costs: list[float], words: dict[str, float]) -> int:
    """Where the last word of a beginning starts: of several that cost the same, the longest."""
    for start in range(max(end - LONGEST_WORD, 0), end - 1):
        if costs[start] + words.get(text[start:end], inf) == costs[end]:
            return start
    return end - 1
