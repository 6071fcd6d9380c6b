"""Where a page of listings ended, as text that a caller hands back to get the next one."""

from __future__ import annotations

import json

from casework.errors import UsageError


def write_listing_cursor(score: float, listing_id: str) -> str:
    """The place after a page's last hit, by what hits are sorted by."""
    return json.dumps([score, listing_id])


def read_listing_cursor(cursor: str) -> tuple[float, str]:
    """Score and id of the last hit of the page before.

    Raises:
        UsageError: the text is no cursor that a page of listings ended with.
    """
    try:
        score, listing_id = json.loads(cursor)
        return float(score), str(listing_id)
    except (ValueError, TypeError):
        raise UsageError("The place to go on from is not one that a search gave.") from None
