"""The pictures of the quality suite: development photographs where they are, drawn ones elsewhere."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from tests.quality.image.edits import Stock

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "images"


@dataclass(frozen=True)
class Material:
    """Files to protect, ordinary files that must not be flagged, and fillers for collages."""

    references: tuple[bytes, ...]
    others: tuple[bytes, ...]
    stock: Stock
    origin: str


def material() -> Material:
    """Photographs of goods with hard negatives (same seller, same floor), else drawings."""
    references = sorted((SHARED / "references").glob("*.jpg"))
    others = sorted((SHARED / "others").glob("*.jpg"))
    if references and others:
        files = tuple(path.read_bytes() for path in others)
        return Material(
            tuple(path.read_bytes() for path in references),
            files,
            Stock(tuple(_opened(data) for data in files[::3])),
            f"{len(references)} photographs, {len(others)} others, many of the same floor or shelf",
        )
    drawings = tuple(_drawing(seed) for seed in range(120))
    return Material(
        drawings[:50],
        drawings[50:],
        Stock(tuple(_opened(data) for data in drawings[50::3])),
        "50 drawings, 70 others on the same backgrounds (no photographs in ../shared/data)",
    )


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _drawing(seed: int) -> bytes:
    """Shapes on one of ten textured backgrounds: backgrounds are shared, shapes are not."""
    background = np.random.default_rng(seed % 10).integers(60, 200, (44, 33, 3), dtype=np.uint8)
    image = Image.fromarray(background).resize((330, 440), Image.Resampling.BICUBIC)
    generator = np.random.default_rng(1000 + seed)
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, side = (
            generator.integers(30, 270),
            generator.integers(40, 360),
            generator.integers(5, 40),
        )
        colour = tuple(int(level) for level in generator.integers(0, 256, 3))
        shape = pen.ellipse if generator.random() < 0.5 else pen.rectangle
        shape((int(x), int(y), int(x + side), int(y + side)), fill=colour, outline="black")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()
