"""The order of the review queue as one sortable text, the same in every database and search."""

from __future__ import annotations

import re

from casework.errors import UsageError
from casework.flag import Flag
from index.record.types import microseconds

_UNITS = 10**9
_KEY = re.compile(r"\d\d{10}\d{10}\d{17}[0-9a-f]{64}", re.ASCII)


def queue_key(flag: Flag, flag_id: str) -> str:
    """Sorts flags by tier, infringement score falling, mention score falling, age, id.

    `flag_id` is the flag's own, which the caller has at hand. Scores count to nine decimals. All
    fields have a fixed width, so the text sorts as they do. The key of the last row of a page is the
    cursor of the next one.
    """
    falling = round((1 - flag.infringement_score) * _UNITS)
    falling_mention = round((1 - flag.mention_score) * _UNITS)
    raised = microseconds(flag.raised_at)
    return f"{flag.tier.rank}{falling:010d}{falling_mention:010d}{raised:017d}{flag_id}"


def read_flag_cursor(cursor: str) -> str:
    """The queue key of the last row of the page before.

    Raises:
        UsageError: the text is no cursor that a page of flags ended with.
    """
    if _KEY.fullmatch(cursor) is None:
        raise UsageError("The place to go on from is not one that a page of flags ended with.")
    return cursor
