"""Where a flag stands in the queue it was opened from, and which one comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from casework.flag import Flag, FlagState
from index.record.flag_order import queue_key
from review.desk import Desk
from review.filters import Filters

STEP = 200
REACH = 1000
"""So many flags of a queue are walked to find a place; further down, none is told."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A flag's position in its queue, counted from 1, and the flags before and after it.

    A flag that is not in the queue, as once it is decided, has no position, but the neighbours of where
    it would stand; `place` is the number of the one that stands there.
    """

    position: int | None
    place: int | None
    total: int
    previous: str | None
    next: str | None


def neighbours(desk: Desk, filters: Filters, flag: Flag) -> Neighbours:
    """Where a flag stands, or would stand, in the queue of these filters."""
    total = desk.search.flags(filters.query(limit=1)).total
    passed: list[str] = []
    walk = _ids(desk, filters)
    for found in walk:
        if found == flag.flag_id:
            before = passed[-1] if passed else None
            position = len(passed) + 1
            return Neighbours(position, position, total, before, next(walk, None))
        passed.append(found)
    following = _following(desk, filters, flag)
    if following is None:
        # Behind the last one, the first is next: it was left out or came since.
        first, last = (passed[0], passed[-1]) if passed else (None, None)
        return Neighbours(None, None, total, last, first)
    at = passed.index(following) if following in passed else None
    before = passed[at - 1] if at else None
    place = None if at is None else at + 1
    return Neighbours(None, place, total, before, following)


def next_open(desk: Desk, filters: Filters, flag: Flag) -> str:
    """Address of the open flag that follows this one, else of the first other, else of the queue."""
    open_only = replace(filters, states=(FlagState.OPEN,), verdict=None)
    first = desk.search.flags(open_only.query(limit=2)).ids
    others = (found for found in first if found != flag.flag_id)
    following = _following(desk, open_only, flag) or next(others, None)
    return open_only.address(f"/flags/{following}" if following else "/flags")


def _following(desk: Desk, filters: Filters, flag: Flag) -> str | None:
    """The first flag of a queue behind the place of this one, whether it is in the queue or not."""
    place = queue_key(flag, flag.flag_id)
    return next(iter(desk.search.flags(filters.query(cursor=place, limit=1)).ids), None)


def _ids(desk: Desk, filters: Filters) -> Iterator[str]:
    cursor: str | None = None
    for _ in range(REACH // STEP):
        found = desk.search.flags(filters.query(cursor=cursor, limit=STEP))
        yield from found.ids
        if found.cursor is None:
            return
        cursor = found.cursor
