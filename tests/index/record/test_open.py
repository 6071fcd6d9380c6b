"""Opening the record: made, migrated, shared, refused, and never left half written."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from casework.brand import Mark, MarkKind, Name, PriceBand, ProtectedBrand
from casework.errors import ConfigurationError, RecordUnavailable, SchemaMismatch
from index.record import Record, tables
from index.record.codec import encode
from index.record.dialect import WRITES, create_engine
from index.record.migrate import configuration, migrate
from index.record.session import Session
from index.record.tables import metadata
from tests.index.record.material import NOW, address, flag, listing, store


def test_made_with_its_folder(tmp_path: Path) -> None:
    """Opening a record that does not exist makes it, in a folder of any name."""
    folder = tmp_path / "100% 档案 data"
    with Record.open(address(folder)) as record:
        store(record, [listing()])
    assert (folder / "data" / "record.sqlite3").exists()
    with Record.open(address(folder)) as record:
        assert record.listings.count() == 1


def test_no_settings_of_alembic_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alembic.ini in the folder where the command is run changes nothing."""
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = elsewhere\n")
    monkeypatch.chdir(tmp_path)
    with Record.open(address(tmp_path)) as record:
        assert record.listings.count() == 0


def test_tables_are_those_of_the_migrations(record: Record) -> None:
    """The migrations make exactly the tables that the code speaks of."""
    with record.session.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        assert compare_metadata(context, metadata) == []


def _is_ours(thing: object, name: str, kind: str, reflected: bool, other: object) -> bool:
    # The full-text table and its shadows, and the index over terms, are each in one database alone.
    if name == "ix_listing_terms":
        return False
    return not (kind == "table" and reflected and other is None and name not in metadata.tables)


def test_newer_record_is_refused(record: Record, record_url: str) -> None:
    """A record made by a newer Markwarden is refused as such and left alone."""
    with record.session.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match=r"newer Markwarden \(revision 9999"):
        Record.open(record_url)


def test_many_open_at_once(record_url: str) -> None:
    """Many that open a new record at the same moment all find it whole."""
    barrier = threading.Barrier(4)
    counts: list[int] = []

    def open_it() -> None:
        barrier.wait()
        with Record.open(record_url) as record:
            counts.append(record.listings.count())

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "url", ["record.sqlite3", "oracle://localhost/x", "sqlite://", "sqlite:///:memory:", ""]
)
def test_wrong_addresses(url: str) -> None:
    """An address that is none, or names no lasting or known database, is a configuration error."""
    with pytest.raises(ConfigurationError, match=r"record\.url"):
        Record.open(url)


def test_no_database(tmp_path: Path) -> None:
    """A file that is no database, and a folder that cannot be made, are said in one sentence."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "record.sqlite3").write_bytes(b"this is a text and no database\n" * 99)
    with pytest.raises(RecordUnavailable, match="not a database"):
        Record.open(address(tmp_path))
    (tmp_path / "file").touch()
    with pytest.raises(RecordUnavailable, match="folder of the record cannot be made"):
        Record.open(address(tmp_path / "file"))


def test_password_is_not_shown(tmp_path: Path) -> None:
    """An unreachable server is said without its password."""
    with pytest.raises(RecordUnavailable) as refusal:
        Record.open("postgresql+psycopg://me:secret@127.0.0.1:9/db?connect_timeout=2")
    assert "secret" not in str(refusal.value)
    assert "127.0.0.1" in str(refusal.value)


def test_full_disk_loses_nothing(sqlite_record: Record) -> None:
    """When the disk is full the page is refused whole; with room again, writing goes on."""
    record = sqlite_record
    store(record, [listing(1)], [flag(listing(1))])
    with record.session.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    many = [listing(number, "x" * 5000) for number in range(2, 30)]
    with pytest.raises(RecordUnavailable, match="full"):
        store(record, many)
    assert record.listings.count() == 1
    with record.session.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    store(record, many)
    assert record.listings.count() == 29


class _Broken:
    """A projection that fails, as a damaged full-text table would."""

    def apply(
        self, connection: sa.Connection, listing_ids: Sequence[str], flag_ids: Sequence[str]
    ) -> None:
        raise RecordUnavailable("The embedded search is damaged.")


class _Remembering:
    """A projection that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def apply(
        self, connection: sa.Connection, listing_ids: Sequence[str], flag_ids: Sequence[str]
    ) -> None:
        self.told.append((*listing_ids, *flag_ids))


def test_projections_share_the_transaction(record: Record) -> None:
    """The embedded search hears of every change within its transaction, and can stop it."""
    remembering = _Remembering()
    watched = Record(record.session.engine, (remembering,))
    item = listing()
    store(watched, [item], [flag(item)])
    assert remembering.told == [(item.listing_id, flag(item).flag_id)]
    with pytest.raises(RecordUnavailable):
        store(Record(record.session.engine, (_Broken(),)), [listing(2)])
    assert record.listings.count() == 1


def test_decisions_are_written_through(sqlite_record: Record) -> None:
    """A decision's commit waits for the disk; a page's only for the operating system."""
    session: Session = sqlite_record.session
    with session.write_durably() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
    with session.write() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 1


def test_migrating_twice(record: Record) -> None:
    """A migrated database is left as it is, with all that is in it."""
    store(record, [listing()])
    migrate(record.session.engine)
    assert record.listings.count() == 1


def test_a_brand_of_an_older_record_keeps_its_price_band(tmp_path: Path) -> None:
    """A body with the one band of before gets it as the first of several, in every version."""
    band = PriceBand(Decimal("9.90"), Decimal(60), "CNY")
    mark = Mark("word", MarkKind.WORD, (Name("ACME"),))
    brand = ProtectedBrand("acme", "Acme", "Holder", (mark,), price_bands=(band,))
    plain = ProtectedBrand("plain", "Plain", "Holder", (mark,))
    engine = create_engine(address(tmp_path))
    config = configuration()
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        for item in (brand, plain):
            new = json.loads(encode(item))
            body = {
                key.replace("bands", "band"): value if key != "price_bands" else (*value, None)[0]
                for key, value in new.items()
            }
            row = {
                "brand_id": item.brand_id,
                "version": 1,
                "origin": "a.toml",
                "listed": True,
                "body": json.dumps(body),
            }
            versions = sa.insert(tables.brand_versions)
            connection.execute(versions, [row | {"recorded_at": NOW}])
            connection.execute(sa.insert(tables.brands), [row | {"name": "x", "digest": "x"}])
    engine.dispose()
    with Record.open(address(tmp_path)) as record:
        assert record.brands.all() == (brand, plain)
        assert [version.brand for version in record.brands.history("acme")] == [brand]
        assert record.brands.put([brand, plain], "a.toml", NOW).unchanged == ("acme", "plain")
