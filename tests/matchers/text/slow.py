"""Slow, obvious twins of the near rules: every word or window against every mark."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from casework.settings import MatchSettings
from matchers.text.likeness import latin_difference
from matchers.text.neighbours import ONE_EDIT, edits_allowed
from matchers.text.skeleton import SPELLED, skeleton
from matchers.text.tables import known_names, latin_words

_SHARES = {"doubled": 0.0, "leet": 0.0, "vowel": 0.5, "looks or sounds alike": 0.5}


def slow_brands(text: str, names: Iterable[str]) -> set[str]:
    """Brands whose single-word Latin name one of the words means, by comparing all pairs."""
    found = set()
    for word in text.lower().split():
        for name in names:
            mark = skeleton(name)
            if skeleton(word) == mark:
                found.add(name)
                continue
            if word in latin_words() or word in known_names():
                continue
            difference = latin_difference(SPELLED.apply(word), SPELLED.apply(name))
            edits = difference.edits
            weight = sum(_SHARES.get(edit.why, 1.0) for edit in edits)
            short = len(mark) >= ONE_EDIT or edits[0].why in {"swapped", "doubled"}
            score = (
                0.97
                - 1.2 * difference.cost / len(mark)
                - 0.04 * max(len({edit for edit in edits if edit.why != "doubled"}) - 1, 0)
            )
            few = weight <= edits_allowed(len(mark)) and len(edits) <= max(len(mark) // 3, 1)
            if short and few and score >= MatchSettings().mention:
                found.add(name)
    return found


def slow_near_han(text: str, names: Iterable[str]) -> set[tuple[str, str, int, int]]:
    """Where a Chinese name stands but for one character: (name, rule, start, end), by every window.

    From three characters one may be replaced, each time it occurs, or put in between; from four one
    may be left out.
    """
    found = set()
    for name, start in product(names, range(len(text))):
        size = len(name)
        for rule, wide in (("one character", 0), ("inserted", 1), ("dropped", -1)):
            window = text[start : start + size + wide]
            if size > 2 and len(window) == size + wide and _is_near(rule, window, name):
                found.add((name, rule, start, start + len(window)))
    return found


def _is_near(rule: str, window: str, name: str) -> bool:
    if rule == "one character":
        changes = {(a, b) for a, b in zip(window, name, strict=True) if a != b}
        return len(changes) == 1 and any(_keeps(window, name, pair) for pair in _PAIRS)
    if rule == "inserted":
        return not window.startswith(name) and name in _one_less(window, 1, len(name))
    return len(name) > 3 and window in _one_less(name, 0, len(name))


# Two neighbours at either end or after the first two, or those around the middle of three.
_PAIRS = (slice(0, 2), slice(2, 4), slice(-2, None), slice(0, 3, 2))


def _keeps(window: str, name: str, pair: slice) -> bool:
    kept = name[pair]
    if pair.step and len(name) > 3:
        return False
    return len(kept) == 2 and window[pair] == kept


def _one_less(text: str, first: int, last: int) -> set[str]:
    return {text[:cut] + text[cut + 1 :] for cut in range(first, last)}
