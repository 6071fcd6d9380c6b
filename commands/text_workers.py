"""Matches lines of text in one process or several, and gives the answers in the lines' order.

What one read of the input brings goes to one process as a whole: a file in large pieces, so that
handing them over costs nothing beside the matching, and lines that come slowly one by one, so that
each is answered before the next is waited for.
"""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
from collections.abc import Generator, Iterator
from io import BufferedReader
from typing import TYPE_CHECKING, Any

from casework.errors import WorkerLost
from commands.text_lines import Answers, answer_lines

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

    from matchers.watchlist import Watchlist

AT_ONCE = 1 << 17
"""Bytes of input that one process gets at most, unless one line has more."""

_AHEAD = 4
"""Pieces a process may be ahead of the oldest one unanswered; more would only fill memory."""


def answers(
    lines: BufferedReader, watchlist: Watchlist, workers: int, *, include_all: bool
) -> Generator[Answers, None, None]:
    """The answers to a stream of lines, in order, piece by piece, each as soon as it is known.

    Raises:
        WorkerLost: a process was killed or failed; what came before has been answered.
    """
    # What is there stays there: no collection of garbage has to look through the list.
    gc.freeze()
    if workers == 1:
        for first, data in _pieces(lines):
            if data:
                yield answer_lines(data, first, watchlist, include_all=include_all)
        return
    team = _Team(watchlist, workers, include_all=include_all)
    try:
        yield from _in_order(lines, team, _AHEAD * workers)
    finally:
        team.end()


def _in_order(lines: BufferedReader, team: _Team, ahead: int) -> Iterator[Answers]:
    from multiprocessing.connection import Connection, wait

    pieces: Iterator[tuple[int, bytes]] | None = _pieces(lines)
    known: dict[int, Answers] = {}
    asked = given = 0
    while pieces is not None or given < asked:
        reading = pieces is not None and team.idle and asked - given < ahead
        for ready in wait([*team.busy, lines.fileno()] if reading else [*team.busy]):
            if isinstance(ready, Connection):
                piece, found = team.answer(ready)
                known[piece] = found
            elif pieces is not None:
                first, data = next(pieces, (0, None))
                if data is None:
                    pieces = None
                elif data:
                    team.ask(asked, first, data)
                    asked += 1
        while given in known:
            yield known.pop(given)
            given += 1


def _pieces(lines: BufferedReader) -> Iterator[tuple[int, bytes]]:
    """What each read brings in whole lines, with the number of the first; empty without a line end."""
    number, begun = 1, bytearray()
    while data := lines.read1(AT_ONCE):
        end = data.rfind(b"\n") + 1
        piece = bytes(begun) + data[:end] if end else b""
        if end:
            begun.clear()
        begun += data[end:]
        yield number, piece
        number += piece.count(b"\n")
    if begun:
        yield number, bytes(begun)


class _Team:
    """Processes that share the compiled list, each with a pipe of its own."""

    def __init__(self, watchlist: Watchlist, workers: int, *, include_all: bool) -> None:
        import multiprocessing

        # A fork shares the list at once and for nothing. It is safe where no other thread of ours
        # runs, as here; elsewhere than on Linux system libraries start threads of their own.
        forks = sys.platform == "linux"
        context: BaseContext = multiprocessing.get_context("fork" if forks else "spawn")
        sys.stdout.flush()
        self.idle: list[Connection] = []
        self.busy: dict[Connection, int] = {}
        self._processes: dict[Connection, Any] = {}
        for _ in range(workers):
            ours, theirs = context.Pipe()
            inherited = [*self.idle, ours] if forks else []
            process = context.Process(  # type: ignore[attr-defined]
                target=_serve, args=(theirs, inherited, watchlist, include_all), daemon=True
            )
            process.start()
            theirs.close()
            self.idle.append(ours)
            self._processes[ours] = process

    def ask(self, piece: int, first: int, data: bytes) -> None:
        """Hand a piece to an idle process."""
        pipe = self.idle.pop()
        self.busy[pipe] = piece
        try:
            pipe.send((first, data))
        except OSError:
            raise self._lost(pipe) from None

    def answer(self, pipe: Connection) -> tuple[int, Answers]:
        """The number of the piece that a process has answered, and its answers."""
        try:
            found: Answers = pipe.recv()
        except (EOFError, OSError):
            raise self._lost(pipe) from None
        self.idle.append(pipe)
        return self.busy.pop(pipe), found

    def _lost(self, pipe: Connection) -> WorkerLost:
        process = self._processes[pipe]
        process.join()
        status = process.exitcode
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        return WorkerLost(
            f"A process that matched texts {how} before it answered; the answers up to there are "
            "complete. Out of memory? Fewer --workers need less."
        )

    def end(self) -> None:
        """End all processes, whatever they do."""
        for pipe, process in self._processes.items():
            pipe.close()
            process.terminate()
            process.join()


def _serve(
    pipe: Connection, inherited: list[Connection], watchlist: Watchlist, include_all: bool
) -> None:
    """A process: answers pieces until there are no more, or nobody is left to ask."""
    # Ctrl-C is the parent's business. Its ends of the pipes must not stay open here, or nobody
    # would notice when it is gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in inherited:
        other.close()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            first, data = pipe.recv()
            pipe.send(answer_lines(data, first, watchlist, include_all=include_all))
