"""Queries as plain JSON bodies, built by pure functions; no text of a user is a query string."""

from __future__ import annotations

from typing import Any

from casework.flag import Tier
from casework.queue import FlagQuery, ListingQuery
from index.cursors import read_listing_cursor
from index.record.flag_order import read_flag_cursor
from index.terms import query_phrases

Body = dict[str, Any]

FACETS = {
    "brand": "brand_id",
    "source": "source",
    "seller": "seller_id",
    "tiers": "tier",
    "states": "state",
}
"""The filters that are counted out, by name, with the field of each."""


def listing_body(query: ListingQuery) -> Body:
    """Listings that hold all words, best first, ties by id; one more than the page needs."""
    filters = [] if query.source is None else [_equal("source", query.source)]
    body: Body = {
        "query": {"bool": {"must": _words(query.text), "filter": filters}},
        "sort": [{"_score": "desc"}, {"listing_id": "asc"}],
        "size": query.limit + 1,
        "track_total_hits": True,
        "_source": ["listing_id", "source", "url", "title"],
    }
    if query.cursor is not None:
        body["search_after"] = list(read_listing_cursor(query.cursor))
    return body


def flag_body(query: FlagQuery) -> Body:
    """Flags in queue order, ids only; one more than the page needs."""
    filters = _flag_filters(query)
    body: Body = {
        "query": {"bool": {"filter": [clause for part in filters.values() for clause in part]}},
        "sort": [{"queue_key": "asc"}],
        "size": query.limit + 1,
        "track_total_hits": True,
        "_source": False,
    }
    if query.cursor is not None:
        body["search_after"] = [read_flag_cursor(query.cursor)]
    return body


def facet_body(query: FlagQuery, values: int) -> Body:
    """Counts for every filter over the flags that the other filters leave, `values` of each."""
    filters = _flag_filters(query)
    shared = filters.pop("text", []) + filters.pop("verdict", [])
    counts = {}
    for name, field in FACETS.items():
        others = [clause for other, part in filters.items() if other != name for clause in part]
        counts[name] = {
            "filter": {"bool": {"filter": others}},
            "aggs": {"values": {"terms": {"field": field, "size": values}}},
        }
    return {"query": {"bool": {"filter": shared}}, "size": 0, "aggs": counts}


def _flag_filters(query: FlagQuery) -> dict[str, list[Body]]:
    tiers = query.tiers or tuple(tier for tier in Tier if tier is not Tier.CONTEXT)
    filters: dict[str, list[Body]] = {"tiers": [_one_of("tier", tiers)]}
    if query.states:
        filters["states"] = [_one_of("state", query.states)]
    for name, field, value in (
        ("brand", "brand_id", query.brand_id),
        ("source", "source", query.source),
        ("seller", "seller_id", query.seller_id),
        ("verdict", "verdict", query.verdict),
    ):
        if value is not None:
            filters[name] = [_equal(field, value)]
    if query.text.strip():
        filters["text"] = _words(query.text)
    return filters


def _words(text: str) -> list[Body]:
    """One clause a phrase; a text without any word finds nothing, an empty one filters nothing."""
    if not text.strip():
        return []
    phrases = query_phrases(text)
    if not phrases:
        return [{"match_none": {}}]
    # The terms are joined by spaces, which is all that the whitespace analyzer splits at.
    return [{"match_phrase": {"terms": {"query": " ".join(phrase)}}} for phrase in phrases]


def _equal(field: str, value: str) -> Body:
    return {"term": {field: value}}


def _one_of(field: str, values: tuple[str, ...]) -> Body:
    return {"terms": {field: [str(value) for value in values]}}
