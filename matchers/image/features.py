"""Local features: RootSIFT of a picture with a small grey copy, packed to about 40 kB."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from matchers.image.signature import Pixels

FEATURE_SIDE = 384
"""Longest side, in pixels, at which features are looked for."""
MOST = 500
"""Features kept of a picture."""
PARTS = 6
"""A picture is divided in so many parts along its longest side when features are chosen."""
GREY_SIDE = 80
"""Longest side of the grey copy with which two aligned pictures are compared."""
_MAGIC = b"MF1\0"
_ROW = np.dtype(
    [("x", "<u2"), ("y", "<u2"), ("scale", "u1"), ("angle", "u1"), ("descriptor", "u1", 64)]
)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LocalFeatures:
    """Features of one picture, n of them.

    `points` (n x 2) are x and y in units of the longest side; `scales` are log2 of the feature's
    diameter in the same unit; `angles` are radians; `descriptors` (n x 128) are RootSIFT times 512
    in sixteen levels, four bits each; `grey` is the small copy (height x width); `width` and
    `height` are in units of the longest side.
    """

    points: Floats
    scales: Floats
    angles: Floats
    descriptors: npt.NDArray[np.uint8]
    grey: npt.NDArray[np.uint8]
    width: float
    height: float

    def __len__(self) -> int:
        return len(self.points)


def extract(pixels: Pixels) -> bytes:
    """Features of a picture (RGB), packed; `unpack` reads them."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    shown = _fitted(grey, FEATURE_SIDE)
    finder = cv2.SIFT.create(nfeatures=MOST * 7 // 5, contrastThreshold=0.02)
    keypoints, descriptors = finder.detectAndCompute(shown, None)
    longest = max(shown.shape)
    chosen = _chosen(keypoints, longest)
    rows = np.zeros(len(chosen), dtype=_ROW)
    if chosen:
        # All rows at once: one by one they took a sixth of the time of finding them.
        told = np.array([(*keypoints[i].pt, keypoints[i].size, keypoints[i].angle) for i in chosen])
        places = np.round(np.clip(told[:, :2] / longest, 0, 1) * 65535)
        rows["x"], rows["y"] = places[:, 0], places[:, 1]
        rows["scale"] = np.round(np.clip(-16 * np.log2(told[:, 2] / longest), 0, 255))
        rows["angle"] = np.round(told[:, 3] / 360 * 256) % 256
        rows["descriptor"] = _root(np.asarray(descriptors, dtype=np.float32)[chosen])
    small = _fitted(grey, GREY_SIDE)
    head = _MAGIC + bytes(small.shape) + len(rows).to_bytes(2, "little")
    return head + small.tobytes() + rows.tobytes()


def unpack(packed: bytes | memoryview) -> LocalFeatures | None:
    """Features as arrays, or None where there are none or another version packed them."""
    if packed[:4] != _MAGIC:
        return None
    height, width, count = packed[4], packed[5], int.from_bytes(packed[6:8], "little")
    grey = np.frombuffer(packed, np.uint8, height * width, 8).reshape(height, width)
    rows = np.frombuffer(packed, _ROW, count, 8 + height * width)
    longest = max(height, width)
    return LocalFeatures(
        points=np.stack([rows["x"], rows["y"]], axis=1).astype(np.float32) / np.float32(65535),
        scales=rows["scale"].astype(np.float32) / np.float32(-16),
        angles=rows["angle"].astype(np.float32) * np.float32(2 * math.pi / 256),
        descriptors=_unpacked(rows["descriptor"]),
        grey=grey,
        width=width / longest,
        height=height / longest,
    )


def mirrored(features: LocalFeatures) -> LocalFeatures:
    """The features that the mirrored picture would have, without looking at it again.

    Mirroring turns a feature's 4 x 4 cells over along its own direction and reverses its eight
    gradient directions: a permutation of the descriptor.
    """
    points = features.points.copy()
    points[:, 0] = features.width - points[:, 0]
    cells = features.descriptors.reshape(-1, 4, 4, 8)[:, ::-1, :, :]
    turned = cells[:, :, :, [0, 7, 6, 5, 4, 3, 2, 1]]
    return LocalFeatures(
        points=points,
        scales=features.scales,
        angles=(np.float32(math.pi) - features.angles) % np.float32(2 * math.pi),
        descriptors=np.ascontiguousarray(turned.reshape(-1, 128)),
        grey=np.ascontiguousarray(features.grey[:, ::-1]),
        width=features.width,
        height=features.height,
    )


def inverted(features: LocalFeatures) -> LocalFeatures:
    """The features that the picture's negative would have, without looking at it again.

    Every gradient points the other way, so that each feature is seen upside down: its cells change
    places and the directions in them, told from its own, stay.
    """
    cells = features.descriptors.reshape(-1, 4, 4, 8)[:, ::-1, ::-1, :]
    return LocalFeatures(
        points=features.points,
        scales=features.scales,
        angles=(features.angles + np.float32(math.pi)) % np.float32(2 * math.pi),
        descriptors=np.ascontiguousarray(cells.reshape(-1, 128)),
        grey=np.uint8(255) - features.grey,
        width=features.width,
        height=features.height,
    )


def within(features: LocalFeatures, box: tuple[float, float, float, float]) -> LocalFeatures:
    """The features in a box of fractions of width and height; the grey copy stays whole."""
    left, top, right, bottom = box
    across = features.points[:, 0] / np.float32(features.width)
    down = features.points[:, 1] / np.float32(features.height)
    inside = (across >= left) & (across <= right) & (down >= top) & (down <= bottom)
    return LocalFeatures(
        points=features.points[inside],
        scales=features.scales[inside],
        angles=features.angles[inside],
        descriptors=features.descriptors[inside],
        grey=features.grey,
        width=features.width,
        height=features.height,
    )


def _chosen(keypoints: Sequence[cv2.KeyPoint], longest: int) -> list[int]:
    """The strongest of each part of the picture by turns, so that no part goes without.

    A small picture in a collage, or a quarter of a reference, must keep features of its own. Ties
    are broken by place, so that two machines keep the same ones.
    """
    order = sorted(
        range(len(keypoints)),
        key=lambda item: (-keypoints[item].response, keypoints[item].pt, keypoints[item].angle),
    )
    taken: dict[tuple[int, int], int] = {}
    ranked = []
    for position, item in enumerate(order):
        x, y = keypoints[item].pt
        part = (int(x * PARTS / longest), int(y * PARTS / longest))
        taken[part] = taken.get(part, 0) + 1
        ranked.append((taken[part], position, item))
    return [item for _, _, item in sorted(ranked)[:MOST]]


def _root(descriptors: Floats) -> npt.NDArray[np.uint8]:
    """RootSIFT of descriptors (n x 128), two numbers of four bits in a byte."""
    totals = np.maximum(descriptors.sum(axis=1, keepdims=True), np.float32(1e-6))
    levels = np.clip(np.sqrt(descriptors / totals) * 64, 0, 15).astype(np.uint8)
    packed: npt.NDArray[np.uint8] = levels[:, 0::2] << 4 | levels[:, 1::2]
    return packed


def _unpacked(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    levels = np.empty((len(packed), 128), np.uint8)
    levels[:, 0::2], levels[:, 1::2] = packed >> 4, packed & 15
    return levels * np.uint8(8) + np.uint8(4)


def _fitted(grey: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    scale = side / max(grey.shape)
    if scale >= 1:
        return grey
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
