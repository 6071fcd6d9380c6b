"""The protected list in the record: brands with all their versions, where they came from, and the
pictures they protect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.brand import ProtectedBrand
from casework.errors import NotFound
from casework.frontier import Picture
from casework.identity import digest
from casework.near_names import unknown_brand
from index.record import tables
from index.record.codec import decode_brand, encode
from index.record.dialect import upsert
from index.record.pictures import columns_of, picture_of, whole_pictures, write_features
from index.record.session import Session


@dataclass(frozen=True, slots=True)
class BrandChanges:
    """Ids of the brands that an import added, changed, found as they were, or no longer lists."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BrandVersion:
    """A brand as it stood from `recorded_at` on; `listed` is false where it left the list."""

    version: int
    origin: str
    recorded_at: datetime
    listed: bool
    brand: ProtectedBrand


class Brands:
    """Reads and writes the protected list. A brand that leaves the list keeps its versions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(
        self,
        brands: Iterable[ProtectedBrand],
        origin: str,
        now: datetime,
        *,
        content_digest: str = "",
        complete: bool = True,
    ) -> BrandChanges:
        """Bring in what one origin (a file, a form) lists, in one transaction.

        `content_digest` is kept for `origin_digest`. With `complete` false, as after a file with
        broken entries, brands of this origin that are not given stay listed.
        """
        given = {brand.brand_id: brand for brand in brands}
        with self._session.write() as connection:
            known = {row.brand_id: row for row in connection.execute(sa.select(tables.brands))}
            changes = _compare(given, known, origin if complete else None)
            rows = [
                _row(given[key], origin, known[key].version + 1 if key in known else 1)
                for key in (*changes.added, *changes.changed)
            ]
            for key in changes.removed:
                last = decode_brand(known[key].body)
                rows.append(_row(last, origin, known[key].version + 1) | {"listed": False})
            _write_versions(connection, rows, now)
            _move(connection, changes.unchanged, origin)
            if content_digest:
                origin_row = {"origin": origin, "digest": content_digest, "imported_at": now}
                upsert(connection, tables.brand_origins, [origin_row])
            self._announce_flags(connection, [str(row["brand_id"]) for row in rows])
        return changes

    def all(self) -> tuple[ProtectedBrand, ...]:
        """Every brand that is listed now, by id."""
        table = tables.brands
        statement = sa.select(table.c.body).where(table.c.listed).order_by(table.c.brand_id)
        with self._session.read() as connection:
            return tuple(decode_brand(body) for body in connection.scalars(statement))

    def get(self, brand_id: str) -> ProtectedBrand:
        """A listed brand.

        Raises:
            NotFound: no listed brand has this id; names the nearest ids.
        """
        table = tables.brands
        with self._session.read() as connection:
            listed = {
                row.brand_id: row.name
                for row in connection.execute(
                    sa.select(table.c.brand_id, table.c.name).where(table.c.listed)
                )
            }
            if brand_id in listed:
                statement = sa.select(table.c.body).where(table.c.brand_id == brand_id)
                return decode_brand(connection.execute(statement).scalar_one())
        raise unknown_brand(brand_id, listed)

    def history(self, brand_id: str) -> tuple[BrandVersion, ...]:
        """All versions of a brand, the oldest first; empty where it was never listed."""
        table = tables.brand_versions
        statement = sa.select(table).where(table.c.brand_id == brand_id).order_by(table.c.version)
        with self._session.read() as connection:
            return tuple(
                BrandVersion(
                    row.version, row.origin, row.recorded_at, row.listed, decode_brand(row.body)
                )
                for row in connection.execute(statement)
            )

    def origin_of(self, brand_id: str) -> str | None:
        """Where a brand last came from, or None where it was never listed."""
        table = tables.brands
        statement = sa.select(table.c.origin).where(table.c.brand_id == brand_id)
        with self._session.read() as connection:
            return connection.execute(statement).scalar_one_or_none()

    def origin_digest(self, origin: str) -> str | None:
        """Digest of the origin's content when it was last brought in, or None."""
        table = tables.brand_origins
        statement = sa.select(table.c.digest).where(table.c.origin == origin)
        with self._session.read() as connection:
            return connection.execute(statement).scalar_one_or_none()

    def put_reference(self, picture: Picture, data: bytes) -> None:
        """Keep a protected picture: its fingerprints and its bytes, under the bytes' SHA-256."""
        row = columns_of(picture) | {"data": data}
        with self._session.write() as connection:
            upsert(connection, tables.reference_pictures, [row])
            write_features(connection, picture)

    def references(self) -> dict[str, Picture]:
        """All protected pictures that were kept, by SHA-256 of their bytes."""
        table = tables.reference_pictures
        with self._session.read() as connection:
            rows = connection.execute(whole_pictures(table).order_by(table.c.sha256))
            return {row.sha256: picture_of(row) for row in rows}

    def has_references(self) -> bool:
        """Whether any picture is protected."""
        table = tables.reference_pictures
        with self._session.read() as connection:
            return connection.execute(sa.select(table.c.sha256).limit(1)).first() is not None

    def references_not_made_by(self, versions: str) -> dict[str, str]:
        """Names of the protected pictures whose fingerprints other versions made, by SHA-256."""
        table = tables.reference_pictures
        statement = sa.select(table.c.sha256, table.c.url).where(table.c.made_by != versions)
        with self._session.read() as connection:
            return {row.sha256: row.url for row in connection.execute(statement)}

    def reference_bytes(self, sha256: str) -> bytes:
        """The bytes of a protected picture.

        Raises:
            NotFound: none with this digest is kept.
        """
        table = tables.reference_pictures
        statement = sa.select(table.c.data).where(table.c.sha256 == sha256)
        with self._session.read() as connection:
            data = connection.execute(statement).scalar_one_or_none()
        if data is None:
            raise NotFound(f"No protected picture has the digest {sha256}.")
        return bytes(data)

    def _announce_flags(self, connection: sa.Connection, brand_ids: list[str]) -> None:
        # A flag's document carries the brand's name.
        table = tables.flags
        statement = sa.select(table.c.flag_id).where(table.c.brand_id.in_(brand_ids))
        if brand_ids:
            self._session.announce(connection, (), list(connection.scalars(statement)))


