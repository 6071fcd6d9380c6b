"""Brands that the words of a query name."""

from __future__ import annotations

import sqlalchemy as sa

from casework.queue import FlagQuery
from index.elastic.queries import flag_body
from index.record import Record, tables
from index.record.brand_words import named_brands, of_brands
from tests.contracts.search_contract import brand
from tests.index.record.material import NOW, flag, listing, store

MANY = [f"brand-{number}" for number in range(300_000)]


def test_only_brands_with_flags_are_named(record: Record) -> None:
    """Of brands named alike, those that have a flag in any state; a query without words names none."""
    record.brands.put([brand("nike", "NIKE"), brand("nike-golf", "NIKE GOLF")], "test", NOW)
    store(record, [listing()], [flag(listing(), "nike")])
    record.store_flags([listing().listing_id], [], NOW)
    with record.session.read() as connection:
        assert named_brands(connection, [("nike",), ("golf",)]) == {
            ("nike",): ["nike"],
            ("golf",): [],
        }
        assert named_brands(connection, []) == {}


def test_a_word_may_be_in_very_many_names(record: Record) -> None:
    """A syllable of a hundred thousand names is a query like any other, in the record and on a server."""
    store(record, [listing()], [flag(listing(), MANY[-1])])
    with record.session.read() as connection:
        found = sa.select(tables.flags.c.brand_id).where(of_brands(connection, MANY))
        assert connection.scalars(found).all() == [MANY[-1]]
    body = flag_body(FlagQuery(text="县"), {("县",): MANY})
    either = body["query"]["bool"]["filter"][-1]["bool"]["should"]
    given = [clause["terms"]["brand_id"] for clause in either[1:]]
    assert [brand_id for part in given for brand_id in part] == MANY
    assert max(map(len, given)) <= 65_536
