"""What the picture index holds and answers: references, and hits with where and how they match."""

from __future__ import annotations

from dataclasses import dataclass

from casework.frontier import Picture

Polygon = tuple[tuple[float, float], ...]
"""Corners as fractions of width and height, clockwise from the reference's upper left."""
ALL_OF_IT: Polygon = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """A protected picture: whose it is, and its record."""

    brand_id: str
    mark_id: str
    sha256: str
    title: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a reference lies in a picture.

    `matrix` (row by row, 3 x 3) takes fractions of the reference's width and height to fractions of
    the picture's; `polygon` is the reference's outline in the picture, `reference_polygon` the
    picture's in the reference, both cut to what is there; the overlaps are their areas, 0 to 1.
    """

    transform: str
    matrix: tuple[float, ...]
    geometry: str
    polygon: Polygon
    reference_polygon: Polygon
    overlap: float
    reference_overlap: float


SAME = Placement(
    "same", (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), "affine", ALL_OF_IT, ALL_OF_IT, 1.0, 1.0
)


@dataclass(frozen=True, slots=True)
class PictureHit:
    """One protected picture found.

    `score` is the probability, 0 to 1, that this is the protected picture; `false_flag_rate` how
    many ordinary pictures in one would reach that score against an index of this size. `kind` is
    exact, near, crop, panel or local; `algorithm` found it: sha256, pdq, phash64, rootsift or a
    neural descriptor. `distance` is in bits (pdq, phash64), `inliers`, `alike` (share of the
    reference's detail that looks the same in place) and `similarity` (of a neural descriptor, above
    what ordinary pictures have) are None where not measured. `made_by` names what is not in
    every installation: a neural descriptor and its background, a calibration of one's own.
    """

    reference: ReferenceEntry
    kind: str
    algorithm: str
    score: float
    false_flag_rate: float
    placement: Placement
    view: str = "whole"
    quality: int = 100
    distance: int | None = None
    inliers: int | None = None
    alike: float | None = None
    similarity: float | None = None
    made_by: str = ""
