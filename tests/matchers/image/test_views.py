"""Views: trimmed borders and panels."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps

from matchers.image.signature import WHOLE_BOX
from matchers.image.views import LEAST_SIDE, MOST_PANELS, View, views_of


def views(image: Image.Image) -> tuple[View, ...]:
    """Views of an image."""
    return views_of(np.asarray(image))


def smooth(seed: int, size: tuple[int, int]) -> Image.Image:
    """A picture without straight lines."""
    fields = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    return Image.fromarray(fields).resize(size, Image.Resampling.BICUBIC)


@pytest.mark.parametrize("colour", ["white", "black", "orange"])
def test_a_uniform_border_is_trimmed(colour: str) -> None:
    """The trimmed view is what was framed."""
    _, trimmed = views(ImageOps.expand(smooth(1, (200, 160)), 25, colour))[:2]
    assert trimmed.name == "trimmed"
    assert trimmed.box == pytest.approx((0.1, 25 / 210, 0.9, 185 / 210), abs=0.02)
    assert np.abs(trimmed.pixels.shape[0] - 160) <= 4


RAMP = Image.fromarray(np.tile(np.linspace(0, 250, 90).astype(np.uint8)[:, None], (80, 1, 3)))


@pytest.mark.parametrize(
    "picture", [Image.new("RGB", (90, 80), "white"), smooth(1, (90, 80)), RAMP]
)
def test_a_picture_without_border_is_whole(picture: Image.Image) -> None:
    """A flat or full picture has one view, all of it."""
    (whole,) = views(picture)
    assert (whole.name, whole.box) == ("whole", WHOLE_BOX)


def test_a_grid_is_cut_into_its_cells() -> None:
    """Four pictures in one are four panels, where they are."""
    page = Image.new("RGB", (400, 300))
    for place in range(4):
        page.paste(smooth(place, (200, 150)), (place % 2 * 200, place // 2 * 150))
    panels = [view.box for view in views(page) if view.name == "panel"]
    assert sorted(panels) == [
        pytest.approx(box, abs=0.01)
        for box in ((0, 0, 0.5, 0.5), (0, 0.5, 0.5, 1), (0.5, 0, 1, 0.5), (0.5, 0.5, 1, 1))
    ]


def test_pictures_beside_each_other_are_cut_apart() -> None:
    """A seam may run down alone, and a margin between is no part of a panel."""
    page = Image.new("RGB", (430, 150), "white")
    page.paste(smooth(4, (200, 150)), (0, 0))
    page.paste(smooth(5, (200, 150)), (230, 0))
    names = [view.name for view in views(page)]
    assert names[0] == "whole"
    assert 2 <= names.count("panel") <= 3


def test_stripes_do_not_flood_the_index() -> None:
    """A striped shirt gives few panels, none of them tiny."""
    stripes = np.zeros((640, 640, 3), np.uint8)
    for start in range(0, 640, 52):
        stripes[start : start + 26] = 255
    stripes[::7, ::5] = 90
    found = views_of(stripes)
    assert len(found) <= MOST_PANELS + 2
    assert all(min(view.pixels.shape[:2]) >= LEAST_SIDE for view in found)


def test_a_seam_of_two_lines_is_one_seam() -> None:
    """A thin dark line between two pictures is cut once, at its strongest step."""
    page = np.full((100, 300, 3), 40, np.uint8)
    page[:, 100:150] = 60
    page[:, 150:151, :] = 90
    page[:, 151:] = 200
    page[:60, 150:151, :] = 62
    assert sum(view.name == "panel" for view in views_of(page)) <= 3
    assert len(views_of(page[:, :1])) == 1
