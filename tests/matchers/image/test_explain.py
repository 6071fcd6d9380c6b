"""Explanations: what is said, what is drawn, and that both can be made again."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageOps

from casework.errors import PictureUnreadable
from casework.frontier import PictureLine
from casework.settings import MatchSettings
from matchers.image.explain import _outline, _pairs, explain
from matchers.image.hit import PictureHit
from tests.matchers.image.drawing import drawn, encoded

SETTINGS = MatchSettings()
REFERENCE = encoded(drawn(1))


def pasted(inverted: bool = False) -> bytes:
    """The reference, perhaps mirrored, on a larger picture."""
    page = drawn(500, (500, 400))
    page.paste(ImageOps.mirror(drawn(1)) if inverted else drawn(1), (200, 150))
    return encoded(page)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_copy_is_explained_and_drawn(mirrored: bool) -> None:
    """Words name kind and transform, and the drawing holds four panels."""
    made = explain(pasted(mirrored), REFERENCE, SETTINGS)
    assert made.hit is not None
    assert made.hit.kind == "panel"
    assert any("local features in agreement" in line for line in made.words)
    assert any(("mirrored" in line) == mirrored for line in made.words if "transform" in line)
    with Image.open(io.BytesIO(made.png)) as drawing:
        assert drawing.width > 900
        assert drawing.height > 700


def test_the_same_files_give_the_same_explanation() -> None:
    """Evidence that is drawn again is drawn alike, byte by byte."""
    assert explain(pasted(), REFERENCE, SETTINGS) == explain(pasted(), REFERENCE, SETTINGS)


def test_a_negative_is_laid_over_as_one() -> None:
    """The overlay of an inverted copy shows agreement, and the distance is said."""
    made = explain(encoded(ImageOps.invert(drawn(1)), "JPEG"), REFERENCE, SETTINGS)
    assert made.hit is not None
    assert made.hit.placement.transform == "same+inverted"
    assert any("bits" in line for line in made.words)


def test_a_stranger_is_explained_as_one() -> None:
    """Nothing found is said in a sentence, and the two are still shown side by side."""
    flat = encoded(Image.new("RGB", (80, 60), "white"))
    made = explain(flat, REFERENCE, SETTINGS)
    assert made.hit is None
    assert made.words == ("Nothing of the reference was found in the picture.",)
    assert explain(encoded(drawn(3)), REFERENCE, SETTINGS).png.startswith(b"\x89PNG")


def test_an_outline_that_lies_outside_is_not_drawn() -> None:
    """An empty polygon draws nothing."""
    image = Image.new("RGB", (10, 10))
    _outline(ImageDraw.Draw(image), (), image, (0, 0))
    assert image.getbbox() is None


def test_without_features_no_lines_are_drawn() -> None:
    """A record that another version packed has no pairs to show."""
    assert len(_pairs(b"", b"")) == 0


def test_unreadable_files_are_named() -> None:
    """The sentence says which of the two it is."""
    with pytest.raises(PictureUnreadable, match="picture that was found is empty"):
        explain(b"", REFERENCE, SETTINGS)


def test_a_hit_is_a_hit_of_the_index() -> None:
    """What is explained is what the matcher says, not a second opinion."""
    made = explain(pasted(), REFERENCE, SETTINGS)
    assert isinstance(made.hit, PictureHit)
    assert made.hit.score > 0.9


def test_written_lines_are_outlined() -> None:
    """What was read in the found picture is drawn there, with a hit and without."""
    line = PictureLine("LABEL", 0.9, ((0.1, 0.1), (0.5, 0.1), (0.5, 0.2), (0.1, 0.2)))
    for found in (pasted(), encoded(drawn(3))):
        plain = explain(found, REFERENCE, SETTINGS)
        drawn_over = explain(found, REFERENCE, SETTINGS, [line])
        assert drawn_over.png != plain.png
        assert (drawn_over.hit, drawn_over.words) == (plain.hit, plain.words)
