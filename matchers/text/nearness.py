"""How near a written Latin word comes to a mark: what is worth comparing, its score, and its vetoes."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from matchers.text.hit import Edit
from matchers.text.likeness import LatinDifference
from matchers.text.neighbours import ONE_EDIT, TWO_EDITS, edits_allowed
from matchers.text.tables import known_names, latin_words

MOST_EDITS = 3
"""Edits of any weight that a long mark may be away; one less for a short one."""

VETO_FACTOR = 0.7
"""What a veto leaves of a score."""

FREQUENT = 20
"""Power of two of the frequency of a common word: about once in a million words."""

_EDIT_SHARE = {"doubled": 0.0, "leet": 0.0, "vowel": 0.5, "looks or sounds alike": 0.5}


def near(written: str, meant: str) -> bool:
    """Whether words are near enough to be compared with a mark."""
    if abs(len(written) - len(meant)) > 2:
        return False
    return written != meant and OSA.distance(written, meant, score_cutoff=2) <= 2


def score_of(meant: str, difference: LatinDifference) -> float:
    """Less for each weighted edit by the mark's length, and for edits beyond the first."""
    further = max(len({edit for edit in difference.edits if edit.why != "doubled"}) - 1, 0)
    return 0.97 - 1.2 * difference.cost / len(meant) - 0.04 * further


def in_reach(form: str, meant: str) -> bool:
    """Whether two words are near enough to be compared letter by letter, which takes far longer.

    What is out of reach here is never `allowed`: it has too many edits, or in a short mark one
    that is neither a swap nor a doubling.
    """
    size = len(meant)
    most = min(MOST_EDITS - 1 if size < TWO_EDITS else MOST_EDITS, max(size // 3, 1))
    if form == meant or OSA.distance(form, meant, score_cutoff=most) > most:
        return False
    return size >= ONE_EDIT or len(form) > size or sorted(form) == sorted(meant)


def allowed(meant: str, edits: tuple[Edit, ...]) -> bool:
    """Whether that many edits may be made to a mark of that length."""
    if len(meant) < ONE_EDIT:
        return len(edits) == 1 and edits[0].why in {"swapped", "doubled"}
    weight = sum(_EDIT_SHARE.get(edit.why, 1.0) for edit in edits)
    return weight <= edits_allowed(len(meant)) and len(edits) <= max(len(meant) // 3, 1)


def veto_of(words: tuple[str, ...]) -> str:
    """Why words more likely mean themselves than a mark: each common, or together a known name.

    One of two words is a word of the mark, so the other has to be common indeed: Canad Goose.
    """
    common = latin_words()
    least = FREQUENT if len(words) > 1 else 0
    if all(common.get(word, -1) >= least for word in words):
        return f"common word: {' '.join(words)}"
    return f"known name: {words[-1]}" if words[-1] in known_names() else ""
