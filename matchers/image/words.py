"""Words in pictures, read by the optional extra `ocr`, and what of them is a protected mark."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from casework.errors import UsageError
from casework.evidence import Detail, Evidence, ImageRegion
from matchers.image.hit import Polygon
from matchers.image.signature import Pixels
from matchers.text.hit import MarkHit

WORDS_VERSION = "1"
REMEMBERED = 4096
"""Pictures whose words are kept: one picture is shared by many listings."""
LEAST_SURE = 0.5
"""Reading confidence below which a line is noise."""


@dataclass(frozen=True, slots=True)
class PictureWords:
    """One line of text in a picture, how sure its reading is (0 to 1), and where it stands."""

    text: str
    sure: float
    polygon: Polygon


class WordReader:
    """Reads words, at most `budget` pictures; reading one costs as much as a hundred decodes.

    Raises:
        UsageError: at the first picture, where the extra is not installed.
    """

    def __init__(self, budget: int) -> None:
        self._left = budget
        self._engine: Any = None
        self._known: dict[str, tuple[PictureWords, ...]] = {}

    def read(self, pixels: Pixels, sha256: str) -> tuple[PictureWords, ...] | None:
        """The lines of a picture, or None once the budget is spent. A picture is read once."""
        if sha256 not in self._known:
            if self._left <= 0:
                return None
            self._left -= 1
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[sha256] = self._read(pixels)
        return self._known[sha256]

    def _read(self, pixels: Pixels) -> tuple[PictureWords, ...]:
        if self._engine is None:
            self._engine = _engine()
        # The engine was trained on OpenCV's order of colours.
        found = self._engine(np.ascontiguousarray(pixels[..., ::-1]))
        if not found.txts:
            return ()
        size = np.array([pixels.shape[1], pixels.shape[0]])
        return tuple(
            PictureWords(str(text), round(float(sure), 4), _polygon(box, size))
            for text, sure, box in zip(found.txts, found.scores, found.boxes, strict=True)
            if sure >= LEAST_SURE
        )


def words_evidence(
    place: tuple[str, str],
    words: Iterable[PictureWords],
    match: Callable[[str], Iterable[MarkHit]],
    mention: float,
) -> tuple[Evidence, ...]:
    """Evidence of marks that a picture's words name.

    `place` is the picture's address and the SHA-256 of its bytes; `match` finds marks in a text;
    a hit counts from the mention score `mention`, after the doubt of the reading is taken off.
    """
    found = []
    for line in words:
        for hit in match(line.text):
            score = round(hit.score * line.sure, 6)
            if score >= mention:
                found.append(_evidence(place, line, hit, score))
    return tuple(found)


def _evidence(place: tuple[str, str], line: PictureWords, hit: MarkHit, score: float) -> Evidence:
    return Evidence(
        matcher="image",
        matcher_version=f"words {WORDS_VERSION}",
        brand_id=hit.entry.brand_id,
        mark_id=hit.entry.mark_id,
        rule=f"text:{hit.rule}",
        where=ImageRegion(*place, line.polygon),
        seen=hit.matched,
        against=hit.entry.text,
        score=score,
        literal=hit.literal,
        view=hit.view,
        details=(Detail("line", line.text), Detail("reading", f"{line.sure:.2f}")),
    )


def _engine() -> Any:
    try:
        rapidocr = importlib.import_module("rapidocr")
    except ImportError:
        raise UsageError(
            "Reading words in pictures needs the extra ocr: pip install 'markwarden[ocr]'."
        ) from None
    one = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return rapidocr.RapidOCR(params={"Global.log_level": "critical", **one})


def _polygon(box: Any, size: Any) -> Polygon:
    corners = np.clip(np.asarray(box, dtype=np.float64) / size, 0, 1)
    return tuple((round(float(x), 4), round(float(y), 4)) for x, y in corners)
