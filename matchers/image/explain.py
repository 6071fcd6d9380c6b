"""Explanations for people: two pictures side by side, laid over each other, and how they differ."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from casework.frontier import PictureLine
from casework.settings import MatchSettings
from matchers.image.decode import Describe, decode, record_of
from matchers.image.features import mirrored, unpack
from matchers.image.geometry import Matrix, align
from matchers.image.hit import PictureHit, Polygon, ReferenceEntry
from matchers.image.index import PictureIndex
from matchers.image.signature import Pixels

SIDE = 480
"""Longest side, in pixels, of each picture shown."""
MOST_LINES = 20
MARGIN = 12
CAPTION = 22
_OUTLINE = (230, 30, 60)
_LINE = (30, 160, 90)
_WRITTEN = (40, 90, 220)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a picture is, or is not, taken for a copy: the hit, the same in words, and a PNG of it.

    Made from the two files alone, so that anyone who has them can make it again.
    """

    hit: PictureHit | None
    words: tuple[str, ...]
    png: bytes


def explain(
    found: bytes,
    reference: bytes,
    settings: MatchSettings,
    lines: Sequence[PictureLine] = (),
    describe: Describe | None = None,
) -> Explanation:
    """Compare a found picture's file with a reference's, and draw the result.

    `lines` were read in the found picture; they are outlined there. `describe` is a neural model.

    Raises:
        PictureUnreadable: one of them cannot be opened.
    """
    ours, theirs = decode(reference, "of the reference"), decode(found, "that was found")
    protected = record_of(reference, "", ours, describe)
    shown = record_of(found, "", theirs, describe)
    entry = ReferenceEntry("", "", protected.sha256, "", protected)
    hits = PictureIndex.build([entry], settings).search(shown, 0.01)
    hit = hits[0] if hits else None
    left, right = _small(theirs.pixels), _small(ours.pixels)
    pairs = _pairs(protected.features, shown.features)
    strips = [_side_by_side(left, right, hit, pairs, lines)]
    if hit is not None:
        strips.append(_laid_over(left, right, np.array(hit.placement.matrix).reshape(3, 3), hit))
    buffer = io.BytesIO()
    _stacked(strips).save(buffer, "PNG")
    return Explanation(hit, _words(hit), buffer.getvalue())


def _words(hit: PictureHit | None) -> tuple[str, ...]:
    if hit is None:
        return ("Nothing of the reference was found in the picture.",)
    placement = hit.placement
    facts = [
        f"score {hit.score:.3f}, found by {hit.algorithm} as {hit.kind}",
        f"transform: {placement.transform} ({placement.geometry})",
        f"share of the reference: {placement.reference_overlap:.0%}, "
        + f"of the picture: {placement.overlap:.0%}",
        f"estimated false flags per ordinary picture: {hit.false_flag_rate:.2g}",
    ]
    if hit.distance is not None:
        facts.append(f"distance: {hit.distance} bits")
    if hit.inliers is not None:
        facts.append(f"local features in agreement: {hit.inliers}")
    if hit.similarity is not None:
        facts.append(f"neural similarity above that of ordinary pictures: {hit.similarity:.2f}")
    if hit.alike is not None:
        facts.append(f"of the reference's detail there, {hit.alike:.0%} looks the same")
    return tuple(facts)


def _pairs(ours: bytes, theirs: bytes) -> Matrix:
    """Inliers as fractions, x and y in the reference and in the picture; none gives no rows."""
    reference, found = unpack(ours), unpack(theirs)
    if reference is None or found is None:
        return np.empty((0, 4))
    best = max(
        ((align(reference, item), turn) for turn, item in enumerate((found, mirrored(found)))),
        key=lambda candidate: candidate[0].inliers if candidate[0] else 0,
    )
    if best[0] is None:
        return np.empty((0, 4))
    sizes = [reference.width, reference.height, found.width, found.height]
    pairs: Matrix = np.asarray(best[0].pairs, dtype=np.float64) / np.array(sizes)
    if best[1]:
        pairs[:, 2] = 1 - pairs[:, 2]
    shown = np.linspace(0, len(pairs) - 1, min(MOST_LINES, len(pairs))).astype(int)
    return np.asarray(pairs[shown], dtype=np.float64)


