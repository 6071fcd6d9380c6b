"""The negative bank: what anyone may use is never a hit, in whatever form and by whatever stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageOps

from casework.frontier import Picture, PictureLine, PictureText
from casework.listing import ImageRef
from casework.settings import MatchSettings
from matchers.image.index import PictureIndex
from matchers.image.match import picture_evidence
from matchers.watchlist import Watchlist
from tests.matchers.image.drawing import drawn, entry, picture
from tests.matchers.lists import NOW, listing, match_listing, watch, word_brand

SETTINGS = MatchSettings()
STOCK = drawn(1)
OWN = drawn(2)
OTHER = drawn(3)


def beside(left: Image.Image, right: Image.Image) -> Image.Image:
    """Two pictures in one."""
    page = Image.new("RGB", (left.width + right.width, left.height), "white")
    page.paste(left, (0, 0))
    page.paste(right, (left.width, 0))
    return page


def negative(image: Image.Image) -> Image.Image:
    """The picture with its colours turned over."""
    return ImageOps.invert(image)


# A protected picture that is a stock photograph with a slogan on it: whoever shows the photograph
# shows most of it.
SLOGAN = STOCK.copy()
SLOGAN.paste("orange", (0, 0, 240, 25))

SHOWN = {
    "as it is": STOCK,
    "mirrored": ImageOps.mirror(STOCK),
    "inverted": negative(STOCK),
    "inverted and mirrored": negative(ImageOps.mirror(STOCK)),
    "turned": STOCK.rotate(90, expand=True),
    "beside another": beside(STOCK, OTHER),
    "mirrored beside another": beside(OTHER, ImageOps.mirror(STOCK)),
    "inverted beside another": beside(OTHER, negative(STOCK)),
    "cropped": STOCK.crop((30, 30, 220, 180)),
    "tilted": STOCK.rotate(12, Image.Resampling.BICUBIC, expand=True, fillcolor="white"),
}


@pytest.mark.parametrize("protected", [STOCK, SLOGAN], ids=["the same", "with a slogan"])
@pytest.mark.parametrize("how", SHOWN)
def test_a_free_picture_never_flags(how: str, protected: Image.Image) -> None:
    """Whatever is done to it, and even where somebody protects it or something made of it."""
    reference, shown = entry(picture(protected)), picture(SHOWN[how])
    assert PictureIndex.build([reference], SETTINGS).search(shown), "the case shows nothing"
    index = PictureIndex.build([reference], SETTINGS, neutral=[picture(STOCK)])
    assert index.search(shown) == ()


def test_a_badge_on_both_is_no_copy() -> None:
    """A listing and a protected picture that share nothing but a free badge are no match; the
    protected picture itself still is, with the badge or without.
    """
    badge = drawn(9, (110, 110))
    ours, theirs = OWN.copy(), OTHER.copy()
    ours.paste(badge, (125, 85))
    theirs.paste(badge, (5, 5))
    plain = PictureIndex.build([entry(picture(ours))], SETTINGS)
    index = PictureIndex.build([entry(picture(ours))], SETTINGS, neutral=[picture(badge)])
    assert plain.search(picture(theirs)), "the case shows nothing"
    assert index.search(picture(theirs)) == ()
    for copied in (OWN, ours, ImageOps.mirror(ours), beside(ours, drawn(5))):
        assert index.search(picture(copied))


def test_a_free_picture_beside_a_protected_one_hides_nothing() -> None:
    """A collage of both is a hit of the protected one."""
    index = PictureIndex.build([entry(picture(OWN))], SETTINGS, neutral=[picture(STOCK)])
    (hit,) = index.search(picture(beside(STOCK, OWN)))
    assert hit.reference.sha256 == picture(OWN).sha256


def test_without_features_signatures_decide() -> None:
    """A record that another version packed is explained by its outlines alone."""
    index = PictureIndex.build([entry(picture(STOCK))], SETTINGS, neutral=[picture(STOCK)])
    shown = replace(picture(ImageOps.mirror(STOCK)), features=b"")
    assert index.search(shown) == ()


def described(image: Image.Image, *numbers: int) -> Picture:
    """A picture that nothing but a neural vector tells of."""
    plain = picture(image)
    vector = np.array(numbers, np.int8).tobytes().hex()
    return replace(
        plain,
        features=b"",
        signatures=(replace(plain.signatures[0], algorithm="neural-a", bits=vector),),
    )


def test_neural_hits_are_explained_too() -> None:
    """A vector's hit is none where a free picture's vector is as near."""
    protected, free = described(OWN, 100, 0, 0), described(STOCK, 80, 60, 0)
    near_ours, near_free = described(OTHER, 100, 5, 0), described(drawn(7), 80, 61, 0)
    index = PictureIndex.build([entry(protected)], SETTINGS, neutral=[free])
    (hit,) = PictureIndex.build([entry(protected)], SETTINGS).search(near_free)
    assert hit.algorithm == "neural-a"
    assert hit.similarity is not None
    assert "background" in hit.made_by
    assert index.search(near_free) == ()
    assert [hit.reference.sha256 for hit in index.search(near_ours)] == [protected.sha256]


def test_words_on_a_free_badge_are_the_platforms() -> None:
    """A mark that stands on a badge anyone may use is not the listing's; elsewhere it is."""
    badge = drawn(9, (120, 200))
    shown = beside(badge, OTHER)
    place = ((0.05, 0.1), (0.3, 0.1), (0.3, 0.3), (0.05, 0.3))
    elsewhere = tuple((x + 0.5, y) for x, y in place)
    url = "https://shop.example/a.png"
    brand = word_brand("Nike")
    marks = watch(brand)
    free = Watchlist(
        marks.brands,
        {},
        SETTINGS,
        marks.version,
        marks.marks,
        marks.context,
        PictureIndex.build([], SETTINGS, neutral=[picture(badge)]),
    )
    for polygon, flagged in ((place, False), (elsewhere, True)):
        text = PictureText((PictureLine("NIKE", 0.98, polygon),), "words 1")
        offer = listing("shoes", images=(ImageRef(url, 0),))
        seen = {url: replace(picture(shown, url), text=text)}
        assert bool(match_listing(offer, free, seen, NOW)) is flagged
        assert match_listing(offer, marks, seen, NOW)
        assert picture_evidence(offer, seen, free.pictures) == ()
