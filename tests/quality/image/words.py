"""Word marks read off pictures with the extra `ocr`: how many of them, by size."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz import fuzz

from matchers.image.words import WordReader
from tests.quality.image.pictures import Material

LATIN = ("NIKE", "GUCCI", "Dyson")
CHINESE = ("郫县豆瓣", "康师傅", "茅台")
SIZES = (40, 20, 13)
# Fonts with Chinese letters where Debian, Fedora and macOS keep them.
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)


def _font(size: int, chinese: bool) -> ImageFont.ImageFont | ImageFont.FreeTypeFont | None:
    if not chinese:
        return ImageFont.load_default(size)
    path = next((name for name in FONTS if Path(name).exists()), None)
    return None if path is None else ImageFont.truetype(path, size)


def _cases(given: Material) -> Iterator[tuple[int, str, Image.Image]]:
    """(size in pixels, word, picture): plain, tilted, and written on a photograph."""
    for size in SIZES:
        for word in (*LATIN, *CHINESE):
            font = _font(size, word in CHINESE)
            if font is None:
                continue
            plain = Image.new("RGB", (480, 320), (226, 224, 214))
            busy = Image.open(io.BytesIO(given.others[len(word)])).convert("RGB").resize((480, 480))
            for page in (plain, busy):
                ImageDraw.Draw(page).text(
                    (120, 140), word, "black", font, stroke_width=2, stroke_fill="white"
                )
                yield size, word, page
            yield size, word, plain.rotate(8, Image.Resampling.BICUBIC, fillcolor=(226, 224, 214))


def measure_words(given: Material) -> None:
    """Print the share of words read, exactly and nearly."""
    if importlib.util.find_spec("rapidocr") is None:
        print("\nwords in pictures: not measured, the extra ocr is not installed")
        return
    reader = WordReader()
    read: dict[int, list[tuple[bool, bool]]] = {size: [] for size in SIZES}
    for size, word, page in _cases(given):
        texts = [line.text for line in reader.read(np.asarray(page)).lines] or [""]
        near = max(fuzz.partial_ratio(word.casefold(), text.casefold()) for text in texts) >= 80
        read[size].append((any(word in text for text in texts), near))
    print("\n| words in pictures | read exactly | nearly (goal ≥ .98) |\n| --- | --- | --- |")
    for size, found in read.items():
        exact, near = (sum(column) / len(found) for column in zip(*found, strict=True))
        print(f"| {size} px, {len(found)} pictures | {exact:.2f} | {near:.2f} |")
