"""The worker pool: its answers, its limits, and what it survives."""

from __future__ import annotations

import io
import os
import resource
import signal
import sys
import time
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from PIL import Image, ImageOps

from casework.errors import ConfigurationError, PictureUnreadable, UsageError
from casework.settings import MatchSettings, PictureSettings, WorkerSettings
from matchers import worker, workers
from matchers.image.decode import read_picture
from matchers.image.explain import explain
from matchers.worker import (
    Answer,
    ExplainJob,
    ReadJob,
    RenderJob,
    WordsJob,
    answer,
    read_frame,
    write_frame,
)
from matchers.workers import WorkerPool
from tests.matchers.colour_reader import RapidOCR, installed_in
from tests.matchers.image.drawing import drawn, encoded
from tests.matchers.image.plain_model import PlainModel
from tests.shops.hostile_pictures import bombs, oddities

GOOD = encoded(drawn(1))


def frames(answers: io.BytesIO) -> list[Answer]:
    """What a worker said."""
    found = []
    while (frame := read_frame(answers)) is not None:
        found.append(workers._ANSWER.decode(frame))
    return found


def process_id(pool: WorkerPool) -> int:
    """The process behind a pool of one."""
    process = pool._workers[0]._process
    assert process is not None
    return process.pid


def test_the_pool_answers_as_the_function_does() -> None:
    """A picture's record is the same whether made here or in a worker."""
    with WorkerPool(WorkerSettings()) as pool:
        futures = [pool.read_picture(GOOD, f"u{number}") for number in range(3)]
        assert [future.result(60) for future in futures] == [
            read_picture(GOOD, f"u{number}") for number in range(3)
        ]
        shown = pool.render_picture(GOOD, 50).result(60)
    assert Image.open(io.BytesIO(shown)).size == (50, 42)


def test_an_unreadable_picture_is_that_one_s_error_only() -> None:
    """The next picture is read by the same worker."""
    with WorkerPool(WorkerSettings()) as pool:
        with pytest.raises(PictureUnreadable, match=r"^The picture u is empty, damaged or none"):
            pool.read_picture(b"no picture", "u").result(60)
        before = process_id(pool)
        assert pool.read_picture(GOOD, "u").result(60).width == 240
        assert process_id(pool) == before


def test_a_killed_worker_is_replaced() -> None:
    """A worker that dies costs its own picture at most."""
    with WorkerPool(WorkerSettings()) as pool:
        pool.read_picture(GOOD, "u").result(60)
        os.kill(process_id(pool), signal.SIGKILL)
        time.sleep(0.1)
        with pytest.raises(PictureUnreadable, match=r"^The picture u took more than 10 seconds"):
            pool.read_picture(GOOD, "u").result(60)
        assert pool.read_picture(GOOD, "u").result(60).width == 240


def test_too_much_memory_is_one_sentence() -> None:
    """A picture within the size limits but beyond the worker's memory is refused, others are read."""
    large = encoded(Image.new("RGB", (7000, 5000)))
    with WorkerPool(WorkerSettings(memory_bytes=96 * 2**20)) as pool:
        with pytest.raises(PictureUnreadable, match=r"memory|MB"):
            pool.read_picture(large, "large").result(60)
        assert pool.read_picture(GOOD, "u").result(60).width == 240


def test_hostile_pictures_cost_little_and_rare_ones_are_read() -> None:
    """One worker gets through all of them: a sentence for each bomb, a record for each oddity, in
    a third of the memory it may take, and without being lost once.
    """
    with WorkerPool(WorkerSettings()) as pool:
        pool.read_picture(GOOD, "u").result(60)
        process = process_id(pool)
        for name, data in bombs().items():
            with pytest.raises(PictureUnreadable, match=rf"^The picture {name} is .*\.$"):
                pool.read_picture(data, name).result(60)
        read = {name: pool.read_picture(data, name).result(60) for name, data in oddities().items()}
        assert process_id(pool) == process
        status = Path(f"/proc/{process}/status").read_text("ascii")
    most = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    assert int(most) < 360 * 1024
    assert (read["ramp.png"].width, read["film.gif"].width) == (6000, 32)


