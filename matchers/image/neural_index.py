"""Neural vectors of references, searched exactly and scored against ordinary pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from casework.errors import SignatureMismatch
from casework.frontier import PictureSignature

NEAREST = 3
"""Background pictures whose mean similarity is taken off a score."""
LEAST_BACKGROUND = 20
"""With fewer ordinary pictures than this, `USUAL` is taken off instead."""
USUAL = 0.35
"""What SSCD finds between a picture and the nearest of many ordinary ones: its authors' threshold
of .75 then stands where .40 stands with a background.
"""
BLOCK = 16_384

Rows = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NeuralHit:
    """A reference's label, its cosine similarity, and the score left of it by the background."""

    label: int
    cosine: float
    score: float


class NeuralIndex:
    """A picture that resembles everything (a shirt on white) is like many of the background too;
    what it resembles more than them is what counts. The background belongs to the version.
    """

    def __init__(self, algorithm: str, background: Sequence[PictureSignature]) -> None:
        self._algorithm = algorithm
        self._background = self._rows(background)
        self._added: list[tuple[int, npt.NDArray[np.int8]]] = []
        self._removed: set[int] = set()
        self._compiled: tuple[npt.NDArray[np.int64], npt.NDArray[np.int8]] | None = None
        digest = hashlib.sha256("".join(item.bits for item in background).encode())
        self.version = f"{algorithm}, background {digest.hexdigest()[:12]}"

    def add(self, label: int, signatures: Sequence[PictureSignature]) -> None:
        """Add a reference's views under its label; a label that was removed may not come back.

        Raises:
            SignatureMismatch: another model made them.
        """
        self._added.extend((label, self._bytes(item)) for item in signatures)
        self._compiled = None

    def remove(self, label: int) -> None:
        """Forget a reference."""
        self._removed.add(label)
        self._compiled = None

    def search(self, signature: PictureSignature, least: float) -> tuple[NeuralHit, ...]:
        """References that score at least so much, best first.

        Raises:
            SignatureMismatch: another model made the signature.
        """
        asked = self._rows([signature])[0]
        labels, vectors = self._all()
        if not len(labels):
            return ()
        taken_off = self._usual(asked)
        cosines = np.concatenate(
            [
                unit(vectors[start : start + BLOCK]) @ asked
                for start in range(0, len(vectors), BLOCK)
            ]
        )
        best: dict[int, float] = {}
        for row in np.flatnonzero(cosines - taken_off >= least).tolist():
            label = int(labels[row])
            best[label] = max(best.get(label, -1.0), float(cosines[row]))
        hits = [
            NeuralHit(label, round(cosine, 4), round(cosine - taken_off, 4))
            for label, cosine in best.items()
        ]
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.label)))

    def _usual(self, asked: Rows) -> float:
        if len(self._background) < LEAST_BACKGROUND:
            return USUAL
        return float(np.sort(self._background @ asked)[-NEAREST:].mean())

    def _all(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8]]:
        if self._compiled is None:
            self._added = [item for item in self._added if item[0] not in self._removed]
            labels = np.array([label for label, _ in self._added], dtype=np.int64)
            rows = [row for _, row in self._added]
            self._compiled = labels, np.stack(rows) if rows else np.empty((0, 0), np.int8)
        return self._compiled

    def _rows(self, signatures: Sequence[PictureSignature]) -> Rows:
        rows = [self._bytes(item) for item in signatures]
        return unit(np.stack(rows)) if rows else np.empty((0, 0), np.float32)

    def _bytes(self, signature: PictureSignature) -> npt.NDArray[np.int8]:
        if signature.algorithm != self._algorithm:
            raise SignatureMismatch(
                f"A {signature.algorithm} signature cannot be compared with a {self._algorithm} one."
            )
        return np.frombuffer(bytes.fromhex(signature.bits), np.int8)


def unit(rows: npt.NDArray[np.int8]) -> Rows:
    """Rows at length one; a row of zeros stays one."""
    floats = rows.astype(np.float32)
    lengths = np.maximum(np.linalg.norm(floats, axis=1, keepdims=True), np.float32(1e-9))
    scaled: Rows = (floats / lengths).astype(np.float32)
    return scaled
