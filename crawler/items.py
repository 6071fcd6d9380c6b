"""What travels from the spider through the pipelines: one fetch with all that came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from casework.capture import Capture
from casework.frontier import Fetch, Lease, Picture
from casework.listing import Listing
from crawler.failures import FetchFailure
from evidence.captures import Exchange


@dataclass(slots=True)
class FetchedItem:
    """Made by the spider, completed by each pipeline in turn.

    With a `failure` nothing else counts. `problems` are (kind, sentence) pairs. `keep` is false for
    what is read and not kept as evidence (sitemaps, redirects).
    """

    lease: Lease
    fetched_at: datetime
    exchange: Exchange | None = None
    keep: bool = True
    listings: tuple[Listing, ...] = ()
    children: tuple[Fetch, ...] = ()
    picture_data: bytes | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)
    failure: FetchFailure | None = None
    capture: Capture | None = None
    picture: Picture | None = None