def _small(pixels: Pixels) -> Image.Image:
    image = Image.fromarray(pixels)
    scale = SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BILINEAR)


def _side_by_side(
    left: Image.Image,
    right: Image.Image,
    hit: PictureHit | None,
    pairs: Matrix,
    lines: Sequence[PictureLine],
) -> Image.Image:
    """The found picture and the reference, outlines on both, lines between what agrees."""
    strip = _strip([("found picture", left), ("reference", right)])
    pen = ImageDraw.Draw(strip)
    starts = (MARGIN, CAPTION), (MARGIN * 2 + left.width, CAPTION)
    if hit is not None:
        _outline(pen, hit.placement.polygon, left, starts[0])
        _outline(pen, hit.placement.reference_polygon, right, starts[1])
    for line in lines:
        _outline(pen, line.polygon, left, starts[0], _WRITTEN)
    for x, y, found_x, found_y in pairs.tolist():
        here = (starts[0][0] + found_x * left.width, starts[0][1] + found_y * left.height)
        there = (starts[1][0] + x * right.width, starts[1][1] + y * right.height)
        pen.line((*here, *there), fill=_LINE, width=1)
    return strip


def _laid_over(
    left: Image.Image, right: Image.Image, matrix: Matrix, hit: PictureHit
) -> Image.Image:
    """The reference laid half-transparent over the picture, and where the two differ."""
    pixels = np.diag([left.width, left.height, 1.0]) @ matrix
    pixels = pixels @ np.diag([1 / right.width, 1 / right.height, 1.0])
    size = left.size
    over = np.asarray(right)
    if hit.placement.transform.endswith("+inverted"):
        over = 255 - over
    laid = cv2.warpPerspective(over, pixels, size).astype(np.float32)
    inside = cv2.warpPerspective(np.ones(over.shape[:2], np.float32), pixels, size)[..., None]
    base = np.asarray(left).astype(np.float32)
    overlay = base * (1 - inside / 2) + laid * inside / 2
    difference = np.abs(base - laid).mean(axis=2) * inside[..., 0]
    # From blue (the same) to red (different); what lies outside stays as a pale copy.
    heat = cv2.applyColorMap(np.clip(difference * 2, 0, 255).astype(np.uint8), cv2.COLORMAP_JET)
    mapped = heat[..., ::-1] * inside + (base * 0.3 + 178) * (1 - inside)
    return _strip(
        [
            ("reference laid over it", Image.fromarray(overlay.astype(np.uint8))),
            ("difference: blue same, red different", Image.fromarray(mapped.astype(np.uint8))),
        ]
    )


def _outline(
    pen: ImageDraw.ImageDraw,
    polygon: Polygon,
    image: Image.Image,
    start: tuple[int, int],
    colour: tuple[int, int, int] = _OUTLINE,
) -> None:
    corners = [(start[0] + x * image.width, start[1] + y * image.height) for x, y in polygon]
    if corners:
        pen.line([*corners, corners[0]], fill=colour, width=3)


def _strip(panels: list[tuple[str, Image.Image]]) -> Image.Image:
    """Panels in a row, each under its caption."""
    width = sum(image.width + MARGIN for _, image in panels) + MARGIN
    height = max(image.height for _, image in panels) + CAPTION + MARGIN
    strip = Image.new("RGB", (max(width, SIDE), height), "white")
    pen, left = ImageDraw.Draw(strip), MARGIN
    for caption, image in panels:
        pen.text((left, 4), caption, "black", ImageFont.load_default(13))
        strip.paste(image, (left, CAPTION))
        left += image.width + MARGIN
    return strip


def _stacked(strips: list[Image.Image]) -> Image.Image:
    page = Image.new(
        "RGB",
        (max(strip.width for strip in strips), sum(strip.height for strip in strips)),
        "white",
    )
    top = 0
    for strip in strips:
        page.paste(strip, (0, top))
        top += strip.height
    return page
