"""Column types that the record's tables share: moments in UTC and text sorted by code point."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(sa.types.TypeDecorator[datetime]):
    """A timezone-aware datetime, kept as whole microseconds since 1970 UTC: exact in any database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """Microseconds of an aware datetime; a naive one has no moment and is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time without its zone cannot be stored: {value.isoformat()}.")
        return microseconds(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        """The same moment in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def microseconds(moment: datetime) -> int:
    """An aware datetime as whole microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def ordered_text() -> sa.Text:
    """Text that sorts by code point everywhere; PostgreSQL would follow the database's language."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
