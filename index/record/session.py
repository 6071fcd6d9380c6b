"""Transactions of the record: reading, writing, and writing that must survive a power loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

import sqlalchemy as sa

from index.record import tables
from index.record.dialect import DURABLE, WRITES, upsert
from index.record.projections import Projection

CHUNK = 500
"""How many keys go into one IN list; SQLite allows 32 766 parameters, old ones 999."""

_COUNTERS = tables.counters
_ADVANCE = (
    sa.update(_COUNTERS)
    .where(_COUNTERS.c.name == sa.bindparam("counter"))
    .values(value=_COUNTERS.c.value + sa.bindparam("steps"))
    .returning(_COUNTERS.c.value)
)


class Session:
    """The three ways into the database, shared by all parts of the record."""

    def __init__(self, engine: sa.Engine, projections: tuple[Projection, ...]) -> None:
        self.engine = engine
        self.projections = projections
        self._writer = engine.execution_options(**{WRITES: True})
        self._durable = engine.execution_options(**{WRITES: True, DURABLE: True})

    def read(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that sees one state of the record throughout."""
        return self.engine.begin()

    def write(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that changes the record; it survives the death of this process."""
        return self._writer.begin()

    def write_durably(self) -> AbstractContextManager[sa.Connection]:
        """A transaction whose commit survives a power loss, for what a person did."""
        return self._durable.begin()

    def announce(
        self, connection: sa.Connection, listing_ids: Sequence[str], flag_ids: Sequence[str]
    ) -> None:
        """Tell every projection, in this transaction, which documents have changed."""
        rows = [("listing", key) for key in listing_ids] + [("flag", key) for key in flag_ids]
        if not rows:
            return
        last = advance(connection, "outbox", len(rows))
        first = last - len(rows) + 1
        upsert(
            connection,
            tables.outbox,
            [
                {"kind": kind, "key": key, "sequence": sequence}
                for sequence, (kind, key) in enumerate(rows, start=first)
            ],
        )
        for projection in self.projections:
            projection.apply(connection, listing_ids, flag_ids)


def advance(connection: sa.Connection, counter: str, steps: int = 1) -> int:
    """The counter's new value. One transaction writes at a time, so numbers are committed in their
    order and none is skipped: a follower that has seen n has seen all below n.
    """
    return int(connection.execute(_ADVANCE, {"counter": counter, "steps": steps}).scalar_one())


def chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """Distinct keys in their order, at most CHUNK at a time."""
    distinct = list(dict.fromkeys(keys))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]
