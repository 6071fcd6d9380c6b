"""What a person sees of a crawl: a live table on a terminal, plain lines elsewhere, one line a problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from commands.output import Output, plain

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from casework.run import Run
    from crawler.run import CrawlProgress

_LINE_SECONDS = 10.0
"""Between two plain lines about one source."""
_SHOWN = 20
"""Problems of one kind and source that are shown each; the others are counted."""


class CrawlDisplay:
    """Shows progress and problems of all sources of one crawl. Its calls are quick."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._live: Live | None = None
        self._latest: dict[str, CrawlProgress] = {}
        self._told: dict[str, float] = {}
        self._shown: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show while the block runs; the live table goes when it ends, the summary takes its place."""
        console = self._output.live
        if console is None:
            yield
            return
        from rich.live import Live

        with Live(self._table(), console=console, refresh_per_second=4, transient=True) as live:
            self._live = live
            try:
                yield
            finally:
                self._live = None

    def begun(self, run: Run) -> None:
        """Say that a run goes on, so that nobody takes its counts for those of a new one."""
        if run.resumes:
            self._output.note(
                f"{run.source}: goes on with the run of {run.started_at.astimezone():%Y-%m-%d %H:%M}, "
                f"which has {run.counts.pages} pages and {run.counts.listings} listings."
            )

    def progress(self, progress: CrawlProgress) -> None:
        """Take in how far a source is."""
        self._latest[progress.source] = progress
        if self._live is not None:
            self._live.update(self._table())
            return
        now = monotonic()
        if now - self._told.get(progress.source, -_LINE_SECONDS) >= _LINE_SECONDS:
            self._told[progress.source] = now
            self._output.note(_line(progress))

    def problem(self, source: str, kind: str, sentence: str) -> None:
        """Say what went wrong with one page or picture, unless its like was said often enough."""
        from crawler.tally import RETRIED

        if kind == RETRIED:
            self._output.detail(f"{source}: {sentence}")
            return
        self._shown[source, kind] += 1
        if self._shown[source, kind] <= _SHOWN or self._output.verbose:
            self._output.note(f"{source}: {kind}: {sentence}")
        elif self._shown[source, kind] == _SHOWN + 1:
            self._output.note(f"{source}: {kind}: more of these are counted and not shown.")

    def _table(self) -> Table:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text

        table = Table(
            title="Crawling; Ctrl-C stops, the next start goes on",
            title_justify="left",
            header_style="bold",
            box=SIMPLE_HEAD,
            pad_edge=False,
        )
        for name in ("source", "pages", "pictures", "listings", "flags", "errors", "waiting"):
            table.add_column(name, justify="left" if name == "source" else "right")
        table.add_column("pages/s", justify="right")
        table.add_column("time", justify="right")
        for item in self._latest.values():
            counts = item.counts
            table.add_row(
                Text(plain(item.source)),
                str(counts.pages),
                str(counts.pictures),
                str(counts.listings),
                Text(str(counts.flags), style="bold" if counts.flags else ""),
                Text(str(counts.errors), style="red" if counts.errors else ""),
                str(item.pending),
                f"{item.rate:.1f}",
                duration(item.elapsed_seconds),
            )
        return table


def duration(seconds: float) -> str:
    """A time as minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _line(progress: CrawlProgress) -> str:
    counts = progress.counts
    return (
        f"{progress.source}: {counts.pages} pages, {counts.pictures} pictures, "
        f"{counts.listings} listings, {counts.flags} flags, {counts.errors} errors, "
        f"{progress.pending} waiting, {progress.rate:.1f} pages/s, "
        f"{duration(progress.elapsed_seconds)}"
    )
