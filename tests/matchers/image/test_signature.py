"""Signatures: comparison, symmetric variants, refusal across algorithms."""

from __future__ import annotations

import imagehash
import numpy as np
import pytest
from PIL import Image

from casework.errors import SignatureMismatch
from casework.frontier import PictureSignature
from matchers.image.signature import (
    SYMMETRIES,
    code_of,
    codes_of,
    compare,
    pdq_signature,
    phash_signature,
    symmetric_codes,
)
from tests.matchers.image.drawing import drawn

CLOCKWISE = {
    "same": None,
    "rotated-90": Image.Transpose.ROTATE_270,
    "rotated-180": Image.Transpose.ROTATE_180,
    "rotated-270": Image.Transpose.ROTATE_90,
    "flipped": Image.Transpose.FLIP_TOP_BOTTOM,
    "mirrored": Image.Transpose.FLIP_LEFT_RIGHT,
    "mirrored-rotated-270": Image.Transpose.TRANSPOSE,
    "mirrored-rotated-90": Image.Transpose.TRANSVERSE,
}


def pdq(image: Image.Image) -> PictureSignature:
    """PDQ of an image."""
    return pdq_signature(np.asarray(image))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", SYMMETRIES)
def test_variants_name_what_was_done_to_the_reference(name: str, seed: int) -> None:
    """The variant of the altered picture that looks like the reference names the alteration."""
    reference = drawn(seed)
    turn = CLOCKWISE[name]
    altered = reference if turn is None else reference.transpose(turn)
    variants = symmetric_codes(code_of(pdq(altered)))
    distances = np.bitwise_count(variants ^ code_of(pdq(reference))).sum(axis=1)
    assert SYMMETRIES[int(distances.argmin())] == name
    assert distances.min() <= 24


def test_the_first_variant_is_the_code_itself() -> None:
    """Nothing is lost for the picture as it is."""
    code = code_of(pdq(drawn(1)))
    assert np.array_equal(symmetric_codes(code)[0], code)


def test_inverting_a_picture_gives_the_complement() -> None:
    """A negative is found without touching a pixel."""
    code, negative = (code_of(pdq(image)) for image in (drawn(1), invert(drawn(1))))
    assert int(np.bitwise_count(~code ^ negative).sum()) <= 6


def invert(image: Image.Image) -> Image.Image:
    """The negative of a picture."""
    return Image.fromarray(255 - np.asarray(image))


def test_phash_is_that_of_imagehash() -> None:
    """The interchange signature is the one other programs compute."""
    signature = phash_signature(np.asarray(drawn(1)), 100)
    assert signature.bits == str(imagehash.phash(drawn(1)))


def test_comparison_counts_bits() -> None:
    """Distance is symmetric, zero for the same, and counts differing bits."""
    first, second = (PictureSignature("phash64", bits, 100) for bits in ("00" * 8, "00" * 7 + "81"))
    assert compare(first, second) == compare(second, first) == 2
    assert compare(first, first) == 0


def test_other_algorithms_are_refused() -> None:
    """Subtracting a phash from a PDQ is an error and not a number."""
    pixels = np.asarray(drawn(1))
    with pytest.raises(SignatureMismatch, match="pdq signature cannot be compared with a phash64"):
        compare(pdq_signature(pixels), phash_signature(pixels, 100))


@pytest.mark.parametrize(
    ("algorithm", "bits"), [("pdq", "ff"), ("pdq", "zz" * 32), ("dhash", "00" * 8)]
)
def test_malformed_signatures_are_refused(algorithm: str, bits: str) -> None:
    """Bits of a wrong length, no hexadecimal, or an unknown algorithm are said."""
    with pytest.raises(SignatureMismatch, match="is not a"):
        code_of(PictureSignature(algorithm, bits, 100))


def test_codes_come_by_algorithm() -> None:
    """Rows are of one algorithm, and there may be none."""
    signature = pdq(drawn(1))
    assert codes_of([signature], "pdq").shape == (1, 32)
    assert codes_of([signature], "phash64").shape == (0, 8)