def _compare(
    given: Mapping[str, ProtectedBrand], known: Mapping[str, Any], origin: str | None
) -> BrandChanges:
    """What is given against what is known; only brands of `origin` can be missing."""
    listed = {key: row for key, row in known.items() if row.listed}
    same = {key for key in given if key in listed and listed[key].digest == digest(given[key])}
    return BrandChanges(
        added=tuple(key for key in given if key not in listed),
        changed=tuple(key for key in given if key in listed and key not in same),
        unchanged=tuple(key for key in given if key in same),
        removed=tuple(
            key for key, row in listed.items() if row.origin == origin and key not in given
        ),
    )


def _row(brand: ProtectedBrand, origin: str, version: int) -> dict[str, object]:
    return {
        "brand_id": brand.brand_id,
        "version": version,
        "origin": origin,
        "name": brand.name,
        "digest": digest(brand),
        "listed": True,
        "body": encode(brand),
    }


def _write_versions(
    connection: sa.Connection, rows: list[dict[str, object]], now: datetime
) -> None:
    if not rows:
        return
    upsert(connection, tables.brands, rows)
    kept = ("brand_id", "version", "origin", "listed", "body")
    connection.execute(
        sa.insert(tables.brand_versions),
        [{name: row[name] for name in kept} | {"recorded_at": now} for row in rows],
    )


def _move(connection: sa.Connection, brand_ids: tuple[str, ...], origin: str) -> None:
    # The same brand given by another origin is no new version, but it must not leave with the old
    # origin: a brand file that was renamed would lose its brands.
    table = tables.brands
    moved = sa.and_(table.c.brand_id.in_(brand_ids), table.c.origin != origin)
    if brand_ids:
        connection.execute(sa.update(table).where(moved).values(origin=origin))
