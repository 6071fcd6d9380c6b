"""The slow, obvious twin of weighing two Latin words: every way to every pair of beginnings."""

from __future__ import annotations

from matchers.text.hit import Edit
from matchers.text.likeness import ALIKE, VOWELS, LatinDifference

Way = tuple[float, int, int, Edit | None]
"""A last edit: what it costs, how many letters of the mark and of the text it takes, and itself."""


def slow_difference(written: str, meant: str) -> LatinDifference:
    """The cheapest edits from one word to the other; the first way wins where costs are equal."""
    best: dict[tuple[int, int], tuple[float, tuple[Edit, ...]]] = {(0, 0): (0.0, ())}
    for row in range(len(meant) + 1):
        for column in range(len(written) + 1):
            ways = [
                (best[row - down, column - across][0] + weight, down, across, edit)
                for weight, down, across, edit in _ways(written, meant, row, column)
            ]
            if not ways:
                continue
            cost, down, across, edit = min(ways, key=lambda way: way[0])
            before = best[row - down, column - across][1]
            again = 0.5 if edit in before else 0.0
            best[row, column] = (cost - again, before if edit is None else (*before, edit))
    return LatinDifference(*best[len(meant), len(written)])


def _ways(written: str, meant: str, row: int, column: int) -> list[Way]:
    ways: list[Way] = []
    start = 0.5 if row <= 1 else 0.0
    if row and column:
        ways.append(_one_for_another(written[column - 1], meant[row - 1], start))
    if column:
        given = written[column - 1]
        doubled = given in (written[column - 2 : column - 1], written[column : column + 1])
        edit = Edit(given, "", "doubled" if doubled else "inserted")
        ways.append((0.5 if doubled else 0.9 + (0.5 if row == 0 else 0.0), 0, 1, edit))
    if row:
        wanted = meant[row - 1]
        double = wanted in (meant[row - 2 : row - 1], meant[row : row + 1])
        weight = 0.5 if double else 0.83 + (0.15 if row == len(meant) else 0.0)
        ways.append((weight + start, 1, 0, Edit("", wanted, "dropped")))
    given, wanted = written[max(column - 2, 0) : column], meant[max(row - 2, 0) : row]
    if len(given) == len(wanted) == 2 and given == wanted[::-1] != wanted:
        swap = Edit(given, wanted, "swapped")
        ways.append((0.65 + (0.3 if row == 2 else 0.0), 2, 2, swap))
    return ways


def _one_for_another(given: str, wanted: str, start: float) -> Way:
    if given == wanted:
        return 0.0, 1, 1, None
    if given == "1" and wanted in "il":
        return 0.1 + start, 1, 1, Edit(given, wanted, "leet")
    if {given, wanted} in ALIKE:
        return 0.75 + start, 1, 1, Edit(given, wanted, "looks or sounds alike")
    if {given, wanted} <= VOWELS:
        return 0.75 + start, 1, 1, Edit(given, wanted, "vowel")
    return 1.0 + start, 1, 1, Edit(given, wanted, "replaced")
