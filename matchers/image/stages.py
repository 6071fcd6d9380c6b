"""The stages of a search over one set of pictures: bytes, signatures, local features, neural vectors."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from casework.frontier import Picture, PictureSignature
from casework.settings import MatchSettings
from matchers.image import calibration
from matchers.image.agreement import compare_aligned
from matchers.image.features import Floats, LocalFeatures, inverted, mirrored, unpack
from matchers.image.geometry import align
from matchers.image.hit import SAME, PictureHit, ReferenceEntry
from matchers.image.local import Aligned, LocalIndex
from matchers.image.near import Near, NearIndex
from matchers.image.neural import PREFIX
from matchers.image.neural_index import NeuralHit, NeuralIndex
from matchers.image.placement import in_fractions, in_units, kind_of, place, symmetric_matrix
from matchers.image.signature import PDQ, WHOLE_BOX

MOST_VERIFIED = 12
"""Candidates of the signatures that are laid over the picture to be looked at, nearest first."""
CERTAIN = 0.92
"""Score of a signature over the whole picture from which local features are not asked."""
NEURAL_CANDIDATE = 0.15
"""Normalised neural score from which a reference is looked at."""
MOST_NEURAL = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with its label; `points` (k x 2) are where the picture shows it, in fractions, where
    single features were found.
    """

    label: int
    hit: PictureHit
    points: Floats | None = None


