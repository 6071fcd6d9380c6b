"""Sending documents in bulk, with an outcome for each: taken, stale, refused, or to be sent again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import elasticsearch
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from casework.errors import SearchUnavailable
from index.elastic.client import reason
from index.elastic.documents import Document
from index.elastic.generations import Generation
from index.record import OutboxRow

CHUNK_DOCUMENTS = 500
CHUNK_BYTES = 5 * 1024 * 1024
RETRIES = 5
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 8.0

BUSY = (429, 502, 503, 504)
"""Statuses of one document, or of a whole request, that mean "not now"."""


class Fate(StrEnum):
    """What became of one document."""

    TAKEN = "taken"
    STALE = "stale"
    """The index holds a newer version already: another indexer was faster."""
    REFUSED = "refused"
    """It cannot be indexed as it is; sending it again would change nothing."""
    PAUSE = "pause"
    """The server takes nothing now: it is busy, full, or set to read only."""
    TOO_LARGE = "too large"
    """The request it came in was too large for the server, or for a proxy before it."""


Key = tuple[str, str]
"""Kind and id of a document."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one change, and the server's words where it did not go through."""

    row: OutboxRow
    fate: Fate
    error: str = ""


def send(
    client: Elasticsearch,
    generation: Generation,
    rows: Sequence[OutboxRow],
    documents: Mapping[Key, Document],
) -> list[Outcome]:
    """Index the documents of these changes; one outcome each, in the order of the rows.

    The version of a document is the sequence of its change, so sending one twice is harmless.

    Raises:
        SearchUnavailable: the index is gone.
        elasticsearch.ApiError: the server refused a whole request.
        elastic_transport.TransportError: it could not be reached.
    """
    found = {outcome.row: outcome for outcome in _stream(client, generation, rows, documents)}
    large = [row for row in rows if found[row].fate is Fate.TOO_LARGE]
    if len(large) == 1:
        found[large[0]] = Outcome(large[0], Fate.REFUSED, found[large[0]].error)
    elif large:
        middle = len(large) // 2
        for part in (large[:middle], large[middle:]):
            found.update((item.row, item) for item in send(client, generation, part, documents))
    return [found[row] for row in rows]


def _stream(
    client: Elasticsearch,
    generation: Generation,
    rows: Sequence[OutboxRow],
    documents: Mapping[Key, Document],
) -> Iterator[Outcome]:
    by_key = {row.key: row for row in rows}
    results = streaming_bulk(
        client,
        (_action(generation, row, documents[row.kind, row.key]) for row in rows),
        chunk_size=CHUNK_DOCUMENTS,
        max_chunk_bytes=CHUNK_BYTES,
        max_retries=RETRIES,
        initial_backoff=FIRST_WAIT_SECONDS,
        max_backoff=LONGEST_WAIT_SECONDS,
        retry_on_status=BUSY,
        # With these two on, as they are by default, one refused document hides the fate of the
        # others, and a busy server's documents are not sent again.
        raise_on_error=False,
        raise_on_exception=False,
        require_alias=True,
    )
    for succeeded, item in results:
        row = by_key[item["index"]["_id"]]
        yield Outcome(row, Fate.TAKEN) if succeeded else _outcome(row, item["index"])


def _action(generation: Generation, row: OutboxRow, document: Document) -> dict[str, Any]:
    return {
        "_op_type": "index",
        "_index": generation.writing_alias(row.kind),
        "_id": row.key,
        "_version": row.sequence,
        "_version_type": "external_gte",
        "_source": document,
    }


def _outcome(row: OutboxRow, item: Mapping[str, Any]) -> Outcome:
    status = int(item["status"])
    whole = item.get("exception")
    if isinstance(whole, elasticsearch.ApiError):
        return _outcome_of_request(row, status, whole)
    said = f"{_words(item['error'])} ({status})"
    if status == 404:
        raise SearchUnavailable(
            f"The index behind {item['_index']} is gone; run `markwarden index rebuild`."
        )
    if status == 409:
        return Outcome(row, Fate.STALE, said)
    # 403 is a block on the index: the disk is full, or somebody made it read only.
    return Outcome(row, Fate.PAUSE if status in {*BUSY, 403} else Fate.REFUSED, said)


def _outcome_of_request(row: OutboxRow, status: int, error: elasticsearch.ApiError) -> Outcome:
    if status == 413:
        return Outcome(row, Fate.TOO_LARGE, f"the request is too large (413): {reason(error)}")
    if status in BUSY:
        return Outcome(row, Fate.PAUSE, f"{reason(error)} ({status})")
    raise error


def _words(error: object) -> str:
    """The server's words about one document, with the innermost cause, in one line."""
    if not isinstance(error, Mapping):
        return str(error)
    said = [f"{error['type']}: {error['reason']}"]
    cause = error.get("caused_by")
    while isinstance(cause, Mapping):
        said.append(str(cause.get("reason")))
        cause = cause.get("caused_by")
    return " ".join(" - ".join(said).split())[:500]
