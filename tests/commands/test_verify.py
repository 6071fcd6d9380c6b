"""`markwarden verify`: nothing that was kept as evidence changes without being named."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.decision import ReasonCode, Verdict
from index.record import Record
from tests.commands.command_line import CommandLine
from tests.commands.test_shop import Crawled, crawled

__all__ = ["crawled"]

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def kept(crawled: Crawled, tmp_path: Path) -> Path:
    """The data folder of a crawl, with two decisions on its flag."""
    data = tmp_path / "kept"
    shutil.copytree(crawled.folder / "data", data)
    with Record.open(f"sqlite:///{data}/record.sqlite3") as record:
        flags = [
            row
            for listing in record.listings.iterate()
            for row in record.flags.for_listing(listing.listing_id)
        ]
        for version in range(2):
            record.ledger.decide(
                flags[0].flag.flag_id,
                Verdict.INFRINGING,
                ReasonCode.COUNTERFEIT,
                "",
                "Li",
                version,
                NOW,
            )
    return data


def test_what_was_kept_stands(markwarden: CommandLine, kept: Path) -> None:
    """Decisions, captures and files are counted, and nothing is wrong with them."""
    found = markwarden("verify", "--json", "--data", kept)
    assert found.status == 0, found.err
    checked = {item["kind"]: item["checked"] for item in found.records}
    assert checked["decisions"] == 2
    assert checked["captures"] >= 6
    assert checked["WARC files"] == 1
    assert not any(item["problems"] for item in found.records)
    assert "decisions" in markwarden("verify", "--data", kept).out


def _warc(data: Path) -> Path:
    (path,) = data.rglob("*.warc.gz")
    return path


def _change_a_byte(data: Path) -> None:
    path = _warc(data)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x01
    path.write_bytes(content)


def _change_the_last_record(data: Path) -> None:
    # The request that belongs to the last response: no capture of the record points at it.
    path = _warc(data)
    content = bytearray(path.read_bytes())
    content[-20] ^= 0x01
    path.write_bytes(content)


def _cut_off(data: Path) -> None:
    path = _warc(data)
    path.write_bytes(path.read_bytes()[:-2000])


def _remove_the_file(data: Path) -> None:
    _warc(data).unlink()


def _put_a_folder_in_its_place(data: Path) -> None:
    path = _warc(data)
    path.unlink()
    path.mkdir()


def _tamper(*statements: str) -> Callable[[Path], None]:
    def tamper(data: Path) -> None:
        connection = sqlite3.connect(data / "record.sqlite3")
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return tamper


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_change_a_byte, "is damaged"),
        (_change_the_last_record, ", byte "),
        (_cut_off, "is damaged"),
        (_remove_the_file, "cannot be read: No such file"),
        (_put_a_folder_in_its_place, "cannot be read: Is a directory"),
        (_tamper("DELETE FROM ledger WHERE sequence = 1"), "Ledger entry 1 is missing"),
        (_tamper("DELETE FROM ledger WHERE sequence = 2"), "Ledger entry 2 is missing at the end"),
        (_tamper("UPDATE ledger SET reviewer = 'Wang'"), "Ledger entry 1 does not verify"),
        (_tamper("UPDATE ledger SET verdict = 'x'"), "Ledger entry 1, or"),
        (_tamper("DELETE FROM captures"), "that ledger entry 2 was decided on"),
        (_tamper("UPDATE captures SET status = 201"), "is not the record that was kept"),
    ],
)
def test_damage_is_named(
    markwarden: CommandLine, kept: Path, damage: Callable[[Path], None], said: str
) -> None:
    """A changed byte, a missing file, a removed or altered row: status 1 and a line that says which."""
    damage(kept)
    found = markwarden("verify", "--json", "--data", kept)
    assert found.status == 1
    assert said in found.err
    assert any(said in problem for item in found.records for problem in item["problems"])
    assert "Unexpected" not in found.err


def test_a_record_that_is_not_there_is_no_good_answer(markwarden: CommandLine) -> None:
    """A mistyped folder is not verified as an empty one, and nothing is made in it."""
    found = markwarden("verify")
    assert (found.status, found.out) == (2, "")
    assert f"There is no record in {markwarden.data}" in found.err
    assert not markwarden.data.exists()