class Stages:
    """Pictures under labels, and what of them is in another picture."""

    def __init__(
        self, settings: MatchSettings, background: Sequence[PictureSignature] = ()
    ) -> None:
        self._settings = settings
        self.background = tuple(background)
        self.entries: dict[int, ReferenceEntry] = {}
        self._labels: dict[str, list[int]] = {}
        self.near = NearIndex()
        self.local = LocalIndex()
        self._neural: dict[str, NeuralIndex] = {}

    @classmethod
    def restored(
        cls,
        entries: Sequence[ReferenceEntry],
        near: NearIndex,
        local: LocalIndex,
        settings: MatchSettings,
        background: Sequence[PictureSignature],
    ) -> Stages:
        """Stages that were saved; labels are the places of the entries."""
        stages = cls(settings, background)
        for label, entry in enumerate(entries):
            stages._list(label, entry)
        stages.near, stages.local = near, local
        return stages

    def __len__(self) -> int:
        return len(self.entries)

    def add(self, label: int, entry: ReferenceEntry) -> None:
        """Add a picture under a label that none has had yet."""
        self._list(label, entry)
        self.near.add(label, entry.picture)
        self.local.add(label, entry.picture.features)

    def _list(self, label: int, entry: ReferenceEntry) -> None:
        self.entries[label] = entry
        self._labels.setdefault(entry.sha256, []).append(label)
        for item in entry.picture.signatures:
            if item.algorithm.startswith(PREFIX) and item.view in {"whole", "trimmed"}:
                self._neural_of(item.algorithm).add(label, [item])

    def _neural_of(self, algorithm: str) -> NeuralIndex:
        if algorithm not in self._neural:
            ours = [item for item in self.background if item.algorithm == algorithm]
            self._neural[algorithm] = NeuralIndex(algorithm, ours)
        return self._neural[algorithm]

    def remove(self, sha256: str) -> int:
        """Forget a picture under all its labels; how many those were."""
        labels = self._labels.pop(sha256, [])
        for label in labels:
            del self.entries[label]
            self.near.remove(label)
            self.local.remove(label)
            for neural in self._neural.values():
                neural.remove(label)
        return len(labels)

    def holds(self, sha256: str) -> bool:
        """Whether a picture of these bytes is here."""
        return sha256 in self._labels

    def whole(self) -> tuple[ReferenceEntry, ...]:
        """All entries with their features, which those of saved stages leave in their file."""
        return tuple(
            replace(entry, picture=replace(entry.picture, features=self.local.packed(label)))
            for label, entry in self.entries.items()
        )

    def hits(self, picture: Picture, *, thorough: bool = False) -> Iterator[Found]:
        """Hits of all stages; a picture may be hit more than once.

        Local features and neural vectors are spared where a signature leaves no doubt, unless the
        search is `thorough`; then negatives of parts are looked for as well.
        """
        certain = False
        for label in self._labels.get(picture.sha256, ()):
            certain = True
            yield Found(label, PictureHit(self.entries[label], "exact", "sha256", 1.0, 0.0, SAME))
        features = unpack(picture.features)
        for near in self._candidates(picture, features):
            hit = self._near_hit(near, picture, features)
            certain |= hit.score >= CERTAIN and near.signature.view in {"whole", "trimmed"}
            yield Found(near.label, hit)
        if certain and not thorough:
            return
        if features is not None:
            yield from self.local_hits(picture, features, negatives=thorough)
        yield from self._neural_hits(picture, features)

    def local_hits(
        self, picture: Picture, features: LocalFeatures, *, negatives: bool = False
    ) -> Iterator[Found]:
        """Hits of local features of a picture, or of a part of them; of its negative too."""
        for negative in (False, True) if negatives else (False,):
            seen = inverted(features) if negative else features
            both = (seen, mirrored(seen))
            for found in self.local.search(*both):
                yield self._aligned_hit(found, both[found.mirrored], picture, negative=negative)

    def _candidates(self, picture: Picture, features: LocalFeatures | None) -> list[Near]:
        settings = self._settings
        limit = settings.picture_candidate_distance
        if features is not None:
            limit = max(limit, settings.picture_verified_distance)
        return heapq.nsmallest(
            MOST_VERIFIED,
            self.near.search(picture, limit),
            key=lambda near: (near.distance, near.label, near.symmetry),
        )

    def _near_hit(self, near: Near, picture: Picture, features: LocalFeatures | None) -> PictureHit:
        entry, signature, settings = self.entries[near.label], near.signature, self._settings
        matrix = symmetric_matrix(near.symmetry, near.reference_box, signature.box)
        placement = place(matrix, entry.picture, picture, geometry="affine", inverted=near.inverted)
        ours = self.local.features(near.label)
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

    def _aligned_hit(
        self, found: Aligned, seen: LocalFeatures, picture: Picture, *, negative: bool = False
    ) -> Found:
        entry = self.entries[found.label]
        look = compare_aligned(found.reference, seen, found.alignment.matrix)
        matrix = in_fractions(found.alignment.matrix, entry.picture, picture, found.mirrored)
        placement = place(
            matrix, entry.picture, picture, geometry=found.alignment.kind, inverted=negative
        )
        score = calibration.aligned_score(found.alignment.inliers, look.alike, look.covered)
        sides = np.array([seen.width, seen.height], dtype=np.float32)
        points: Floats = found.alignment.pairs[:, 2:] / sides
        if found.mirrored:
            points = np.array([1, 0], np.float32) + points * np.array([-1, 1], np.float32)
        hit = PictureHit(
            entry,
            kind_of(placement),
            "rootsift",
            round(score, 4),
            0.0,
            placement,
            inliers=found.alignment.inliers,
            alike=round(look.alike, 4),
        )
        return Found(found.label, hit, points)

    def _neural_hits(self, picture: Picture, features: LocalFeatures | None) -> Iterator[Found]:
        """Hits of vectors, and of the local features of those references that vectors point to."""
        found: list[tuple[NeuralHit, PictureSignature]] = []
        for signature in picture.signatures:
            if signature.algorithm in self._neural:
                index = self._neural[signature.algorithm]
                found += [(hit, signature) for hit in index.search(signature, NEURAL_CANDIDATE)]
        found.sort(key=lambda item: (-item[0].score, item[0].label))
        looked_at: set[int] = set()
        for hit, signature in found[:MOST_NEURAL]:
            yield Found(hit.label, self._vector_hit(hit, signature, picture))
            if features is not None and hit.label not in looked_at:
                looked_at.add(hit.label)
                yield from self._looked_at(hit.label, picture, features)

    def _vector_hit(
        self, found: NeuralHit, signature: PictureSignature, picture: Picture
    ) -> PictureHit:
        entry = self.entries[found.label]
        matrix = symmetric_matrix(0, WHOLE_BOX, signature.box)
        placement = place(matrix, entry.picture, picture, geometry="affine")
        return PictureHit(
            entry,
            kind_of(placement),
            signature.algorithm,
            round(calibration.neural_score(found.score), 4),
            0.0,
            placement,
            signature.view,
            similarity=found.score,
            made_by=self._neural[signature.algorithm].version,
        )

    def _looked_at(self, label: int, picture: Picture, features: LocalFeatures) -> Iterator[Found]:
        ours = self.local.features(label)
        for turn, seen in enumerate((features, mirrored(features)) if ours is not None else ()):
            alignment = align(ours, seen) if ours is not None else None
            if ours is not None and alignment is not None:
                aligned = Aligned(label, ours, bool(turn), alignment)
                yield self._aligned_hit(aligned, seen, picture)
