"""The evidence in many windows of three characters at once: what `found_bits` says of each.

In a text of Chinese every other character begins three that share two with some mark of a list of tens of
thousands. Most are ordinary words, which is sooner known of all windows of a run of texts, step by step
with arrays, than of one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matchers.text.beside import SHORTEST
from matchers.text.costs import LONGEST_WORD
from matchers.text.reading import REACH, Reading
from matchers.text.surprise import MOST_FOR_PLACE, place_bits
from matchers.text.word_arrays import Floats, Places, costs_of_words

_BEYOND = " " * (2 * REACH + SHORTEST)
"""Stands behind all texts, so that no window reaches beyond."""


def weigh_windows(sought: Iterable[tuple[Reading, Collection[int]]], least: float) -> None:
    """Let readings know the evidence in their windows of three Chinese characters side by side.

    With each come the places in its squeezed text at which windows begin. Evidence of less than `least`
    bits may be more than there is, but is less than `least`. Windows with anything else are left out.
    """
    places: list[int] = []
    asked: list[tuple[Reading, Collection[int]]] = []
    views: list[str] = []
    size = 0
    for reading, starts in sought:
        view, offsets = reading.han_view, reading.squeezed_offsets
        places += [size + REACH + offsets[start] for start in starts]
        asked.append((reading, starts))
        views.append(view)
        size += len(view)
    text = "".join([*views, _BEYOND])
    first = np.array(places, np.int64)
    there = np.frombuffer(text.encode("utf-32-le"), np.uint32) != ord(" ")
    whole = there[first] & there[first + 1] & there[first + 2]
    bits = np.full(len(first), np.nan)
    bits[whole] = _evidence(text, there, first[whole], least)
    found = zip(whole.tolist(), bits.tolist(), strict=True)
    for reading, starts in asked:
        known = reading.evidence
        for start, (is_whole, here) in zip(starts, islice(found, len(starts)), strict=True):
            if is_whole:
                known[start, start + SHORTEST] = here


def _evidence(text: str, there: NDArray[np.bool_], first: Places, least: float) -> Floats:
    """Bits of each window, by its first character in a text of Chinese characters and spaces.

    `there` says which are no spaces.
    """
    before, after = _beside(there, first - 1, -1), _beside(there, first + SHORTEST, 1)
    surprise = _surprise(text, first, before, after)
    bits = surprise + MOST_FOR_PLACE
    # Places are read one by one, so only those that matter.
    matter = np.flatnonzero(bits >= least)
    spans = zip(*(found[matter].tolist() for found in (first, before, after)), strict=True)
    bits[matter] = surprise[matter] + [
        place_bits(text[start - led : start], text[start + SHORTEST : start + SHORTEST + followed])
        for start, led, followed in spans
    ]
    return bits


def _beside(there: NDArray[np.bool_], nearest: Places, step: int) -> Places:
    """How many characters stand beside windows, up to `REACH`, from the `nearest` on in steps of `step`."""
    count = np.zeros(len(nearest), np.int64)
    up_to_here = np.ones(len(nearest), np.bool_)
    for away in range(REACH):
        up_to_here = up_to_here & there[nearest + step * away]
        count += up_to_here
    return count


def _surprise(text: str, first: Places, before: Places, after: Places) -> Floats:
    """`surprise` of each window, with so many characters before and after it."""
    costs = costs_of_words(text)
    reached = _beginning_costs(costs, first - before, 2 * REACH + SHORTEST)
    behind = _beginning_costs(costs, first + SHORTEST, REACH)
    each = np.arange(len(first))
    whole = reached[before + SHORTEST + after, each]
    bits: Floats = whole - reached[before, each] - behind[after, each]
    return bits


def _beginning_costs(costs: Mapping[int, Floats], first: Places, size: int) -> Floats:
    """`beginning_costs` of as many characters from each of some places, by length and place."""
    reached = [np.zeros(len(first))]
    for end in range(1, size + 1):
        cheapest = reached[end - 1] + costs[1][first + (end - 1)]
        for length in range(2, min(end, LONGEST_WORD) + 1):
            start = end - length
            np.minimum(cheapest, reached[start] + costs[length][first + start], out=cheapest)
        reached.append(cheapest)
    return np.stack(reached)
