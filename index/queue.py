"""The review queue: flags found by a search, shown as the record has them now."""

from __future__ import annotations

from typing import Protocol

from casework.queue import FlagIds, FlagPage, FlagQuery
from index.record import Record


class FlagSearch(Protocol):
    """The part of a search that the queue asks."""

    def flags(self, query: FlagQuery) -> FlagIds:
        """Ids of a page of flags in queue order."""


def flag_page(record: Record, search: FlagSearch, query: FlagQuery) -> FlagPage:
    """A page of the queue. A flag that a search still names but the record has not is left out."""
    found = search.flags(query)
    return FlagPage(record.flags.rows(found.ids), found.total, found.cursor)
