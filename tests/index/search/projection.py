"""Comparing a record with its projection, document by document."""

from __future__ import annotations

from typing import Any

from casework.settings import ElasticsearchSettings
from index.elastic import generations
from index.elastic.client import connect
from index.elastic.generations import KINDS, Generation
from index.indexer import load_documents
from index.record import Record
from tests.index.record.material import flag, listing, store

Held = dict[tuple[str, str], tuple[int, Any]]
"""Version and content of each document, by kind and id."""


def fill(record: Record, count: int, first: int = 0) -> None:
    """Store so many listings, each with a flag, in a few pages."""
    items = [listing(number, f"Gucci 包 {number}") for number in range(first, first + count)]
    for start in range(0, count, 500):
        page = items[start : start + 500]
        store(record, page, [flag(item) for item in page])


def live(settings: ElasticsearchSettings) -> Generation:
    """The generation that readers see."""
    with connect(settings) as client:
        found = generations.live(client, settings.prefix)
    assert found is not None
    return found


def held(settings: ElasticsearchSettings, generation: Generation | None = None) -> Held:
    """Everything in a generation's indices, the live one's by default."""
    generation = generation or live(settings)
    documents: Held = {}
    with connect(settings) as client:
        for kind in KINDS:
            index = generation.index(kind)
            client.indices.refresh(index=index)
            answer = client.search(index=index, size=10_000, version=True)
            for hit in answer["hits"]["hits"]:
                documents[kind, hit["_id"]] = hit["_version"], hit["_source"]
    return documents


def expected(record: Record) -> Held:
    """What a complete projection of the record holds."""
    rows = record.outbox.peek("a projection that has seen nothing", 1_000_000)
    documents = load_documents(record, rows)
    return {(row.kind, row.key): (row.sequence, documents[row.kind, row.key]) for row in rows}
