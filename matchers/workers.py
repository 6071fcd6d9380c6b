"""The limited worker pool: strangers' pictures are decoded in processes that may be lost."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from casework.errors import PictureUnreadable
from casework.frontier import Picture
from casework.settings import MatchSettings, WorkerSettings
from matchers.image.explain import Explanation
from matchers.worker import (
    Answer,
    ExplainJob,
    Job,
    ReadJob,
    RenderJob,
    name_of,
    read_frame,
    write_frame,
)

_ROOT = Path(__file__).resolve().parent.parent
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from matchers.worker import main; "
    "main(int(sys.argv[2]), float(sys.argv[3]))"
)
# One thread each: the pool is the parallelism, and a thread's stack and arena count as memory.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
JOBS_A_PROCESS = 1000
"""A process is replaced after so many jobs, so that what a decoder leaks stays small."""
_ANSWER = msgspec.msgpack.Decoder(Answer)
_Waiting = tuple[Job, "Future[Any]"]


class WorkerPool:
    """Processes with limits on memory, processor time and wall time, started when first needed.

    A worker that is killed, hangs or runs out of memory costs its own job only: that one's future
    raises `PictureUnreadable`, and the next job gets a new process.
    """

    def __init__(self, settings: WorkerSettings) -> None:
        self._jobs: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._workers = [_Worker(settings, self._jobs) for _ in range(settings.processes)]

    def read_picture(self, data: bytes, url: str) -> Future[Picture]:
        """The picture's record, as `matchers.image.decode.read_picture` makes it."""
        return self._submit(ReadJob(url, data))

    def render_picture(self, data: bytes, side: int) -> Future[bytes]:
        """The picture as a safe PNG, longest side at most `side` pixels."""
        return self._submit(RenderJob(side, data))

    def explain_pictures(
        self, found: bytes, reference: bytes, settings: MatchSettings
    ) -> Future[Explanation]:
        """Why a found picture is, or is not, taken for a copy of a reference, with a drawing."""
        return self._submit(ExplainJob(found, reference, settings))

    def close(self) -> None:
        """Finish the jobs that were handed in, then end the processes."""
        if not self._closed:
            self._closed = True
            for _ in self._workers:
                self._jobs.put(None)
        for worker in self._workers:
            worker.thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _submit(self, job: Job) -> Future[Any]:
        if self._closed:
            raise PictureUnreadable(f"{name_of(job)} came after the worker pool was closed.")
        future: Future[Any] = Future()
        self._jobs.put((job, future))
        return future


class _Worker:
    """One thread that feeds one process, and replaces it when it is lost."""

    def __init__(self, settings: WorkerSettings, jobs: queue.SimpleQueue[_Waiting | None]) -> None:
        self._settings = settings
        self._jobs = jobs
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        # A daemon: a program that forgets to close the pool must still be able to end.
        self.thread = threading.Thread(target=self._run, name="picture-worker", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while (waiting := self._jobs.get()) is not None:
            job, future = waiting
            if not future.set_running_or_notify_cancel():
                continue
            answer = self._ask(job)
            if answer.error:
                future.set_exception(PictureUnreadable(answer.error))
            else:
                future.set_result(answer.picture or answer.explanation or answer.rendered)
        self._end()

    def _ask(self, job: Job) -> Answer:
        process = self._started()
        # The child limits its processor time itself; the clock covers a child that only sleeps.
        watchdog = threading.Timer(self._settings.seconds, process.kill)
        watchdog.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                write_frame(_pipe(process.stdin), job)
            frame = read_frame(_pipe(process.stdout))
        finally:
            watchdog.cancel()
        self._done += 1
        if frame is None or self._done >= JOBS_A_PROCESS:
            self._end()
        if frame is None:
            return Answer(
                f"{name_of(job)} took more than {self._settings.seconds:g} seconds or "
                f"{self._settings.memory_bytes // 2**20} MB, and its worker was ended."
            )
        return _ANSWER.decode(frame)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._done = 0
            limits = (str(self._settings.memory_bytes), str(self._settings.seconds))
            # A session of its own, so that Ctrl-C stops the program and not its workers first.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-c", _START, str(_ROOT), *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ONE_THREAD},
                start_new_session=True,
            )
            read_frame(_pipe(self._process.stdout))  # "ready": loading is not the first job's time
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            # Leaving closes both pipes; unsent bytes for a process that is gone are no loss.
            with contextlib.suppress(BrokenPipeError), self._process:
                pass
            self._process = None


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """The stream that `Popen` was told to open."""
    assert stream is not None  # noqa: S101 - tells the type checker what PIPE means
    return stream
