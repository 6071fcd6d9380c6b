"""Safe decoding: bytes from a stranger become upright RGB pixels of bounded size, or one sentence."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from casework.errors import PictureUnreadable
from casework.frontier import Picture, PictureSignature
from matchers.image.features import extract
from matchers.image.signature import Box, Pixels, pdq_signature, phash_signature
from matchers.image.versions import FEATURES_VERSION, SIGNATURE_VERSION
from matchers.image.views import views_of

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
"""What is opened at all; the rest of Pillow's decoders are never asked."""
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MADE_BY = f"signatures {SIGNATURE_VERSION}, features {FEATURES_VERSION}"
"""What makes the fingerprints of a record."""
WORKING_SIDE = 640
"""Longest side, in pixels, of what the matchers look at."""

# What Pillow and its plugins raise on damaged or hostile bytes, warnings as errors included.
_FAILURES = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
    Warning,
)
# How Pillow begins what it says of broken EXIF while it opens a picture.
_EXIF_COMPLAINTS = ("(?i).*corrupt exif", "Tag data larger than file", "Truncated File Read")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Describe(Protocol):
    """A further signature of pictures, by an algorithm of that name."""

    algorithm: str

    def signature(self, pixels: Pixels, view: str, box: Box) -> PictureSignature:
        """The signature of one view."""


def made_by(algorithm: str = "") -> str:
    """The versions of what makes a record, a further algorithm's name included."""
    return ", ".join(item for item in (MADE_BY, algorithm) if item)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Upright pixels at working size, and the size of the original in pixels, upright too."""

    pixels: Pixels
    width: int
    height: int


def decode(data: bytes, name: str, side: int = WORKING_SIDE) -> Decoded:
    """Upright RGB pixels of the first frame, alpha over white, longest side at most `side`.

    Raises:
        PictureUnreadable: it is damaged, too large, or of a format that is not opened; `name`
            says which picture.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Editors leave broken EXIF in many pictures that show well.
        for complaint in _EXIF_COMPLAINTS:
            warnings.filterwarnings("ignore", message=complaint)
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                width, height = image.size
                _check_size(width, height, name)
                # Only JPEG is decoded at a fraction of its size, a little below the limit rather
                # than twice above it; others ignore the wish.
                image.draft("RGB", (side * 4 // 5, side * 4 // 5))
                orientation = _orientation(image)
                image.load()
                upright = _turned(_on_white(_shrunk(image, side)), orientation)
                pixels = np.asarray(upright, dtype=np.uint8)
        except PictureUnreadable:
            raise
        except UnidentifiedImageError:
            raise PictureUnreadable(
                f"The picture {name} is empty, damaged or none of {', '.join(FORMATS)}."
            ) from None
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise PictureUnreadable(
                f"The picture {name} is too large: more than {MAX_PIXELS // 1_000_000} megapixels."
            ) from None
        except MemoryError:
            raise PictureUnreadable(
                f"The picture {name} needs more memory to decode than may be taken."
            ) from None
        except _FAILURES as error:
            reason = str(error).strip().rstrip(".") or type(error).__name__
            raise PictureUnreadable(f"The picture {name} is damaged: {reason}.") from None
    if orientation >= 5:
        width, height = height, width
    return Decoded(np.ascontiguousarray(pixels), width, height)


def read_picture(data: bytes, url: str, describe: Describe | None = None) -> Picture:
    """A picture's record: digest of its bytes, size, signatures of its views, local features.

    `describe` adds the signatures of a neural model.

    Raises:
        PictureUnreadable: see `decode`.
    """
    return record_of(data, url, decode(data, url), describe)


def record_of(data: bytes, url: str, decoded: Decoded, describe: Describe | None = None) -> Picture:
    """The record of a picture that was decoded already."""
    parts = views_of(decoded.pixels)
    views = [pdq_signature(view.pixels, view.name, view.box) for view in parts]
    described: list[PictureSignature] = []
    if describe is not None:
        described = [describe.signature(view.pixels, view.name, view.box) for view in parts]
    return Picture(
        url=url,
        sha256=hashlib.sha256(data).hexdigest(),
        width=decoded.width,
        height=decoded.height,
        signatures=(*views, phash_signature(decoded.pixels, views[0].quality), *described),
        features=extract(decoded.pixels),
        made_by=made_by(describe.algorithm if describe is not None else ""),
    )


def render_picture(data: bytes, side: int) -> bytes:
    """The picture as a fresh PNG, longest side at most `side`, without any of its metadata.

    Raises:
        PictureUnreadable: see `decode`.
    """
    buffer = io.BytesIO()
    Image.fromarray(decode(data, "to be shown", side).pixels).save(buffer, "PNG")
    return buffer.getvalue()


def _check_size(width: int, height: int, name: str) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise PictureUnreadable(
            f"The picture {name} is too large: {width} x {height} pixels, where "
            f"{MAX_PIXELS // 1_000_000} megapixels and {MAX_SIDE} a side are allowed."
        )


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1 to 8; damaged EXIF must not lose a picture that shows well."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _FAILURES:
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """A picture of a few modes, at most `side` long; large ones shrink before colours are made."""
    if image.mode.startswith(("I", "F")):
        image = Image.fromarray(_eight_bits(np.asarray(image)))
    if image.mode == "P" or image.has_transparency_data:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    scale = side / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _eight_bits(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Pixels:
    """Grey levels of 16 or 32 bits as 8; 16-bit PNG is what shops have."""
    divisor = 257.0 if values.max(initial=0) > 255 else 1.0
    levels = np.empty(values.shape, dtype=np.uint8)
    # A few rows at a time: as floats, all of a large picture would be eight times its size.
    for start in range(0, len(values), 256):
        rows = values[start : start + 256].astype(np.float64) / divisor
        levels[start : start + 256] = np.clip(np.round(rows), 0, 255)
    return levels


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    page = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(page, image).convert("RGB")


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)
