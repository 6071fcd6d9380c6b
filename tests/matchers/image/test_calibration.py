"""Calibration: probabilities and false-flag rates behave as their names say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.image.calibration import (
    OWN,
    aligned_score,
    calibrate,
    log_odds,
    near_score,
    verified_score,
)

SCORES = st.floats(0, 1)


@given(SCORES, SCORES, st.integers(1, 10**6))
def test_a_better_score_is_a_rarer_one(first: float, second: float, size: int) -> None:
    """Rates are shares, fall with the score and grow with the index."""
    low, high = sorted((first, second))
    rates = OWN.false_flag_rate(low, size), OWN.false_flag_rate(high, size)
    assert 1 >= rates[0] >= rates[1] >= 0
    assert OWN.false_flag_rate(low, 2 * size) >= rates[0]


@given(st.integers(0, 300), SCORES, SCORES, st.integers(0, 256))
def test_scores_are_probabilities(
    inliers: int, alike: float, covered: float, distance: int
) -> None:
    """Every stage answers between 0 and 1, and only the same bytes are certain."""
    for score in (
        aligned_score(inliers, alike, covered),
        verified_score(distance, alike, covered),
        near_score(distance, 31, 62),
    ):
        assert 0 <= score < 1


def test_a_shared_floor_is_no_copy() -> None:
    """Many agreeing features on pictures that look different score below every threshold."""
    assert aligned_score(27, 0.3, 0.9) < 0.1
    assert aligned_score(10, 0.9, 0.5) > 0.95


def test_calibration_fits_the_tail() -> None:
    """What a user's own pictures score decides the rate; the estimate is on the cautious side."""
    quiet = calibrate([0.0] * 999, 100)
    loud = calibrate([0.0] * 900 + [0.9] * 99, 100)
    assert quiet.exceeding == pytest.approx(0.001)
    assert loud.exceeding == pytest.approx(0.1)
    assert loud.false_flag_rate(0.9, 100) > 10 * quiet.false_flag_rate(0.9, 100)
    assert loud.spread == pytest.approx(log_odds(0.9), rel=0.05)
    assert (quiet.references, quiet.pictures) == (100, 999)
    assert calibrate([], 0).references == 1
