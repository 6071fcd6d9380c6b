"""Writing listings within a page's transaction: a re-crawl updates and never duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from casework.listing import Listing
from index.record import tables
from index.record.codec import column_text, encode
from index.record.session import chunks

_TABLE = tables.listings
_STORED = sa.select(
    *(_TABLE.c[name] for name in ("listing_id", "content_digest", "partial", "last_seen", "url"))
).where(_TABLE.c.listing_id.in_(sa.bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class ListingChanges:
    """Ids of listings by what became of them; `given` are all, in their order.

    `ignored` told nothing that the record does not know better: a card of a listing whose own page
    was read, or a page read before the one that is stored.
    """

    given: tuple[str, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    ignored: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Given:
    """A listing with its id and digest, which are worked out once."""

    listing_id: str
    content_digest: str
    listing: Listing


def write_listings(
    connection: sa.Connection, listings: Sequence[Listing], capture_id: str | None
) -> ListingChanges:
    """Insert or update listings; `capture_id` is that of the page they were read from, if any."""
    given = {item.listing_id: item for item in (_prepare(one, capture_id) for one in listings)}
    stored = _stored(connection, given)
    new: list[_Given] = []
    changed: list[_Given] = []
    moved: list[_Given] = []
    refreshed: list[_Given] = []
    ignored: list[_Given] = []
    for listing_id, item in given.items():
        old, listing = stored.get(listing_id), item.listing
        if old is None:
            new.append(item)
        elif listing.seen_at < old.last_seen or (listing.partial and not old.partial):
            ignored.append(item)
        elif item.content_digest != old.content_digest or listing.partial != old.partial:
            changed.append(item)
        elif listing.url != old.url:
            moved.append(item)
        elif listing.seen_at > old.last_seen:
            refreshed.append(item)
    _insert(connection, new)
    _update(connection, changed + moved + refreshed)
    _write_versions(connection, new + changed)
    _write_images(connection, new, changed)
    _widen(connection, ignored)
    _move_flags(connection, changed)
    return ListingChanges(
        tuple(given),
        tuple(item.listing_id for item in new),
        tuple(item.listing_id for item in (*changed, *moved)),
        frozenset(item.listing_id for item in ignored),
    )


def _prepare(listing: Listing, capture_id: str | None) -> _Given:
    if listing.capture_id is None and capture_id is not None:
        listing = replace(listing, capture_id=capture_id)
    return _Given(listing.listing_id, listing.content_digest(), listing)


def _stored(connection: sa.Connection, given: dict[str, _Given]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in chunks(given):
        found.update((row.listing_id, row) for row in connection.execute(_STORED, {"ids": part}))
    return found


def _columns(item: _Given) -> dict[str, object]:
    listing = item.listing
    return {
        "source": listing.source,
        "url": listing.url,
        "title": column_text(listing.title),
        "seller_id": listing.seller_id,
        "seller_name": column_text(listing.seller.name) if listing.seller else None,
        "partial": listing.partial,
        "content_digest": item.content_digest,
        "capture_id": listing.capture_id,
        "last_seen": listing.seen_at,
        "body": encode(listing),
    }


def _insert(connection: sa.Connection, items: Sequence[_Given]) -> None:
    rows = [
        _columns(item) | {"listing_id": item.listing_id, "first_seen": item.listing.seen_at}
        for item in items
    ]
    if rows:
        connection.execute(sa.insert(_TABLE), rows)


def _update(connection: sa.Connection, items: Sequence[_Given]) -> None:
    rows = [_columns(item) | {"which": item.listing_id} for item in items]
    if rows:
        own = _TABLE.c.listing_id == sa.bindparam("which")
        connection.execute(sa.update(_TABLE).where(own), rows)


def _write_versions(connection: sa.Connection, items: Sequence[_Given]) -> None:
    rows = [
        {
            "listing_id": item.listing_id,
            "seen_at": item.listing.seen_at,
            "content_digest": item.content_digest,
            "capture_id": item.listing.capture_id,
        }
        for item in items
    ]
    if rows:
        connection.execute(sa.insert(tables.listing_versions), rows)


def _write_images(
    connection: sa.Connection, new: Sequence[_Given], changed: Sequence[_Given]
) -> None:
    table = tables.listing_images
    for part in chunks(item.listing_id for item in changed):
        connection.execute(sa.delete(table).where(table.c.listing_id.in_(part)))
    rows = [
        {"listing_id": item.listing_id, "url": url}
        for item in (*new, *changed)
        for url in dict.fromkeys(image.url for image in item.listing.images)
    ]
    if rows:
        connection.execute(sa.insert(table), rows)


def _widen(connection: sa.Connection, items: Sequence[_Given]) -> None:
    """A card shows that the offer still stands; a late page may show that it stood earlier."""
    for item in items:
        at = item.listing.seen_at
        own = _TABLE.c.listing_id == item.listing_id
        connection.execute(
            sa.update(_TABLE).where(own, _TABLE.c.last_seen < at).values(last_seen=at)
        )
        connection.execute(
            sa.update(_TABLE).where(own, _TABLE.c.first_seen > at).values(first_seen=at)
        )


def _move_flags(connection: sa.Connection, changed: Sequence[_Given]) -> None:
    """Flags carry their listing's seller, to filter a queue without a join; keep it the same."""
    table = tables.flags
    for item in changed:
        seller_id = item.listing.seller_id
        connection.execute(
            sa.update(table)
            .where(table.c.listing_id == item.listing_id)
            .where(table.c.seller_id.is_distinct_from(seller_id))
            .values(seller_id=seller_id)
        )
