"""Placements: outlines, overlaps, names and kinds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from casework.frontier import Picture
from matchers.image.hit import ALL_OF_IT
from matchers.image.placement import (
    in_fractions,
    in_units,
    kind_of,
    place,
    shared,
    symmetric_matrix,
)
from matchers.image.signature import SYMMETRIES, WHOLE_BOX

WIDE = Picture("u", "0" * 64, 400, 200)
TALL = Picture("u", "1" * 64, 200, 400)


@pytest.mark.parametrize("symmetry", range(8))
def test_a_symmetry_is_named_by_its_matrix(symmetry: int) -> None:
    """The name made of the matrix is the name of the signature's symmetry."""
    found = TALL if SYMMETRIES[symmetry].endswith(("90", "270")) else WIDE
    matrix = symmetric_matrix(symmetry, WHOLE_BOX, WHOLE_BOX)
    placement = place(matrix, WIDE, found, geometry="affine")
    assert placement.transform == SYMMETRIES[symmetry]
    assert (placement.overlap, placement.reference_overlap) == (1, 1)
    assert kind_of(placement) == "near"


def test_fractions_and_units_are_each_other_s_inverse() -> None:
    """Mirroring apart, going there and back changes nothing."""
    matrix = np.array([[0.5, 0.1, 0.2], [0.0, 0.4, 0.1], [0.01, 0.0, 1.0]])
    back = in_units(in_fractions(matrix, WIDE, TALL, mirror=False), WIDE, TALL)
    assert np.allclose(back, matrix)
    turned = place(in_fractions(np.eye(3), WIDE, WIDE, mirror=True), WIDE, WIDE, geometry="affine")
    assert turned.transform == "mirrored"


@pytest.mark.parametrize(
    ("box", "reference_box", "kind"),
    [
        ((0.0, 0.0, 0.5, 1.0), WHOLE_BOX, "panel"),
        (WHOLE_BOX, (0.0, 0.0, 0.5, 1.0), "crop"),
        ((0.5, 0.0, 1.0, 1.0), (0.0, 0.0, 0.5, 1.0), "local"),
    ],
)
def test_kinds_follow_from_the_overlaps(
    box: tuple[float, float, float, float],
    reference_box: tuple[float, float, float, float],
    kind: str,
) -> None:
    """What fills what decides between panel, crop and local."""
    placement = place(symmetric_matrix(0, reference_box, box), WIDE, WIDE, geometry="affine")
    assert kind_of(placement) == kind


def test_angles_perspective_and_negatives_are_said() -> None:
    """A name tells every alteration that the matrix and the polarity show."""
    turn = math.radians(15)
    matrix = np.array(
        [[math.cos(turn), -math.sin(turn), 0.2], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]]
    )
    square = Picture("u", "0" * 64, 10, 10)
    placement = place(matrix, square, square, geometry="homography", inverted=True)
    assert placement.transform == "rotated-15+perspective+inverted"


def test_what_lies_outside_has_no_outline() -> None:
    """A placement that misses the picture overlaps nothing."""
    away = np.array([[1.0, 0, 3], [0, 1, 3], [0, 0, 1]])
    placement = place(away, WIDE, WIDE, geometry="affine")
    assert (placement.polygon, placement.overlap) == ((), 0)


def test_shared_area_is_a_share_of_the_first() -> None:
    """Half of the whole lies in the left half, and all of the left half in the whole."""
    half = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
    assert shared(ALL_OF_IT, half) == pytest.approx(0.5)
    assert shared(half, tuple(reversed(ALL_OF_IT))) == pytest.approx(1)
    assert shared(((0.0, 0.0), (1.0, 1.0), (0.0, 0.0)), half) == 0
