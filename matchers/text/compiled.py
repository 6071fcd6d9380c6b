"""What an index is made of: the automata and look-ups over one immutable run of entries."""

from __future__ import annotations

from functools import cache

from matchers.text.automata import build_automata
from matchers.text.costs import words_cost
from matchers.text.entries import MarkEntry
from matchers.text.fold import FOLD
from matchers.text.goods.reader import goods_reader
from matchers.text.goods.weighing import fitting_bits
from matchers.text.han import pairs_of
from matchers.text.head import han_names
from matchers.text.latin import LatinWords
from matchers.text.letters import word_bits
from matchers.text.likeness import likeness
from matchers.text.masks import MaskIndex
from matchers.text.reading import CHINESE
from matchers.text.skeleton import SKELETON, SPELLED
from matchers.text.sounds import LETTERS, pinyin_pieces, sound_view
from matchers.text.tables import foreign_words, shapes
from matchers.text.variants import View
from matchers.text.word_view import WORDS

MANY_PAIRS = 4_000
"""Pairs of characters from which so many windows of a text are asked about that they are weighed at once."""


@cache
def _fill_tables() -> None:
    """Read the tables and fold the common characters once, so that no text pays for them."""
    common = "".join(map(chr, [*range(0x250), *range(0x2000, 0x2070), *range(0x3000, 0x3040)]))
    common += "".join(map(chr, range(0xFF00, 0xFF60))) + "".join(shapes())
    for table in (FOLD, SKELETON, WORDS, CHINESE):
        table.fill(common)
    SPELLED.fill("")  # of Latin words
    word_bits("")
    goods_reader()
    fitting_bits(frozenset())
    foreign_words()
    han_names()


@cache
def _fill_chinese_tables() -> None:
    """The same for what only Chinese marks need."""
    common = "".join(shapes())
    LETTERS.fill(SKELETON.apply(common))
    sound_view(common[-1])
    likeness(common[-1], common[-2])
    words_cost(common[-1])


def _fill_arrays() -> None:
    """The same for what only long lists need."""
    from matchers.text.word_arrays import word_arrays  # noqa: PLC0415  # numpy takes a tenth of a second

    word_arrays()


class Compiled:
    """Entries with everything that finds them. Pickling keeps the entries and compiles again."""

    def __init__(self, entries: tuple[MarkEntry, ...]) -> None:
        self.entries = entries
        _fill_tables()
        if any(entry.han for entry in entries):
            _fill_chinese_tables()
        self.pairs, side_by_side = pairs_of(entries)
        automata = build_automata(entries, side_by_side)
        self.skeletons = automata[View.SKELETON]
        self.sounds = automata[View.SOUND]
        self.letters = automata[View.LETTERS]
        self.syllables = frozenset(
            piece for entry in entries if entry.han for piece in pinyin_pieces(entry.plain)
        )
        self.many_pairs = len(side_by_side) >= MANY_PAIRS
        if self.many_pairs:
            _fill_arrays()
        self.words = LatinWords(entries)
        self.masks = MaskIndex(entries)

    def __getstate__(self) -> tuple[MarkEntry, ...]:
        return self.entries

    def __setstate__(self, entries: tuple[MarkEntry, ...]) -> None:
        Compiled.__init__(self, entries)
