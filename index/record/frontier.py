"""The frontier: the fetches of each run that wait, are leased, are done or were given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from casework.frontier import Fetch, FetchKind, Lease
from index.record import tables
from index.record.codec import column_text
from index.record.dialect import insert_new
from index.record.session import Session


class FetchState(StrEnum):
    """Where a fetch stands in its run."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    GIVEN_UP = "given_up"


_TABLE = tables.frontier
_COMPLETE = (
    sa.update(_TABLE)
    .where(_TABLE.c.run_id == sa.bindparam("run"), _TABLE.c.fetch_id == sa.bindparam("fetch"))
    .values(state=FetchState.DONE.value, due_at=None, error=None)
)


class Frontier:
    """A queue that survives its process: what was leased by a dead one is handed out again."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, run_id: str, fetches: Sequence[Fetch]) -> int:
        """Queue fetches; one that the run knows already is left as it is. Returns how many are new."""
        with self._session.write() as connection:
            return add_fetches(connection, run_id, fetches)

    def lease(self, run_id: str, limit: int, now: datetime, seconds: float) -> tuple[Lease, ...]:
        """Hand out up to `limit` fetches for `seconds`: lower priority first, then first come.

        A lease that ran out is handed out again; one that was put off waits for its time.
        """
        until = now + timedelta(seconds=seconds)
        with self._session.write() as connection:
            connection.execute(
                sa.update(_TABLE)
                .where(_in_state(run_id, FetchState.LEASED), _TABLE.c.due_at <= now)
                .values(state=FetchState.WAITING.value, due_at=None)
            )
            rows = connection.execute(
                sa.select(_TABLE)
                .where(_in_state(run_id, FetchState.WAITING))
                .where(_TABLE.c.due_at.is_(None) | (_TABLE.c.due_at <= now))
                .order_by(_TABLE.c.priority, _TABLE.c.number)
                .limit(limit)
            ).all()
            connection.execute(
                sa.update(_TABLE)
                .where(_TABLE.c.number.in_([row.number for row in rows]))
                .values(
                    state=FetchState.LEASED.value,
                    attempts=_TABLE.c.attempts + 1,
                    due_at=until,
                )
            )
        return tuple(Lease(run_id, _fetch(row), row.attempts + 1, until) for row in rows)

    def retry(self, lease: Lease, at: datetime, error: str) -> None:
        """Put a fetch back, to be handed out again from `at` on; the attempt counts."""
        self._settle(lease, FetchState.WAITING, at, error)

    def give_up(self, lease: Lease, error: str, now: datetime) -> None:
        """Keep a fetch as failed for good in this run, with the reason."""
        self._settle(lease, FetchState.GIVEN_UP, now, error)

    def pending(self, run_id: str) -> int:
        """How many fetches of the run are neither done nor given up."""
        statement = sa.select(sa.func.count()).select_from(_TABLE).where(_pending(run_id))
        with self._session.read() as connection:
            return connection.execute(statement).scalar_one()

    def next_due(self, run_id: str) -> datetime | None:
        """When the next fetch that was put off, or lease, comes up; None if nothing waits for a
        time, so what is pending can be leased at once.
        """
        earliest = sa.func.min(_TABLE.c.due_at, type_=_TABLE.c.due_at.type)
        statement = sa.select(earliest).where(_pending(run_id))
        with self._session.read() as connection:
            due: datetime | None = connection.execute(statement).scalar_one()
        return due

    def _settle(self, lease: Lease, state: FetchState, at: datetime, error: str) -> None:
        with self._session.write() as connection:
            connection.execute(
                sa.update(_TABLE)
                .where(_TABLE.c.run_id == lease.run_id)
                .where(_TABLE.c.fetch_id == lease.fetch.fetch_id)
                # What another process finished meanwhile, after this lease ran out, stays done.
                .where(_TABLE.c.state != FetchState.DONE.value)
                .values(state=state.value, due_at=at, error=column_text(error))
            )


def add_fetches(connection: sa.Connection, run_id: str, fetches: Sequence[Fetch]) -> int:
    """Queue fetches within a transaction; returns how many are new to the run."""
    rows = [
        {
            "run_id": run_id,
            "fetch_id": fetch.fetch_id,
            "url": fetch.url,
            "kind": fetch.kind.value,
            "priority": fetch.priority,
            "depth": fetch.depth,
            "parent": fetch.parent,
            "state": FetchState.WAITING.value,
            "attempts": 0,
        }
        for fetch in fetches
    ]
    return insert_new(connection, _TABLE, rows)


def complete_fetch(connection: sa.Connection, lease: Lease) -> None:
    """Mark a fetch done within the transaction that stores what it gave."""
    which = {"run": lease.run_id, "fetch": lease.fetch.fetch_id}
    connection.execute(_COMPLETE, which)


def release_leases(connection: sa.Connection, run_id: str) -> None:
    """Take all leases of a run back within a transaction, their attempts uncounted."""
    connection.execute(
        sa.update(_TABLE)
        .where(_in_state(run_id, FetchState.LEASED))
        .values(state=FetchState.WAITING.value, attempts=_TABLE.c.attempts - 1, due_at=None)
    )


def _in_state(run_id: str, state: FetchState) -> sa.ColumnElement[bool]:
    return sa.and_(_TABLE.c.run_id == run_id, _TABLE.c.state == state.value)


def _pending(run_id: str) -> sa.ColumnElement[bool]:
    unfinished = (FetchState.WAITING.value, FetchState.LEASED.value)
    return sa.and_(_TABLE.c.run_id == run_id, _TABLE.c.state.in_(unfinished))


def _fetch(row: Any) -> Fetch:
    return Fetch(
        url=row.url,
        kind=FetchKind(row.kind),
        priority=row.priority,
        depth=row.depth,
        parent=row.parent,
    )
