"""The order of the review queue as one sortable text, the same in every database and search."""

from __future__ import annotations

from casework.flag import Flag
from index.record.types import microseconds

_UNITS = 10**9


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
