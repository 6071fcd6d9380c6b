"""Picture signatures: PDQ and phash64, their symmetric variants, and the one lawful comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import imagehash
import numpy as np
import numpy.typing as npt
import pdqhash
from PIL import Image

from casework.errors import SignatureMismatch
from casework.frontier import PictureSignature

if TYPE_CHECKING:
    from collections.abc import Sequence

PDQ = "pdq"
PHASH = "phash64"
BYTES = {PDQ: 32, PHASH: 8}
"""Length of each algorithm's bits."""

Pixels = npt.NDArray[np.uint8]
"""Height x width x 3, RGB, 0 to 255."""
Code = npt.NDArray[np.uint8]
"""The packed bits of one signature, 32 bytes of PDQ or 8 of phash64."""
Box = tuple[float, float, float, float]
WHOLE_BOX: Box = (0.0, 0.0, 1.0, 1.0)

SYMMETRIES = (
    "same",
    "rotated-90",
    "rotated-180",
    "rotated-270",
    "flipped",
    "mirrored",
    "mirrored-rotated-270",
    "mirrored-rotated-90",
)
"""What was done to the reference, clockwise, when variant i of the found picture looks like it."""

# For each symmetry: transpose the 16 x 16 cosine coefficients?, negate odd rows?, odd columns?
_OPERATIONS = (
    (False, False, False),
    (True, True, False),
    (False, True, True),
    (True, False, True),
    (False, True, False),
    (False, False, True),
    (True, False, False),
    (True, True, True),
)


def pdq_signature(pixels: Pixels, view: str = "whole", box: Box = WHOLE_BOX) -> PictureSignature:
    """PDQ of a picture with its own quality, 0 (flat) to 100; below 50 it is not to be trusted.

    We shrink to PDQ's 64 x 64 ourselves: its own sampling is half a step off centre, so that a
    mirrored picture differs by 10 to 13 bits of 256; so it is 4 or 5, and the time a fifth. Against
    PDQ of the full picture 8 bits differ (median, at most 18).
    """
    small = Image.fromarray(pixels).resize((64, 64), Image.Resampling.HAMMING)
    bits, quality = pdqhash.compute(np.asarray(small))
    packed = np.packbits(np.asarray(bits, dtype=np.uint8))
    return PictureSignature(PDQ, packed.tobytes().hex(), int(quality), view, box)


def phash_signature(pixels: Pixels, quality: int) -> PictureSignature:
    """phash64 as imagehash makes it, for interchange; `quality` is that of the PDQ beside it."""
    value: Any = imagehash.phash(Image.fromarray(pixels))
    return PictureSignature(PHASH, str(value), quality)


def compare(first: PictureSignature, second: PictureSignature) -> int:
    """Number of bits in which two signatures differ.

    Raises:
        SignatureMismatch: they were made by different algorithms, or one has a wrong length.
    """
    if first.algorithm != second.algorithm:
        raise SignatureMismatch(
            f"A {first.algorithm} signature cannot be compared with a {second.algorithm} one."
        )
    return int(np.bitwise_count(code_of(first) ^ code_of(second)).sum())


def code_of(signature: PictureSignature) -> Code:
    """The signature's bits as bytes.

    Raises:
        SignatureMismatch: the bits are not hexadecimal, or not as many as the algorithm makes.
    """
    try:
        data = bytes.fromhex(signature.bits)
    except ValueError:
        data = b""
    if len(data) != BYTES.get(signature.algorithm):
        raise SignatureMismatch(
            f"{signature.bits!r} is not a {signature.algorithm} signature as Markwarden knows it."
        )
    return np.frombuffer(data, dtype=np.uint8)


def symmetric_codes(code: Code) -> Code:
    """The eight PDQ codes (8 x 32) that the picture's turned and mirrored forms have.

    Mirroring a picture negates the odd cosine coefficients and a quarter turn transposes them too,
    so the variants follow from the bits alone, up to the few bits whose coefficient lies between
    the median and its negative (measured: 4 or 5 of 256, at most 20).
    """
    bits = np.unpackbits(code).reshape(16, 16).astype(bool)
    odd = np.arange(16) % 2 == 1  # bits run from the highest coefficient (16) down to the first
    variants = []
    for transpose, rows, columns in _OPERATIONS:
        variant = bits.T if transpose else bits
        variant = variant ^ (odd[:, None] & rows) ^ (odd[None, :] & columns)
        variants.append(np.packbits(variant.reshape(-1)))
    return np.stack(variants)


def codes_of(signatures: Sequence[PictureSignature], algorithm: str) -> Code:
    """Codes of all signatures of one algorithm as rows; none gives an array without rows."""
    codes = [code_of(item) for item in signatures if item.algorithm == algorithm]
    return np.stack(codes) if codes else np.empty((0, BYTES[algorithm]), dtype=np.uint8)
