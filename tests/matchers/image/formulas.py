"""Pictures made by whole-number formulas: the same bytes on every machine, without any file."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 260, 200


def patterned(number: int) -> Image.Image:
    """Patches with edges, corners and slopes, another for each number; no floating point in it."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.int64)
    channels = []
    for channel in range(3):
        state = 7919 * (number + 1) + 104_729 * channel
        picture = (rows * (3 + state % 5) + columns * (2 + state % 7)) // 9 % 256
        for _ in range(60):
            state = (state * 1_103_515_245 + 12_345) % 2**31
            left, top = state // 64 % WIDTH, state // 65_536 % HEIGHT
            across, down = 6 + state // 7 % 40, 6 + state // 311 % 40
            level = state // 4096 % 256
            inside = (abs(columns - left) * down + abs(rows - top) * across) < across * down
            picture = np.where(inside, (level + (rows + columns) // 4) % 256, picture)
        channels.append(picture)
    return Image.fromarray(np.stack(channels, axis=2).astype(np.uint8))


def altered(number: int) -> dict[str, Image.Image]:
    """Copies by name, altered without interpolation, so that their bytes are the same too."""
    image, other = patterned(number), patterned(number + 50)
    page = Image.new("RGB", (WIDTH * 2, HEIGHT), "white")
    page.paste(other, (0, 0))
    page.paste(image, (WIDTH, 0))
    banner = image.copy()
    banner.paste((220, 20, 40), (0, HEIGHT - 40, WIDTH, HEIGHT))
    return {
        "same": image,
        "mirrored": ImageOps.mirror(image),
        "turned": image.transpose(Image.Transpose.ROTATE_90),
        "inverted": ImageOps.invert(image),
        "bordered": ImageOps.expand(image, 30, "white"),
        "cropped": image.crop((40, 30, 220, 170)),
        "banner": banner,
        "beside another": page,
        "another": other,
    }


def file_of(image: Image.Image) -> bytes:
    """A PNG; its bytes may differ between packers, its pixels do not."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
