"""The protected pictures, compiled: which of them a picture is, contains, or is a part of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from casework.frontier import Picture, PictureSignature
from casework.settings import MatchSettings
from matchers.image import calibration
from matchers.image.calibration import Calibration
from matchers.image.features import unpack, within
from matchers.image.hit import PictureHit, Polygon, ReferenceEntry
from matchers.image.placement import shared
from matchers.image.stages import Found, Stages

__all__ = ["PictureHit", "PictureIndex", "ReferenceEntry"]

REMEMBERED = 4096
"""Answers kept: one picture is shared by many listings."""
EXPLAINED = 0.6
"""Share of what a hit rests on that lies in a picture anyone may use, from which it is no hit."""
SLACK = 0.05
"""How much less sure of such a picture than of the protected one the search may be."""


class PictureIndex:
    """All references of the protected list, and the pictures that anyone may use.

    Where a protected picture is hit, those that anyone may use are looked for as well, by every
    stage: what one of them explains is no hit.
    """

    def __init__(
        self,
        settings: MatchSettings,
        measured: Calibration = calibration.OWN,
        background: Sequence[PictureSignature] = (),
    ) -> None:
        self._settings = settings
        self.measured = measured
        self.protected = Stages(settings, background)
        self.ordinary = Stages(settings, background)
        self._next = 0
        self._answers: dict[object, tuple[PictureHit, ...]] = {}

    @classmethod
    def build(
        cls,
        entries: Iterable[ReferenceEntry],
        settings: MatchSettings,
        *,
        neutral: Iterable[Picture] = (),
        measured: Calibration = calibration.OWN,
        background: Sequence[PictureSignature] = (),
    ) -> PictureIndex:
        """Compile references; two marks may protect the same picture.

        `neutral` is the negative bank: badges, stock photographs and sellers' own pictures that
        anyone may use. `background` are neural signatures of ordinary pictures.
        """
        index = cls(settings, measured, background)
        for entry in entries:
            index.add(entry)
        for picture in neutral:
            index.add_neutral(picture)
        return index

    @classmethod
    def restored(
        cls,
        protected: Stages,
        ordinary: Stages,
        settings: MatchSettings,
        measured: Calibration,
    ) -> PictureIndex:
        """An index whose stages were saved."""
        index = cls(settings, measured)
        index.protected, index.ordinary = protected, ordinary
        index._next = len(protected) + len(ordinary)
        return index

    def __len__(self) -> int:
        return len(self.protected)

    def entries(self) -> tuple[ReferenceEntry, ...]:
        """The protected pictures, in the order in which they were added."""
        return self.protected.whole()

    def neutral(self) -> tuple[Picture, ...]:
        """The pictures that anyone may use."""
        return tuple(entry.picture for entry in self.ordinary.whole())

    def add(self, entry: ReferenceEntry) -> None:
        """Protect one more picture, found by the next search."""
        self._add(self.protected, entry)

    def add_neutral(self, picture: Picture) -> None:
        """Let a picture be used by anyone."""
        self._add(self.ordinary, ReferenceEntry("", "", picture.sha256, "", picture))

    def _add(self, stages: Stages, entry: ReferenceEntry) -> None:
        label, self._next = self._next, self._next + 1
        stages.add(label, entry)
        self._answers.clear()

    def remove(self, sha256: str) -> int:
        """Forget a picture under all its marks; how many entries that were."""
        self._answers.clear()
        return self.protected.remove(sha256) + self.ordinary.remove(sha256)

    def search(self, picture: Picture, least: float | None = None) -> tuple[PictureHit, ...]:
        """The protected pictures found in this one, best first, each reference once.

        `least` is the score from which hits count, by default the settings' `picture_mention`.
        """
        least = self._settings.picture_mention if least is None else least
        # By value: a record with the same bytes may have been fingerprinted by another version.
        key = (picture.sha256, picture.signatures, picture.features[:4], least)
        if key not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[key] = self._search(picture, least)
        return self._answers[key]

    def free(self, picture: Picture, places: Sequence[Polygon]) -> list[bool]:
        """For each place in a picture whether it lies in one that anyone may use."""
        if not places or not len(self.ordinary):
            return [False] * len(places)
        found = self.ordinary.hits(picture, thorough=True)
        least = self._settings.picture_mention
        free = [item.hit.placement.polygon for item in found if item.hit.score >= least]
        return [
            any(shared(place, polygon) > EXPLAINED for polygon in free if polygon)
            for place in places
        ]

    def _search(self, picture: Picture, least: float) -> tuple[PictureHit, ...]:
        if self.ordinary.holds(picture.sha256):
            return ()
        best: dict[int, Found] = {}
        for found in self.protected.hits(picture):
            known = best.get(found.label)
            if found.hit.score >= least and (known is None or found.hit.score > known.hit.score):
                best[found.label] = found
        kept = sorted(
            self._unexplained(picture, list(best.values())),
            key=lambda found: (-found.hit.score, found.label),
        )
        return tuple(self._measured_hit(found.hit) for found in kept)

    def _measured_hit(self, hit: PictureHit) -> PictureHit:
        """A hit with its false-flag rate, and what that was measured with."""
        own = self.measured.version != calibration.CALIBRATION_VERSION
        calibrated = f"calibration {self.measured.version}" if own else ""
        return replace(
            hit,
            false_flag_rate=self._rate(hit.score),
            made_by=", ".join(item for item in (hit.made_by, calibrated) if item),
        )

    def _unexplained(self, picture: Picture, found: list[Found]) -> Iterator[Found]:
        """Those hits that no picture which anyone may use explains."""
        if not found or not len(self.ordinary):
            yield from found
            return
        free = list(self.ordinary.hits(picture, thorough=True))
        for item in found:
            closer = self._looked_at_closely(picture, item.hit.placement.polygon)
            if not any(_explains(other.hit, item) for other in (*free, *closer)):
                yield item

    def _looked_at_closely(self, picture: Picture, polygon: Polygon) -> Iterator[Found]:
        """What of the ordinary pictures is in one part, whatever else there is in the picture."""
        features = unpack(picture.features)
        if features is None or not polygon:
            return
        across, down = [x for x, _ in polygon], [y for _, y in polygon]
        part = within(features, (min(across), min(down), max(across), max(down)))
        if len(part) < len(features):
            yield from self.ordinary.local_hits(picture, part, negatives=True)

    def _rate(self, score: float) -> float:
        return 0.0 if score == 1 else self.measured.false_flag_rate(score, len(self))


def _explains(free: PictureHit, found: Found) -> bool:
    """Whether what was found is a picture that anyone may use: it rests on what shows that one."""
    if free.score < found.hit.score - SLACK or not free.placement.polygon:
        return False
    if found.points is None or not len(found.points):
        return shared(found.hit.placement.polygon, free.placement.polygon) > EXPLAINED
    outline = np.array(free.placement.polygon, dtype=np.float32)
    inside = [
        cv2.pointPolygonTest(outline, (float(x), float(y)), measureDist=False) >= 0
        for x, y in found.points
    ]
    return sum(inside) > EXPLAINED * len(inside)
