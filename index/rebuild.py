"""Rebuilding the index beside the live one, from the record alone, without a gap for readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from casework.settings import ElasticsearchSettings
from index.elastic import generations
from index.elastic.client import answers, connect
from index.elastic.generations import KINDS, Generation
from index.indexer import Progress, SyncReport, drain
from index.record import Record


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild did. `live` names the indices that readers see now, `removable` older ones.

    Where `sync.pause` is set the server stopped taking documents before all were in: readers still
    see the indices of before, and the next rebuild goes on with the new ones.
    """

    sync: SyncReport
    live: tuple[str, ...]
    removable: tuple[str, ...]
    resumed: bool = False


def rebuild(
    record: Record, settings: ElasticsearchSettings, on_progress: Progress | None = None
) -> RebuildReport:
    """Fill new indices from the start of the outbox, then put them live in one step.

    Meanwhile the live ones are read and written as always. The old ones are kept until
    `remove_old`. A rebuild that was interrupted goes on where it stopped.

    Raises:
        SearchUnavailable: the server cannot be reached or refuses; what was live is live.
    """
    with answers(settings), connect(settings) as client:
        fresh, resumed = _unfinished_or_new(record, client, settings)
        report = drain(record, client, fresh, on_progress)
        if not report.pause:
            # The new generation follows the outbox under its own name. What another process sends
            # to the old one while the aliases move is therefore sent to the new one as well.
            generations.go_live(client, fresh)
            report = _join(report, drain(record, client, fresh, on_progress))
        live = generations.live(client, settings.prefix)
        names = tuple(live.index(kind) for kind in KINDS) if live else ()
        removable = generations.removable(client, settings.prefix)
        return RebuildReport(report, names, removable, resumed)


def remove_old(record: Record, settings: ElasticsearchSettings) -> tuple[str, ...]:
    """Delete all of our indices that are not live; returns their names.

    Raises:
        SearchUnavailable: the server cannot be reached or refuses.
    """
    with answers(settings), connect(settings) as client:
        removable = generations.removable(client, settings.prefix)
        current = generations.live(client, settings.prefix)
        for generation in generations.existing(client, settings.prefix):
            if generation != current:
                generations.remove(client, generation)
                record.outbox.restart(generation.projection)
        return removable


def _unfinished_or_new(
    record: Record, client: Elasticsearch, settings: ElasticsearchSettings
) -> tuple[Generation, bool]:
    live, identity = _live_stamp(client, settings.prefix), record.identity
    for generation, kinds in generations.existing(client, settings.prefix).items():
        ours = generation.current and generation.record == identity
        if ours and generation.stamp > live and len(kinds) == len(KINDS):
            return generation, True
    made = generations.new_generation(settings.prefix, identity, datetime.now(UTC))
    generations.create(client, made)
    return made, False


def _live_stamp(client: Elasticsearch, prefix: str) -> str:
    """The newest stamp that any reader sees, also where the two aliases were moved apart."""
    stamps = [
        generation.stamp
        for generation, kinds in generations.existing(client, prefix).items()
        if any(generations.alias(prefix, kind) in aliases for kind, aliases in kinds.items())
    ]
    return max(stamps, default="")


def _join(first: SyncReport, then: SyncReport) -> SyncReport:
    return SyncReport(
        taken=first.taken + then.taken,
        stale=first.stale + then.stale,
        refused=first.refused + then.refused,
        pending=then.pending,
        pause=then.pause,
        problem=first.problem or then.problem,
    )
