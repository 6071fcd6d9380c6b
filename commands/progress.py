"""How far long work is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from commands.output import Output

Show = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and words to stand behind the numbers or none."""

LINE_SECONDS = 10.0
"""Between two plain lines."""


@contextmanager
def progress(output: Output, verb: str) -> Iterator[Show]:
    """Show work under way while the block runs; nothing with --quiet."""
    if output.live is None:
        yield _lines(output, verb)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[detail]}"),
        TimeRemainingColumn(),
        console=output.live,
        transient=True,
    )
    with bar:
        task = bar.add_task(verb, total=None, detail="")
        yield lambda done, total, detail: bar.update(
            task, completed=done, total=total, detail=detail
        )


def _lines(output: Output, verb: str) -> Show:
    told = -LINE_SECONDS

    def show(done: int, total: int, detail: str) -> None:
        nonlocal told
        if done >= total or monotonic() - told >= LINE_SECONDS:
            told = monotonic()
            output.note(f"{verb}: {done} of {total}{', ' if detail else ''}{detail}")

    return show
