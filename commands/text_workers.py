"""Matches lines of text, in this process or several, and gives the answers in the lines' order."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matchers.watchlist import Watchlist

Line = tuple[Any, str | None, str]
"""Id, text, and what is wrong with the line; text is None just where something is."""

_AHEAD = 64
"""Lines a worker may have waiting; more would only fill memory when the input is endless."""


def answers(
    lines: Iterable[Line], watchlist: Watchlist, workers: int, *, include_all: bool
) -> Iterator[dict[str, Any]]:
    """One answer a line, in order, each given as soon as it and all before it are known."""
    if workers == 1:
        for line in lines:
            yield _answer(line, watchlist, include_all=include_all)
        return
    room = threading.BoundedSemaphore(_AHEAD * workers)
    # Spawned, not forked: the parent may already hold threads of the search and picture libraries.
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, _begin, (watchlist, include_all)) as pool:
        for answer in pool.imap(_answer_here, _with_room(lines, room)):
            room.release()
            yield answer


def _with_room(lines: Iterable[Line], room: threading.BoundedSemaphore) -> Iterator[Line]:
    for line in lines:
        room.acquire()
        yield line


_watchlist: Watchlist
_include_all: bool


def _begin(watchlist: Watchlist, include_all: bool) -> None:
    """Set up a worker process; Ctrl-C is the parent's business."""
    global _watchlist, _include_all
    _watchlist, _include_all = watchlist, include_all
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _answer_here(line: Line) -> dict[str, Any]:
    return _answer(line, _watchlist, include_all=_include_all)


def _answer(line: Line, watchlist: Watchlist, *, include_all: bool) -> dict[str, Any]:
    from matchers.match import match_text

    identity, text, error = line
    if text is None:
        return {"id": identity, "error": error}
    found = match_text(text, watchlist, include_all=include_all)
    return {
        "id": identity,
        "hits": found.hits,
        "flag": found.flag,
        "flag_score": found.flag_score,
    }
