"""Trap protection: budgets that keep an endless site (calendars, filters, sessions) from being walked."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

MAX_URL_LENGTH = 2000
MAX_SEGMENTS = 16
MAX_PARAMETERS = 8
MAX_REPEATS = 3
_DIGITS = re.compile(r"\d+")


def looks_endless(url: str) -> bool:
    """Whether an address alone shows a trap: too long, too deep, or a path that bites its tail."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(url) > MAX_URL_LENGTH or len(segments) > MAX_SEGMENTS:
        return True
    if len(parse_qsl(parts.query, keep_blank_values=True)) > MAX_PARAMETERS:
        return True
    return any(count >= MAX_REPEATS for count in Counter(segments).values())


def shape(url: str) -> str:
    """What addresses of one kind have in common: the path without its numbers, and the query's keys."""
    parts = urlsplit(url)
    keys = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{parts.netloc}{_DIGITS.sub('N', parts.path)}?{'&'.join(keys)}"


class TrapBudget:
    """How many addresses of one shape are followed: a base, and more for every page that gave something.

    A calendar's days share a shape and never hold a listing, so it ends at the base; a shop's
    numbered pages earn as they go. It counts since the process began: a resumed run gets it again.
    """

    def __init__(self, base: int = 100, earned: int = 50) -> None:
        self._base, self._earned = base, earned
        self._allotted: dict[str, set[int]] = {}
        self._yielded: Counter[str] = Counter()
        self.exhausted: set[str] = set()

    def allow(self, url: str) -> bool:
        """Take an address from its shape's budget, once; false where nothing is left."""
        key, address = shape(url), hash(url)
        allotted = self._allotted.setdefault(key, set())
        if address in allotted:
            return True
        if len(allotted) >= self._base + self._earned * self._yielded[key]:
            return False
        allotted.add(address)
        return True

    def exhaust(self, url: str) -> bool:
        """Note that a budget was used up; true the first time, so that it is said once."""
        key = shape(url)
        if key in self.exhausted:
            return False
        self.exhausted.add(key)
        return True

    def reward(self, url: str) -> None:
        """A page of this shape held listings."""
        self._yielded[shape(url)] += 1
