"""The indexer: drains the record's outbox into Elasticsearch, losing nothing and repeating safely."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from casework.errors import SearchUnavailable
from casework.settings import ElasticsearchSettings
from index.elastic import generations
from index.elastic.bulk import Fate, Key, Outcome, send
from index.elastic.client import answers, connect
from index.elastic.documents import Document, flag_document, listing_document
from index.elastic.generations import KINDS, Generation
from index.record import DeadLetter, OutboxRow, Record

BATCH = 1_000
"""Changes taken from the outbox at a time; their documents are held in memory together."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one draining of the outbox did, in documents.

    `stale` were in the index in a newer version already. `refused` became dead letters, and
    `problem` quotes the first. `pause` says why the server takes nothing now; what is `pending`
    waits in the outbox.
    """

    taken: int = 0
    stale: int = 0
    refused: int = 0
    pending: int = 0
    pause: str = ""
    problem: str = ""


Progress = Callable[[SyncReport], None]


def initialise(record: Record, settings: ElasticsearchSettings) -> tuple[Generation, bool]:
    """Make the indices and put them live where there are none; says whether it made them.

    Raises:
        SearchUnavailable: the server cannot be reached or refuses, or the indices that are there
            were filled from another record.
    """
    with answers(settings), connect(settings) as client:
        return _live_or_new(record, client, settings)


def sync(
    record: Record, settings: ElasticsearchSettings, on_progress: Progress | None = None
) -> SyncReport:
    """Bring the live index up to date with the record, making it where there is none.

    Raises:
        SearchUnavailable: the server cannot be reached or refuses, or the index needs a rebuild;
            the outbox keeps what is left.
        SchemaMismatch: the index was made by a newer Markwarden.
    """
    with answers(settings), connect(settings) as client:
        generation, _made = _live_or_new(record, client, settings)
        return drain(record, client, generation, on_progress)


def retry(
    record: Record, settings: ElasticsearchSettings, on_progress: Progress | None = None
) -> tuple[int, SyncReport]:
    """Send again what the live index refused, with all else that waits; says how many they were.

    Raises:
        SearchUnavailable: as `sync`; the refused documents are kept as they were.
    """
    with answers(settings), connect(settings) as client:
        generation, _made = _live_or_new(record, client, settings)
        count = record.outbox.retry(generation.projection)
        return count, drain(record, client, generation, on_progress)


def drain(
    record: Record,
    client: Elasticsearch,
    generation: Generation,
    on_progress: Progress | None = None,
) -> SyncReport:
    """Send a generation all that it has not taken in, until nothing is left or the server pauses."""
    report = SyncReport(pending=record.outbox.size(generation.projection))
    while rows := record.outbox.peek(generation.projection, BATCH):
        outcomes = send(client, generation, rows, load_documents(record, rows))
        report = _settle(record, generation, outcomes, report)
        if on_progress is not None:
            on_progress(report)
        if report.pause:
            break
    for kind in KINDS:
        client.indices.refresh(index=generation.index(kind))
    return replace(report, pending=record.outbox.size(generation.projection))


def load_documents(record: Record, rows: Sequence[OutboxRow]) -> dict[Key, Document]:
    """The documents of these changes as the record has them now, which may be newer: a change that
    was made since has a row of its own, and is sent again with its own version.
    """
    listings = record.listings.many(row.key for row in rows if row.kind == "listing")
    flags = record.flags.rows(row.key for row in rows if row.kind == "flag")
    documents: dict[Key, Document] = {
        ("listing", listing_id): listing_document(listing)
        for listing_id, listing in listings.items()
    }
    documents.update((("flag", row.flag.flag_id), flag_document(row)) for row in flags)
    return documents


def _live_or_new(
    record: Record, client: Elasticsearch, settings: ElasticsearchSettings
) -> tuple[Generation, bool]:
    identity = record.identity
    found = generations.live(client, settings.prefix)
    if found is not None:
        generations.check(found, identity)
        return found, False
    made = generations.new_generation(settings.prefix, identity, datetime.now(UTC))
    generations.create(client, made)
    generations.go_live(client, made)
    return made, True


def _settle(
    record: Record, generation: Generation, outcomes: Sequence[Outcome], report: SyncReport
) -> SyncReport:
    """Pass what is settled in the outbox: all changes before the first that has to wait."""
    waits = (at for at, item in enumerate(outcomes) if item.fate is Fate.PAUSE)
    stop = next(waits, len(outcomes))
    settled = outcomes[:stop]
    _check_not_ahead(record, generation, settled)
    now = datetime.now(UTC)
    letters = [
        DeadLetter(item.row, item.error, now) for item in settled if item.fate is Fate.REFUSED
    ]
    record.outbox.done(generation.projection, [item.row for item in settled], letters)
    fates = [item.fate for item in settled]
    return SyncReport(
        taken=report.taken + fates.count(Fate.TAKEN),
        stale=report.stale + fates.count(Fate.STALE),
        refused=report.refused + len(letters),
        pending=report.pending - len(settled),
        pause=outcomes[stop].error if stop < len(outcomes) else "",
        problem=report.problem or (letters[0].error if letters else ""),
    )


_NEWER_VERSION = re.compile(r"current version \[(\d+)\] is higher")


def _check_not_ahead(record: Record, generation: Generation, outcomes: Sequence[Outcome]) -> None:
    """A newer version than the record ever gave out means that the record is an old copy."""
    newest = record.outbox.last()
    for item in outcomes:
        found = _NEWER_VERSION.search(item.error) if item.fate is Fate.STALE else None
        if found and int(found[1]) > newest:
            raise SearchUnavailable(
                f"The index {generation.index(item.row.kind)} holds changes that this record never "
                "made, as after the record was put back from a copy; run `markwarden index rebuild`."
            )
