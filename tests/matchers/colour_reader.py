"""A reader of words in place of the extra `ocr`, for crawls in child processes: it reads colours."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

WORDS = {"red": "LANTERN", "green": "garden", "blue": "compatible with LANTERN"}


class RapidOCR:
    """Reads one line off each plain picture: what its colour stands for."""

    def __init__(self, params: dict[str, object]) -> None:
        self.params = params

    def __call__(self, pixels: np.ndarray) -> SimpleNamespace:
        """One line over the upper half, or none where the picture is too small to have any."""
        height, width = pixels.shape[:2]
        if width < 20:
            return SimpleNamespace(txts=None, scores=None, boxes=None)
        colour = ("blue", "green", "red")[int(pixels.reshape(-1, 3).mean(axis=0).argmax())]
        box = np.array([[0, 0], [width, 0], [width, height / 2], [0, height / 2]])
        return SimpleNamespace(txts=(WORDS[colour],), scores=(0.97,), boxes=(box,))


def installed_in(folder: Path) -> str:
    """Put it into a folder under the extra's name; what PYTHONPATH has to hold."""
    module = "from tests.matchers.colour_reader import RapidOCR as RapidOCR\n"
    (folder / "rapidocr.py").write_text(module, "utf-8")
    return str(folder)
