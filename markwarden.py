"""Markwarden: watches online shops for rights holders. This module wires the rooms together.

One listing's way: `config/brands` and `brands import` fill the protected list in the record. `crawl`
leases addresses from the record's frontier, fetches them (crawler), keeps the bytes (evidence), reads
listings from them (crawler.extract), matches each against the watchlist (matchers) and stores listing,
flags and completion in one transaction (index). The outbox feeds Elasticsearch. `review` shows open
flags to a person, whose decision is appended to the ledger. docs/flow.md tells it step by step.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def application() -> typer.Typer:
    """The whole command line, in the order of a listing's way through the rooms."""
    from commands import (
        brands,
        crawl,
        demo,
        explain,
        explain_pictures,
        extract,
        flags,
        match,
        match_pictures,
        rematch,
        review,
        runs,
        search,
        settings,
        verify,
    )
    from commands.command_line import add, new_group

    app = new_group("Watch online shops for uses of protected marks, pictures and names of origin.")

    protected = new_group("Check, list, import and show the protected list.")
    add(protected, brands.check)
    add(protected, brands.list_, name="list")
    add(protected, brands.import_, name="import")
    add(protected, brands.show)
    app.add_typer(protected, name="brands", rich_help_panel="Prepare")
    app.add_typer(_of_pictures(), name="pictures", rich_help_panel="Prepare")
    add(app, settings.settings, panel="Prepare")

    add(app, crawl.crawl, panel="Watch")
    add(app, rematch.rematch, panel="Watch")
    add(app, runs.runs, panel="Watch")

    add(app, flags.flags, panel="Review")
    add(app, review.review, panel="Review")
    add(app, search.search, panel="Review")
    add(app, verify.verify, panel="Review")

    app.add_typer(_of_index(), name="index", rich_help_panel="Prepare")

    matching = new_group("Match texts and pictures without a crawl.")
    add(matching, match.text)
    add(app, extract.extract, panel="Look closer")
    add(matching, match_pictures.image)
    app.add_typer(matching, name="match", rich_help_panel="Look closer")

    explaining = new_group("Say why something is flagged or not.")
    add(explaining, explain.text)
    add(explaining, explain_pictures.image)
    app.add_typer(explaining, name="explain", rich_help_panel="Look closer")
    add(app, explain.variants, panel="Look closer")
    add(app, demo.demo, panel="Look closer")
    return app


def _of_pictures() -> typer.Typer:
    """The group of commands about pictures that are nobody's."""
    from commands import pictures
    from commands.command_line import add, new_group

    group = new_group(
        "List and add the pictures that anyone may use; calibrate with ordinary ones."
    )
    add(group, pictures.list_, name="list")
    add(group, pictures.add)
    add(group, pictures.calibrate)
    return group


def _of_index() -> typer.Typer:
    """The group of commands about Elasticsearch."""
    from commands import index
    from commands.command_line import add, new_group

    group = new_group("Keep Elasticsearch beside the record.")
    add(group, index.init)
    add(group, index.sync)
    add(group, index.retry)
    add(group, index.rebuild)
    add(group, index.status)
    return group


def main() -> None:
    """Entry point of `markwarden` and of `python -m markwarden`."""
    # Importing takes a third of a second, in which Ctrl-C would end in a traceback from anywhere.
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, _stopped_early)
    from commands.garbage import no_search_for_garbage

    with no_search_for_garbage():
        app = application()
        from commands.command_line import run

    if ours:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(run(app, sys.argv[1:]))


def _stopped_early(*_: object) -> None:
    """Nothing has begun, so nothing has to be closed."""
    os.write(2, b"markwarden: Stopped.\n")
    os._exit(130)


if __name__ == "__main__":
    main()
