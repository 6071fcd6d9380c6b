"""How like two characters or two Latin words are, and why: the grading of single edits.

Chinese: sound and shape explain most documented errors and imitations (Liu et al., COLING 2010).
Latin: doubled and swapped letters, vowels for vowels, and letters that sound or look alike weigh
less than arbitrary changes; a changed first letter weighs more (offices give the start of a mark
more weight: EUIPO guidelines part C, CNIPA examination guidelines).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from matchers.text.hit import Edit
from matchers.text.sounds import near_sound, same_sound
from matchers.text.tables import kinds, shapes

SAME_SOUND = 0.9
NEAR_SOUND = 0.72
SAME_BOTH = 0.96
"""Likeness of characters that sound the same and look alike too: 缪 and 谬."""

SAME_KIND = 0.25
"""Likeness of characters that say something of one kind: two colours, two of kin."""

_Step = tuple[str, str, str]  # an edit that is not yet made: written, meant, why
_Reached = tuple[float, tuple[_Step, ...]]  # how to get from one beginning to another: cost, edits

_FIRST = 0.5  # what any edit of a mark's first letter costs more
_DOUBLE = 0.5  # one more, or one less, of two equal letters side by side
_APART = 3  # letters of the mark between two edits that have nothing to do with each other: side by
# side they may be a swap, or a letter that moved, as one put in and one left out may be anywhere
_MOVED = {"insert", "delete"}
_SAME_AGAIN = 0.5  # the same letter changed the same way again is one decision: abibas
VOWELS = frozenset("aeiouy")
ALIKE = frozenset(
    map(
        frozenset,
        "il ck cs sz cq kq vw fv bv gj mn dt bp lr uv hn cg ce ft xs db pq gq yv ao ae co lj tl rn hb kx".split(),  # noqa: SIM905  # pairs read best as a line
    )
)


@lru_cache(maxsize=1 << 16)
def likeness(written: str, meant: str) -> tuple[float, str]:
    """Likeness of two Chinese characters, 0 to 1, with the reason."""
    if written == meant:
        return 1.0, "same"
    shape = max(shapes().likeness(meant, written), shapes().likeness(written, meant))
    sound = SAME_SOUND if same_sound(written, meant) else 0.0
    if not sound and near_sound(written, meant):
        sound = NEAR_SOUND
    if not shape and not sound:
        alike = written in kinds().get(meant, ())
        return (SAME_KIND, "of one kind") if alike else (0.0, "replaced")
    if sound and shape >= 0.5:
        return max(sound + 0.06, shape), f"sound and shape {shape:.2f}"
    if sound >= shape:
        return sound, "homophone" if sound == SAME_SOUND else "near sound"
    return shape, f"shape {shape:.2f}"


@lru_cache(maxsize=1 << 14)
def changed(
    written: str,
    meant: str,
    repeated: bool,  # a named argument makes the look-up slower
) -> tuple[tuple[Edit], float]:
    """The edit that puts one Chinese character for another, and how like they are.

    `repeated` says that the written one stands in the mark too, which explains it where nothing
    else does.
    """
    alike, why = likeness(written, meant)
    return (Edit(written, meant, "repeated" if repeated and why == "replaced" else why),), alike


@dataclass(frozen=True, slots=True)
class LatinDifference:
    """The weighted distance of two Latin words, with the edits that make it up."""

    cost: float
    edits: tuple[Edit, ...]


def edits_between(written: str, meant: str) -> tuple[Edit, ...]:
    """The edits that make a mark into what stands in the text, in order.

    One or two plain ones are read off at once; others are those of `latin_difference`, which takes
    twenty times as long.
    """
    steps = [(s.tag, s.src_pos, s.dest_pos) for s in Levenshtein.editops(meant, written)]
    if len(steps) == 1:
        return (_plain_edit(written, meant, *steps[0]),)
    if len(steps) == 2:
        first, second = steps
        if OSA.distance(written, meant) == 1:
            place = first[1]
            return (_edit(written[place : place + 2], meant[place : place + 2], "swapped"),)
        edits = (_plain_edit(written, meant, *first), _plain_edit(written, meant, *second))
        if second[1] - first[1] >= _APART and {first[0], second[0]} != _MOVED:
            return edits
        if first[0] == second[0] and {e.written for e in edits}.isdisjoint(e.meant for e in edits):
            return edits
    return latin_difference(written, meant).edits


def _plain_edit(written: str, meant: str, kind: str, place: int, there: int) -> Edit:
    if kind == "delete":
        return _edit("", meant[place], "dropped")
    letter = written[there]
    if kind == "insert":
        beside = written[there - 1 : there] + written[there + 1 : there + 2]
        return _edit(letter, "", "doubled" if letter in beside else "inserted")
    return _edit(letter, meant[place], replaced_why(letter, meant[place]))


@lru_cache(maxsize=1 << 14)
def latin_difference(written: str, meant: str) -> LatinDifference:
    """The cheapest weighted edits from a mark's skeleton to the one that stands in the text.

    Time and space grow with the product of both lengths; callers bound them to single words.
    """
    inserts = _inserts(written)
    row: list[_Reached] = [(0.0, ())]
    for insert, weight in inserts:
        so_far, edits = row[-1]
        more = 0.0 if weight == _DOUBLE else _FIRST
        row.append(_reached(so_far + (weight + more), edits, insert))
    before: list[_Reached] = []
    previous = ""
    for place, wanted in enumerate(meant):
        above, row = row, []
        drop, dropped = _drop(meant, place)
        left = _reached(above[0][0] + dropped, above[0][1], drop)
        row.append(left)
        start, swap = _FIRST if place == 0 else 0.0, 0.95 if place == 1 else 0.65
        # From the corner, the left or above; what comes first wins where the costs are equal.
        for given, (insert, weight), corner, up in zip(
            written, inserts, above, above[1:], strict=False
        ):
            way, step, cost = corner, None, corner[0]
            if given != wanted:
                step, replaced = _replaced(given, wanted)
                cost += replaced + start
            if left[0] + weight < cost:
                way, step, cost = left, insert, left[0] + weight
            if up[0] + dropped < cost:
                way, step, cost = up, drop, up[0] + dropped
            if given == previous != wanted:
                column = len(row) - 1
                if column and written[column - 1] == wanted:
                    earlier = before[column - 1]
                    if earlier[0] + swap < cost:
                        way, step = earlier, (wanted + given, given + wanted, "swapped")
                        cost = earlier[0] + swap
            left = way if step is None else _reached(cost, way[1], step)
            row.append(left)
        before, previous = above, wanted
    cost, edits = row[-1]
    return LatinDifference(cost, tuple([_edit(*step) for step in edits]))


def _reached(cost: float, edits: tuple[_Step, ...], step: _Step) -> _Reached:
    return cost - _SAME_AGAIN if step in edits else cost, (*edits, step)


def _inserts(written: str) -> list[tuple[_Step, float]]:
    """For each letter of a written word what putting it in is, and what that costs."""
    around = f" {written} "
    return [
        ((letter, "", "doubled"), _DOUBLE)
        if letter in (around[place], around[place + 2])
        else ((letter, "", "inserted"), 0.9)
        for place, letter in enumerate(written)
    ]


def _drop(meant: str, place: int) -> tuple[_Step, float]:
    """Leaving out one letter of a mark, and what that costs; its first and last weigh more."""
    letter = meant[place]
    double = letter in (meant[place - 1 : place], meant[place + 1 : place + 2])
    end = 0.15 if place == len(meant) - 1 else 0.0
    weight = _DOUBLE if double else 0.83 + end
    return ("", letter, "dropped"), weight if place else weight + _FIRST


@lru_cache(maxsize=1 << 12)
def _edit(written: str, meant: str, why: str) -> Edit:
    """An edit; words have few different ones, and making one takes longer than finding it."""
    return Edit(written, meant, why)


_WEIGHTS = {"leet": 0.1, "looks or sounds alike": 0.75, "vowel": 0.75, "replaced": 1.0}


@lru_cache(maxsize=1 << 12)
def _replaced(written: str, meant: str) -> tuple[_Step, float]:
    why = replaced_why(written, meant)
    return (written, meant, why), _WEIGHTS[why]


def replaced_why(written: str, meant: str) -> str:
    """What kind of change it is to write one Latin letter or digit for another."""
    if written == "1" and meant in "il":
        return "leet"
    if frozenset((written, meant)) in ALIKE:
        return "looks or sounds alike"
    return "vowel" if written in VOWELS and meant in VOWELS else "replaced"