def test_a_worker_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wall time is limited too, for a worker that only sleeps."""
    slow = (
        "import time, matchers.worker as w; w.answer = lambda job, tools=None: time.sleep(60) "
        "if getattr(job, 'url', '') == 'slow' else w.Answer(rendered=b'x'); "
    )
    monkeypatch.setattr(workers, "_START", workers._START.replace("main(int", slow + "main(int"))
    with WorkerPool(WorkerSettings(seconds=1.0)) as pool:
        begun = time.monotonic()
        with pytest.raises(PictureUnreadable, match=r"took more than 1 seconds or 1024 MB"):
            pool.read_picture(GOOD, "slow").result(60)
        assert time.monotonic() - begun < 30
        assert pool.render_picture(GOOD, 10).result(60) == b"x"


def test_a_worker_is_replaced_after_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """What decoders leak cannot grow without end."""
    monkeypatch.setattr(workers, "JOBS_A_PROCESS", 2)
    with WorkerPool(WorkerSettings()) as pool:
        pool.read_picture(GOOD, "u").result(60)
        first = process_id(pool)
        pool.read_picture(GOOD, "u").result(60)
        pool.read_picture(GOOD, "u").result(60)
        assert process_id(pool) != first


def test_a_cancelled_job_is_not_done() -> None:
    """What nobody waits for is skipped."""
    pool = WorkerPool(WorkerSettings())
    waiting = [pool.read_picture(GOOD, "u") for _ in range(5)]
    cancelled = waiting[-1].cancel()
    pool.close()
    assert cancelled
    assert all(future.done() for future in waiting)


def test_a_closed_pool_refuses() -> None:
    """Closing twice is harmless; a job after it is an error that says so."""
    pool = WorkerPool(WorkerSettings())
    pool.close()
    pool.close()
    with pytest.raises(PictureUnreadable, match="after the worker pool was closed"):
        pool.render_picture(GOOD, 10)


def test_frames_survive_the_pipe() -> None:
    """A message comes out as it went in; a torn one is none."""
    pipe = io.BytesIO()
    write_frame(pipe, ReadJob("u", b"data"))
    whole = pipe.getvalue()
    assert read_frame(io.BytesIO(whole)) == whole[8:]
    assert read_frame(io.BytesIO(whole[:-1])) is None
    assert read_frame(io.BytesIO(b"")) is None


def test_the_worker_serves_until_its_input_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each job is limited and answered in order, after the worker said that it is ready."""
    limits: list[int] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, _: limits.append(kind))
    jobs, answers = io.BytesIO(), io.BytesIO()
    write_frame(jobs, ReadJob("u", GOOD))
    write_frame(jobs, RenderJob(40, GOOD))
    jobs.seek(0)
    monkeypatch.setattr(sys, "stdin", Future())
    monkeypatch.setattr(sys, "stdout", Future())
    monkeypatch.setattr(sys.stdin, "buffer", jobs, raising=False)
    monkeypatch.setattr(sys.stdout, "buffer", answers, raising=False)
    worker.main(2**30, 5.0)
    answers.seek(0)
    ready, read, rendered = (workers._ANSWER.decode(read_frame(answers) or b"") for _ in range(3))
    assert ready == Answer()
    assert read.picture == read_picture(GOOD, "u")
    assert rendered.rendered.startswith(b"\x89PNG")
    assert {resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE} <= set(limits)


