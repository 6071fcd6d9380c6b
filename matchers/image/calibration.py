"""Calibration: what the stages measure, as one probability and an estimated false-flag rate."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

CALIBRATION_VERSION = "1"
EVEN = 0.5
"""Score above which the tail of ordinary pictures' scores is fitted."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often ordinary pictures reach a score.

    Of ordinary pictures searched in an index of `references`, the share `exceeding` had a best
    score above `EVEN`; above it the log-odds fall off with the mean `spread`.
    """

    exceeding: float
    spread: float
    references: int
    pictures: int
    version: str = CALIBRATION_VERSION

    def false_flag_rate(self, score: float, references: int) -> float:
        """Share of ordinary pictures with a hit of at least this score, in an index of that size."""
        tail = min(1.0, math.exp(-(log_odds(score) - log_odds(EVEN)) / self.spread))
        once = min(1.0, self.exceeding * tail)
        # Every reference is one more chance: rates of independent chances multiply.
        rate: float = 1 - (1 - min(once, 0.999999)) ** (references / self.references)
        return round(rate, 8)


OWN = Calibration(exceeding=1 / 121, spread=0.6, references=86, pictures=120)
"""Of 120 ordinary photographs of goods, most from the same sellers as the references, none
exceeded; one more is counted as if it had.
"""


def calibrate(best_scores: Sequence[float], references: int) -> Calibration:
    """Fit the tail to the best scores (0 where nothing was found) of ordinary pictures.

    With few pictures, or none above the fit's start, the estimate stays on the cautious side: one
    more picture is counted as if it had just exceeded.
    """
    above = [log_odds(score) - log_odds(EVEN) for score in best_scores if score > EVEN]
    exceeding = (len(above) + 1) / (len(best_scores) + 1)
    spread = (sum(above) + OWN.spread) / (len(above) + 1)
    own = hashlib.sha256(repr((exceeding, spread, references, len(best_scores))).encode())
    return Calibration(
        exceeding,
        max(spread, 0.1),
        max(references, 1),
        len(best_scores),
        f"{CALIBRATION_VERSION}+{own.hexdigest()[:8]}",
    )


def aligned_score(inliers: int, alike: float, covered: float) -> float:
    """Probability from local features: how many agree, and whether the rest looks the same too.

    Two goods on one seller's floor gave up to 27 inliers, but at most .44 alike, and copies in a
    nine-part collage at least .6; what shows an eighth of the reference or more counts in full.
    """
    look = min(1.0, max(0.0, alike - 0.38) / 0.5)
    strength = (inliers - 2) * look * min(1.0, covered / 0.12)
    return _logistic(1.3 * (strength - 1.95))


def near_score(distance: int, certain: int, candidate: int) -> float:
    """Probability from a signature's distance alone: .99, .92 at certain, .7 at candidate."""
    if distance <= certain:
        return 0.99 - 0.07 * distance / max(1, certain)
    return max(0.0, 0.92 - 0.22 * (distance - certain) / max(1, candidate - certain))


def verified_score(distance: int, alike: float, covered: float) -> float:
    """Probability from a signature's distance and the look of the two pictures laid together."""
    return _logistic(9 * (alike * min(1.0, covered / 0.5) - 0.5) - (distance - 50) / 10)


def neural_score(similarity: float) -> float:
    """Probability from a normalised neural similarity: .7 at .40, where SSCD's authors put 90 %
    precision and where one ordinary picture in three hundred lay among 1,310 references.
    """
    return _logistic(15.4 * (similarity - 0.345))


def log_odds(score: float) -> float:
    """Of a probability, kept finite."""
    bounded = min(max(score, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


def _logistic(value: float) -> float:
    # Never 1: only the same bytes are certain.
    return min(0.999, 1 / (1 + math.exp(-max(-30.0, min(30.0, value)))))
