"""One exact automaton: all patterns of a view, found in a single pass over it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

import ahocorasick_rs

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
    """Patterns, each with the whole numbers that say what it stands for."""

    def __init__(self, patterns: Mapping[str, Targets]) -> None:
        self._first = array("Q", map(_first, patterns.values()))
        self._further = {
            place: targets[1:]
            for place, targets in enumerate(patterns.values())
            if isinstance(targets, tuple) and len(targets) > 1
        }
        self._scan: Any = ahocorasick_rs.AhoCorasick(
            list(patterns), store_patterns=False
        ).find_matches_as_indexes

    def __len__(self) -> int:
        return len(self._first)

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Matches as (pattern, start, end) in the text, overlapping ones too."""
        found: list[tuple[int, int, int]] = self._scan(text, overlapping=True)
        return found

    def targets(self, pattern: int) -> tuple[int, ...]:
        """The numbers that a pattern stands for."""
        further = self._further.get(pattern)
        first = self._first[pattern]
        return (first,) if further is None else (first, *further)
