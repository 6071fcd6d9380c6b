"""Placements: outlines, overlaps and plain names for the way a reference lies in a picture."""

from __future__ import annotations

import math

import cv2
import numpy as np

from casework.frontier import Picture
from matchers.image.geometry import Matrix, transformed
from matchers.image.hit import ALL_OF_IT, Placement, Polygon
from matchers.image.signature import SYMMETRIES, Box

# Fractions (u, v, 1) of the reference to fractions of the picture, by symmetry.
_SYMMETRIC: dict[str, list[list[float]]] = {
    "same": [[1, 0, 0], [0, 1, 0]],
    "rotated-90": [[0, -1, 1], [1, 0, 0]],
    "rotated-180": [[-1, 0, 1], [0, -1, 1]],
    "rotated-270": [[0, 1, 0], [-1, 0, 1]],
    "flipped": [[1, 0, 0], [0, -1, 1]],
    "mirrored": [[-1, 0, 1], [0, 1, 0]],
    "mirrored-rotated-270": [[0, 1, 0], [1, 0, 0]],
    "mirrored-rotated-90": [[0, -1, 1], [-1, 0, 1]],
}


def symmetric_matrix(symmetry: int, reference_box: Box, box: Box) -> Matrix:
    """Fractions of the reference to fractions of the picture, when one's box shows the other's."""
    turn = np.array([*_SYMMETRIC[SYMMETRIES[symmetry]], [0, 0, 1]], dtype=np.float64)
    matrix: Matrix = _from_box(box) @ turn @ np.linalg.inv(_from_box(reference_box))
    return matrix


def in_fractions(matrix: Matrix, reference: Picture, picture: Picture, mirror: bool) -> Matrix:
    """A matrix between units of longest sides, as one between fractions of width and height.

    `mirror`: the picture had been mirrored when the matrix was found.
    """
    turn = np.array([[-1, 0, 1], [0, 1, 0], [0, 0, 1]]) if mirror else np.eye(3)
    result: Matrix = turn @ np.linalg.inv(_units(picture)) @ matrix @ _units(reference)
    return result


def in_units(matrix: Matrix, reference: Picture, picture: Picture) -> Matrix:
    """A matrix between fractions, as one between units of longest sides."""
    result: Matrix = _units(picture) @ matrix @ np.linalg.inv(_units(reference))
    return result


def place(
    matrix: Matrix, reference: Picture, picture: Picture, *, geometry: str, inverted: bool = False
) -> Placement:
    """Everything people and programs want to know of a matrix between fractions."""
    matrix = np.asarray(matrix / matrix[2, 2], dtype=np.float64)
    polygon, overlap = _outline(matrix)
    inverse: Matrix = np.linalg.inv(matrix).astype(np.float64)
    reference_polygon, reference_overlap = _outline(inverse)
    name = _name(in_units(matrix, reference, picture))
    if geometry == "homography":
        name += "+perspective"
    return Placement(
        transform=name + ("+inverted" if inverted else ""),
        matrix=tuple(round(float(value), 6) for value in matrix.ravel()),
        geometry=geometry,
        polygon=polygon,
        reference_polygon=reference_polygon,
        overlap=overlap,
        reference_overlap=reference_overlap,
    )


def kind_of(placement: Placement) -> str:
    """near: each shows all of the other; crop: a part of the reference fills the picture; panel:
    the reference is a part of the picture; local: parts of both.
    """
    fills, complete = placement.overlap >= 0.8, placement.reference_overlap >= 0.8
    if fills:
        return "near" if complete else "crop"
    return "panel" if complete else "local"


def shared(first: Polygon, second: Polygon) -> float:
    """Share of the first polygon's area that the second covers, 0 to 1."""
    ours, theirs = (np.array(polygon, dtype=np.float32) for polygon in (first, second))
    whole = abs(cv2.contourArea(ours))
    if whole < 1e-6:
        return 0.0
    area, _ = cv2.intersectConvexConvex(_clockwise(ours), _clockwise(theirs))
    return min(1.0, float(area) / whole)


def _outline(matrix: Matrix) -> tuple[Polygon, float]:
    """The unit square moved by a matrix and cut to the unit square, and its area."""
    moved = transformed(matrix, np.array(ALL_OF_IT)).astype(np.float32)
    square = np.array(ALL_OF_IT, dtype=np.float32)
    area, corners = cv2.intersectConvexConvex(_clockwise(moved), square)
    if area <= 0:
        return (), 0.0
    points = corners.reshape(-1, 2)
    # Begin nearest to the reference's upper left, so that two programs name the corners alike.
    start = int(np.hypot(*(points - moved[0]).T).argmin())
    rolled = np.roll(points, -start, axis=0)
    return (
        tuple((round(float(x), 4), round(float(y), 4)) for x, y in rolled),
        min(1.0, round(float(area), 4)),
    )


def _clockwise(points: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Matrix:
    """cv2 intersects only polygons that run the same way round."""
    turned = points if cv2.contourArea(points, oriented=True) > 0 else points[::-1]
    return np.ascontiguousarray(turned)


def _name(matrix: Matrix) -> str:
    """Mirrored or not, then turned clockwise by whole degrees; under three degrees is none."""
    mirror = float(np.linalg.det(matrix[:2, :2])) < 0
    turned = matrix[:2, :2] @ np.diag([-1.0, 1.0]) if mirror else matrix[:2, :2]
    degrees = math.degrees(math.atan2(turned[1, 0] - turned[0, 1], turned[0, 0] + turned[1, 1]))
    nearest = round(degrees / 90) * 90
    degrees = (nearest if abs(degrees - nearest) < 3 else round(degrees)) % 360
    if mirror:
        return {0: "mirrored", 180: "flipped"}.get(degrees, f"mirrored-rotated-{degrees}")
    return f"rotated-{degrees}" if degrees else "same"


def _from_box(box: Box) -> Matrix:
    left, top, right, bottom = box
    return np.array([[right - left, 0, left], [0, bottom - top, top], [0, 0, 1]])


def _units(picture: Picture) -> Matrix:
    longest = max(picture.width, picture.height, 1)
    return np.diag([max(picture.width, 1) / longest, max(picture.height, 1) / longest, 1.0])
