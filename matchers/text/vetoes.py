"""Vetoes on near spellings of two characters: what stands there is more likely a word of its own.

A spelling that is itself a common word, or that shares a character with a neighbouring word, is
demoted. Longer spellings are weighed against ordinary words as a whole (`surprise`).
"""

from __future__ import annotations

from matchers.text.tables import han_words

WORD, BORDER, CROSSING = 0.6, 0.75, 0.75
"""What each veto leaves of a score."""


def word_veto(window: str) -> str:
    """Whether the two characters that stand there are themselves a common word."""
    return f"common word: {window}" if window in han_words() else ""


def border_veto(before: str, window: str, after: str) -> str:
    """Whether an outer character belongs to a word with its neighbour: 女生|生日.

    `before` and `after` are the characters right beside the window, empty at a gap.
    """
    veto = word_across(before, window, after)
    if veto:
        return veto
    words = han_words()
    for longer in (before + window, window + after):
        if len(longer) == 3 and longer in words:
            return f"inside a longer word: {longer}"
    return ""


def word_across(before: str, window: str, after: str) -> str:
    """Whether an outer character of a window of any size is a word with the one beside it."""
    for pair in (before + window[0], window[-1] + after):
        if len(pair) == 2 and pair in han_words():
            return f"inside a neighbouring word: {pair}"
    return ""


def measure_veto(between: str, character: str) -> str:
    """Whether a number before a Chinese character counts things: 苹果派3克 holds no 派克."""
    words = han_words()
    counts = f"一{character}" in words and f"两{character}" in words
    return f"measure: {between}{character}" if counts and between.isdigit() else ""
