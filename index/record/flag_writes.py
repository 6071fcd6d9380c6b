"""Writing flags within a transaction: raised, refreshed, lapsed, reopened, and never decided here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from casework.flag import Flag, FlagState, Tier
from index.record import tables
from index.record.codec import encode_flag
from index.record.flag_order import queue_key
from index.record.session import chunks

_TABLE, _REVIEWS, _LISTINGS = tables.flags, tables.flag_reviews, tables.listings
_IDS: sa.BindParameter[list[str]] = sa.bindparam("ids", expanding=True)
_STORED = (
    sa.select(_TABLE, _REVIEWS.c.decided_digest)
    .outerjoin(_REVIEWS)
    .where(_TABLE.c.listing_id.in_(_IDS))
)
_OWNERS = sa.select(_LISTINGS.c.listing_id, _LISTINGS.c.source, _LISTINGS.c.seller_id).where(
    _LISTINGS.c.listing_id.in_(_IDS)
)
_UPDATE = sa.update(_TABLE).where(_TABLE.c.flag_id == sa.bindparam("which"))


@dataclass(slots=True)
class FlagChanges:
    """Ids of flags by what became of them; `touched` holds every one whose row was written.

    `new` are those that a reviewer is shown: a new flag of tier `context` is kept and not told.
    """

    new: list[str] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    lapsed: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)


def settle(present: bool, evidence_digest: str, decided_digest: str | None) -> FlagState:
    """Where a flag stands: decided as long as its evidence is what was decided on."""
    if decided_digest == evidence_digest:
        return FlagState.DECIDED
    return FlagState.OPEN if present else FlagState.LAPSED


def write_flags(
    connection: sa.Connection,
    listing_ids: Sequence[str],
    flags: Iterable[Flag],
    brand_ids: Collection[str] | None = None,
) -> FlagChanges:
    """Bring the flags of these listings to what was just judged; those not given have no evidence.

    With `brand_ids` only these brands were judged, and flags of others stay as they are.
    """
    given = {flag.flag_id: flag for flag in flags}
    stored = _stored(connection, listing_ids, brand_ids)
    changes = FlagChanges()
    _insert(connection, {key: flag for key, flag in given.items() if key not in stored}, changes)
    updates = []
    for flag_id, old in stored.items():
        flag = given.get(flag_id)
        row = _gone(old) if flag is None else _seen_again(flag, old)
        if row is None:
            continue
        updates.append(row)
        changes.touched.append(flag_id)
        if row["state"] != old.state:
            if old.state == FlagState.DECIDED:
                changes.reopened.append(flag_id)
            elif row["state"] == FlagState.LAPSED:
                changes.lapsed.append(flag_id)
    _update(connection, updates)
    return changes


def _stored(
    connection: sa.Connection, listing_ids: Sequence[str], brand_ids: Collection[str] | None
) -> dict[str, Any]:
    statement = _STORED
    if brand_ids is not None:
        statement = statement.where(_TABLE.c.brand_id.in_(brand_ids))
    found: dict[str, Any] = {}
    for part in chunks(listing_ids):
        found.update((row.flag_id, row) for row in connection.execute(statement, {"ids": part}))
    return found


def _insert(connection: sa.Connection, flags: Mapping[str, Flag], changes: FlagChanges) -> None:
    owners: dict[str, Any] = {}
    for part in chunks(flag.listing_id for flag in flags.values()):
        owners.update((row.listing_id, row) for row in connection.execute(_OWNERS, {"ids": part}))
    rows = [
        _judged(flag_id, flag)
        | {
            "flag_id": flag_id,
            "listing_id": flag.listing_id,
            "brand_id": flag.brand_id,
            "source": owners[flag.listing_id].source,
            "seller_id": owners[flag.listing_id].seller_id,
            "state": FlagState.OPEN.value,
            "raised_at": flag.raised_at,
        }
        for flag_id, flag in flags.items()
    ]
    if rows:
        connection.execute(sa.insert(_TABLE), rows)
        changes.touched.extend(flags)
        changes.new.extend(key for key, flag in flags.items() if flag.tier is not Tier.CONTEXT)


def _judged(flag_id: str, flag: Flag) -> dict[str, object]:
    """The columns that every new judgement replaces."""
    return {
        "present": True,
        "tier": flag.tier.value,
        "queue_key": queue_key(flag, flag_id),
        "mention_score": flag.mention_score,
        "infringement_score": flag.infringement_score,
        "ruleset": flag.ruleset,
        "evidence_digest": flag.evidence_digest,
        "body": encode_flag(flag.evidence, flag.reasons),
    }


def _seen_again(flag: Flag, old: Any) -> dict[str, object] | None:
    """The update for a stored flag that was judged again, or None where nothing is new."""
    # A flag keeps the day it was first raised: its age in the queue is the reviewer's, not ours.
    columns = _judged(old.flag_id, replace(flag, raised_at=old.raised_at))
    digest = str(columns["evidence_digest"])
    state = settle(True, digest, old.decided_digest)
    if state is FlagState.DECIDED and digest == old.evidence_digest and old.present:
        # What was decided stays as it was shown; only open flags follow a newer ruleset.
        return None
    if all(getattr(old, name) == value for name, value in columns.items()):
        return None
    return columns | {"state": state.value, "which": old.flag_id}


def _gone(old: Any) -> dict[str, object] | None:
    """The update for a stored flag without evidence on the page; what it last was is kept."""
    if not old.present:
        return None
    kept = ("tier", "queue_key", "mention_score", "infringement_score", "ruleset")
    columns = {name: getattr(old, name) for name in (*kept, "evidence_digest", "body")}
    state = settle(False, old.evidence_digest, old.decided_digest)
    return columns | {"present": False, "state": state.value, "which": old.flag_id}


def _update(connection: sa.Connection, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        connection.execute(_UPDATE, rows)


def flags_of(connection: sa.Connection, listing_ids: Sequence[str]) -> list[str]:
    """Ids of all flags of these listings, in any state."""
    found: list[str] = []
    for part in chunks(listing_ids):
        statement = sa.select(tables.flags.c.flag_id).where(tables.flags.c.listing_id.in_(part))
        found.extend(connection.scalars(statement))
    return found
