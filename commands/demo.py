"""`markwarden demo`: crawl the sample marketplace, print its flags, serve the workbench."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from casework.errors import UsageError
from casework.queue import FlagQuery
from commands.command_line import GlobalOptions
from commands.crawl import crawl_sources, status_of
from commands.engines import Engine, chosen_search
from commands.flags import found_flags, show_flags
from commands.protected_list import bring_in_configured
from commands.review import serve_workbench
from commands.workplace import Workplace

SOURCE = "sample-marketplace"
CHECKOUT = Path(__file__).parents[1]


def demo(
    options: GlobalOptions,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the workbench at the end.")
    ] = True,
) -> int:
    """Show the whole way of a listing: from the sample marketplace to the workbench.

    Starts the marketplace that the checkout holds on this machine, brings in the example list of
    brands, crawls, prints the flags with their reasons, and serves the workbench until Ctrl-C. Where
    Elasticsearch is configured, the flags are read back from there.

    Examples:
        markwarden --data var/demo demo
    """
    output = options.output()
    with Workplace(options, output) as place:
        source = place.source(SOURCE)
        port = urlsplit(source.start[0]).port or 0
        with _marketplace(port) as address:
            output.note(f"The sample marketplace answers at {address}")
            problems = bring_in_configured(place).problems
            source = replace(source, start=(address,))
            (run,) = crawl_sources(options, [source])
            with chosen_search(place, Engine.AUTOMATIC) as search:
                page = found_flags(place, search, FlagQuery(limit=1000))
                name = search.name
            show_flags(output, page)
            output.note(f"{page.total} flags, as {name} has them.")
            status = status_of(run, source) or int(bool(problems))
            if not serve or status == 130:
                return status
            serve_workbench(
                place,
                place.settings.review,
                lambda address: output.answer(f"Workbench: {address} (Ctrl-C ends it)"),
            )
    return 130


@contextmanager
def _marketplace(port: int) -> Iterator[str]:
    """The address of a marketplace that runs while the block does, on that port or a free one."""
    if not (CHECKOUT / "tests" / "marketplace").is_dir():
        raise UsageError("The sample marketplace is part of a checkout, and there is none here.")
    process, address = _started(port)
    if not address:
        process, address = _started(0)
    if not address:
        raise UsageError("The sample marketplace cannot be started on this machine.")
    try:
        yield f"{address}/"
    finally:
        _ended(process)


def _started(port: int) -> tuple[subprocess.Popen[str], str]:
    # In a session of its own: Ctrl-C stops the crawl, which then ends the marketplace.
    process = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "tests.marketplace", str(port)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    address = process.stdout.readline().strip() if process.stdout else ""
    if not address:
        _ended(process)
    return process, address


def _ended(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
