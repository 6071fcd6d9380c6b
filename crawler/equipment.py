"""The equipment that all runs of one process share."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

from casework.settings import Settings
from crawler.picture_reading import PictureReading
from evidence.captures import CaptureStore
from index.record import Record
from matchers.watchlist import Watchlist
from matchers.workers import WorkerPool


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the runs of one process share.

    The record has one thread: SQLite has one writer anyway, and reading the listings a picture
    belongs to and storing their flags must not be torn apart. Captures have a thread of their own.
    """

    settings: Settings
    record: Record
    captures: CaptureStore
    workers: WorkerPool
    pictures: PictureReading
    watchlist: Watchlist
    record_thread: Executor
    capture_thread: Executor
