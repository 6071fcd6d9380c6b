"""Runs in the record: one alive for each source at a time, resumed where its last one broke off."""

from __future__ import annotations

import os
import socket
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casework.errors import NotFound, StoppedByLock
from casework.run import Run, RunCounts, StopReason
from casework.source import Source
from index.record import tables
from index.record.codec import decode_counts, decode_pairs, encode
from index.record.frontier import FetchState, release_leases
from index.record.session import Session
from index.record.standing import StandingListing, standing_listings

_TABLE = tables.runs


class Runs:
    """Begins, ends and lists runs. A run belongs to the Runs object that began or resumed it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._token = uuid.uuid4().hex

    def begin(
        self,
        source: Source,
        now: datetime,
        settings_digest: str,
        versions: tuple[tuple[str, str], ...],
        stale_after: timedelta,
    ) -> Run:
        """Go on with the source's last run if it broke off, else begin a new one.

        A run broke off if it was interrupted, stopped at a limit with fetches pending, or if its
        process died: it is gone from this machine, or gave no sign of life for `stale_after`.
        What was leased then waits again. Beginning anew forgets the frontiers of older runs.

        Raises:
            StoppedByLock: a run of this source is under way.
        """
        owner = {
            "heartbeat": now,
            "owner_host": socket.gethostname(),
            "owner_pid": os.getpid(),
            "owner_token": self._token,
        }
        with self._session.write() as connection:
            last = _last(connection, source.name)
            if last is not None and _alive(last, now - stale_after):
                raise StoppedByLock(
                    f"A run of {source.name} is under way since {_clock(last.started_at)} "
                    f"(process {last.owner_pid} on {last.owner_host}, "
                    f"last sign of life {_clock(last.heartbeat)})."
                )
            if last is not None and _broke_off(connection, last):
                return _resume(connection, last, owner)
            _forget_frontiers(connection, source.name)
            new = {
                "run_id": uuid.uuid4().hex,
                "source": source.name,
                "started_at": now,
                "settings_digest": settings_digest,
                "versions": encode(versions),
                "counts": encode(RunCounts()),
                "resumes": 0,
                "note": "",
            }
            connection.execute(sa.insert(_TABLE), [new | owner])
            return _run(_row(connection, str(new["run_id"])))

    def beat(self, run_id: str, counts: RunCounts, now: datetime) -> None:
        """Give a sign of life, with the counts so far.

        Raises:
            StoppedByLock: another process took this run for dead and went on with it.
        """
        self._write(run_id, {"counts": encode(counts), "heartbeat": now})

    def end(
        self,
        run_id: str,
        stop_reason: StopReason,
        counts: RunCounts,
        now: datetime,
        note: str = "",
    ) -> Run:
        """Keep how the run went and why it stopped; its leases wait again.

        Raises:
            StoppedByLock: another process took this run for dead and went on with it.
        """
        with self._session.write() as connection:
            self._write_with(
                connection,
                run_id,
                {
                    "counts": encode(counts),
                    "heartbeat": now,
                    "ended_at": now,
                    "stop_reason": stop_reason.value,
                    "note": note,
                },
            )
            release_leases(connection, run_id)
            return _run(_row(connection, run_id))

    def get(self, run_id: str) -> Run:
        """A run by its id.

        Raises:
            NotFound: no run has this id.
        """
        with self._session.read() as connection:
            return _run(_row(connection, run_id))

    def last(self, source: str) -> Run | None:
        """The newest run of a source, or None."""
        with self._session.read() as connection:
            row = _last(connection, source)
        return None if row is None else _run(row)

    def list(self, limit: int = 50, source: str | None = None) -> tuple[Run, ...]:
        """The newest runs first, of one source or of all."""
        statement = sa.select(_TABLE).order_by(_TABLE.c.number.desc()).limit(limit)
        if source is not None:
            statement = statement.where(_TABLE.c.source == source)
        with self._session.read() as connection:
            return tuple(_run(row) for row in connection.execute(statement))

    def standing(self, run_id: str) -> tuple[StandingListing, ...]:
        """The listings that the run has met, with those of their flags that stand now.

        Raises:
            NotFound: no run has this id.
        """
        with self._session.read() as connection:
            row = _row(connection, run_id)
            return standing_listings(connection, row.source, row.started_at)

    def sources(self) -> frozenset[str]:
        """The names of all sources that ever had a run."""
        with self._session.read() as connection:
            return frozenset(connection.scalars(sa.select(_TABLE.c.source).distinct()))

    def _write(self, run_id: str, values: dict[str, object]) -> None:
        with self._session.write() as connection:
            self._write_with(connection, run_id, values)

    def _write_with(
        self, connection: sa.Connection, run_id: str, values: dict[str, object]
    ) -> None:
        written = connection.execute(
            sa.update(_TABLE)
            .where(_TABLE.c.run_id == run_id, _TABLE.c.owner_token == self._token)
            .where(_TABLE.c.ended_at.is_(None))
            .values(values)
        )
        if written.rowcount:
            return
        row = _row(connection, run_id)
        if row.owner_token == self._token:
            raise StoppedByLock(f"The run {run_id} of {row.source} has ended already.")
        raise StoppedByLock(
            f"The run {run_id} of {row.source} was taken over by process {row.owner_pid} "
            f"on {row.owner_host}."
        )


def _resume(connection: sa.Connection, last: Any, owner: dict[str, object]) -> Run:
    release_leases(connection, last.run_id)
    connection.execute(
        sa.update(_TABLE)
        .where(_TABLE.c.run_id == last.run_id)
        .values(ended_at=None, stop_reason=None, resumes=last.resumes + 1, **owner)
    )
    return _run(_row(connection, last.run_id))


def _alive(row: Any, stale_before: datetime) -> bool:
    if row.ended_at is not None or row.heartbeat < stale_before:
        return False
    if row.owner_host != socket.gethostname():
        return True
    return _process_exists(row.owner_pid)


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # A killed process that nobody has waited for still answers; Linux says so in its state.
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def _broke_off(connection: sa.Connection, row: Any) -> bool:
    if row.ended_at is None or row.stop_reason == StopReason.INTERRUPTED:
        return True
    table = tables.frontier
    unfinished = (FetchState.WAITING.value, FetchState.LEASED.value)
    pending = sa.select(table.c.number).where(
        table.c.run_id == row.run_id, table.c.state.in_(unfinished)
    )
    at_limit = row.stop_reason == StopReason.LIMIT
    return at_limit and connection.execute(pending.limit(1)).first() is not None


def _forget_frontiers(connection: sa.Connection, source: str) -> None:
    old = sa.select(_TABLE.c.run_id).where(_TABLE.c.source == source)
    connection.execute(sa.delete(tables.frontier).where(tables.frontier.c.run_id.in_(old)))


def _last(connection: sa.Connection, source: str) -> Any:
    statement = sa.select(_TABLE).where(_TABLE.c.source == source)
    newest = statement.order_by(_TABLE.c.number.desc()).limit(1)
    return connection.execute(newest).one_or_none()


def _row(connection: sa.Connection, run_id: str) -> Any:
    row = connection.execute(sa.select(_TABLE).where(_TABLE.c.run_id == run_id)).one_or_none()
    if row is None:
        raise NotFound(f"No run has the id {run_id}.")
    return row


def _run(row: Any) -> Run:
    return Run(
        run_id=row.run_id,
        source=row.source,
        started_at=row.started_at,
        settings_digest=row.settings_digest,
        versions=decode_pairs(row.versions),
        ended_at=row.ended_at,
        stop_reason=None if row.stop_reason is None else StopReason(row.stop_reason),
        counts=decode_counts(row.counts),
        resumes=row.resumes,
        note=row.note,
    )


def _clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
