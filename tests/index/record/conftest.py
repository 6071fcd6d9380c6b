"""Fixtures for tests of the record.

`MARKWARDEN_TEST_POSTGRESQL` names an empty PostgreSQL database on loopback as a SQLAlchemy URL; with
it, every test that asks for `record` runs there too, each in a schema of its own.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from index.record import Record
from tests.index.record.material import address

POSTGRESQL = os.environ.get("MARKWARDEN_TEST_POSTGRESQL", "")


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRESQL else ["sqlite"])
def record_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a record that does not exist yet, on each database there is."""
    if request.param == "sqlite":
        yield address(tmp_path)
        return
    with _schema() as url:
        yield url


@pytest.fixture
def record(record_url: str) -> Iterator[Record]:
    """A new record on each database there is."""
    with Record.open(record_url) as opened:
        yield opened


@pytest.fixture
def sqlite_record(tmp_path: Path) -> Iterator[Record]:
    """A new record on SQLite, for tests that go behind its back."""
    with Record.open(address(tmp_path)) as opened:
        yield opened


@contextmanager
def _schema() -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(POSTGRESQL)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    url = sa.make_url(POSTGRESQL).update_query_dict({"options": f"-csearch_path={name}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()
