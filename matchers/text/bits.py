"""From bits of evidence to mention scores: one scale for near spellings in every script.

Bits are log-odds to the base of two that somebody meant the mark, less what a mark of that kind
needs to be shown (`surprise`, `letters`).
"""

from __future__ import annotations

SHOWN, SUREST = 0.7, 0.94
"""The score of just enough evidence, and of any amount of it: a near spelling is never the mark itself."""

LOWEST = 0.45
"""Hits below this score say nothing, not even for an explanation."""

PER_BIT = 0.016
"""What a bit adds: 15 bits, one in 30,000, are the whole way from just enough to the surest.

How many near spellings are reported is for `match.mention` to say, which is set by their rate in
real titles (`python -m tests.quality text`).
"""

ROUNDING = 1e-9
"""How much lower a bound is than it need be; one a hair too low costs a comparison, too high a hit."""


def score(bits: float) -> float:
    """The mention score of evidence that exceeds what is needed by so many bits, or lacks them."""
    return min(SHOWN + PER_BIT * bits, SUREST)


def bits_for(score: float) -> float:
    """Bits beyond what is needed that give a score, or that it lacks: the inverse of `score`."""
    return (score - SHOWN) / PER_BIT