@pytest.mark.parametrize("error", [MemoryError(), ZeroDivisionError("oops")])
def test_whatever_goes_wrong_is_a_sentence(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker answers even where a library has a fault of its own."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(worker, "read_picture", fail)
    assert answer(ReadJob("u", GOOD)).error.startswith("The picture u ")
    assert "to be shown" in answer(RenderJob(10, b"")).error


def test_explanations_are_made_in_the_pool() -> None:
    """Two strangers' files are compared and drawn behind the same limits."""
    copy = encoded(ImageOps.mirror(drawn(1)), "JPEG")
    with WorkerPool(WorkerSettings()) as pool:
        made = pool.explain_pictures(copy, GOOD, MatchSettings()).result(60)
        assert made == explain(copy, GOOD, MatchSettings())
        assert made == answer(ExplainJob(copy, GOOD, MatchSettings())).explanation
        with pytest.raises(PictureUnreadable, match="of the reference is empty"):
            pool.explain_pictures(copy, b"", MatchSettings()).result(60)


def test_no_worker_outlives_the_pool() -> None:
    """Closing ends the processes."""
    with WorkerPool(WorkerSettings()) as pool:
        pool.read_picture(GOOD, "u").result(60)
        process = process_id(pool)
    assert not Path(f"/proc/{process}").exists()


def test_words_are_read_in_a_process_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader is loaded once, there; a picture that cannot be opened is that one's error only."""
    monkeypatch.setenv("PYTHONPATH", installed_in(tmp_path))
    red, tiny = encoded(Image.new("RGB", (40, 40), "red")), encoded(Image.new("RGB", (8, 8)))
    with WorkerPool(WorkerSettings()) as pool:
        assert pool.read_picture(GOOD, "u").result(60).made_by == pool.made_by
        texts = [pool.read_words(data, "u").result(60) for data in (red, tiny)]
        with pytest.raises(PictureUnreadable, match=r"^The picture v is empty"):
            pool.read_words(b"", "v").result(60)
    assert [[line.text for line in text.lines] for text in texts] == [["LANTERN"], []]


def test_without_a_reader_every_job_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that cannot be loaded is one error, each time it is asked."""
    (tmp_path / "rapidocr.py").write_text("", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with WorkerPool(WorkerSettings()) as pool:
        for _ in range(2):
            with pytest.raises(UsageError, match="the extra ocr does not load"):
                pool.read_words(GOOD, "u").result(60)
    assert answer(WordsJob("u", GOOD)).unable
    with pytest.raises(PictureUnreadable, match="after the worker pool was closed"):
        pool.read_words(GOOD, "u")


def test_a_worker_for_words_loads_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says first is that it is ready, or why it never will be."""
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    module = ModuleType("rapidocr")
    monkeypatch.setitem(sys.modules, "rapidocr", module)
    said = []
    for engine in (None, RapidOCR):
        module.RapidOCR = engine  # type: ignore[attr-defined]  # made up here
        jobs, answers = io.BytesIO(), io.BytesIO()
        write_frame(jobs, WordsJob("u", encoded(Image.new("RGB", (40, 40), "green"))))
        jobs.seek(0)
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=jobs))
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answers))
        worker.main(2**30, 5.0, worker.WORDS)
        answers.seek(0)
        said.append(frames(answers))
    (unable,), (ready, read) = said
    assert unable.unable
    assert ready == Answer()
    assert read.text is not None
    assert read.text.lines[0].text == "garden"


def test_a_worker_loads_the_model_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pictures are described by the model; without it they are read all the same, and it says
    so first.
    """
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(worker, "read_model", lambda path: Path(path).read_bytes())
    monkeypatch.setattr(worker, "NeuralDescriptor", lambda *_: PlainModel())
    (tmp_path / "model").write_bytes(b"model")
    assert read_by_worker(monkeypatch, str(tmp_path / "model")) == (
        Answer(),
        Answer(picture=read_picture(GOOD, "u", PlainModel())),
    )

    def refuse(*_: object) -> PlainModel:
        raise ConfigurationError("is no model", file="model")

    monkeypatch.setattr(worker, "NeuralDescriptor", refuse)
    assert read_by_worker(monkeypatch, str(tmp_path / "model")) == (
        Answer("model: is no model"),
        Answer(picture=read_picture(GOOD, "u")),
    )


def read_by_worker(monkeypatch: pytest.MonkeyPatch, model: str) -> tuple[Answer, ...]:
    """What a worker with a model says first, and to one picture."""
    jobs, answers = io.BytesIO(), io.BytesIO()
    write_frame(jobs, ReadJob("u", GOOD))
    jobs.seek(0)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=jobs))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answers))
    worker.main(2**30, 5.0, worker.PICTURES, model)
    answers.seek(0)
    return tuple(frames(answers))


def test_a_model_that_is_missing_is_said_before_the_first_picture() -> None:
    """The pool knows it without starting a process."""
    with WorkerPool(WorkerSettings(), PictureSettings(neural_model="/nowhere/copy.onnx")) as pool:
        (sentence,) = pool.complaints()
        assert sentence.startswith("pictures.neural_model: pictures are matched without the model")
        assert pool.complaints() == ()
