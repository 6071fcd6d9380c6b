"""Mappings and settings of our indices: strict, versioned, and within what every server has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.terms import TERMS_VERSION

SCHEMA_VERSION = 1
"""Changes with the mappings; an index of another schema is rebuilt beside the live one."""

FIELD_TYPES = frozenset(
    {"keyword", "text", "double", "float", "long", "date", "boolean", "object", "dense_vector"}
)
"""The only field types we use: each is in Elasticsearch's core, none needs a module or plugin."""

Mapping = dict[str, Any]

# Lucene refuses a whole document for a keyword over 32 766 bytes; such a value is kept, not indexed.
_KEYWORD: Mapping = {"type": "keyword", "ignore_above": 8000}
_SHOWN: Mapping = {"type": "keyword", "index": False, "doc_values": False}
_DATE: Mapping = {"type": "date"}
_NUMBER: Mapping = {"type": "double"}
_WHOLE: Mapping = {"type": "long"}
_YES_NO: Mapping = {"type": "boolean"}
_TERMS: Mapping = {"type": "text", "analyzer": "whitespace"}
# For people who look with tools of their own; our searches never ask this field.
_PROSE: Mapping = {"type": "text", "analyzer": "standard"}


def index_settings() -> dict[str, Any]:
    """One shard, so that counts are exact; a replica as soon as there is a second server."""
    return {"number_of_shards": 1, "auto_expand_replicas": "0-1"}


def listing_mapping() -> Mapping:
    """The index of listings: the current state of each, and the terms it is found by."""
    return _strict(
        {
            **_listing_fields(),
            "native_id": _KEYWORD,
            "description": _SHOWN,
            "availability": _KEYWORD,
            "brand": _KEYWORD,
            "sku": _KEYWORD,
            "gtin": _KEYWORD,
            "mpn": _KEYWORD,
            "category": _KEYWORD,
            "attributes": _nested({"name": _KEYWORD, "value": _KEYWORD}),
            "partial": _YES_NO,
            "terms": _TERMS,
        }
    )


def flag_mapping() -> Mapping:
    """The index of flags: what a reviewer sees of each, so that no query needs a join."""
    return _strict(
        {
            "flag_id": _KEYWORD,
            "listing_id": _KEYWORD,
            "brand_id": _KEYWORD,
            "brand_name": _KEYWORD,
            "source": _KEYWORD,
            "seller_id": _KEYWORD,
            "state": _KEYWORD,
            "tier": _KEYWORD,
            "queue_key": _KEYWORD,
            "mention_score": _NUMBER,
            "infringement_score": _NUMBER,
            "ruleset": _KEYWORD,
            "raised_at": _DATE,
            "evidence_digest": _KEYWORD,
            "reasons": _nested({"code": _KEYWORD, "weight": _NUMBER, "subject": _SHOWN}),
            "evidence": _nested(_evidence_fields()),
            "version": _WHOLE,
            "verdict": _KEYWORD,
            "decision": _nested(_decision_fields()),
            "listing": _nested(_listing_fields()),
            "terms": _TERMS,
        }
    )


def field_types(mapping: Mapping) -> Iterator[tuple[str, str]]:
    """Every field of a mapping by its dotted name, with its type."""
    for name, field in mapping["properties"].items():
        yield name, field.get("type", "object")
        if "properties" in field:
            yield from ((f"{name}.{inner}", kind) for inner, kind in field_types(field))


def _strict(properties: dict[str, Mapping]) -> Mapping:
    return {
        "dynamic": "strict",
        "_meta": {"schema_version": SCHEMA_VERSION, "terms_version": TERMS_VERSION},
        "properties": properties,
    }


def _nested(properties: dict[str, Mapping]) -> Mapping:
    return {"type": "object", "dynamic": "strict", "properties": properties}


def _listing_fields() -> dict[str, Mapping]:
    return {
        "listing_id": _KEYWORD,
        "source": _KEYWORD,
        "url": _KEYWORD,
        "title": _PROSE,
        "price": _nested({"amount": _NUMBER, "currency": _KEYWORD, "raw": _SHOWN}),
        "seller": _nested(
            {
                "seller_id": _KEYWORD,
                "name": _KEYWORD,
                "native_id": _KEYWORD,
                "url": _SHOWN,
                "location": _KEYWORD,
            }
        ),
        "images": _SHOWN,
    }


def _evidence_fields() -> dict[str, Mapping]:
    return {
        "matcher": _KEYWORD,
        "matcher_version": _KEYWORD,
        "mark_id": _KEYWORD,
        "rule": _KEYWORD,
        "view": _KEYWORD,
        "field": _KEYWORD,
        "start": _WHOLE,
        "end": _WHOLE,
        "picture_url": _SHOWN,
        "picture_sha256": _KEYWORD,
        "polygon": {"type": "object", "enabled": False},
        "seen": _KEYWORD,
        "against": _KEYWORD,
        "score": _NUMBER,
        "literal": _YES_NO,
        "details": _nested({"name": _KEYWORD, "value": _SHOWN}),
    }


def _decision_fields() -> dict[str, Mapping]:
    return {
        "sequence": _WHOLE,
        "reason": _KEYWORD,
        "note": _SHOWN,
        "reviewer": _KEYWORD,
        "decided_at": _DATE,
        "entry_hash": _KEYWORD,
    }
