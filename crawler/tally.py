"""The tally of a run: what it has done so far, and every problem by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING

from casework.flag import Flag, Tier
from casework.frontier import StoreReport
from casework.listing import Listing
from casework.run import RunCounts

if TYPE_CHECKING:  # the command line's display knows this module, and must not wait for the record
    from index.record import StandingListing

RETRIED = "retried"
"""The kind of a failure that will be tried again: said and counted, but no error yet."""


class Tally:
    """Adds to the counts a run already had when it was taken up again.

    Listings and flags are counted as they stand: one that is met twice counts once, and a flag that
    a later page or picture takes back counts no more.
    """

    def __init__(self, before: RunCounts) -> None:
        self._before = before
        self._begun = monotonic()
        self._problems = Counter(dict(before.problems))
        self._flags: dict[str, frozenset[str]] = {}
        self._new_listings = 0
        self._new_flags = 0
        self.pages = 0
        self.pictures = 0
        self.last_problem = ""

    def stored(
        self, listings: Iterable[Listing], flags: Iterable[Flag], report: StoreReport
    ) -> None:
        """Count what one stored fetch gave: its listings were judged, so only these flags stand."""
        raised = [flag for flag in flags if flag.tier is not Tier.CONTEXT]
        for listing in listings:
            key = listing.listing_id
            self._flags[key] = frozenset(flag.flag_id for flag in raised if flag.listing_id == key)
        self._new_listings += report.new_listings
        self._new_flags += report.new_flags

    def settle(self, found: Iterable[StandingListing]) -> None:
        """Count listings and flags as the record has them: at a run's end, and where it goes on."""
        listings = tuple(found)
        self._flags = {item.listing_id: frozenset(item.flags) for item in listings}
        self._new_listings = sum(item.new for item in listings)
        self._new_flags = sum(sum(item.flags.values()) for item in listings)

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
            listings=len(self._flags),
            new_listings=self._new_listings,
            pictures=before.pictures + self.pictures,
            flags=sum(map(len, self._flags.values())),
            new_flags=self._new_flags,
            errors=sum(self._problems.values()) - self._problems[RETRIED],
            problems=tuple(sorted(self._problems.items())),
            seconds=round(before.seconds + monotonic() - self._begun, 3),
        )
