"""The child process of the worker pool: reads jobs, limits itself, and answers each."""

from __future__ import annotations

import contextlib
import math
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import cv2
import msgspec

from casework.errors import PictureUnreadable, UsageError
from casework.frontier import Picture, PictureLine, PictureText
from casework.settings import MatchSettings
from matchers.image.decode import decode, read_picture, render_picture
from matchers.image.explain import Explanation, explain
from matchers.image.neural import NeuralDescriptor, read_model
from matchers.image.words import WordReader


class ReadJob(msgspec.Struct, frozen=True, tag="read"):
    """Make the record of a picture."""

    url: str
    data: bytes


class RenderJob(msgspec.Struct, frozen=True, tag="render"):
    """Make a safe PNG of a picture, longest side at most `side`."""

    side: int
    data: bytes


class WordsJob(msgspec.Struct, frozen=True, tag="words"):
    """Read what is written in a picture; only a process started for words can."""

    url: str
    data: bytes


class ExplainJob(msgspec.Struct, frozen=True, tag="explain"):
    """Explain whether a found picture is a copy of a reference."""

    found: bytes
    reference: bytes
    settings: MatchSettings
    lines: tuple[PictureLine, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What became of a job: a sentence in `error`, or one of the others.

    `unable`: no job of this kind can be done here, because an extra is not there.
    """

    error: str = ""
    picture: Picture | None = None
    rendered: bytes = b""
    explanation: Explanation | None = None
    text: PictureText | None = None
    unable: bool = False


@dataclass(frozen=True, slots=True)
class Tools:
    """What a process loaded at its start, by what it was started for."""

    reader: WordReader | None = None
    descriptor: NeuralDescriptor | None = None


Job = ReadJob | RenderJob | WordsJob | ExplainJob
WORDS_SIDE = 1280
"""Longest side, in pixels, at which words are read: small print is lost at working size."""
PICTURES, WORDS = "pictures", "words"
"""What a process can be started for."""
# The smallest GIF of one pixel.
_WARM_UP = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
_JOBS = msgspec.msgpack.Decoder(Job)


def write_frame(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Send a message: eight bytes of length, then MessagePack."""
    payload = msgspec.msgpack.encode(message)
    stream.write(len(payload).to_bytes(8, "big"))
    stream.write(payload)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next message's bytes, or None when the other side has gone."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    length = int.from_bytes(head, "big")
    payload = stream.read(length)
    return payload if len(payload) == length else None


def answer(job: Job, tools: Tools | None = None) -> Answer:
    """Do one job; whatever goes wrong becomes a sentence."""
    try:
        return _done(job, tools or Tools())
    except PictureUnreadable as error:
        return Answer(error=str(error))
    except MemoryError:
        return Answer(error=f"{name_of(job)} needs more memory than a worker may take.")
    # The outermost edge of a process that strangers feed: nothing may leave it but an answer.
    except Exception as error:  # noqa: BLE001
        return Answer(error=f"{name_of(job)} cannot be read ({type(error).__name__}: {error}).")


def _done(job: Job, tools: Tools) -> Answer:
    if isinstance(job, RenderJob):
        return Answer(rendered=render_picture(job.data, job.side))
    if isinstance(job, ExplainJob):
        made = explain(job.found, job.reference, job.settings, job.lines, tools.descriptor)
        return Answer(explanation=made)
    if isinstance(job, WordsJob):
        reader = tools.reader
        if reader is None:
            return Answer("Words are read by another process.", unable=True)
        return Answer(text=reader.read(decode(job.data, job.url, WORDS_SIDE).pixels))
    return Answer(picture=read_picture(job.data, job.url, tools.descriptor))


def limit_memory(memory_bytes: int) -> None:
    """Let this process take that much address space beyond what its code takes, and write no file."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor(seconds: float) -> None:
    """Let this process compute for that long from now; then the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def serve(jobs: IO[bytes], answers: IO[bytes], seconds: float, tools: Tools) -> None:
    """Answer jobs until there are no more."""
    while (frame := read_frame(jobs)) is not None:
        limit_processor(seconds)
        write_frame(answers, answer(_JOBS.decode(frame), tools))


def main(memory_bytes: int, seconds: float, work: str = PICTURES, model: str = "") -> None:
    """Say that it is ready, then serve standard input and output under limits until they close.

    `work` is what the process is for: `PICTURES` or `WORDS`; `model` the path of a neural model. One
    that cannot read words says why instead of being ready, and ends; without its model a process
    says so and works on.
    """
    cv2.setNumThreads(1)
    # Libraries load parts of themselves at first use: that must not count against the first job.
    answer(RenderJob(16, _WARM_UP))
    # The pool may be gone before the last answer is; then nobody needs it.
    with contextlib.suppress(BrokenPipeError):
        try:
            tools, missing = _loaded(work, model)
        except UsageError as error:
            write_frame(sys.stdout.buffer, Answer(str(error), unable=True))
            return
        limit_memory(memory_bytes)
        write_frame(sys.stdout.buffer, Answer(missing))
        serve(sys.stdin.buffer, sys.stdout.buffer, seconds, tools)


def _loaded(work: str, model: str) -> tuple[Tools, str]:
    """The tools for a kind of work, and a sentence where a model is missing; each is used once, so
    that all of it is there before the limits.
    """
    if work == WORDS:
        tools = Tools(reader=WordReader())
        answer(WordsJob("warm-up", _WARM_UP), tools)
        return tools, ""
    tools, missing = Tools(), ""
    if model:
        try:
            tools = Tools(descriptor=NeuralDescriptor(read_model(model), model))
        except UsageError as error:
            missing = str(error)
    answer(ReadJob("warm-up", _WARM_UP), tools)
    return tools, missing


def name_of(job: Job) -> str:
    """What the job is about, to begin a sentence with."""
    if isinstance(job, ReadJob | WordsJob):
        return f"The picture {job.url}"
    return "The picture to be shown"
