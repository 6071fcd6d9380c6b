"""Words in pictures, read by the optional extra `ocr`: lines of text with their places."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import numpy as np

from casework.errors import UsageError
from casework.frontier import PictureLine, PictureText
from matchers.image.signature import Pixels

READER = "words 1"
"""Version of the reading; texts of another one are read anew."""
LEAST_SURE = 0.5
"""Reading confidence below which a line is noise."""
MISSING = (
    "Words in pictures are not read: the extra ocr is not installed "
    "(pip install 'markwarden[ocr]')."
)


def can_read_words() -> bool:
    """Whether the extra is installed; it is not loaded by asking."""
    return importlib.util.find_spec("rapidocr") is not None


class WordReader:
    """Reads the words of pictures; reading one costs as much as a hundred decodes.

    Raises:
        UsageError: the extra is not installed, or cannot be loaded.
    """

    def __init__(self) -> None:
        try:
            rapidocr = importlib.import_module("rapidocr")
            one = {
                f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")
            }
            self._engine: Any = rapidocr.RapidOCR(params={"Global.log_level": "critical", **one})
        except ModuleNotFoundError:
            raise UsageError(MISSING) from None
        # Whatever a broken installation raises, the pictures are matched all the same.
        except Exception as error:  # noqa: BLE001
            reason = f"{type(error).__name__}: {error}"
            raise UsageError(
                f"Words in pictures are not read: the extra ocr does not load ({reason})."
            ) from None

    def read(self, pixels: Pixels) -> PictureText:
        """The lines of a picture, those higher up first."""
        # The engine was trained on OpenCV's order of colours.
        found = self._engine(np.ascontiguousarray(pixels[..., ::-1]))
        if not found.txts:
            return PictureText((), READER)
        size = np.array([pixels.shape[1], pixels.shape[0]])
        return PictureText(
            tuple(
                PictureLine(str(text), round(float(sure), 4), _polygon(box, size))
                for text, sure, box in zip(found.txts, found.scores, found.boxes, strict=True)
                if sure >= LEAST_SURE
            ),
            READER,
        )


def _polygon(box: Any, size: Any) -> tuple[tuple[float, float], ...]:
    corners = np.clip(np.asarray(box, dtype=np.float64) / size, 0, 1)
    return tuple((round(float(x), 4), round(float(y), 4)) for x, y in corners)
