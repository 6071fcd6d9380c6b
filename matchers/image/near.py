"""Signatures of all references: which of them a view of a picture is near to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from casework.frontier import Picture, PictureSignature
from matchers.image.hamming import HammingBank
from matchers.image.signature import BYTES, PDQ, PHASH, Box, code_of, codes_of, symmetric_codes

MIN_QUALITY = 50
"""PDQ's own advice: below it (a packshot on white, a plain colour) the bits are noise."""
PHASH_LIMIT = 6
"""Bits of 64; asked only where a reference was handed over without a PDQ of its own."""


@dataclass(frozen=True, slots=True)
class Near:
    """A reference's label and the box of its view; the picture's view; how many bits apart, under
    which symmetry, and whether as a negative.
    """

    label: int
    reference_box: Box
    signature: PictureSignature
    distance: int
    symmetry: int
    inverted: bool


class NearIndex:
    """PDQ of each reference's views, and phash64 where there is nothing better; an exact scan."""

    def __init__(self) -> None:
        none = np.empty(0, np.int64)
        self._banks = {
            name: HammingBank(np.empty((0, width), np.uint8), none) for name, width in BYTES.items()
        }
        self._rows: list[tuple[int, Box]] = []
        self._rows_of: dict[int, list[int]] = {}

    def add(self, label: int, picture: Picture) -> None:
        """Add a reference's trusted signatures under its label."""
        known = any(item.algorithm == PDQ for item in picture.signatures)
        chosen = [
            item
            for item in trusted(picture.signatures)
            if item.algorithm == (PDQ if known else PHASH) and item.view in {"whole", "trimmed"}
        ]
        rows = list(range(len(self._rows), len(self._rows) + len(chosen)))
        self._rows.extend((label, item.box) for item in chosen)
        self._rows_of[label] = rows
        for algorithm, bank in self._banks.items():
            of_it = [
                row for row, item in zip(rows, chosen, strict=True) if item.algorithm == algorithm
            ]
            bank.add(codes_of(chosen, algorithm), np.array(of_it, dtype=np.int64))

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """All that stands, by name, for saving; `restored` takes it back."""
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "labels": np.array([label for label, _ in self._rows], dtype=np.int64),
            "boxes": np.array([box for _, box in self._rows], dtype=np.float64).reshape(-1, 4),
        }
        for algorithm, bank in self._banks.items():
            arrays[f"{algorithm}_codes"], arrays[f"{algorithm}_rows"] = bank.arrays()
        return arrays

    @classmethod
    def restored(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> NearIndex:
        """An index over arrays that may be memory-mapped."""
        index = cls()
        boxes = arrays["boxes"].tolist()
        for row, (label, box) in enumerate(zip(arrays["labels"].tolist(), boxes, strict=True)):
            index._rows.append((label, tuple(box)))
            index._rows_of.setdefault(label, []).append(row)
        for algorithm, bank in index._banks.items():
            bank.add(arrays[f"{algorithm}_codes"], arrays[f"{algorithm}_rows"])
        return index

    def remove(self, label: int) -> None:
        """Forget a reference."""
        for row in self._rows_of.pop(label, ()):
            for bank in self._banks.values():
                bank.remove(row)

    def search(self, picture: Picture, limit: int) -> Iterator[Near]:
        """All references at most `limit` bits of PDQ from a view, turned, mirrored or negative."""
        for signature in trusted(picture.signatures):
            if signature.algorithm not in self._banks:
                continue
            pdq = signature.algorithm == PDQ
            probes, reach = code_of(signature)[None, :], PHASH_LIMIT
            if pdq:
                probes, reach = symmetric_codes(probes[0]), limit
            found = self._banks[signature.algorithm].within(probes, reach, complements=pdq)
            for row, probe, distance, inverted in zip(
                found.labels.tolist(),
                found.probes.tolist(),
                found.distances.tolist(),
                found.inverted.tolist(),
                strict=True,
            ):
                label, box = self._rows[row]
                yield Near(label, box, signature, distance, probe, inverted)


def trusted(signatures: tuple[PictureSignature, ...]) -> list[PictureSignature]:
    """Those of pictures with enough in them to be told apart."""
    return [item for item in signatures if item.quality >= MIN_QUALITY]
