"""Agreement: whether two aligned pictures look the same where the reference has something to show."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from matchers.image.features import LocalFeatures
from matchers.image.geometry import Matrix, transformed

Grey = npt.NDArray[np.float32]

BLOCK = 8
"""Side of a compared block, in pixels of the grey copy."""
ALIKE = 0.6
"""Correlation from which a block counts as the same."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares, 0 to 1: `alike` of the reference's detail inside the overlap looks the same there;
    `covered` of the reference's detail lies in the overlap; `blocks` were compared.
    """

    alike: float
    covered: float
    blocks: int


def compare_aligned(
    reference: LocalFeatures, found: LocalFeatures, matrix: Matrix, *, inverted: bool = False
) -> Agreement:
    """Lay the found picture over the reference and compare them block by block.

    Two garments on one seller's floor give many agreeing features on the floor; laid over each
    other they differ where the garment is, and that is where the reference's detail is.
    """
    laid, inside = _laid_over(reference, found, matrix)
    ours = reference.grey.astype(np.float32)
    if inverted:
        laid = 255 - laid
    # Correlation of every block at once, counting only pixels that both pictures have.
    mask = inside.astype(np.float32)
    share = _averaged(mask)
    detail = np.minimum(np.sqrt(_variance(ours, np.ones_like(mask), np.float32(1))), 30)
    detail[detail < 4] = 0
    inner = np.maximum(share, 1e-6)
    covariance = _averaged(ours * laid * mask) / inner - (
        _averaged(ours * mask) / inner * _averaged(laid * mask) / inner
    )
    spread = np.sqrt(_variance(ours, mask, inner) * _variance(laid, mask, inner))
    compared = (share > 0.8) & (detail > 0)
    alike = compared & (covariance >= ALIKE * spread) & (spread > 1)
    total, common = float(detail.sum()), float(detail[compared].sum())
    if common == 0:
        return Agreement(0.0, 0.0, 0)
    return Agreement(float(detail[alike].sum()) / common, common / total, int(compared.sum()))


def _laid_over(
    reference: LocalFeatures, found: LocalFeatures, matrix: Matrix
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """The found picture's grey copy in the reference's frame, and where it has pixels."""
    height, width = reference.grey.shape
    rows, columns = np.mgrid[0:height, 0:width]
    unit = max(height, width)
    points = np.column_stack([(columns.ravel() + 0.5) / unit, (rows.ravel() + 0.5) / unit])
    moved = transformed(matrix, points) * max(found.grey.shape) - 0.5
    across = moved[:, 0].reshape(height, width).astype(np.float32)
    down = moved[:, 1].reshape(height, width).astype(np.float32)
    inside = (
        (across > -0.5)
        & (down > -0.5)
        & (across < found.grey.shape[1] - 0.5)
        & (down < found.grey.shape[0] - 0.5)
    )
    laid = cv2.remap(found.grey, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return laid.astype(np.float32), inside


def _averaged(values: Grey) -> Grey:
    """Means over blocks at every second place; blocks that leave the picture are left out."""
    means = cv2.boxFilter(values, cv2.CV_32F, (BLOCK, BLOCK), borderType=cv2.BORDER_CONSTANT)
    half = BLOCK // 2
    inner = means[half : values.shape[0] - half + 1 : 2, half : values.shape[1] - half + 1 : 2]
    return np.asarray(inner, dtype=np.float32)


def _variance(values: Grey, mask: Grey, share: Grey | np.float32) -> Grey:
    mean = _averaged(values * mask) / share
    return np.maximum(_averaged(values**2 * mask) / share - mean**2, 0)
