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
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

_COMMANDS = {
    "settings": ("commands.settings", "Prepare"),
    "crawl": ("commands.crawl", "Watch"),
    "rematch": ("commands.rematch", "Watch"),
    "runs": ("commands.runs", "Watch"),
    "flags": ("commands.flags", "Review"),
    "review": ("commands.review", "Review"),
    "search": ("commands.search", "Review"),
    "verify": ("commands.verify", "Review"),
    "extract": ("commands.extract", "Look closer"),
    "variants": ("commands.explain", "Look closer"),
    "demo": ("commands.demo", "Look closer"),
}
"""Commands of one word, each a function of that name in a module, under a heading of the help."""


def application(first: str = "") -> typer.Typer:
    """The whole command line, in the order of a listing's way through the rooms.

    Where `first`, the first word of a command line, is a command, only that one is read.
    """
    from commands.command_line import add, new_group

    app = new_group("Watch online shops for uses of protected marks, pictures and names of origin.")
    known = first in _COMMANDS or first in _GROUPS
    for name, (group, panel) in _GROUPS.items():
        if name == first or not known:
            app.add_typer(group(), name=name, rich_help_panel=panel)
    for name, (module, panel) in _COMMANDS.items():
        if name == first or not known:
            add(app, getattr(import_module(module), name), panel=panel)
    return app


def _of_brands() -> typer.Typer:
    """The group of commands about the protected list."""
    from commands import brands
    from commands.command_line import add, new_group

    group = new_group("Check, list, import and show the protected list.")
    add(group, brands.check)
    add(group, brands.list_, name="list")
    add(group, brands.import_, name="import")
    add(group, brands.show)
    return group


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


def _of_matching() -> typer.Typer:
    """The group of commands that match what they are given."""
    from commands import match, match_pictures
    from commands.command_line import add, new_group

    group = new_group("Match texts and pictures without a crawl.")
    add(group, match.text)
    add(group, match_pictures.image)
    return group


def _of_explaining() -> typer.Typer:
    """The group of commands that give reasons."""
    from commands import explain, explain_pictures
    from commands.command_line import add, new_group

    group = new_group("Say why something is flagged or not.")
    add(group, explain.text)
    add(group, explain_pictures.image)
    return group


_GROUPS: dict[str, tuple[Callable[[], typer.Typer], str]] = {
    "brands": (_of_brands, "Prepare"),
    "pictures": (_of_pictures, "Prepare"),
    "index": (_of_index, "Prepare"),
    "match": (_of_matching, "Look closer"),
    "explain": (_of_explaining, "Look closer"),
}
"""Commands of two words by the first, under a heading of the help."""


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
