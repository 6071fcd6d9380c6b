"""A slow, obvious twin of the Latin rules: every word against every mark."""

from __future__ import annotations

from collections.abc import Iterable

from matchers.text.likeness import latin_difference
from matchers.text.neighbours import ONE_EDIT, edits_allowed
from matchers.text.skeleton import skeleton
from matchers.text.tables import known_names, latin_words

_SHARES = {"doubled": 0.0, "vowel": 0.5, "looks or sounds alike": 0.5}


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
            difference = latin_difference(skeleton(word), mark)
            edits = difference.edits
            weight = sum(_SHARES.get(edit.why, 1.0) for edit in edits)
            short = len(mark) >= ONE_EDIT or edits[0].why in {"swapped", "doubled"}
            score = (
                0.97
                - 1.2 * difference.cost / len(mark)
                - 0.04 * max(sum(edit.why != "doubled" for edit in edits) - 1, 0)
            )
            few = weight <= edits_allowed(len(mark)) and len(edits) <= max(len(mark) // 3, 1)
            if short and few and score >= 0.7:
                found.add(name)
    return found
