"""Vetoes on near Chinese spellings: what stands there is more likely a word of its own.

The largest single gain against false alerts: a spelling that is itself a common word, that shares a
character with a neighbouring word, or whose unchanged part is a common word, is demoted.
"""

from __future__ import annotations

from matchers.text.tables import han_words

_FREQUENT = 4
"""Power of two of the frequency from which a word is common enough to claim its characters."""

_VERY_FREQUENT = 10

WORD, RARE_WORD, BORDER, PART, CROSSING = 0.6, 0.85, 0.75, 0.8, 0.75
"""What each veto leaves of a score."""


def word_veto(window: str) -> tuple[str, float]:
    """Whether what stands there is itself a common word, with what that leaves of the score.

    A rare word of three characters may be a misspelt mark that the word list took in: 香奈尔.
    """
    power = han_words().get(window)
    if power is None:
        return "", 1.0
    rare = len(window) > 2 and power < _FREQUENT
    return f"common word: {window}", RARE_WORD if rare else WORD


def border_veto(before: str, window: str, after: str) -> str:
    """Whether an outer character belongs to a word with its neighbour: 女生|生日.

    `before` and `after` are the characters right beside the window, empty at a gap.
    """
    words = han_words()
    least = _FREQUENT if len(window) > 2 else 1
    for pair in (before + window[0], window[-1] + after):
        if len(pair) == 2 and words.get(pair, 0) >= least:
            return f"inside a neighbouring word: {pair}"
    if len(window) == 2:
        for longer in (before + window, window + after):
            if len(longer) == 3 and longer in words:
                return f"inside a longer word: {longer}"
    return ""


def part_veto(window: str, changed: int) -> str:
    """Whether three characters fall into a common word and a rest: 房|玫瑰, 爱|甜美.

    Where only the last character changed, the first two are the mark's own and say nothing unless
    they are very common.
    """
    words = han_words()
    for place in (0, 1):
        pair = window[place : place + 2]
        least = _VERY_FREQUENT if changed == 2 and place == 0 else _FREQUENT
        if words.get(pair, 0) >= least:
            return f"holds a common word: {pair}"
    return ""
