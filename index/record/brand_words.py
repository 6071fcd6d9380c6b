"""Which brands the words of a query name, so that the right spelling finds its imitations too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

import sqlalchemy as sa

from index.record import tables
from index.record.codec import decode_brand
from index.terms import Phrase, brand_terms

NamedBrands = Mapping[Phrase, Sequence[str]]
"""The ids of the brands that each phrase of a query names; empty where it names none."""


def named_brands(connection: sa.Connection, phrases: Sequence[Phrase]) -> dict[Phrase, list[str]]:
    """For each phrase the ids of the brands whose name, or a spelling of whose marks, holds it.

    Only brands that have flags count; one that left the protected list may have some still.
    """
    table, flags = tables.brands, tables.flags
    flagged = sa.exists().where(flags.c.brand_id == table.c.brand_id)
    statement = sa.select(table.c.brand_id, table.c.body).where(flagged).order_by(table.c.brand_id)
    found: dict[Phrase, list[str]] = {phrase: [] for phrase in phrases}
    for row in connection.execute(statement) if phrases else ():
        words = _words(row.body)
        for phrase, brand_ids in found.items():
            if f" {' '.join(phrase)} " in words:
                brand_ids.append(row.brand_id)
    return found


def of_brands(connection: sa.Connection, brand_ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """The condition that a flag is of one of these brands."""
    own = tables.flags.c.brand_id
    # One parameter: a database takes some ten thousand, and a syllable may be in as many names.
    if connection.dialect.name == "sqlite":
        given = sa.func.json_each(json.dumps(brand_ids)).table_valued("value")
        return own.in_(sa.select(given.c.value))
    return own == sa.any_(sa.cast(brand_ids, sa.ARRAY(sa.Text)))


# Reading a brand and making its terms takes a hundred times as long as looking into them, and every
# page of the queue asks several times. The body is all that they are made of.
@lru_cache(maxsize=65_536)
def _words(body: str) -> str:
    return f" {' '.join(brand_terms(decode_brand(body)))} "
