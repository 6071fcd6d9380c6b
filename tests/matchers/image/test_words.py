"""Words in pictures: read once, on a budget, and matched as marks where they stand."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from casework.errors import UsageError
from casework.evidence import ImageRegion
from casework.settings import MatchSettings
from matchers.image import words
from matchers.image.words import PictureWords, WordReader, words_evidence
from matchers.watchlist import Watchlist

BRAND = ProtectedBrand(
    "nike", "NIKE", "Nike", (Mark("word", MarkKind.WORD, names=(Name("NIKE"),)),)
)
PIXELS = np.zeros((50, 100, 3), np.uint8)


class FakeEngine:
    """Reads two lines from anything but white, one of them not surely."""

    def __init__(self, params: dict[str, object]) -> None:
        self.params = params

    def __call__(self, pixels: np.ndarray) -> SimpleNamespace:
        """The lines."""
        if pixels.min() == 255:
            return SimpleNamespace(txts=None, scores=None, boxes=None)
        box = np.array([[10, 10], [60, 10], [60, 30], [10, 30]])
        return SimpleNamespace(txts=("NIKE", "~"), scores=(0.98, 0.2), boxes=[box, box])


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine in place of the extra, so that the rest is tested without it."""
    module = ModuleType("rapidocr")
    module.RapidOCR = FakeEngine  # type: ignore[attr-defined]  # made up here
    monkeypatch.setitem(sys.modules, "rapidocr", module)


@pytest.mark.usefixtures("engine")
def test_words_come_with_their_place() -> None:
    """Places are fractions of the picture; what is read without confidence is left out."""
    assert WordReader(9).read(PIXELS, "a") == (
        PictureWords("NIKE", 0.98, ((0.1, 0.2), (0.6, 0.2), (0.6, 0.6), (0.1, 0.6))),
    )
    assert WordReader(9).read(PIXELS + np.uint8(255), "b") == ()


@pytest.mark.usefixtures("engine")
def test_a_picture_is_read_once_and_on_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """A known picture costs nothing; when the budget is spent, new ones are not read."""
    monkeypatch.setattr(words, "REMEMBERED", 2)
    reader = WordReader(3)
    first = reader.read(PIXELS, "a")
    assert reader.read(PIXELS, "a") is first
    assert reader.read(PIXELS, "b")
    assert reader.read(PIXELS, "c")
    assert reader.read(PIXELS, "d") is None
    assert reader.read(PIXELS, "c")


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is one sentence that tells how to get it."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(UsageError, match=r"pip install 'markwarden\[ocr\]'"):
        WordReader(1).read(PIXELS, "a")


def test_words_that_name_a_mark_are_evidence() -> None:
    """The evidence lies in the picture, at the line; a doubtful reading counts for less."""
    marks = Watchlist.build([BRAND], {}, MatchSettings(), date(2026, 1, 1)).marks
    lines = [
        PictureWords("NIKE AIR", 0.98, ((0.1, 0.2),)),
        PictureWords("NIKE", 0.55, ()),
        PictureWords("shoes", 1.0, ()),
    ]
    (evidence,) = words_evidence(("u", "ab"), lines, marks.match, 0.7)
    assert evidence.where == ImageRegion("u", "ab", ((0.1, 0.2),))
    assert (evidence.seen, evidence.against, evidence.brand_id) == ("NIKE", "NIKE", "nike")
    assert evidence.rule.startswith("text:")
    assert 0.9 < evidence.score <= 0.98


@pytest.mark.skipif(not importlib.util.find_spec("rapidocr"), reason="extra ocr")
def test_the_extra_reads_marks_of_thirteen_pixels() -> None:
    """Where the extra is installed, small print is read."""
    image = Image.new("RGB", (400, 200), (225, 225, 215))
    pen = ImageDraw.Draw(image)
    pen.text((30, 30), "NIKE", "black", ImageFont.load_default(40))
    pen.text((200, 130), "GUCCI", "navy", ImageFont.load_default(16))
    lines = WordReader(1).read(np.asarray(image), "a")
    assert lines is not None
    assert {line.text for line in lines} == {"NIKE", "GUCCI"}
