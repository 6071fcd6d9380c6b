"""Pictures that listings show, as last fetched from each address, with their fingerprints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.frontier import Picture
from index.record import tables
from index.record.codec import decode_signatures, encode
from index.record.dialect import upsert
from index.record.session import Session, chunks


class Pictures:
    """Finds pictures; they are written with the fetch they came from, by `Record.store_page`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_url(self, urls: Iterable[str]) -> dict[str, Picture]:
        """The pictures known at these addresses; one not fetched yet is not in the answer."""
        table = tables.pictures
        found: dict[str, Picture] = {}
        with self._session.read() as connection:
            for part in chunks(urls):
                statement = with_features(table).where(table.c.url.in_(part))
                for row in connection.execute(statement):
                    found[row.url] = Picture(
                        row.url,
                        row.sha256,
                        row.width,
                        row.height,
                        decode_signatures(row.signatures),
                        row.features or b"",
                    )
        return found


def write_picture(connection: sa.Connection, picture: Picture, fetched_at: datetime) -> None:
    """Keep a fetched picture within its fetch's transaction."""
    row = {
        "url": picture.url,
        "sha256": picture.sha256,
        "width": picture.width,
        "height": picture.height,
        "signatures": encode(picture.signatures),
        "fetched_at": fetched_at,
    }
    upsert(connection, tables.pictures, [row])
    write_features(connection, picture)


def write_features(connection: sa.Connection, picture: Picture) -> None:
    """Keep a picture's local features under the digest of its bytes, where it has any."""
    if picture.features:
        row = {"sha256": picture.sha256, "features": picture.features}
        upsert(connection, tables.picture_features, [row])


def with_features(table: sa.Table) -> sa.Select[Any]:
    """All columns of a table of pictures but their bytes, and the features kept for each."""
    kept = tables.picture_features
    columns = [column for column in table.c if column.name != "data"]
    return sa.select(*columns, kept.c.features).outerjoin_from(
        table, kept, table.c.sha256 == kept.c.sha256
    )
