"""Ordinary pictures in the record: those anyone may use, and what was measured with a stock of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from casework.frontier import Picture, PictureSignature
from index.record import tables
from index.record.codec import encode
from index.record.dialect import upsert
from index.record.pictures import columns_of, picture_of, whole_pictures, write_features
from index.record.session import Session
from matchers.image.calibration import Calibration


class Measured(msgspec.Struct, frozen=True):
    """A calibration with the neural signatures of the pictures it was made with."""

    calibration: Calibration
    background: tuple[PictureSignature, ...] = ()


class OrdinaryPictures:
    """The pictures that anyone may use, and calibrations; the newest calibration counts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def free(self) -> tuple[Picture, ...]:
        """The pictures that anyone may use, by name; `url` is the name."""
        table = tables.ordinary_pictures
        with self._session.read() as connection:
            rows = connection.execute(whole_pictures(table).order_by(table.c.url))
            return tuple(picture_of(row) for row in rows)

    def put_free(self, pictures: Iterable[Picture], kept: Iterable[str]) -> None:
        """Let pictures be used by anyone; of those before, the ones with these digests stay."""
        table = tables.ordinary_pictures
        given, stay = list(pictures), list(kept)
        with self._session.write() as connection:
            connection.execute(sa.delete(table).where(table.c.sha256.not_in(stay)))
            if given:
                upsert(connection, table, [columns_of(picture) for picture in given])
            for picture in given:
                write_features(connection, picture)

    def measured(self) -> Measured | None:
        """The newest calibration, or None where none was made."""
        table = tables.picture_calibrations
        statement = sa.select(table.c.body).order_by(table.c.number.desc()).limit(1)
        with self._session.read() as connection:
            body = connection.execute(statement).scalar_one_or_none()
        return None if body is None else msgspec.json.decode(body, type=Measured)

    def put_measured(self, measured: Measured, now: datetime) -> None:
        """Let a calibration count from now on; earlier ones are kept."""
        row = {"measured_at": now, "body": encode(measured)}
        with self._session.write() as connection:
            connection.execute(sa.insert(tables.picture_calibrations), [row])
