"""Local features of all references in one inverted index: which references a picture may contain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from matchers.image.features import MOST, LocalFeatures, unpack
from matchers.image.geometry import FARTHEST, RATIO, Alignment, align, consistent

NEIGHBOURS = 2
"""Reference features looked at for each feature of the found picture."""
ASKED = 350
"""Features of the found picture that are looked up; those of each part come by turns."""
COPIED = 150.0
"""Descriptor distance (of 512) that re-encoding a copy stays within."""
PROBES = 4
"""Cells of the inverted index that each feature visits."""
MOST_CELLS = 4096
"""More would make the first search of a large list wait for minutes while they are learnt."""
MOST_GROUPS = 30
"""References whose pairs are checked for one common geometry, those with most pairs first."""
MOST_ALIGNED = 6
"""References that are then aligned in full."""
LEAST_CONSISTENT = 3

Descriptors = npt.NDArray[np.uint8]
_NOTHING: Descriptors = np.empty((0, 128), np.uint8)


@dataclass(frozen=True, slots=True)
class Aligned:
    """A reference's label and features, whether the found picture had to be mirrored, and how the
    two lie on each other.
    """

    label: int
    reference: LocalFeatures
    mirrored: bool
    alignment: Alignment


class LocalIndex:
    """RootSIFT descriptors of references in cells learnt from the first ones that were added."""

    def __init__(self) -> None:
        self._packed: dict[int, bytes | memoryview] = {}
        self._waiting: list[int] = []
        # Those of a saved index are read-only; what is added later gets cells of its own.
        self._cells: list[Any] = []
        self._saved: frozenset[int] = frozenset()
        self._trained = 0

    @classmethod
    def restored(cls, packed: Mapping[int, bytes | memoryview], path: str) -> LocalIndex:
        """An index over packed features and cells that stay in their files until they are read."""
        index = cls()
        index._packed = dict(packed)
        index._saved = frozenset(packed)
        index._cells = [faiss.read_index(path, faiss.IO_FLAG_MMAP)]
        return index

    def write_cells(self, path: str) -> None:
        """Save the cells of an index that was built in one go."""
        self._settle()
        faiss.write_index(self._cells[0] if self._cells else _new_cells(_NOTHING), path)

    def __len__(self) -> int:
        return len(self._packed)

    def add(self, label: int, packed: bytes | memoryview) -> None:
        """Add a reference's packed features under its label; none, or foreign ones, add nothing."""
        if unpack(packed) is not None:
            self._packed[label] = packed
            self._waiting.append(label)

    def remove(self, label: int) -> None:
        """Forget a reference; its descriptors stay in their cells until the next save."""
        self._packed.pop(label, None)

    def packed(self, label: int) -> bytes:
        """A reference's features as they were packed; none are no bytes."""
        return bytes(self._packed.get(label, b""))

    def features(self, label: int) -> LocalFeatures | None:
        """A reference's features, or None where it has none."""
        return unpack(self._packed.get(label, b""))

    def search(self, found: LocalFeatures, turned: LocalFeatures) -> Iterator[Aligned]:
        """References that agree with the picture, or with its mirror image `turned`."""
        self._settle()
        if not self._cells or len(found) < LEAST_CONSISTENT:
            return
        both = (found, turned)
        groups = [
            (agreeing, label, turn, ours)
            for turn, features in enumerate(both)
            for agreeing, label, ours in self._generate(features)
        ]
        groups.sort(key=lambda group: (-group[0], group[1], group[2]))
        for _, label, turn, ours in groups[:MOST_ALIGNED]:
            alignment = align(ours, both[turn])
            if alignment is not None:
                yield Aligned(label, ours, bool(turn), alignment)

    def _generate(self, found: LocalFeatures) -> Iterator[tuple[int, int, LocalFeatures]]:
        """(pairs in agreement, label, features) of the references that many features point to."""
        asked = found.descriptors[:ASKED].astype(np.float32)
        near = [cells.search(asked, NEIGHBOURS) for cells in self._cells]
        theirs = np.tile(np.repeat(np.arange(len(asked)), NEIGHBOURS), len(near))
        identities = np.concatenate([item.ravel() for _, item in near])
        there = np.concatenate([_telling(item).ravel() for item, _ in near]) & (identities >= 0)
        labels, ours = np.divmod(identities[there], MOST)
        theirs = theirs[there]
        order = np.argsort(labels, kind="stable")
        known, starts, counts = np.unique(labels[order], return_index=True, return_counts=True)
        most = np.argsort(-counts, kind="stable")[:MOST_GROUPS]
        for group in most[counts[most] >= LEAST_CONSISTENT].tolist():
            features = self.features(int(known[group]))
            if features is None:
                continue
            rows = order[starts[group] : starts[group] + counts[group]]
            agreeing = consistent(features, found, ours[rows], theirs[rows])
            if agreeing >= LEAST_CONSISTENT:
                yield agreeing, int(known[group]), features

    def _settle(self) -> None:
        """Put what was added since the last search into cells, learnt anew at each fourfold."""
        own = [label for label in self._packed if label not in self._saved]
        read_only = 1 if self._saved else 0
        if len(own) > 4 * self._trained:
            self._waiting, self._trained = own, len(own)
            self._cells = self._cells[:read_only]
        waiting = [(label, self.features(label)) for label in self._waiting]
        self._waiting = []
        ready = [(label, item) for label, item in waiting if item is not None and len(item)]
        if not ready:
            return
        rows = np.concatenate([item.descriptors for _, item in ready])
        identities = np.concatenate([label * MOST + np.arange(len(item)) for label, item in ready])
        if len(self._cells) == read_only:
            self._cells.append(_new_cells(rows))
        self._cells[-1].add_with_ids(rows.astype(np.float32), identities)


def _telling(squares: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which neighbours tell something: clearly nearer than the next one, or as near as copies are.

    The second is kept by nearness alone: two references may share a picture.
    """
    telling: npt.NDArray[np.bool_] = squares <= COPIED**2
    telling[:, 0] |= squares[:, 0] <= RATIO**2 * squares[:, -1]
    return telling & (squares <= FARTHEST**2)


def _new_cells(rows: Descriptors) -> Any:
    count = max(1, min(len(rows) // 40, round(4 * math.sqrt(len(rows))), MOST_CELLS))
    coarse = faiss.IndexFlatL2(128)
    # Bytes as they are, not what is left of them after the cell's centre: that may be negative.
    cells = faiss.IndexIVFScalarQuantizer(
        coarse, 128, count, faiss.ScalarQuantizer.QT_8bit_direct, faiss.METRIC_L2, False
    )
    cells.cp.seed = 1
    cells.cp.niter = 5
    cells.cp.max_points_per_centroid = 40
    cells.cp.min_points_per_centroid = 1
    cells.train((rows if len(rows) else np.zeros((1, 128))).astype(np.float32))
    cells.nprobe = min(PROBES, count)
    return cells
