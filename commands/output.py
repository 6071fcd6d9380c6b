"""What a command says: answers on standard output, messages and progress on standard error."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import msgspec

from casework.problem import Problem

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_PIPE_WIDTH = 200
"""Columns of a table that goes into a file or pipe, where nothing says how wide it may be."""


def plain(text: str) -> str:
    """Text of other people made safe for a terminal and for one line.

    A shop's title may hold escape sequences or direction overrides; they are shown as a question
    mark in a diamond, and line breaks as spaces.
    """
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    if character in "\t\r\n":
        return " "
    # Cc: controls, ESC among them; Cf: direction overrides and other invisible signs; Cs: halves.
    return "\ufffd" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


class Output:
    """Says things the way the global options ask: `json` keeps standard output for JSON alone.

    Rich is imported when something is said: a command whose answers are JSON needs none of it.
    """

    def __init__(self, *, json: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        self.json = json
        self.quiet = quiet
        self.verbose = verbose

    @cached_property
    def _stdout(self) -> Console:
        from rich.console import Console

        return Console(highlight=False, width=_width(sys.stdout.isatty()))

    @cached_property
    def _stderr(self) -> Console:
        from rich.console import Console

        return Console(stderr=True, highlight=False, width=_width(sys.stderr.isatty()))

    @property
    def live(self) -> Console | None:
        """The console for a live display, or None where plain lines are wanted."""
        return None if self.quiet or not self._stderr.is_terminal else self._stderr

    def note(self, text: str) -> None:
        """One line for the person at the terminal; left out with --quiet."""
        if not self.quiet:
            self._say(text)

    def detail(self, text: str) -> None:
        """One line that only --verbose asks for."""
        if self.verbose and not self.quiet:
            self._say(text)

    def complaint(self, text: str) -> None:
        """One line about something that is wrong; never left out."""
        self._say(text)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Each problem in its own line."""
        for problem in problems:
            self._say(str(problem))

    def answer(self, text: str) -> None:
        """A line of the answer for people; with --json answers go through `record` alone."""
        if not self.json:
            _print(self._stdout, text)

    def record(self, value: object) -> None:
        """One JSON object on a line of its own, flushed so that a reader down the pipe has it."""
        if self.json:
            write_json(value)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = ""
    ) -> None:
        """A table for people; nothing with --json. A column name that begins with > is right-aligned."""
        if self.json:
            return
        self._stdout.print(_table(columns, rows, title))

    def _say(self, text: str) -> None:
        _print(self._stderr, text)


def _print(console: Console, text: str) -> None:
    from rich.text import Text

    console.print(Text(plain(text)), soft_wrap=True)


_ENCODER = msgspec.json.Encoder(enc_hook=str)


def json_lines(values: Sequence[object]) -> bytes:
    """Each value as one line of JSON."""
    return _ENCODER.encode_lines(values)


def write_json(value: object) -> None:
    """One value as one line of JSON on standard output, flushed."""
    write_json_lines(json_lines([value]))


def write_json_lines(lines: bytes) -> None:
    """Lines of JSON on standard output, flushed."""
    sys.stdout.write(lines.decode())
    sys.stdout.flush()


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for name in columns:
        number = name.startswith(">")
        justify: Literal["left", "right"] = "right" if number else "left"
        table.add_column(name.removeprefix(">"), justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else plain(str(cell))) for cell in row))
    return table


def _width(terminal: bool) -> int | None:
    return None if terminal else _PIPE_WIDTH
