"""`markwarden review`: serve the reviewers' workbench on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import typer

from casework.errors import UsageError
from casework.settings import ReviewSettings
from commands.command_line import GlobalOptions
from commands.protected_list import bring_in_configured
from commands.workplace import Workplace


def review(
    options: GlobalOptions,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help="Port; 0 takes any free one."),
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option("--reviewer", help="Name that goes into the ledger.")
    ] = None,
) -> int:
    """Serve the workbench, where people see flags and decide them, until Ctrl-C.

    It listens on this machine alone. The address is printed once it answers.

    Examples:
        markwarden review --port 8400
    """
    output = options.output()
    with Workplace(options, output) as place:
        bring_in_configured(place)
        changes = {"port": port, "reviewer": reviewer}
        given = {name: value for name, value in changes.items() if value is not None}
        settings: ReviewSettings = replace(place.settings.review, **given)  # type: ignore[arg-type]
        if not settings.reviewer.strip():
            raise UsageError("A reviewer needs a name (--reviewer, or review.reviewer).")

        def on_ready(address: str) -> None:
            output.record({"address": address, "reviewer": settings.reviewer})
            output.answer(f"Workbench: {address} (Ctrl-C ends it)")

        serve_workbench(place, settings, on_ready)
    return 130


def serve_workbench(
    place: Workplace, settings: ReviewSettings, on_ready: Callable[[str], None]
) -> None:
    """Put the desk together and serve it until Ctrl-C."""
    from evidence.captures import CaptureStore
    from review.desk import Desk
    from review.serve import serve

    with CaptureStore(place.captures_folder) as captures:
        desk = Desk(place.record, place.embedded_search, captures, place.workers, settings)
        serve(desk, on_ready=on_ready)
