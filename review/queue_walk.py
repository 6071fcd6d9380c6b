"""Where a flag stands in the queue it was opened from, and which one comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from casework.flag import FlagState
from review.desk import Desk
from review.filters import Filters

STEP = 200
REACH = 1000
"""So many flags of a queue are walked to find a place; further down, the next is the first."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A flag's place in its queue, counted from 1, and the flags before and after it."""

    position: int | None
    total: int
    previous: str | None
    next: str | None


def neighbours(desk: Desk, filters: Filters, flag_id: str) -> Neighbours:
    """The place of a flag in the queue of these filters; `position` is None if it is not in it."""
    before: str | None = None
    total = desk.search.flags(filters.query(limit=1)).total
    walk = _ids(desk, filters)
    for position, found in enumerate(walk, start=1):
        if found == flag_id:
            return Neighbours(position, total, before, next(walk, None))
        before = found
    first = next((found for found in _ids(desk, filters) if found != flag_id), None)
    return Neighbours(None, total, None, first)


def next_open(desk: Desk, filters: Filters, flag_id: str) -> str:
    """Address of the open flag that follows this one, else of the first other, else of the queue."""
    open_only = replace(filters, states=(FlagState.OPEN,), verdict=None)
    walk = _ids(desk, open_only)
    first: str | None = None
    for found in walk:
        if found == flag_id:
            following = next(walk, None) or first
            break
        first = first or found
    else:
        following = first
    return open_only.address(f"/flags/{following}" if following else "/flags")


def _ids(desk: Desk, filters: Filters) -> Iterator[str]:
    cursor: str | None = None
    for _ in range(REACH // STEP):
        found = desk.search.flags(filters.query(cursor=cursor, limit=STEP))
        yield from found.ids
        if found.cursor is None:
            return
        cursor = found.cursor
