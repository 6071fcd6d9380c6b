"""Views of a picture: the whole, without its uniform border, and the panels of a collage."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from matchers.image.signature import WHOLE_BOX, Box, Pixels

MOST_PANELS = 10
LEAST_SIDE = 48
"""A view must have at least so many working pixels a side; less shows nothing to compare."""
BORDER_STEP = 14
"""Grey levels that a border's row or column may vary by."""
SEAM_STEP = 12
SEAM_SHARE = 0.55
"""A seam is a line across which more than this share of pixels jumps by more than SEAM_STEP."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of a picture: its name, pixels, and box as fractions of width and height."""

    name: str
    pixels: Pixels
    box: Box


def views_of(pixels: Pixels) -> tuple[View, ...]:
    """The whole, then what a border or seams cut out of it, each once."""
    found = [View("whole", pixels, WHOLE_BOX)]
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    box = _content(grey)
    if box != (0, 0, pixels.shape[1], pixels.shape[0]):
        found.append(_view("trimmed", pixels, box))
    panels = [panel for panel in _panels(grey, box) if panel != box][:MOST_PANELS]
    found.extend(_view("panel", pixels, _shrunk(grey, panel)) for panel in panels)
    return tuple(
        view for view in found if view.name == "whole" or min(view.pixels.shape[:2]) >= LEAST_SIDE
    )


Grey = npt.NDArray[np.uint8]
_Pixelbox = tuple[int, int, int, int]


def _view(name: str, pixels: Pixels, box: _Pixelbox) -> View:
    left, top, right, bottom = box
    height, width = pixels.shape[:2]
    fractions = (left / width, top / height, right / width, bottom / height)
    return View(name, np.ascontiguousarray(pixels[top:bottom, left:right]), fractions)


def _shrunk(grey: Grey, box: _Pixelbox) -> _Pixelbox:
    """A panel without its own margin."""
    left, top, right, bottom = box
    inner = _content(grey[top:bottom, left:right])
    return (left + inner[0], top + inner[1], left + inner[2], top + inner[3])


def _content(grey: Grey) -> _Pixelbox:
    """The box inside borders of one colour, or all where nothing else would be left."""
    height, width = grey.shape
    rows = np.flatnonzero(_range(grey, 1) > BORDER_STEP)
    if not len(rows):
        return (0, 0, width, height)
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(_range(grey[top:bottom], 0) > BORDER_STEP)
    if not len(columns):
        return (0, 0, width, height)
    return (int(columns[0]), top, int(columns[-1]) + 1, bottom)


def _panels(grey: Grey, box: _Pixelbox, depth: int = 0) -> list[_Pixelbox]:
    """Cut along seams, rows and columns by turns, until no part has one."""
    left, top, right, bottom = box
    part = grey[top:bottom, left:right]
    if min(part.shape) < LEAST_SIDE:
        return [box]
    across = _seams(cv2.absdiff(part[1:], part[:-1]))
    down = _seams(cv2.absdiff(part[:, 1:], part[:, :-1]).T)
    if depth >= 3 or not (across or down):
        return [box]
    # The direction with more seams first: a grid is cut into strips, then the strips into cells.
    if len(across) >= len(down):
        cuts = [top, *(top + cut for cut in across), bottom]
        parts = [(left, a, right, b) for a, b in itertools.pairwise(cuts)]
    else:
        cuts = [left, *(left + cut for cut in down), right]
        parts = [(a, top, b, bottom) for a, b in itertools.pairwise(cuts)]
    return [panel for inner in parts for panel in _panels(grey, inner, depth + 1)]


def _range(grey: Grey, axis: int) -> Grey:
    return np.asarray(grey.max(axis=axis) - grey.min(axis=axis), dtype=np.uint8)


def _seams(jumps: npt.NDArray[np.generic]) -> list[int]:
    """Where nearly a whole line jumps; of neighbouring lines the strongest, away from the ends."""
    share = (np.asarray(jumps) > SEAM_STEP).mean(axis=1)
    seams: list[int] = []
    for line in np.flatnonzero(share > SEAM_SHARE).tolist():
        if line + 1 < LEAST_SIDE or len(share) - line < LEAST_SIDE:
            continue
        if seams and line + 1 - seams[-1] < LEAST_SIDE:
            if share[line] > share[seams[-1] - 1]:
                seams[-1] = line + 1
            continue
        seams.append(line + 1)
    return seams
