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
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

    from commands.command_line import Command

_GROUPS = {
    "brands": (
        "Check, list, import and show the protected list.",
        "Prepare",
        ("brands.check", "brands.list_", "brands.import_", "brands.show"),
    ),
    "pictures": (
        "List and add the pictures that anyone may use; calibrate with ordinary ones.",
        "Prepare",
        ("pictures.list_", "pictures.add", "pictures.calibrate"),
    ),
    "index": (
        "Keep Elasticsearch beside the record.",
        "Prepare",
        ("index.init", "index.sync", "index.retry", "index.rebuild", "index.status"),
    ),
    "match": (
        "Match texts and pictures without a crawl.",
        "Look closer",
        ("match.text", "match_pictures.image"),
    ),
    "explain": (
        "Say why something is flagged or not.",
        "Look closer",
        ("explain.text", "explain_pictures.image"),
    ),
}
"""Commands of two words by the first: its help, the heading it stands under, and each function."""

_COMMANDS = {
    "settings.settings": "Prepare",
    "crawl.crawl": "Watch",
    "rematch.rematch": "Watch",
    "runs.runs": "Watch",
    "flags.flags": "Review",
    "review.review": "Review",
    "search.search": "Review",
    "verify.verify": "Review",
    "extract.extract": "Look closer",
    "explain.variants": "Look closer",
    "demo.demo": "Look closer",
}
"""Commands of one word: each function, with the heading of the help that it stands under."""


def application(first: str = "") -> typer.Typer:
    """The whole command line, in the order of a listing's way through the rooms.

    Where `first`, the first word of a command line, is a command, only that one is read.
    """
    from commands.command_line import add, new_group

    app = new_group("Watch online shops for uses of protected marks, pictures and names of origin.")
    known = first in {*_GROUPS, *map(_name, _COMMANDS)}
    for name, (purpose, panel, functions) in _GROUPS.items():
        if name == first or not known:
            group = new_group(purpose)
            for function in functions:
                add(group, _read(function), name=_name(function))
            app.add_typer(group, name=name, rich_help_panel=panel)
    for function, panel in _COMMANDS.items():
        if _name(function) == first or not known:
            add(app, _read(function), panel=panel)
    return app


def _name(function: str) -> str:
    """What a command is called: import for `brands.import_`."""
    return function.rpartition(".")[2].rstrip("_")


def _read(function: str) -> Command:
    """A command's function, out of its module."""
    module, _, name = function.rpartition(".")
    command: Command = getattr(import_module(f"commands.{module}"), name)
    return command


def main() -> None:
    """Entry point of `markwarden` and of `python -m markwarden`."""
    # Importing takes a third of a second, in which Ctrl-C would end in a traceback from anywhere.
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, _stopped_early)
    from commands.garbage import no_search_for_garbage

    with no_search_for_garbage():
        app = application(sys.argv[1] if len(sys.argv) > 1 else "")
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
