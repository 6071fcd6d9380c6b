"""Slow, obvious twins of the near rules: every word or window against every mark."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import log2

from rapidfuzz.distance import OSA

from casework.settings import MatchSettings
from matchers.text.deletions import ONE_EDIT, edits_allowed
from matchers.text.hit import Edit
from matchers.text.letters import CHOICES, letters_cost
from matchers.text.likeness import edits_between
from matchers.text.nearness import NEEDED, NEEDED_SHORT, brand_names
from matchers.text.neighbours import likeness_keys
from matchers.text.skeleton import SPELLED, skeleton
from matchers.text.tables import latin_words


def slow_brands(text: str, names: Iterable[str]) -> set[str]:
    """Brands whose single-word Latin name one of the words means, by comparing all pairs.

    The words of the text are taken to stand after one another without words of offers but `the`.
    """
    found = set()
    for place, word in enumerate(text.lower().split()):
        leads = place == 0 or text.lower().split()[:place] == ["the"]
        for name in names:
            mark = skeleton(name)
            if skeleton(word) == mark:
                found.add(name)
                continue
            if word in latin_words() or word in brand_names() or not _in_reach(word, mark):
                continue
            spelled, meant = SPELLED.apply(word), SPELLED.apply(name)
            made = edits_between(spelled, meant)
            edits = tuple(dict.fromkeys(made))
            kinds = ["moved"] if _is_moved(made) else _kinds(edits, meant)
            bits = letters_cost(word)
            if len(mark) == 4 and not {edit.why for edit in edits} <= {"swapped", "doubled"}:
                bits = min(bits, 5.2 * len(word)) - NEEDED_SHORT
            bits -= sum(CHOICES[kind] + log2(len(mark)) for kind in kinds)
            bits -= 4 * (len(kinds) - 1) + 3 * (spelled[0] != meant[0]) + NEEDED
            bits += 0.9 if leads else -1.1
            if min(0.7 + 0.016 * bits, 0.94) >= MatchSettings().mention and _few(edits, mark):
                found.add(name)
    return found


def _in_reach(word: str, mark: str) -> bool:
    """Whether a word is so few letters from a mark, or sounds or looks like it as a whole."""
    form, size = skeleton(word), len(mark)
    edits = OSA.distance(form, mark)
    if size > 8 and len(form) == size - 3 and edits == 3 and form[:2] == mark[:2]:
        return True
    if edits <= edits_allowed(size):
        return len(word) > 3
    if not set(likeness_keys(form)) & set(likeness_keys(mark)) or min(size, len(form)) < 6:
        return False
    if len(form) == size:
        return edits <= 4 and len(set(zip(form, mark, strict=True)) - _SAME) <= size // 3
    return size > 8 and edits <= 3


_SAME = {(letter, letter) for letter in "abcdefghijklmnopqrstuvwxyz0123456789"}


def _kinds(edits: tuple[Edit, ...], meant: str) -> list[str]:
    """The kinds of the edits; another letter doubled instead of the mark's is one, like a swap."""
    kinds = [edit.why for edit in edits]
    if sorted(kinds) == ["doubled", "dropped"]:
        (dropped,) = (edit.meant for edit in edits if edit.why == "dropped")
        if dropped * 2 in meant:
            return ["swapped"]
    return kinds


def _is_moved(edits: tuple[Edit, ...]) -> bool:
    """Whether a letter was left out and put in elsewhere, and nothing else was done."""
    kinds = sorted(edit.why for edit in edits)
    shifted = kinds in (["dropped", "inserted"], ["doubled", "dropped"])
    return shifted and len({edit.written + edit.meant for edit in edits}) == 1


def _few(edits: tuple[Edit, ...], mark: str) -> bool:
    if len(mark) < ONE_EDIT:
        return len(edits) == 1 and edits[0].why not in {"inserted", "dropped"}
    return len(edits) <= len(mark) // 3


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
