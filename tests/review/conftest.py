"""The sample desk and a browser of the workbench over it, for every test of this room."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from casework.flag import Flag
from casework.settings import ReviewSettings
from review.app import create_app
from review.serve import _listen
from tests.review.chromium import Chromium, Open
from tests.review.client import Browser, browser
from tests.review.sample import Sample, desk_over, make

Made = tuple[Path, tuple[Flag, ...]]


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample's record and captures, written once; tests work on copies."""
    folder = tmp_path_factory.mktemp("sample")
    return folder, make(folder)


@pytest.fixture
def sample(made_sample: Made, tmp_path: Path) -> Iterator[Sample]:
    """A desk over the sample in English, decided by one Ada."""
    folder, flags = made_sample
    shutil.copytree(folder, tmp_path / "data")
    settings = ReviewSettings(reviewer="Ada", language="en", port=0)
    with desk_over(tmp_path / "data", settings) as desk:
        yield Sample(desk, flags)


@pytest.fixture
def page(sample: Sample) -> Iterator[Browser]:
    """A browser that keeps cookies and sends forms."""
    with browser(sample.desk) as made:
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """One browser for all tests; each begins with an empty profile."""
    with Chromium() as browser:
        yield browser


@pytest.fixture
def opened(sample: Sample, chromium: Chromium) -> Iterator[Open]:
    """A browser beside a workbench that answers on loopback."""
    listener = _listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(create_app(sample.desk), log_config=None, lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        chromium.forget()
        chromium.look()
        yield Open(chromium, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join(timeout=120)
