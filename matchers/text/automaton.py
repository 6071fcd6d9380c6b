"""One exact automaton: all patterns of a view, found in a single pass over it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import ahocorasick_rs

Matches = list[tuple[int, int, int]]
"""What was found in a text: pattern, start and end of each match."""

Targets = int | tuple[int, ...]
"""What a key stands for: nearly always one number, which takes less memory than a tuple of one."""


def add_target(table: dict[str, Targets], key: str, number: int) -> None:
    """Let a key stand for one more number."""
    known = table.get(key)
    if known is None:
        table[key] = number
    else:
        table[key] = (*known, number) if isinstance(known, tuple) else (known, number)


def targets_of(targets: Targets) -> tuple[int, ...]:
    """All numbers that a key stands for."""
    return targets if isinstance(targets, tuple) else (targets,)


def _first(targets: Targets) -> int:
    return targets[0] if isinstance(targets, tuple) else targets


class Automaton:
    """Patterns, each with the whole numbers that say what it stands for.

    `others` are found in the same pass, since each pass over a text has its price; they have the first
    numbers, by their place among themselves, and may repeat patterns.
    """

    def __init__(self, patterns: Mapping[str, Targets], others: Iterable[str] = ()) -> None:
        self._first = array("Q", map(_first, patterns.values()))
        self._further = {
            place: targets[1:]
            for place, targets in enumerate(patterns.values())
            if isinstance(targets, tuple) and len(targets) > 1
        }
        listed = [*others]
        self._others = len(listed)
        listed += patterns
        self._scan: Any = ahocorasick_rs.AhoCorasick(
            listed, store_patterns=False
        ).find_matches_as_indexes

    def __len__(self) -> int:
        return len(self._first)

    def find(self, text: str) -> Matches:
        """Matches as (pattern, start, end) in the text, overlapping ones too.

        Where there are others, theirs are among them: `find_both` tells them apart.
        """
        found: Matches = self._scan(text, overlapping=True)
        return found

    def find_both(self, text: str) -> tuple[Matches, Matches]:
        """Matches of the patterns, and those of the others."""
        found, count = self.find(text), self._others
        if not found or min(found)[0] >= count:
            return found, []
        others = [match for match in found if match[0] < count]
        return [match for match in found if match[0] >= count], others

    def targets(self, pattern: int) -> tuple[int, ...]:
        """The numbers that a pattern stands for."""
        place = pattern - self._others
        further = self._further.get(place)
        first = self._first[place]
        return (first,) if further is None else (first, *further)
