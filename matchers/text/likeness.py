"""How like two characters or two Latin words are, and why: the grading of single edits.

Chinese: sound and shape explain most documented errors and imitations (Liu et al., COLING 2010).
Latin: doubled and swapped letters, vowels for vowels, and letters that sound or look alike weigh
less than arbitrary changes; a changed first letter weighs more (offices give the start of a mark
more weight: EUIPO guidelines part C, CNIPA examination guidelines).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter

from matchers.text.hit import Edit
from matchers.text.sounds import near_sound, near_sounds, same_sound
from matchers.text.tables import shapes

SAME_SOUND = 0.9
NEAR_SOUND = 0.72
SAME_BOTH = 0.96
"""Likeness of characters that sound the same and look alike too: 缪 and 谬."""

_COST = itemgetter(0)
_SAME_AGAIN = 0.5  # the same letter changed the same way again is one decision: abibas
_VOWELS = frozenset("aeiouy")
_ALIKE = frozenset(
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
    shape = max(
        shapes().get(meant, {}).get(written, 0.0), shapes().get(written, {}).get(meant, 0.0)
    )
    sound = SAME_SOUND if same_sound(written, meant) else 0.0
    if not sound and near_sound(written, meant):
        sound = NEAR_SOUND
    if not shape and not sound:
        return 0.0, "replaced"
    if sound and shape >= 0.5:
        return max(sound + 0.06, shape), f"sound and shape {shape:.2f}"
    if sound >= shape:
        return sound, "homophone" if sound == SAME_SOUND else "near sound"
    return shape, f"shape {shape:.2f}"


@cache
def _lookalikes() -> dict[str, str]:
    """For each common character those that it is taken for by its shape, from either side."""
    found: dict[str, list[str]] = {}
    for character, near in shapes().items():
        for other in near:
            found.setdefault(other, []).append(character)
            found.setdefault(character, []).append(other)
    return {character: "".join(others) for character, others in found.items()}


@lru_cache(maxsize=1 << 14)
def alike_characters(written: str) -> str:
    """All other characters that are in any way like the written one, in no order."""
    return _lookalikes().get(written, "") + near_sounds(written)


@dataclass(frozen=True, slots=True)
class LatinDifference:
    """The weighted distance of two Latin words, with the edits that make it up."""

    cost: float
    edits: tuple[Edit, ...]


@lru_cache(maxsize=1 << 14)
def latin_difference(written: str, meant: str) -> LatinDifference:
    """The cheapest weighted edits from a mark's skeleton to the one that stands in the text.

    Time and space grow with the product of both lengths; callers bound them to single words.
    """
    best: dict[tuple[int, int], tuple[float, tuple[Edit, ...]]] = {(0, 0): (0.0, ())}
    for row in range(len(meant) + 1):
        for column in range(len(written) + 1):
            ways = [
                (best[row - down, column - across][0] + weight, down, across, edit)
                for down, across, edit, weight in _steps(written, meant, row, column)
            ]
            if not ways:
                continue
            cost, down, across, edit = min(ways, key=_COST)
            before = best[row - down, column - across][1]
            if edit is not None and edit in before:
                cost -= _SAME_AGAIN
            best[row, column] = (cost, before if edit is None else (*before, edit))
    return LatinDifference(*best[len(meant), len(written)])


def _steps(
    written: str, meant: str, row: int, column: int
) -> list[tuple[int, int, Edit | None, float]]:
    """The last edits that can lead to a prefix pair: (letters of the mark, of the text, edit, cost)."""
    steps: list[tuple[int, int, Edit | None, float]] = []
    start = 0.5 if row <= 1 else 0.0
    if row and column:
        given, wanted = written[column - 1], meant[row - 1]
        if given == wanted:
            steps.append((1, 1, None, 0.0))
        else:
            edit, weight = _replaced(given, wanted)
            steps.append((1, 1, edit, weight + start))
    if column:
        given = written[column - 1]
        doubled = given in (written[column - 2 : column - 1], written[column : column + 1])
        edit = _edit(given, "", "doubled" if doubled else "inserted")
        steps.append((0, 1, edit, 0.5 if doubled else 0.9 + (0.5 if row == 0 else 0.0)))
    if row:
        wanted = meant[row - 1]
        double = wanted in (meant[row - 2 : row - 1], meant[row : row + 1])
        end = 0.15 if row == len(meant) else 0.0
        weight = 0.5 if double else 0.83 + end
        steps.append((1, 0, _edit("", wanted, "dropped"), weight + start))
    if row > 1 and column > 1:
        given, wanted = written[column - 2 : column], meant[row - 2 : row]
        if given == wanted[::-1] and given != wanted:
            steps.append((2, 2, Edit(given, wanted, "swapped"), 0.65 + (0.3 if row == 2 else 0.0)))
    return steps


@lru_cache(maxsize=1 << 12)
def _edit(written: str, meant: str, why: str) -> Edit:
    """An edit; words have few different ones, and making one takes longer than finding it."""
    return Edit(written, meant, why)


@lru_cache(maxsize=1 << 12)
def _replaced(written: str, meant: str) -> tuple[Edit, float]:
    if written == "1" and meant in "il":
        return Edit(written, meant, "leet"), 0.1
    if frozenset((written, meant)) in _ALIKE:
        return Edit(written, meant, "looks or sounds alike"), 0.75
    if written in _VOWELS and meant in _VOWELS:
        return Edit(written, meant, "vowel"), 0.75
    return Edit(written, meant, "replaced"), 1.0
