"""The limited worker pool: strangers' pictures are decoded in processes that may be lost."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from casework.errors import ConfigurationError, PictureUnreadable, UsageError
from casework.frontier import Picture, PictureLine, PictureText
from casework.settings import MatchSettings, PictureSettings, WorkerSettings
from matchers.image.decode import made_by
from matchers.image.explain import Explanation
from matchers.image.neural import algorithm_of, read_model
from matchers.worker import (
    PICTURES,
    WORDS,
    Answer,
    ExplainJob,
    Job,
    ReadJob,
    RenderJob,
    WordsJob,
    name_of,
    read_frame,
    write_frame,
)

_ROOT = Path(__file__).resolve().parent.parent
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from matchers.worker import main; "
    "main(int(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:])"
)
# One thread each: the pool is the parallelism, and a thread's stack and arena count as memory.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
JOBS_A_PROCESS = 1000
"""A process is replaced after so many jobs, so that what a decoder leaks stays small."""
_ANSWER = msgspec.msgpack.Decoder(Answer)
_Waiting = tuple[Job, "Future[Any]"]
_Jobs = queue.SimpleQueue[_Waiting | None]


class WorkerPool:
    """Processes with limits on memory, processor time and wall time, started when first needed.

    A worker that is killed, hangs or runs out of memory costs its own job only: that one's future
    raises `PictureUnreadable`, and the next job gets a new process. Words are read in a process of
    their own: what that takes and loads is no burden to the others.
    """

    def __init__(self, settings: WorkerSettings, pictures: PictureSettings | None = None) -> None:
        self._settings = settings
        model = pictures.neural_model if pictures is not None else ""
        # What makes records here; one made by the same versions need not be made again.
        self.made_by, self._said = _made_by(model)
        self._told: list[str] = []
        self._jobs: _Jobs = queue.SimpleQueue()
        self._words: _Jobs = queue.SimpleQueue()
        self._closed = False
        self._workers = [
            _Worker(settings, self._jobs, (PICTURES, model), self._said.append)
            for _ in range(settings.processes)
        ]
        self._readers: list[_Worker] = []

    def complaints(self) -> tuple[str, ...]:
        """What the pool has to do without, each said once: ask before the first picture and after."""
        new = [item for item in dict.fromkeys(self._said) if item not in self._told]
        self._told += new
        return tuple(new)

    def read_picture(self, data: bytes, url: str) -> Future[Picture]:
        """The picture's record, as `matchers.image.decode.read_picture` makes it."""
        return self._submit(ReadJob(url, data), self._jobs)

    def render_picture(self, data: bytes, side: int) -> Future[bytes]:
        """The picture as a safe PNG, longest side at most `side` pixels."""
        return self._submit(RenderJob(side, data), self._jobs)

    def read_words(self, data: bytes, url: str) -> Future[PictureText]:
        """What is written in a picture.

        The future raises `UsageError` where the extra that reads is not there.
        """
        if not self._readers and not self._closed:
            self._readers.append(_Worker(self._settings, self._words, (WORDS,), self._said.append))
        return self._submit(WordsJob(url, data), self._words)

    def explain_pictures(
        self,
        found: bytes,
        reference: bytes,
        settings: MatchSettings,
        lines: tuple[PictureLine, ...] = (),
    ) -> Future[Explanation]:
        """Why a found picture is, or is not, taken for a copy of a reference, with a drawing in
        which `lines`, read in the found one, are outlined.
        """
        return self._submit(ExplainJob(found, reference, settings, lines), self._jobs)

    def close(self) -> None:
        """Finish the jobs that were handed in, then end the processes."""
        if not self._closed:
            self._closed = True
            for worker in self._everyone():
                worker.jobs.put(None)
        for worker in self._everyone():
            worker.thread.join()

    def _everyone(self) -> list[_Worker]:
        return [*self._workers, *self._readers]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _submit(self, job: Job, jobs: _Jobs) -> Future[Any]:
        if self._closed:
            raise PictureUnreadable(f"{name_of(job)} came after the worker pool was closed.")
        future: Future[Any] = Future()
        jobs.put((job, future))
        return future


class _Worker:
    """One thread that feeds one process, and replaces it when it is lost."""

    def __init__(
        self,
        settings: WorkerSettings,
        jobs: _Jobs,
        work: tuple[str, ...],
        say: Callable[[str], object],
    ) -> None:
        self._settings = settings
        self._work = work
        self._say = say
        self.jobs = jobs
        self._process: subprocess.Popen[bytes] | None = None
        self._unable = Answer()
        self._done = 0
        # A daemon: a program that forgets to close the pool must still be able to end.
        self.thread = threading.Thread(target=self._run, name="picture-worker", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while (waiting := self.jobs.get()) is not None:
            job, future = waiting
            if not future.set_running_or_notify_cancel():
                continue
            answer = self._ask(job)
            if answer.unable:
                future.set_exception(UsageError(answer.error))
            elif answer.error:
                future.set_exception(PictureUnreadable(answer.error))
            else:
                future.set_result(
                    answer.picture or answer.text or answer.explanation or answer.rendered
                )
        self._end()

    def _ask(self, job: Job) -> Answer:
        process = self._started()
        if self._unable.unable:
            return self._unable
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
            limits = (str(self._settings.memory_bytes), str(self._settings.seconds), *self._work)
            # A session of its own, so that Ctrl-C stops the program and not its workers first.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-c", _START, str(_ROOT), *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ONE_THREAD},
                start_new_session=True,
            )
            # Its first word is that it is ready: loading is not the first job's time.
            frame = read_frame(_pipe(self._process.stdout))
            self._unable = _ANSWER.decode(frame) if frame is not None else Answer()
            if self._unable.error and not self._unable.unable:
                self._say(self._unable.error)
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            # Leaving closes both pipes; unsent bytes for a process that is gone are no loss.
            with contextlib.suppress(BrokenPipeError), self._process:
                pass
            self._process = None


def _made_by(model: str) -> tuple[str, list[str]]:
    """The versions of what makes records with a model, and why it is done without where it is."""
    if not model:
        return made_by(), []
    try:
        return made_by(algorithm_of(read_model(model))), []
    except ConfigurationError as error:
        return made_by(), [str(error)]


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """The stream that `Popen` was told to open."""
    assert stream is not None  # noqa: S101 - tells the type checker what PIPE means
    return stream
