"""Fixtures for tests of search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.record import Record
from tests.index.record.material import open_record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A new record on SQLite."""
    with open_record(tmp_path) as opened:
        yield opened
