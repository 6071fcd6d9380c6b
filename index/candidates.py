"""Which listings a brand's marks could match, in the order in which looking at them pays best."""

from __future__ import annotations

from collections.abc import Iterator

from index.record import Record


def likely_first(record: Record, likely: Iterator[str]) -> Iterator[str]:
    """The likely listings, then all others; each once.

    All others, because an evasive spelling (Gu¢¢i, 古驰 by its sound, a copied picture) shares no
    term with the mark: only the matcher itself can say that it does not match.
    """
    given: set[str] = set()
    for listing_id in likely:
        if listing_id not in given:
            given.add(listing_id)
            yield listing_id
    yield from (listing_id for listing_id in record.listings.ids() if listing_id not in given)
