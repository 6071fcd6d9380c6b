"""The protected pictures, compiled: which of them a picture is, contains, or is a part of."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from casework.frontier import Picture
from casework.settings import MatchSettings
from matchers.image import calibration
from matchers.image.agreement import compare_aligned
from matchers.image.calibration import Calibration
from matchers.image.features import LocalFeatures, mirrored, unpack
from matchers.image.hit import SAME, PictureHit, ReferenceEntry
from matchers.image.local import LocalIndex
from matchers.image.near import Near, NearIndex
from matchers.image.placement import (
    in_fractions,
    in_units,
    kind_of,
    place,
    shared,
    symmetric_matrix,
)
from matchers.image.signature import PDQ

__all__ = ["PictureHit", "PictureIndex", "ReferenceEntry"]

MOST_VERIFIED = 12
"""Candidates of the signatures that are laid over the picture to be looked at, nearest first."""
REMEMBERED = 4096
"""Answers kept: one picture is shared by many listings."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The compiled stages of an index, and the calibration its answers are read by."""

    near: NearIndex
    local: LocalIndex
    measured: Calibration


class PictureIndex:
    """All references of the protected list, and pictures that anyone may use.

    Signatures are searched exactly. Local features are asked only while nothing is certain yet.
    """

    def __init__(self, settings: MatchSettings, measured: Calibration = calibration.OWN) -> None:
        self._settings = settings
        self._calibration = measured
        self._entries: dict[int, ReferenceEntry] = {}
        self._labels: dict[str, list[int]] = {}
        self._neutral: set[int] = set()
        self._next = 0
        self._near = NearIndex()
        self._local = LocalIndex()
        self._answers: dict[object, tuple[PictureHit, ...]] = {}

    @classmethod
    def build(
        cls,
        entries: Iterable[ReferenceEntry],
        settings: MatchSettings,
        *,
        neutral: Iterable[Picture] = (),
        measured: Calibration = calibration.OWN,
    ) -> PictureIndex:
        """Compile references; two marks may protect the same picture.

        `neutral` is the negative bank: badges, stock photographs and sellers' own pictures that
        anyone may use. What is found there is never a hit.
        """
        index = cls(settings, measured)
        for entry in entries:
            index.add(entry)
        for picture in neutral:
            index.add_neutral(picture)
        return index

    @classmethod
    def restored(
        cls, entries: Sequence[ReferenceEntry], neutral: int, settings: MatchSettings, parts: Parts
    ) -> PictureIndex:
        """An index whose stages were saved; the last `neutral` entries are the negative bank."""
        index = cls(settings, parts.measured)
        for label, entry in enumerate(entries):
            index._entries[label] = entry
            index._labels.setdefault(entry.sha256, []).append(label)
        index._next = len(entries)
        index._neutral = set(range(len(entries) - neutral, len(entries)))
        index._near, index._local = parts.near, parts.local
        return index

    @property
    def parts(self) -> Parts:
        """The compiled stages, for saving."""
        return Parts(self._near, self._local, self._calibration)

    def __len__(self) -> int:
        return len(self._entries) - len(self._neutral)

    def entries(self) -> tuple[ReferenceEntry, ...]:
        """The protected pictures, in the order in which they were added."""
        return tuple(self._whole(label) for label in self._entries if label not in self._neutral)

    def neutral(self) -> tuple[Picture, ...]:
        """The pictures that anyone may use."""
        return tuple(self._whole(label).picture for label in sorted(self._neutral))

    def _whole(self, label: int) -> ReferenceEntry:
        """An entry with its features, which those of a saved index leave in their file."""
        entry = self._entries[label]
        return replace(entry, picture=replace(entry.picture, features=self._local.packed(label)))

    def add(self, entry: ReferenceEntry) -> None:
        """Protect one more picture, found by the next search."""
        label, self._next = self._next, self._next + 1
        self._entries[label] = entry
        self._labels.setdefault(entry.sha256, []).append(label)
        self._near.add(label, entry.picture)
        self._local.add(label, entry.picture.features)
        self._answers.clear()

    def add_neutral(self, picture: Picture) -> None:
        """Let a picture be used by anyone."""
        self._neutral.add(self._next)
        self.add(ReferenceEntry("", "", picture.sha256, "", picture))

    def remove(self, sha256: str) -> int:
        """Forget a picture under all its marks; how many entries that were."""
        labels = self._labels.pop(sha256, [])
        for label in labels:
            del self._entries[label]
            self._neutral.discard(label)
            self._near.remove(label)
            self._local.remove(label)
        self._answers.clear()
        return len(labels)

    def search(self, picture: Picture, least: float | None = None) -> tuple[PictureHit, ...]:
        """The protected pictures found in this one, best first, each reference once.

        `least` is the score from which hits count, by default the settings' `mention`.
        """
        least = self._settings.mention if least is None else least
        # By value: a record with the same bytes may have been fingerprinted by another version.
        key = (picture.sha256, picture.signatures, picture.features[:4], least)
        if key not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[key] = self._search(picture, least)
        return self._answers[key]

    def _search(self, picture: Picture, least: float) -> tuple[PictureHit, ...]:
        best: dict[int, PictureHit] = {}
        for label, hit in self._hits(picture):
            if hit.score >= least and (label not in best or hit.score > best[label].score):
                best[label] = hit
        free = [best[label] for label in best if label in self._neutral]
        kept = [
            (label, hit)
            for label, hit in best.items()
            if label not in self._neutral and not any(_explains(other, hit) for other in free)
        ]
        kept.sort(key=lambda item: (-item[1].score, item[0]))
        return tuple(replace(hit, false_flag_rate=self._rate(hit.score)) for _, hit in kept)

    def _rate(self, score: float) -> float:
        return 0.0 if score == 1 else self._calibration.false_flag_rate(score, len(self))

    def _hits(self, picture: Picture) -> Iterator[tuple[int, PictureHit]]:
        """Hits of all stages; local features are spared where a signature leaves no doubt."""
        certain = False
        for label in self._labels.get(picture.sha256, ()):
            certain = True
            yield label, PictureHit(self._entries[label], "exact", "sha256", 1.0, 0.0, SAME)
        features = unpack(picture.features)
        for near in self._candidates(picture, features):
            hit = self._near_hit(near, picture, features)
            certain |= hit.score >= 0.92 and near.signature.view in {"whole", "trimmed"}
            yield near.label, hit
        if features is not None and not certain:
            yield from self._local_hits(picture, features)

    def _candidates(self, picture: Picture, features: LocalFeatures | None) -> list[Near]:
        settings = self._settings
        limit = settings.picture_candidate_distance
        if features is not None:
            limit = max(limit, settings.picture_verified_distance)
        return heapq.nsmallest(
            MOST_VERIFIED,
            self._near.search(picture, limit),
            key=lambda near: (near.distance, near.label, near.symmetry),
        )

    def _near_hit(self, near: Near, picture: Picture, features: LocalFeatures | None) -> PictureHit:
        entry, signature, settings = self._entries[near.label], near.signature, self._settings
        matrix = symmetric_matrix(near.symmetry, near.reference_box, signature.box)
        placement = place(matrix, entry.picture, picture, geometry="affine", inverted=near.inverted)
        ours = self._local.features(near.label)
        alike: float | None = None
        if signature.algorithm != PDQ:
            score = 0.92 - 0.03 * near.distance
        elif near.distance <= settings.picture_distance or ours is None or features is None:
            score = calibration.near_score(
                near.distance, settings.picture_distance, settings.picture_candidate_distance
            )
        else:
            units = in_units(matrix, entry.picture, picture)
            look = compare_aligned(ours, features, units, inverted=near.inverted)
            alike = round(look.alike, 4)
            score = calibration.verified_score(near.distance, look.alike, look.covered)
        return PictureHit(
            entry,
            kind_of(placement),
            signature.algorithm,
            round(score, 4),
            0.0,
            placement,
            signature.view,
            signature.quality,
            distance=near.distance,
            alike=alike,
        )

    def _local_hits(
        self, picture: Picture, features: LocalFeatures
    ) -> Iterator[tuple[int, PictureHit]]:
        turned = mirrored(features)
        for found in self._local.search(features, turned):
            entry = self._entries[found.label]
            seen = turned if found.mirrored else features
            look = compare_aligned(found.reference, seen, found.alignment.matrix)
            matrix = in_fractions(found.alignment.matrix, entry.picture, picture, found.mirrored)
            placement = place(matrix, entry.picture, picture, geometry=found.alignment.kind)
            score = calibration.aligned_score(found.alignment.inliers, look.alike, look.covered)
            yield (
                found.label,
                PictureHit(
                    entry,
                    kind_of(placement),
                    "rootsift",
                    round(score, 4),
                    0.0,
                    placement,
                    inliers=found.alignment.inliers,
                    alike=round(look.alike, 4),
                ),
            )


def _explains(free: PictureHit, hit: PictureHit) -> bool:
    """Whether what was found is a picture that anyone may use: it lies where that one lies."""
    return free.score >= hit.score - 0.05 and (
        shared(hit.placement.polygon, free.placement.polygon) > 0.6
    )
