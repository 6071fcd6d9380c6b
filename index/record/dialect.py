"""All that differs between SQLite and PostgreSQL: connections, locks, upserts, append-only guards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from casework.errors import ConfigurationError, RecordUnavailable
from index.record.tables import metadata

BUSY_SECONDS = 30
"""How long a writer waits for another one before it gives up."""

DURABLE = "durable"
"""Execution option of a connection whose commit must survive a power loss."""

WRITES = "writes"
"""Execution option of a connection whose transaction will write. One writes at a time, in both
databases: what a transaction has read is still so when it writes, and none meets another midway."""

_WRITER_LOCK = 0x6D61726B
"""The number of PostgreSQL's lock that stands for SQLite's write lock."""


def create_engine(url: str) -> sa.Engine:
    """An engine for the record's address, with folders made and the database's manners set.

    Raises:
        ConfigurationError: the address is no SQLAlchemy URL, or of an unknown database.
    """
    try:
        address = sa.make_url(url)
        dialect = address.get_backend_name()
    except sa.exc.ArgumentError:
        raise ConfigurationError(
            "a SQLAlchemy URL such as sqlite:////data/record.sqlite3 was expected",
            key="record.url",
        ) from None
    if dialect == "sqlite":
        return _create_sqlite(address)
    if dialect == "postgresql":
        engine = sa.create_engine(address, pool_pre_ping=True, hide_parameters=True)
        sa.event.listen(engine, "begin", _begin_postgresql)
        sa.event.listen(engine, "handle_error", _say_unavailable)
        return engine
    raise ConfigurationError(
        "only sqlite and postgresql are known", key="record.url", value=dialect
    )


def _create_sqlite(address: sa.URL) -> sa.Engine:
    if not address.database or address.database == ":memory:":
        raise ConfigurationError("a record in memory would be lost; name a file", key="record.url")
    try:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordUnavailable(f"The folder of the record cannot be made: {error}.") from None
    # isolation_level None: the driver begins no transaction of its own, `_begin_sqlite` does.
    engine = sa.create_engine(
        address,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        hide_parameters=True,
    )
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin_sqlite)
    sa.event.listen(engine, "handle_error", _say_unavailable)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute("PRAGMA cache_size=-65536")
    # Each checkpoint waits for the disk: every 16 MB of changes instead of every 4.
    cursor.execute("PRAGMA wal_autocheckpoint=4000")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    # In WAL mode NORMAL survives the death of the process; only FULL survives that of the machine.
    # It is set before each writing transaction, since a pooled connection serves both sorts.
    if options.get(WRITES):
        level = "FULL" if options.get(DURABLE) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITER_LOCK)))
    else:
        # Only so does every statement of the transaction see the same state; SQLite always does.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _say_unavailable(context: sa.engine.ExceptionContext) -> None:
    error = context.sqlalchemy_exception
    # "file is not a database" comes as the driver's base class, and so do broken pages.
    if isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError:
        cause = str(context.original_exception).strip().splitlines()[0].rstrip(".")
        place = f" {context.engine.url.render_as_string()}" if context.engine is not None else ""
        raise RecordUnavailable(f"The record{place} cannot be read or written: {cause}.")


def upsert(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert rows, or where the primary key is there already, replace the other given columns.

    All rows have the same columns.
    """
    if rows:
        statement = _upsert(connection.dialect.name, table.name, tuple(rows[0]))
        connection.execute(statement, rows)


def insert_new(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]
) -> int:
    """Insert the rows that break no unique key; returns how many went in."""
    if not rows:
        return 0
    return connection.execute(_insert_new(connection.dialect.name, table.name), rows).rowcount


# Building a statement costs more than SQLite takes to run it, and every page runs the same few.
@lru_cache
def _upsert(dialect: str, table: str, columns: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    keys = [column.name for column in metadata.tables[table].primary_key.columns]
    changes = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)


@lru_cache
def _insert_new(dialect: str, table: str) -> Any:
    statement = _insert(dialect, table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


def _insert(dialect: str, table: str) -> Any:
    # Both dialects' inserts have the same two on_conflict methods, but no common type for them.
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(metadata.tables[table])


def refuse_changes(connection: sa.Connection, table: str) -> None:
    """Make the database itself refuse to change or delete a table's rows."""
    if connection.dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    connection.exec_driver_sql(
        f"CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {table}_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses()"
    )
