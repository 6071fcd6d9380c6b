"""An exact Hamming scan over packed codes that may be added, removed and memory-mapped."""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from matchers.image.signature import Code

BLOCK = 16_384
"""Codes scanned at a time: half a megabyte of PDQ and as much of distances stay in the cache."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """Pairs within the limit, as columns: label of the code, probe's row, bits apart, complement?"""

    labels: npt.NDArray[np.int64]
    probes: npt.NDArray[np.int64]
    distances: npt.NDArray[np.int64]
    inverted: npt.NDArray[np.bool_]


class HammingBank:
    """Codes of one length, each with a label; several codes may share one.

    All probes are compared with a block of codes while it is in the cache, and a probe and its
    complement share one comparison: the complement is as many bits apart as the probe is not.
    """

    def __init__(self, codes: Code, labels: npt.NDArray[np.int64]) -> None:
        self._parts: list[tuple[Code, npt.NDArray[np.int64]]] = []
        self._width = codes.shape[1]
        self._removed: set[int] = set()
        self.add(codes, labels)

    def __len__(self) -> int:
        return sum(
            len(labels) - int(np.isin(labels, list(self._removed)).sum())
            for _, labels in self._parts
        )

    def add(self, codes: Code, labels: npt.NDArray[np.int64]) -> None:
        """Add codes (n x width) under labels (n); a label that was removed may not come back."""
        if len(codes):
            self._parts.append((codes, labels))

    def remove(self, label: int) -> None:
        """Forget all codes of a label; the space is freed when the bank is saved."""
        self._removed.add(label)

    def arrays(self) -> tuple[Code, npt.NDArray[np.int64]]:
        """All codes that stand and their labels, for saving."""
        empty = (np.empty((0, self._width), np.uint8), np.empty(0, np.int64))
        codes = np.concatenate([empty[0], *(part[0] for part in self._parts)])
        labels = np.concatenate([empty[1], *(part[1] for part in self._parts)])
        stands = ~np.isin(labels, list(self._removed))
        return codes[stands], labels[stands]

    def within(self, probes: Code, limit: int, *, complements: bool = False) -> Nearby:
        """All codes at most `limit` bits from a probe (p x width), or from its complement too."""
        bits = 8 * self._width
        probes = np.ascontiguousarray(probes)
        columns: list[tuple[npt.NDArray[np.int64], ...]] = []
        for codes, labels in self._parts if len(probes) else ():
            for start in range(0, len(codes), BLOCK):
                block = np.ascontiguousarray(codes[start : start + BLOCK])
                distances = hamming(probes, block)
                if distances.min() <= limit:
                    columns.append(_pairs(distances, limit, labels[start:], inverted=False))
                if complements and distances.max() >= bits - limit:
                    columns.append(_pairs(bits - distances, limit, labels[start:], inverted=True))
        if not columns:
            none = np.empty(0, np.int64)
            return Nearby(none, none, none, none.astype(bool))
        found = [np.concatenate(parts) for parts in zip(*columns, strict=True)]
        stands = ~np.isin(found[0], list(self._removed))
        label, probe, distance, inverted = (column[stands] for column in found)
        return Nearby(label, probe, distance, inverted.astype(bool))


def hamming(first: Code, second: Code) -> npt.NDArray[np.int32]:
    """Bits apart of each pair of rows, (a x width) and (b x width) giving (a x b)."""
    distances = np.empty((len(first), len(second)), dtype=np.int32)
    faiss.hammings(  # type: ignore[attr-defined]  # its stubs leave this function out
        faiss.swig_ptr(first),
        faiss.swig_ptr(second),
        len(first),
        len(second),
        first.shape[1],
        faiss.swig_ptr(distances),
    )
    return distances


def _pairs(
    distances: npt.NDArray[np.int32], limit: int, labels: npt.NDArray[np.int64], *, inverted: bool
) -> tuple[npt.NDArray[np.int64], ...]:
    probes, columns = np.nonzero(distances <= limit)
    return (
        labels[columns],
        probes.astype(np.int64),
        distances[probes, columns].astype(np.int64),
        np.full(len(probes), inverted, dtype=np.int64),
    )
