"""Geometry of a match: which features of two pictures agree on one way of laying one on the other."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from matchers.image.features import Floats, LocalFeatures

RATIO = 0.88
"""A pair counts where its distance is at most this share of the distance to the second best."""
FARTHEST = 300.0
"""Largest descriptor distance of a pair, where 512 is a descriptor's length."""
MOST_PAIRS = 300
CELLS = 16
"""Inliers are counted once in each of this many cells along a picture's longest side."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a reference lies in the found picture.

    `matrix` (3 x 3) takes points of the reference to points of the picture, both in units of their
    own longest sides; `kind` is affine or homography; `pairs` (k x 4) are the inliers' x, y in the
    reference and x, y in the picture; `inliers` counts those in distinct places.
    """

    matrix: Matrix
    kind: str
    inliers: int
    pairs: Floats


def align(reference: LocalFeatures, found: LocalFeatures) -> Alignment | None:
    """The best alignment of a reference with a found picture, or None without one worth a look.

    Each pair of features proposes a similarity by its places, sizes and directions; all pairs vote
    on all proposals, so nothing is drawn at random and every machine finds the same one. The best
    is refined to a full affine, and to a homography when that explains clearly more.
    """
    left, right = _pairs(reference, found)
    if len(left) < 4:
        return None
    source, target = reference.points[left], found.points[right]
    agreeing, scale = _vote(reference, found, left, right)
    kind = "affine"
    for tolerance in (0.03, 0.02, 0.012):
        if _distinct(source[agreeing], target[agreeing]) < 4:
            return None
        matrix = _fit_affine(source[agreeing], target[agreeing])
        if not plausible(matrix):
            return None
        agreeing = _errors(matrix, source, target) < tolerance * scale + 0.004
    inliers = _distinct(source[agreeing], target[agreeing])
    if inliers >= 20:
        lifted = _fit_homography(source[agreeing], target[agreeing])
        also = _errors(lifted, source, target) < 0.012 * scale + 0.004
        more = _distinct(source[also], target[also])
        if plausible(lifted) and more >= 1.1 * inliers:
            matrix, agreeing, inliers, kind = lifted, also, more, "homography"
    return Alignment(matrix, kind, inliers, np.hstack([source[agreeing], target[agreeing]]))


def consistent(
    reference: LocalFeatures,
    found: LocalFeatures,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
) -> int:
    """How many given pairs, in distinct places, agree with the best proposal of one of them."""
    agreeing, _ = _vote(reference, found, left, right)
    return _distinct(reference.points[left][agreeing], found.points[right][agreeing])


def transformed(matrix: Matrix, points: npt.NDArray[np.floating]) -> Matrix:
    """Points (n x 2) moved by a 3 x 3 matrix."""
    lifted = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    # A point on the horizon goes far away, not to a division by zero.
    depth = np.where(np.abs(lifted[:, 2:]) < 1e-9, 1e-9, lifted[:, 2:])
    moved: Matrix = lifted[:, :2] / depth
    return moved


def plausible(matrix: Matrix) -> bool:
    """Whether a picture could have been altered so: not torn, folded or stretched beyond reason."""
    if not np.isfinite(matrix).all() or abs(matrix[2, 2]) < 1e-9:
        return False
    linear = matrix[:2, :2] / matrix[2, 2]
    largest, smallest = np.linalg.svd(linear, compute_uv=False).tolist()
    whole = float(np.linalg.det(linear)) > 0 and smallest > 0.03 and largest < 30
    bent = float(np.abs(matrix[2, :2] / matrix[2, 2]).max())
    return whole and largest / smallest < 2.5 and bent < 0.7


def _pairs(
    reference: LocalFeatures, found: LocalFeatures
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Indices of the reference's features and of the found picture's that look alike."""
    none = np.empty(0, np.int64)
    if len(reference) < 4 or len(found) < 4:
        return none, none
    ours = reference.descriptors.astype(np.float32)
    theirs = found.descriptors.astype(np.float32)
    squares = (theirs**2).sum(1)[:, None] + (ours**2).sum(1)[None, :] - 2 * theirs @ ours.T
    two = np.argpartition(squares, 1, axis=1)[:, :2]
    rows = np.arange(len(theirs))
    first, second = squares[rows, two[:, 0]], squares[rows, two[:, 1]]
    swapped = first > second
    best = np.where(swapped, two[:, 1], two[:, 0])
    near, next_near = np.minimum(first, second), np.maximum(first, second)
    good = (near <= FARTHEST**2) & (near <= RATIO**2 * next_near)
    chosen = rows[good][np.argsort(near[good] / np.maximum(next_near[good], 1), kind="stable")]
    chosen = chosen[:MOST_PAIRS]
    return best[chosen], chosen


def _vote(
    reference: LocalFeatures,
    found: LocalFeatures,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.bool_], float]:
    """Pairs that agree with the best proposal, and its scale."""
    source, target = reference.points[left], found.points[right]
    growth = found.scales[right] - reference.scales[left]
    turn = found.angles[right] - reference.angles[left]
    scale = np.exp2(growth)
    cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
    shift_x = target[:, 0] - (cosine * source[:, 0] - sine * source[:, 1])
    shift_y = target[:, 1] - (sine * source[:, 0] + cosine * source[:, 1])
    moved_x = np.outer(cosine, source[:, 0]) - np.outer(sine, source[:, 1]) + shift_x[:, None]
    moved_y = np.outer(sine, source[:, 0]) + np.outer(cosine, source[:, 1]) + shift_y[:, None]
    error = np.hypot(moved_x - target[None, :, 0], moved_y - target[None, :, 1])
    agrees = error < (0.06 * scale + 0.01)[:, None]
    agrees &= np.abs(growth[:, None] - growth[None, :]) < 0.6
    agrees &= np.cos(turn[:, None] - turn[None, :]) > 0.85
    best = int(agrees.sum(axis=1).argmax())
    return agrees[best], float(scale[best])


def _fit_affine(source: Floats, target: Floats) -> Matrix:
    """Full affine by least squares."""
    lifted = np.column_stack([source, np.ones(len(source))]).astype(np.float64)
    solved, *_ = np.linalg.lstsq(lifted, target.astype(np.float64), rcond=None)
    return np.vstack([solved.T, [0.0, 0.0, 1.0]])


def _fit_homography(source: Floats, target: Floats) -> Matrix:
    """Least squares over four or more pairs; no solution gives a matrix of zeros."""
    solved, _ = cv2.findHomography(source.astype(np.float64), target.astype(np.float64), 0)
    # OpenCV's stubs promise a matrix even where there is no solution.
    matrix: object = solved
    return np.zeros((3, 3)) if matrix is None else np.asarray(solved, dtype=np.float64)


def _errors(matrix: Matrix, source: Floats, target: Floats) -> Matrix:
    moved = transformed(matrix, source) - target
    return np.hypot(moved[:, 0], moved[:, 1])


def _distinct(source: Floats, target: Floats) -> int:
    """Pairs in distinct places on both sides: ten features of one button are one piece of proof."""
    ours = {tuple(cell) for cell in np.floor(source * CELLS * 2).astype(int).tolist()}
    theirs = {tuple(cell) for cell in np.floor(target * CELLS * 4).astype(int).tolist()}
    return min(len(ours), len(theirs))
