"""The tally of a run: what it has done so far, and every problem by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from casework.flag import Flag, Tier
from casework.frontier import StoreReport
from casework.listing import Listing
from casework.run import RunCounts

RETRIED = "retried"
"""The kind of a failure that will be tried again: said and counted, but no error yet."""


class Tally:
    """Adds to the counts a run already had when it was taken up again."""

    def __init__(self, before: RunCounts) -> None:
        self._before = before
        self._problems = Counter(dict(before.problems))
        self._listings: set[str] = set()
        self._flags: set[str] = set()
        self.pages = 0
        self.pictures = 0
        self.last_problem = ""
        self._new_listings = 0
        self._new_flags = 0

    def stored(
        self, listings: Iterable[Listing], flags: Iterable[Flag], report: StoreReport
    ) -> None:
        """Count what one stored fetch gave; a listing met twice counts once."""
        self._listings.update(listing.listing_id for listing in listings)
        self._flags.update(flag.flag_id for flag in flags if flag.tier is not Tier.CONTEXT)
        self._new_listings += report.new_listings
        self._new_flags += report.new_flags

    def problem(self, kind: str, sentence: str) -> None:
        """Count one bad thing."""
        self._problems[kind] += 1
        self.last_problem = sentence

    @property
    def counts(self) -> RunCounts:
        """The counts of the whole run, earlier starts included."""
        before = self._before
        return RunCounts(
            pages=before.pages + self.pages,
            listings=before.listings + len(self._listings),
            new_listings=before.new_listings + self._new_listings,
            pictures=before.pictures + self.pictures,
            flags=before.flags + len(self._flags),
            new_flags=before.new_flags + self._new_flags,
            errors=sum(self._problems.values()) - self._problems[RETRIED],
            problems=tuple(sorted(self._problems.items())),
        )
