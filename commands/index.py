"""`markwarden index`: Elasticsearch beside the record: make, fill, rebuild, and see how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from commands.command_line import GlobalOptions
from commands.engines import configured_server
from commands.output import Output
from commands.progress import progress
from commands.workplace import Workplace

if TYPE_CHECKING:
    from index.indexer import SyncReport


def init(options: GlobalOptions) -> int:
    """Make the indices with their mappings and aliases, where there are none yet.

    `markwarden index sync` makes them too; this says early whether the server can be used.
    """
    from index.elastic.generations import KINDS
    from index.indexer import initialise

    output = options.output()
    with Workplace(options, output) as place:
        generation, made = initialise(place.record, configured_server(place))
    names = [generation.index(kind) for kind in KINDS]
    output.record({"indices": names, "made": made})
    output.answer(f"{'Made' if made else 'There already'}: {', '.join(names)}")
    return 0


def sync(options: GlobalOptions) -> int:
    """Send everything that changed in the record and is not in the index yet.

    Repeating it is harmless. Where the server is down or refuses, the changes wait in the record.
    """
    from index.indexer import sync as synchronise

    output = options.output()
    with Workplace(options, output) as place:
        server = configured_server(place)
        with following(output, "Sending") as on_progress:
            report = synchronise(place.record, server, on_progress)
    output.record(asdict(report))
    output.answer(_sync_line(report))
    return _sync_status(output, report)


def retry(options: GlobalOptions) -> int:
    """Send again what Elasticsearch refused, as after a mapping or a version was mended.

    What is refused once more stays among the refused documents that `index status` counts.
    """
    from index.indexer import retry as send_again

    output = options.output()
    with Workplace(options, output) as place:
        server = configured_server(place)
        with following(output, "Sending") as on_progress:
            count, report = send_again(place.record, server, on_progress)
    output.record({"retried": count, **asdict(report)})
    output.answer(f"{count} refused documents were sent again. {_sync_line(report)}")
    return _sync_status(output, report)


def rebuild(
    options: GlobalOptions,
    remove_old: Annotated[
        bool, typer.Option("--remove-old", help="Delete our indices that are not live afterwards.")
    ] = False,
) -> int:
    """Build new indices from the record beside the live ones, then switch the aliases.

    Readers notice nothing. A rebuild that was interrupted goes on where it stopped.

    Examples:
        markwarden index rebuild --remove-old
    """
    from index import rebuild as rebuilding

    output = options.output()
    with Workplace(options, output) as place:
        server = configured_server(place)
        with following(output, "Rebuilding") as on_progress:
            report = rebuilding.rebuild(place.record, server, on_progress)
        removed: tuple[str, ...] = ()
        if remove_old and not report.sync.pause:
            removed = rebuilding.remove_old(place.record, server)
    output.record({**asdict(report), "removed": removed})
    output.answer(_sync_line(report.sync))
    output.answer(f"Live: {', '.join(report.live) or 'none'}")
    if removed:
        output.answer(f"Removed: {', '.join(removed)}")
    elif report.removable:
        output.answer(f"Not live any more: {', '.join(report.removable)} (--remove-old)")
    return _sync_status(output, report.sync)


def status(options: GlobalOptions) -> int:
    """Say how each search stands to the record: what it holds, what waits, what was refused.

    Examples:
        markwarden index status --json
    """
    from index.elastic.search import ElasticSearch

    output = options.output()
    with Workplace(options, output) as place:
        found = [place.embedded_search.status()]
        server = place.settings.elasticsearch
        if server.url:
            with ElasticSearch(place.record, server) as search:
                found.append(search.status())
    for item in found:
        output.record(asdict(item))
        for problem in item.problems:
            output.complaint(f"{item.name}: {problem}")
    output.table(
        ("search", "address", "version", ">listings", ">flags", ">waiting", ">refused", "indices"),
        [
            (
                item.name,
                item.address,
                item.version,
                item.listings,
                item.flags,
                item.pending,
                item.dead_letters,
                ", ".join(item.indices),
            )
            for item in found
        ],
    )
    if len(found) == 1:
        output.note(
            "No Elasticsearch is configured (elasticsearch.url); the embedded search answers."
        )
    return 1 if any(item.problems or item.dead_letters for item in found) else 0


@contextmanager
def following(output: Output, verb: str) -> Iterator[Callable[[SyncReport], None]]:
    """Shows how a sync goes."""
    with progress(output, verb) as show:

        def follow(report: SyncReport) -> None:
            done = report.taken + report.stale + report.refused
            show(done, done + report.pending, f"{report.refused} refused" if report.refused else "")

        yield follow


def _sync_line(report: SyncReport) -> str:
    return (
        f"{report.taken} documents sent, {report.stale} were newer there, "
        f"{report.refused} refused, {report.pending} waiting."
    )


def _sync_status(output: Output, report: SyncReport) -> int:
    if report.pause:
        output.complaint(f"The server takes nothing now: {report.pause} What waits is kept.")
    if report.refused:
        output.complaint(f"{report.refused} documents were refused: {report.problem}")
    return 1 if report.pause or report.refused else 0
