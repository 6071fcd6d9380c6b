"""Why a passage that is like a name is reached by no rule: which limit it misses, and by how much."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from matchers.text.bits import LOWEST
from matchers.text.deletions import LONGEST, ONE_EDIT, edits_allowed
from matchers.text.entries import MarkEntry
from matchers.text.han import LONGEST as LONGEST_HAN
from matchers.text.likeness import edits_between, likeness
from matchers.text.nearness import (
    LETTERS_A_CHANGE,
    allowed,
    brand_names,
    score_of,
    word_cost,
    words_cost,
)
from matchers.text.neighbours import KEPT, LONG, THREE_EDITS
from matchers.text.skeleton import SPELLED, skeleton
from matchers.text.tables import han_words, latin_words
from matchers.text.variants import SHORT
from matchers.text.word_view import words_of

_OWN_LETTERS = "in its own letters only"
_SLANG = "slang and abbreviations are found as they are listed only"
_DIGITS = "0123456789"


def whole_words(folded: str, place: tuple[int, int]) -> tuple[int, int]:
    """A place in a folded text with the rest of the words that it begins and ends in."""
    start, end = place
    while start and _joined(folded[start - 1 : start + 1]):
        start -= 1
    while end < len(folded) and _joined(folded[end - 1 : end + 1]):
        end += 1
    return start, end


def _joined(pair: str) -> bool:
    return pair.isascii() and pair.isalnum()


def latin_reason(entry: MarkEntry, passage: str, run: str) -> str:
    """Why a passage does not mean a Latin name; `run` is the passage in whole words. Both are folded."""
    own = _own_only(entry)
    if own:
        return own
    if len(words_of(run)) == 1 and not any(map(str.isdigit, entry.folded)):
        run = run.strip(_DIGITS) or run  # a year or a size
    size, words = len(entry.squeezed), words_of(run)
    if len(words) == 1 and _is_known(words[0]):
        return f"{words[0]!r} is a {'word' if words[0] in latin_words() else 'name'} of its own"
    form = skeleton(run)
    if skeleton(passage) == entry.squeezed != form:
        return f"{passage!r} is part of the longer word {run!r}"
    away = OSA.distance(entry.squeezed, form)
    if away > _most_edits(entry.squeezed, form):
        return (
            f"{_differ(away, 'letter')}, and a name of {_letters(size)} allows {_allowance(size)}"
        )
    return _misspelt(entry, words, run)


def _own_only(entry: MarkEntry) -> str:
    """Why a Latin name is found in its own letters only; empty where it is found misspelt too."""
    size = len(entry.squeezed)
    if size <= SHORT:
        return f"a name of {_letters(size)} is found as a whole word and {_OWN_LETTERS}"
    if entry.slang:
        return _SLANG
    if size > LONGEST and len(words_of(entry.folded)) == 1:
        return f"a name of more than {LONGEST} letters is found {_OWN_LETTERS}"
    return ""


def _letters(size: int) -> str:
    return f"{size} letter{'s' if size > 1 else ''}"


def _differ(count: int, what: str) -> str:
    return f"{count} {what}{'s differ' if count > 1 else ' differs'}"


def _most_edits(name: str, form: str) -> int:
    """How many edits away from a name a word with that skeleton is looked for."""
    if LONG <= len(name) <= LONGEST and len(form) == len(name) - THREE_EDITS:
        return THREE_EDITS if form[:KEPT] == name[:KEPT] else 2
    return edits_allowed(len(name)) or 2  # of several words as many, however long


def _allowance(size: int) -> str:
    limit = edits_allowed(size) or 2
    if not LONG <= size <= LONGEST:
        return str(limit)
    return f"{limit}, or {THREE_EDITS} left out behind its first {KEPT}"


def _is_known(word: str) -> bool:
    return word in latin_words() or word in brand_names()


def _misspelt(entry: MarkEntry, words: Sequence[str], run: str) -> str:
    """Why words as near as a name allows do not mean it."""
    names, size = words_of(entry.folded), len(entry.squeezed)
    if len(words) > 1 and len(words) != len(names):
        return (
            f"it is written in {len(words)} words and the name in {len(names)}: "
            "misspelt, a name is looked for in one word or in as many as it has"
        )
    spelled, meant = SPELLED.apply(run), SPELLED.apply(entry.text)
    edits = edits_between(spelled, meant)
    if not allowed(words, names, edits):
        if size < ONE_EDIT:
            return "a name of 4 letters is found with swapped, doubled or replaced letters only"
        letters = sum(len(name) for name in names if len(words) == 1 or name not in words)
        ways = letters // LETTERS_A_CHANGE + (len(words) > 1)
        return f"it is changed in {len(edits)} ways, and the {letters} letters there allow {ways}"
    if len(words) > 1 and not set(words) & set(names):
        return _all_changed(words)
    cost = words_cost(words, names) if len(words) > 1 else word_cost(words[0], coded=False)
    return _score_reason(words, names, score_of(cost, spelled, meant, edits))


def _score_reason(words: Sequence[str], names: Sequence[str], score: float) -> str:
    """Why words that may be changed so do not mean a name: they score too little, or are not asked."""
    if score < LOWEST:
        return f"it reads like any other words, and scores {max(score, 0.0):.2f} at that"
    if len(words) > 1:
        kept = " ".join(word for word in words if word in names)
        return f"what stands of it unchanged ({kept}) is too common to look it up by"
    return "its digits make it a model number rather than a name"


def _all_changed(words: Sequence[str]) -> str:
    if all(map(_is_known, words)):
        return "each of its words is changed into a word or name of its own"
    return (
        "all its words are changed: one has to stand as it is, "
        "or of two unknown ones each begin as the name's does"
    )


def han_reason(entry: MarkEntry, window: str, shown: str) -> str:
    """Why a window of its length does not mean a name that is not Latin.

    `window` is of the skeleton, `shown` the same characters as they are written; spaces stand for what
    a short text lacks.
    """
    name = entry.plain
    if len(name) == 1:
        return "a name of one character is found where it stands alone only"
    if entry.slang:
        return _SLANG
    if not entry.han:
        return "a name without Chinese or Latin letters is found in its own characters only"
    turned = sorted(window) == sorted(name)
    if window in han_words():
        return f"{'in this order ' if turned else ''}{window!r} is a word of its own"
    if turned:
        return "its order is another than two neighbours swapped or the end put first"
    return _changed(window, name, shown)


def _changed(window: str, name: str, shown: str) -> str:
    """Why a Chinese name is not meant by other characters."""
    changed = [place for place, meant in enumerate(name) if window[place] != meant]
    pairs = [(window[place], name[place]) for place in changed]
    said = ", ".join(f"{shown[place].strip() or 'nothing'} for {name[place]}" for place in changed)
    differ, size = f"{_differ(len(pairs), 'character')} ({said})", len(name)
    if size > LONGEST_HAN:
        return f"{differ}, and a name of more than {LONGEST_HAN} characters allows like sounds only"
    if len(pairs) > 1:
        return f"{differ}, and a name of {size} characters allows 1, or more of like sound or shape"
    alike, why = likeness(*pairs[0])
    if not alike:
        allows = "like sound, shape or kind" if size == 2 else "another Chinese one"
        return f"{differ}, and a name of {size} characters allows {allows} only"
    return f"{differ}: {why}, which is not among the likest that are looked for"
