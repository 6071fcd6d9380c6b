"""Pictures that shops should not serve and some do: bombs, fragments, and rare but honest files."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from PIL import Image

from tests.matchers.image.drawing import drawn, encoded


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_zeros(width: int, height: int) -> bytes:
    """A one-bit black PNG, made without ever holding its pixels."""
    row = bytes(1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def film(file_format: str, frames: int, size: tuple[int, int]) -> bytes:
    """An animation of so many frames, each another."""
    first = drawn(70, size)
    others = [Image.new("RGB", size, (number % 256, 99, 9)) for number in range(1, frames)]
    return encoded(first, file_format, save_all=True, append_images=others)


def exif_that_repeats_itself() -> bytes:
    """A JPEG of 3 MB whose EXIF has 60,000 entries, each of which claims the same megabyte."""
    count, size = 60_000, 1_000_000
    entries = b"".join(
        struct.pack("<HHII", number + 1000, 7, size, 8 + 12 * count) for number in range(count)
    )
    exif = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", count) + entries + bytes(2 * size)
    data = encoded(drawn(70), "JPEG")
    parts = [exif[start : start + 65_000] for start in range(0, len(exif), 65_000)]
    segments = b"".join(
        b"\xff\xe1" + struct.pack(">H", len(part) + 8) + b"Exif\0\0" + part for part in parts
    )
    return data[:2] + segments + data[2:]


def sixteen_bits() -> bytes:
    """A grey PNG of 36 megapixels and 16 bits."""
    ramp = np.tile(np.linspace(0, 65535, 6000).astype(np.uint16), (6000, 1))
    return encoded(Image.fromarray(ramp), "PNG", compress_level=1)


def palette() -> bytes:
    """A GIF-like PNG of colours by number, one of them transparent."""
    return encoded(drawn(70).quantize(64), "PNG", transparency=3)


def bombs() -> dict[str, bytes]:
    """Files that are to be refused by one sentence."""
    good = encoded(drawn(70), "JPEG")
    return {
        "bomb.png": png_of_zeros(10_000, 10_000),
        "strip.png": png_of_zeros(39_000, 1000),
        "cut.jpg": good[: len(good) // 2],
        "empty.jpg": b"",
        "page.jpg": b"<!doctype html><title>Not found</title>",
        "drawing.svg.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }


def oddities() -> dict[str, bytes]:
    """Files that are to be read, however rare."""
    return {
        "film.gif": film("GIF", 2000, (32, 32)),
        "film.webp": film("WEBP", 40, (300, 300)),
        "exif.jpg": exif_that_repeats_itself(),
        "suffix.gif": encoded(drawn(70), "PNG"),
        "print.jpg": encoded(drawn(70).convert("CMYK"), "JPEG"),
        "ramp.png": sixteen_bits(),
        "palette.png": palette(),
        "photo.avif": encoded(drawn(70), "AVIF"),
        "large.png": png_of_zeros(6300, 6300),
    }
