"""Pictures for the tests, drawn from a seed: detailed enough for every signature."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from casework.frontier import Picture
from matchers.image.decode import read_picture
from matchers.image.hit import ReferenceEntry


def drawn(seed: int, size: tuple[int, int] = (240, 200)) -> Image.Image:
    """A busy picture: coarse colour fields with shapes and lines over them."""
    generator = np.random.default_rng(seed)
    fields = generator.integers(0, 256, (5, 6, 3), dtype=np.uint8)
    image = Image.fromarray(fields).resize(size, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    for _ in range(140):
        x, y = generator.integers(0, size[0]), generator.integers(0, size[1])
        side = int(generator.integers(4, 30))
        colour = tuple(int(value) for value in generator.integers(0, 256, 3))
        shape = pen.ellipse if generator.random() < 0.5 else pen.rectangle
        shape((int(x), int(y), int(x) + side, int(y) + side), fill=colour, outline="black")
    return image


def encoded(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    """The picture as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def picture(image: Image.Image, url: str = "https://shop.example/a.png") -> Picture:
    """The record of a picture."""
    return read_picture(encoded(image), url)


def entry(record: Picture, brand: str = "brand", mark: str = "mark") -> ReferenceEntry:
    """A protected picture."""
    return ReferenceEntry(brand, mark, record.sha256, "A title", record)
