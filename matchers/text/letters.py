"""Letters: how many bits a Latin word costs as an ordinary one, and what it costs to change a mark into it.

The word is read letter by letter, each by its share after the three before it (a Markov chain over
English words, brands and pinyin). What the word costs so, less what it costs to have changed the mark
into just this spelling, is the evidence that somebody meant the mark, as for Chinese (`surprise`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import log2

from matchers.text.hit import Edit
from matchers.text.tables import (
    END_LETTER,
    LETTER_STEPS,
    LETTERS_BEFORE,
    MOST_LETTER_BITS,
    NEXT_LETTERS,
    latin_words,
    letter_bits,
)

_CORPUS_BITS = 40  # log2 of the corpus that the frequencies of latin_words.tsv add up to
_CODES = {letter: place for place, letter in enumerate(NEXT_LETTERS)}
_SIGN = 5.0  # a digit, or a letter that stands alone: about one of the 36 there are
_CODE = 5.2  # log2 of these 36, for each character of a model number

SEVERAL = 4.0  # bits for each further change: most imitations have one
FIRST_CHANGED = 3.0  # most imitations keep the beginning, which is what readers see first
CHOICES = {
    "leet": 1.0,
    "doubled": 1.5,
    "dropped": 1.0,
    "looks or sounds alike": 1.6,
    "swapped": 2.0,
    "moved": 3.0,  # to one of eight places
    "vowel": 2.0,
    "inserted": 4.6,
    "replaced": 4.6,
}
"""Bits of each kind of choice but for its place: log2 of the letters that there are to choose from. A
letter that moved is two edits and one choice."""

CHEAPEST = min(CHOICES.values())

LEADING, AMID = 0.9, -1.1
"""Bits for a word that leads its title, and for any other: marks that stand in real titles as
registered mostly lead them, other unknown words mostly do not (counted once, in the development half).
"""


@lru_cache(maxsize=1 << 15)
def word_bits(word: str) -> float:
    """What a word costs in a text, in bits: by its frequency, or letter by letter if it is none."""
    if len(word) == 1 or word.isdigit():
        return _SIGN * len(word)
    power = latin_words().get(word)
    return letters_cost(word) if power is None else float(_CORPUS_BITS - power)


def code_cost(word: str) -> float:
    """What the letters of a model number cost at most, in bits: any letter may follow any other."""
    return _CODE * len(word)


def letters_cost(word: str) -> float:
    """What the letters of a word cost, each after those before it, in bits."""
    known = letter_bits()
    padded = "^" * LETTERS_BEFORE + word + END_LETTER
    steps, rest = 0, 0.0
    for place in range(LETTERS_BEFORE, len(padded)):
        code = _CODES.get(padded[place])
        if code is None:
            rest += MOST_LETTER_BITS
            continue
        row = known.get(padded[place - LETTERS_BEFORE : place])
        start = place - LETTERS_BEFORE
        while row is None:
            start += 1
            row = known.get(padded[start:place])
        steps += row[code]
    return steps / LETTER_STEPS + rest


def choices(edits: Sequence[Edit], meant: str) -> tuple[str, ...]:
    """The kinds of choices that a spelling took: the same change made again is one.

    So is another letter doubled instead of the mark's, as in Rebook for Reebok, and a letter that stands
    elsewhere, as in Kline for Klein.
    """
    chosen = tuple(dict.fromkeys(edits))
    kinds = tuple([edit.why for edit in chosen])
    if len(chosen) == 2 and "dropped" in kinds:
        dropped, other = chosen if kinds[0] == "dropped" else chosen[::-1]
        if other.why == "doubled" and dropped.meant * 2 in meant:
            return ("swapped",)
        if other.written == dropped.meant and len(edits) == 2 and not other.meant:
            return ("moved",)
    return kinds


def letter_edit_bits(edits: Sequence[Edit], written: str, meant: str) -> float:
    """Bits to say which spelling of a Latin mark was chosen."""
    chosen = choices(edits, meant)
    bits = sum(map(CHOICES.__getitem__, chosen)) + len(chosen) * log2(len(meant))
    if written[:1] != meant[:1]:
        bits += FIRST_CHANGED
    return bits + SEVERAL * max(len(chosen) - 1, 0)
