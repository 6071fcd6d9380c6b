"""The outbox: which documents changed, in order, and how far each projection has followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from index.record import tables
from index.record.dialect import upsert
from index.record.session import Session

Kind = Literal["listing", "flag"]


@dataclass(frozen=True, slots=True, order=True)
class OutboxRow:
    """A document's newest change; `sequence` grows with every change and serves as its version."""

    sequence: int
    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A change that a projection could not take, and why."""

    row: OutboxRow
    error: str
    failed_at: datetime


class Outbox:
    """One row a document: a newer change replaces the older one, so only the newest is sent.

    A projection is whatever follows under a name of its own, e.g. one Elasticsearch index set. One
    that was never heard of has position 0 and is sent every document: that is how one is rebuilt.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def peek(self, projection: str, limit: int) -> tuple[OutboxRow, ...]:
        """The oldest changes that the projection has not passed; asking takes nothing away."""
        table = tables.outbox
        with self._session.read() as connection:
            position = _position(connection, projection)
            statement = (
                sa.select(table.c.sequence, table.c.kind, table.c.key)
                .where(table.c.sequence > position)
                .order_by(table.c.sequence)
                .limit(limit)
            )
            return tuple(OutboxRow(*row) for row in connection.execute(statement))

    def done(
        self, projection: str, rows: Sequence[OutboxRow], failed: Iterable[DeadLetter] = ()
    ) -> None:
        """Pass these changes, which came from one `peek`; those that failed become dead letters.

        A document that went through is dead no longer. Passing the same changes again is harmless.
        """
        if not rows:
            return
        table = tables.dead_letters
        letters = list(failed)
        with self._session.write() as connection:
            position = max(_position(connection, projection), max(rows).sequence)
            upsert(
                connection,
                tables.outbox_positions,
                [{"projection": projection, "position": position}],
            )
            own = sa.select(table.c.kind, table.c.key).where(table.c.projection == projection)
            dead = {tuple(row) for row in connection.execute(own)}
            for row in rows:
                if (row.kind, row.key) in dead:
                    connection.execute(
                        sa.delete(table).where(
                            table.c.projection == projection,
                            table.c.kind == row.kind,
                            table.c.key == row.key,
                        )
                    )
            upsert(connection, table, [_letter_row(projection, letter) for letter in letters])

    def position(self, projection: str) -> int:
        """The sequence that the projection has passed; 0 for one that was never heard of."""
        with self._session.read() as connection:
            return _position(connection, projection)

    def furthest(self, beginning: str) -> str:
        """Of the projections whose names begin so, the one that is least behind; empty where there is
        none, which as a name was never heard of.
        """
        table = tables.outbox_positions
        statement = (
            sa.select(table.c.projection)
            .where(table.c.projection.startswith(beginning, autoescape=True))
            .order_by(table.c.position.desc(), table.c.projection.desc())
            .limit(1)
        )
        with self._session.read() as connection:
            return connection.execute(statement).scalar_one_or_none() or ""

    def restart(self, projection: str) -> None:
        """Forget a projection's position and dead letters: it will be sent every document."""
        with self._session.write() as connection:
            for table in (tables.outbox_positions, tables.dead_letters):
                connection.execute(sa.delete(table).where(table.c.projection == projection))

    def last(self) -> int:
        """The newest sequence that was given out."""
        table = tables.counters
        statement = sa.select(table.c.value).where(table.c.name == "outbox")
        with self._session.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def size(self, projection: str) -> int:
        """How many documents the projection has yet to be sent."""
        table = tables.outbox
        with self._session.read() as connection:
            statement = (
                sa.select(sa.func.count())
                .select_from(table)
                .where(table.c.sequence > _position(connection, projection))
            )
            return connection.execute(statement).scalar_one()

    def dead_letters(self, projection: str) -> tuple[DeadLetter, ...]:
        """The changes that the projection could not take, oldest first."""
        table = tables.dead_letters
        statement = (
            sa.select(table).where(table.c.projection == projection).order_by(table.c.sequence)
        )
        with self._session.read() as connection:
            return tuple(
                DeadLetter(OutboxRow(row.sequence, row.kind, row.key), row.error, row.failed_at)
                for row in connection.execute(statement)
            )

    def retry(self, projection: str) -> int:
        """Send a projection's dead letters again, as new changes; returns how many."""
        letters = self.dead_letters(projection)
        keys: dict[str, list[str]] = {"listing": [], "flag": []}
        for letter in letters:
            keys[letter.row.kind].append(letter.row.key)
        with self._session.write() as connection:
            self._session.announce(connection, keys["listing"], keys["flag"])
        return len(letters)


def _position(connection: sa.Connection, projection: str) -> int:
    table = tables.outbox_positions
    statement = sa.select(table.c.position).where(table.c.projection == projection)
    return connection.execute(statement).scalar_one_or_none() or 0


def _letter_row(projection: str, letter: DeadLetter) -> dict[str, object]:
    return {
        "projection": projection,
        "kind": letter.row.kind,
        "key": letter.row.key,
        "sequence": letter.row.sequence,
        "error": letter.error,
        "failed_at": letter.failed_at,
    }
