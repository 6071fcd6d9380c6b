"""Alignment: what agrees, how it is refined, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from matchers.image.agreement import compare_aligned
from matchers.image.features import LocalFeatures, extract, mirrored
from matchers.image.geometry import Matrix, _fit_homography, align, plausible, transformed
from matchers.image.local import LocalIndex
from tests.matchers.image.drawing import drawn
from tests.matchers.image.test_features import features

REFERENCE = drawn(1, (320, 260))


def warped(matrix: Matrix, size: tuple[int, int] = (320, 260)) -> Image.Image:
    """The reference moved by a matrix in pixels."""
    pixels = cv2.warpPerspective(np.asarray(REFERENCE), matrix, size, borderValue=(255, 255, 255))
    return Image.fromarray(pixels.astype(np.uint8))


@pytest.mark.parametrize(
    "linear", [[[1.0, 0.0], [0.0, 0.7]], [[0.8, -0.5], [0.5, 0.8]], [[0.9, 0.2], [0.0, 0.9]]]
)
def test_an_affine_is_recovered(linear: list[list[float]]) -> None:
    """Squashed, turned or slanted: the outline lands within two hundredths of the truth."""
    matrix = np.eye(3)
    matrix[:2, :2] = linear
    matrix[:2, 2] = 160 - 160 * matrix[0, :2].sum(), 130 - 130 * matrix[1, :2].sum()
    found = align(features(REFERENCE), features(warped(matrix)))
    assert found is not None
    corners = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.7]])
    truth = transformed(matrix, corners * 320) / 320
    assert np.abs(transformed(found.matrix, corners) - truth).max() < 0.02
    assert found.inliers >= 15
    assert found.pairs.shape[1] == 4


def test_perspective_earns_a_homography() -> None:
    """A picture taken from the side is explained clearly better by a homography."""
    source = np.array([[0, 0], [320, 0], [320, 260], [0, 260]], np.float32)
    target = np.array([[60, 50], [300, 0], [310, 255], [40, 200]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(source, target), dtype=np.float64)
    found = align(features(REFERENCE), features(warped(matrix)))
    assert found is not None
    assert found.kind == "homography"


def test_other_pictures_do_not_align() -> None:
    """Unrelated pictures give nothing worth a look, or something that looks different."""
    for seed in range(20, 30):
        other = features(drawn(seed, (320, 260)))
        found = align(features(REFERENCE), other)
        if found is not None:
            assert compare_aligned(features(REFERENCE), other, found.matrix).alike < 0.4


def test_pictures_without_features_do_not_align() -> None:
    """A plain picture is no error."""
    flat = features(Image.new("RGB", (60, 60)))
    assert align(features(REFERENCE), flat) is None
    assert align(flat, features(REFERENCE)) is None
    assert list(LocalIndex().search(flat, flat)) == []


def subset(found: LocalFeatures, rows: list[int]) -> LocalFeatures:
    """Some features of a picture."""
    return replace(
        found,
        points=found.points[rows],
        scales=found.scales[rows],
        angles=found.angles[rows],
        descriptors=found.descriptors[rows],
    )


def test_too_few_or_too_close_features_do_not_align() -> None:
    """Ten features of one button are one piece of proof."""
    whole = features(REFERENCE)
    few = subset(whole, [0, 1, 2, 3, 4])
    crowded = replace(whole, points=whole.points * np.float32(0.001) + np.float32(0.5))
    assert align(crowded, crowded) is None
    assert align(whole, subset(whole, [0, 1])) is None
    scattered = replace(few, points=few.points[::-1].copy(), angles=few.angles[::-1].copy())
    assert align(few, scattered) is None


def test_features_on_one_line_do_not_align() -> None:
    """A line proves no placement: the fit would be free across it."""
    whole = features(REFERENCE)
    line = whole.points.copy()
    line[:, 1] = 0.3
    found = align(replace(whole, points=line), replace(whole, points=line))
    assert found is None or plausible(found.matrix)


def test_few_features_give_an_affine() -> None:
    """A dozen features in agreement are enough for an affine and never for a homography."""
    whole = features(REFERENCE)
    some = subset(whole, list(range(0, 120, 10)))
    found = align(whole, some)
    assert found is not None
    assert found.kind == "affine"
    assert 4 <= found.inliers <= 12


def test_an_absurd_fit_is_refused() -> None:
    """Pairs that agree only on squeezing the picture to a strip are no copy."""
    whole = features(REFERENCE)
    squeezed = replace(whole, points=whole.points * np.array([1, 0.97], np.float32))
    assert align(whole, squeezed) is not None
    strip = whole.points.copy()
    strip[:, 1] = 0.4 + strip[:, 1] * np.float32(0.05)
    assert align(replace(whole, points=strip), replace(whole, points=strip[:, ::-1].copy())) is None


@pytest.mark.parametrize(
    ("matrix", "answer"),
    [
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], True),
        ([[-1, 0, 0], [0, 1, 0], [0, 0, 1]], False),
        ([[9, 0, 0], [0, 1, 0], [0, 0, 1]], False),
        ([[0.001, 0, 0], [0, 0.001, 0], [0, 0, 1]], False),
        ([[1, 0, 0], [0, 1, 0], [2, 0, 1]], False),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 0]], False),
        ([[float("nan"), 0, 0], [0, 1, 0], [0, 0, 1]], False),
    ],
)
def test_only_possible_alterations_are_plausible(matrix: list[list[float]], answer: bool) -> None:
    """Folded, torn or absurdly stretched placements are refused."""
    assert plausible(np.array(matrix, dtype=np.float64)) is answer


def test_a_homography_without_solution_is_refused() -> None:
    """Points in one place have no homography; the answer is implausible, not an error."""
    same = np.zeros((5, 2), np.float32)
    assert not plausible(_fit_homography(same, same))


def test_agreement_tells_a_copy_from_a_shared_background() -> None:
    """Laid over each other copies look alike; in negative too, when that is said."""
    ours, theirs = features(REFERENCE), features(drawn(9, (320, 260)))
    same = compare_aligned(ours, ours, np.eye(3))
    assert (same.alike, same.covered) == (1, 1)
    assert compare_aligned(ours, theirs, np.eye(3)).alike < 0.3
    negative = replace(ours, grey=255 - ours.grey)
    assert compare_aligned(ours, negative, np.eye(3)).alike == 0
    assert compare_aligned(ours, negative, np.eye(3), inverted=True).alike == 1
    away = np.array([[1.0, 0, 5], [0, 1, 5], [0, 0, 1]])
    assert compare_aligned(ours, ours, away).blocks == 0


def test_a_point_on_the_horizon_goes_far_away() -> None:
    """No division by zero."""
    horizon = np.array([[1.0, 0, 0], [0, 1, 0], [1, 0, 0]])
    assert np.isfinite(transformed(horizon, np.array([[0.0, 0.5]]))).all()


def test_a_removed_reference_is_not_generated() -> None:
    """Descriptors that stay in their cells name nobody any more."""
    index = LocalIndex()
    ours = features(REFERENCE)
    packed = extract(np.asarray(REFERENCE))
    index.add(1, packed)
    index.add(2, b"foreign")
    index.remove(2)
    assert [found.label for found in index.search(ours, mirrored(ours))] == [1]
    index.add(3, extract(np.asarray(drawn(8))))
    index.remove(1)
    assert len(index) == 1
    assert list(index.search(ours, mirrored(ours))) == []
