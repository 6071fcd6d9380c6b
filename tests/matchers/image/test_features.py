"""Local features: packing, mirroring, and what is kept."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps

from matchers.image.features import MOST, LocalFeatures, extract, mirrored, unpack
from tests.matchers.image.drawing import drawn


def features(image: Image.Image) -> LocalFeatures:
    """Features of an image."""
    found = unpack(extract(np.asarray(image)))
    assert found is not None
    return found


def test_packed_features_are_small_and_come_back() -> None:
    """Places lie inside the picture, numbers are bounded, the grey copy has its proportion."""
    packed = extract(np.asarray(drawn(1, (900, 700))))
    found = unpack(packed)
    assert found is not None
    assert 100 < len(found) <= MOST
    assert len(packed) < 42_000
    assert found.points.min() >= 0
    assert found.points[:, 0].max() <= found.width == 1
    assert found.points[:, 1].max() <= found.height == pytest.approx(62 / 80)
    assert found.grey.shape == (62, 80)
    assert found.descriptors.dtype == np.uint8


def test_the_same_pixels_give_the_same_bytes() -> None:
    """Nothing is drawn at random."""
    assert extract(np.asarray(drawn(2))) == extract(np.asarray(drawn(2)))


def test_mirrored_features_are_those_of_the_mirrored_picture() -> None:
    """The permutation of descriptors equals looking again."""
    permuted, looked = mirrored(features(drawn(3))), features(ImageOps.mirror(drawn(3)))
    difference = (
        permuted.descriptors.astype(float)[:, None] - looked.descriptors.astype(float)[None]
    )
    distances = np.sqrt((difference**2).sum(axis=2))
    nearest = distances.argmin(axis=1)
    close = np.abs(permuted.points - looked.points[nearest]).max(axis=1) < 0.01
    assert close.mean() > 0.85
    assert np.median(distances.min(axis=1)) < 60
    turn = np.cos(permuted.angles[close] - looked.angles[nearest][close])
    assert np.median(turn) > 0.99
    assert np.array_equal(mirrored(permuted).descriptors, features(drawn(3)).descriptors)


def test_a_flat_picture_has_no_features() -> None:
    """Nothing is there to be found, and that is no error."""
    assert len(features(Image.new("RGB", (50, 40), "white"))) == 0


@pytest.mark.parametrize("packed", [b"", b"MF0\0abc", b"other bytes"])
def test_foreign_bytes_are_no_features(packed: bytes) -> None:
    """What another version packed is left alone, not misread."""
    assert unpack(packed) is None


def test_every_part_keeps_features() -> None:
    """A dull part beside a busy one is not left without features."""
    page = Image.new("RGB", (384, 384))
    page.paste(Image.fromarray(np.random.default_rng(1).integers(0, 256, (384, 192, 3), np.uint8)))
    page.paste(drawn(5, (192, 384)), (192, 0))
    places = features(page).points
    assert (places[:, 0] > 0.5).mean() > 0.3
