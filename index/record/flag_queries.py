"""Queries over flags answered by the record itself: pages in queue order, totals and facets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from casework.flag import FlagState, Tier
from casework.queue import Facet, FlagFacets, FlagIds, FlagQuery
from index.record import tables
from index.record.flag_order import read_flag_cursor

FACET_VALUES = 100
"""How many values of one filter are counted out, the most frequent first."""

_FLAGS = tables.flags
FACETS = {
    "brand": _FLAGS.c.brand_id,
    "source": _FLAGS.c.source,
    "seller": _FLAGS.c.seller_id,
    "tiers": _FLAGS.c.tier,
    "states": _FLAGS.c.state,
}
"""The filters that are counted out, with the column of each."""

_SHOWN = tuple(tier for tier in Tier if tier is not Tier.CONTEXT)


def find_flags(
    connection: sa.Connection, query: FlagQuery, matching: sa.ColumnElement[bool] | None = None
) -> FlagIds:
    """A page of flags in queue order.

    `matching` is the condition on `tables.flags` that stands for `query.text`: the words are the
    embedded search's affair. Pages are cut by key, so a flag decided meanwhile moves no other.
    """
    conditions = _filters(query, matching)
    key = _FLAGS.c.queue_key
    page = sa.select(_FLAGS.c.flag_id, key).order_by(key).limit(query.limit + 1)
    page = page.where(*(conditions | {"tiers": _tier_range(query)}).values())
    if query.cursor is not None:
        page = page.where(key > read_flag_cursor(query.cursor))
    rows = connection.execute(page).all()
    counted = sa.select(sa.func.count()).select_from(_FLAGS).where(*conditions.values())
    total = connection.execute(counted).scalar_one()
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    return FlagIds(
        ids=tuple(row.flag_id for row in rows),
        total=total,
        cursor=rows[-1].queue_key if more and rows else None,
    )


def count_facets(
    connection: sa.Connection, query: FlagQuery, matching: sa.ColumnElement[bool] | None = None
) -> FlagFacets:
    """Counts for every filter, each over the flags that the other filters leave."""
    filters = _filters(query, matching)
    return label_facets(
        connection,
        {name: _counts(connection, filters, name, column) for name, column in FACETS.items()},
    )


def label_facets(connection: sa.Connection, counts: Mapping[str, Mapping[str, int]]) -> FlagFacets:
    """Counts by filter and value, however they were made, with the names that people know."""
    brands = sa.select(tables.brands.c.brand_id, tables.brands.c.name)
    brand_names = _pairs(connection, brands)
    tiers, states = counts["tiers"], counts["states"]
    return FlagFacets(
        brands=_labelled(counts["brand"], brand_names),
        sources=_labelled(counts["source"], {}),
        sellers=_labelled(counts["seller"], _seller_names(connection, list(counts["seller"]))),
        tiers=tuple(Facet(tier, tier, tiers[tier]) for tier in Tier if tier in tiers),
        states=tuple(Facet(state, state, states[state]) for state in FlagState if state in states),
    )


def _filters(
    query: FlagQuery, matching: sa.ColumnElement[bool] | None
) -> dict[str, sa.ColumnElement[bool]]:
    # Counting reads an index of all these columns, which begins with state and tier.
    filters: dict[str, sa.ColumnElement[bool]] = {
        "tiers": _one_of(_FLAGS.c.tier, [tier.value for tier in query.tiers or _SHOWN])
    }
    if query.states:
        filters["states"] = _one_of(_FLAGS.c.state, [state.value for state in query.states])
    if query.brand_id is not None:
        filters["brand"] = _FLAGS.c.brand_id == query.brand_id
    if query.source is not None:
        filters["source"] = _FLAGS.c.source == query.source
    if query.seller_id is not None:
        filters["seller"] = _FLAGS.c.seller_id == query.seller_id
    if query.verdict is not None:
        reviews = tables.flag_reviews
        decided = sa.select(reviews.c.flag_id).where(reviews.c.verdict == query.verdict)
        filters["verdict"] = _FLAGS.c.flag_id.in_(decided)
    if matching is not None:
        filters["text"] = matching
    return filters


def _tier_range(query: FlagQuery) -> sa.ColumnElement[bool]:
    # The key begins with the tier's rank: a range on it is read off the queue's index in order.
    tiers = query.tiers or _SHOWN
    ranks = [tier.rank for tier in tiers]
    key = _FLAGS.c.queue_key
    between = sa.and_(key >= str(min(ranks)), key < str(max(ranks) + 1))
    if len(set(ranks)) > max(ranks) - min(ranks):
        return between
    return sa.and_(between, _FLAGS.c.tier.in_([tier.value for tier in tiers]))


def _one_of(column: sa.Column[str], values: list[str]) -> sa.ColumnElement[bool]:
    # An equality keeps the rows in the index's order; a list of values would need a sort.
    return column == values[0] if len(values) == 1 else column.in_(values)


def _counts(
    connection: sa.Connection,
    filters: Mapping[str, sa.ColumnElement[bool]],
    own: str,
    column: sa.Column[str],
) -> dict[str, int]:
    others = [condition for name, condition in filters.items() if name != own]
    count = sa.func.count()
    statement = (
        sa.select(column, count)
        .where(*others, column.is_not(None))
        .group_by(column)
        .order_by(count.desc(), column)
        .limit(FACET_VALUES)
    )
    return _pairs(connection, statement)


def _seller_names(connection: sa.Connection, seller_ids: list[str]) -> dict[str, str]:
    table = tables.listings
    statement = (
        sa.select(table.c.seller_id, sa.func.max(table.c.seller_name))
        .where(table.c.seller_id.in_(seller_ids))
        .group_by(table.c.seller_id)
    )
    return _pairs(connection, statement)


def _labelled(counts: Mapping[str, int], labels: Mapping[str, str]) -> tuple[Facet, ...]:
    return tuple(Facet(value, labels.get(value, value), count) for value, count in counts.items())


def _pairs(connection: sa.Connection, statement: sa.Select[Any, Any]) -> dict[str, Any]:
    """First and second column of all rows."""
    return {row[0]: row[1] for row in connection.execute(statement)}
