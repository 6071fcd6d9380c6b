"""Words in pictures: read with their place by an extra that loads lazily and says when it cannot."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from casework.errors import UsageError
from casework.frontier import PictureLine, PictureText
from matchers.image.words import READER, WordReader, can_read_words

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


def test_words_come_with_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are fractions of the picture; what is read without confidence is left out."""
    module = ModuleType("rapidocr")
    module.RapidOCR = FakeEngine  # type: ignore[attr-defined]  # made up here
    monkeypatch.setitem(sys.modules, "rapidocr", module)
    reader = WordReader()
    line = PictureLine("NIKE", 0.98, ((0.1, 0.2), (0.6, 0.2), (0.6, 0.6), (0.1, 0.6)))
    assert reader.read(PIXELS) == PictureText((line,), READER)
    assert reader.read(PIXELS + np.uint8(255)) == PictureText((), READER)


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is one sentence that tells how to get it; a broken one names its error."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(UsageError, match=r"pip install 'markwarden\[ocr\]'"):
        WordReader()
    monkeypatch.setitem(sys.modules, "rapidocr", ModuleType("rapidocr"))
    with pytest.raises(UsageError, match=r"does not load \(AttributeError"):
        WordReader()


def test_asking_loads_nothing() -> None:
    """Whether words can be read is known without loading what reads them."""
    before = set(sys.modules)
    assert can_read_words() == (importlib.util.find_spec("rapidocr") is not None)
    assert not {name for name in set(sys.modules) - before if name.startswith("rapidocr.")}


@pytest.mark.skipif(not can_read_words(), reason="the extra ocr is not installed")
def test_the_extra_reads_marks_of_thirteen_pixels() -> None:
    """Where the extra is installed, small print is read."""
    image = Image.new("RGB", (400, 200), (225, 225, 215))
    pen = ImageDraw.Draw(image)
    pen.text((30, 30), "NIKE", "black", ImageFont.load_default(40))
    pen.text((200, 130), "GUCCI", "navy", ImageFont.load_default(16))
    assert {line.text for line in WordReader().read(np.asarray(image)).lines} == {"NIKE", "GUCCI"}
