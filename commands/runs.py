"""`markwarden runs`: what was crawled, when, and how it ended."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.command_line import GlobalOptions
from commands.crawl import RUN_COLUMNS, run_record, run_row
from commands.workplace import Workplace


def runs(
    options: GlobalOptions,
    source: Annotated[
        str | None, typer.Option("--source", help="Only runs of this source.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, the newest first.")] = 20,
) -> int:
    """List runs, the newest first: why each stopped, what it found, what went wrong.

    Examples:
        markwarden runs --source sample-marketplace
    """
    output = options.output()
    with Workplace(options, output) as place:
        place.check_source(source)
        found = place.record.runs.list(limit, source)
    for run in found:
        output.record(run_record(run))
    output.table(
        ("started", *RUN_COLUMNS, "problems"),
        [
            (
                f"{run.started_at.astimezone():%Y-%m-%d %H:%M}",
                *run_row(run),
                ", ".join(f"{kind} {count}" for kind, count in run.counts.problems),
            )
            for run in found
        ],
    )
    return 0
