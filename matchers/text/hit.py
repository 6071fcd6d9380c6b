"""A text hit: where in a text a mark stands, in which spelling, how it was found and how surely."""

from __future__ import annotations

import msgspec

from matchers.text.entries import MarkEntry

MOST_HITS = 100
"""How many hits of one entry, or of one spelling of it, are taken from one view of a text; a page that
repeats a mark more often says nothing new, and hostile text stays bounded."""

# Structs and no dataclasses: a frozen dataclass of that many fields takes much longer to make, and most
# of the hits of a text are thrown away again.


class Edit(msgspec.Struct, frozen=True):
    """One difference between the mark (`meant`) and what stands there (`written`), with its kind.

    Either side is empty where characters were put in or left out.
    """

    written: str
    meant: str
    why: str


class Goods(msgspec.Struct, frozen=True):
    """A word for goods beside a near spelling, its Nice class, and whether that is one of the mark's."""

    word: str
    nice_class: int
    fits: bool


class MarkHit(msgspec.Struct, frozen=True):
    """One place where an entry's mark stands.

    `start` and `end` are half-open code points of the text as given; `normalised` is what was
    compared, in the view named by `view`. `score` is the mention score, 0 to 1, after the vetoes.
    `evasive` is true where the spelling hides or imitates the mark. `goods` says what the goods
    beside it did to the score, None where nothing.
    """

    entry: MarkEntry
    rule: str
    view: str
    start: int
    end: int
    matched: str
    normalised: str
    score: float
    literal: bool
    evasive: bool
    edits: tuple[Edit, ...] = ()
    vetoes: tuple[str, ...] = ()
    goods: Goods | None = None
