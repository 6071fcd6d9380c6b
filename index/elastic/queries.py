"""Queries as plain JSON bodies, built by pure functions; no text of a user is a query string."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.flag import Tier
from casework.queue import FlagQuery, ListingQuery
from index.cursors import read_listing_cursor
from index.record.brand_words import NamedBrands
from index.record.flag_order import read_flag_cursor
from index.terms import Phrase, query_phrases

Body = dict[str, Any]

FACETS = {
    "brand": "brand_id",
    "source": "source",
    "seller": "seller_id",
    "tiers": "tier",
    "states": "state",
}
"""The filters that are counted out, by name, with the field of each."""

MOST_VALUES = 50_000
"""Values of one `terms` clause; Elasticsearch refuses more than 65 536."""


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


def flag_body(query: FlagQuery, named: NamedBrands) -> Body:
    """Flags in queue order, ids only; one more than the page needs. `named` are the brands that the
    query's words name.
    """
    filters = _flag_filters(query, named)
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


def facet_body(query: FlagQuery, named: NamedBrands, values: int) -> Body:
    """Counts for every filter over the flags that the other filters leave, `values` of each."""
    filters = _flag_filters(query, named)
    shared = filters.pop("text", []) + filters.pop("verdict", [])
    counts = {}
    for name, field in FACETS.items():
        others = [clause for other, part in filters.items() if other != name for clause in part]
        counts[name] = {
            "filter": {"bool": {"filter": others}},
            "aggs": {"values": {"terms": {"field": field, "size": values}}},
        }
    return {"query": {"bool": {"filter": shared}}, "size": 0, "aggs": counts}


def _flag_filters(query: FlagQuery, named: NamedBrands) -> dict[str, list[Body]]:
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
        filters["text"] = _words(query.text, named)
    return filters


def _words(text: str, named: NamedBrands | None = None) -> list[Body]:
    """One clause a phrase; a text without any word finds nothing, an empty one filters nothing. A flag
    of a brand that a phrase names need not hold it.
    """
    if not text.strip():
        return []
    phrases = query_phrases(text)
    if not phrases:
        return [{"match_none": {}}]
    return [_phrase(phrase, (named or {}).get(phrase, ())) for phrase in phrases]


def _phrase(phrase: Phrase, brand_ids: Sequence[str]) -> Body:
    # The terms are joined by spaces, which is all that the whitespace analyzer splits at.
    holding: Body = {"match_phrase": {"terms": {"query": " ".join(phrase)}}}
    if not brand_ids:
        return holding
    parts = (brand_ids[at : at + MOST_VALUES] for at in range(0, len(brand_ids), MOST_VALUES))
    either = [holding, *(_one_of("brand_id", part) for part in parts)]
    return {"bool": {"should": either, "minimum_should_match": 1}}


def _equal(field: str, value: str) -> Body:
    return {"term": {field: value}}


def _one_of(field: str, values: Sequence[str]) -> Body:
    return {"terms": {field: [str(value) for value in values]}}
