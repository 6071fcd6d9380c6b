"""A run: one crawl of one source, with how it went and why it stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class StopReason(StrEnum):
    """Why a run ended; a run without one is under way, or its machine died."""

    FINISHED = "finished"
    LIMIT = "limit"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run has done so far. `problems` counts by kind, e.g. (("http-404", 3),).

    Listings and flags are those that stand: a flag that was taken back before the end is not among
    them. `seconds` is the time the run was at work, without that between an interruption and the
    start that went on.
    """

    pages: int = 0
    listings: int = 0
    new_listings: int = 0
    pictures: int = 0
    flags: int = 0
    new_flags: int = 0
    errors: int = 0
    problems: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl. `resumes` counts how often it was taken up again after an interruption."""

    run_id: str
    source: str
    started_at: datetime
    settings_digest: str
    versions: tuple[tuple[str, str], ...]
    ended_at: datetime | None = None
    stop_reason: StopReason | None = None
    counts: RunCounts = field(default_factory=RunCounts)
    resumes: int = 0
    note: str = ""
