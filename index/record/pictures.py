"""Pictures that listings show, as last fetched from each address, with their fingerprints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.frontier import Picture, PictureText
from index.record import tables
from index.record.codec import decode_lines, decode_signatures, encode
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
                statement = whole_pictures(table).where(table.c.url.in_(part))
                for row in connection.execute(statement):
                    found[row.url] = picture_of(row)
        return found

    def by_sha256(self, sha256: str, made_by: str) -> Picture | None:
        """A picture of these bytes at whatever address, where it was made by these versions."""
        table = tables.pictures
        statement = whole_pictures(table).where(
            table.c.sha256 == sha256, table.c.made_by == made_by
        )
        with self._session.read() as connection:
            row = connection.execute(statement.limit(1)).one_or_none()
        return None if row is None else picture_of(row)

    def urls_of(self, sha256: str) -> tuple[str, ...]:
        """All addresses at which these bytes were last seen."""
        table = tables.pictures
        statement = sa.select(table.c.url).where(table.c.sha256 == sha256).order_by(table.c.url)
        with self._session.read() as connection:
            return tuple(connection.scalars(statement))

    def text_of(self, sha256: str) -> PictureText | None:
        """What is written in a picture, or None where nobody has read it."""
        table = tables.picture_texts
        statement = sa.select(table).where(table.c.sha256 == sha256)
        with self._session.read() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else PictureText(decode_lines(row.lines), row.reader)

    def put_text(self, sha256: str, text: PictureText) -> None:
        """Keep what is written in a picture, under the digest of its bytes."""
        row = {"sha256": sha256, "reader": text.reader, "lines": encode(text.lines)}
        with self._session.write() as connection:
            upsert(connection, tables.picture_texts, [row])


def write_picture(connection: sa.Connection, picture: Picture, fetched_at: datetime) -> None:
    """Keep a fetched picture within its fetch's transaction."""
    upsert(connection, tables.pictures, [columns_of(picture) | {"fetched_at": fetched_at}])
    write_features(connection, picture)


def write_features(connection: sa.Connection, picture: Picture) -> None:
    """Keep a picture's local features under the digest of its bytes, where it has any."""
    if picture.features:
        row = {"sha256": picture.sha256, "features": picture.features}
        upsert(connection, tables.picture_features, [row])


def columns_of(picture: Picture) -> dict[str, object]:
    """A picture's columns, the same in each table of pictures; features and text have their own."""
    return {
        "url": picture.url,
        "sha256": picture.sha256,
        "width": picture.width,
        "height": picture.height,
        "signatures": encode(picture.signatures),
        "made_by": picture.made_by,
    }


def whole_pictures(table: sa.Table) -> sa.Select[Any]:
    """All columns of a table of pictures but their bytes, with the features and text of each."""
    kept, texts = tables.picture_features, tables.picture_texts
    columns = [column for column in table.c if column.name != "data"]
    return (
        sa.select(*columns, kept.c.features, texts.c.reader, texts.c.lines)
        .outerjoin_from(table, kept, table.c.sha256 == kept.c.sha256)
        .outerjoin(texts, table.c.sha256 == texts.c.sha256)
    )


def picture_of(row: sa.Row[Any]) -> Picture:
    """The picture of a row of `whole_pictures`."""
    return Picture(
        row.url,
        row.sha256,
        row.width,
        row.height,
        decode_signatures(row.signatures),
        row.features or b"",
        row.made_by,
        None if row.reader is None else PictureText(decode_lines(row.lines), row.reader),
    )
