"""The desk: everything the workbench works with, put together by whoever starts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from casework.settings import ReviewSettings
from evidence.captures import CaptureStore
from index.record import Record
from index.search import Search
from matchers.workers import WorkerPool


def utc_now() -> datetime:
    """The present time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """The record to read and decide in, the search that finds flags, the captures, the pool that
    opens pictures, and the settings. `now` is the clock, so that tests can hold it still.
    """

    record: Record
    search: Search
    captures: CaptureStore
    workers: WorkerPool
    settings: ReviewSettings
    now: Callable[[], datetime] = field(default=utc_now)
