"""`markwarden search`: find stored listings by their words."""

from __future__ import annotations

from dataclasses import asdict
from shlex import quote
from typing import Annotated

import typer

from casework.queue import ListingQuery
from commands.command_line import GlobalOptions
from commands.engines import CursorOption, Engine, EngineOption, chosen_search
from commands.workplace import Workplace


def search(
    options: GlobalOptions,
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="All must be there.")],
    source: Annotated[
        str | None, typer.Option("--source", help="Only listings of this source.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many.")] = 20,
    cursor: CursorOption = None,
    engine: EngineOption = Engine.AUTOMATIC,
) -> int:
    """Find listings that hold all the words, best first.

    Elasticsearch answers where it is configured, else the embedded search; both find the same.

    Examples:
        markwarden search 豆瓣酱 --limit 5
    """
    output = options.output()
    query = ListingQuery(" ".join(words), source, limit, cursor)
    with Workplace(options, output) as place, chosen_search(place, engine) as chosen:
        page = chosen.listings(query)
        if not page.total:
            place.check_source(source)
        name = chosen.name
    for hit in page.hits:
        output.record(asdict(hit))
    output.table(
        ("title", "source", "address", ">score"),
        [(hit.title, hit.source, hit.url, f"{hit.score:.3f}") for hit in page.hits],
    )
    output.note(f"{len(page.hits)} of {page.total} listings, found by {name}.")
    if page.cursor:
        output.note(f"More: --cursor {quote(page.cursor)}")
    return 0
