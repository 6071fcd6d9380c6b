"""Words read in a picture, as the flag page shows them."""

from __future__ import annotations

from dataclasses import replace

from casework.flag import Flag
from casework.frontier import Picture, PictureLine, PictureText
from casework.listing import ImageRef
from review.flag_view import evidence_line, evidence_views, picture_pairs
from review.i18n import load_languages
from tests.matchers.lists import NOW, listing, match_listing, watch, word_brand

LANGUAGES = load_languages()
URL = "https://shop.example/a.png"
PLACE = ((0.1, 0.2), (0.4, 0.2), (0.4, 0.3), (0.1, 0.3))


def flagged() -> Flag:
    """A flag of a listing whose picture alone names the mark."""
    text = PictureText((PictureLine("NIKE", 0.98, PLACE),), "words 1")
    picture = Picture(URL, "ab" * 32, 100, 100, text=text)
    offer = listing("running shoes", images=(ImageRef(URL, 0),))
    (flag,) = match_listing(offer, watch("Nike"), {URL: picture}, NOW)
    return flag


def test_read_words_are_shown_with_their_place() -> None:
    """The line says what was read and that it was read in a picture, in both languages; the picture
    stands alone, outlined, for there is no protected picture beside it.
    """
    flag = flagged()
    (item,) = flag.evidence
    english, chinese = (evidence_line(item, LANGUAGES[name]) for name in ("en", "zh"))
    assert "<bdi>NIKE</bdi></mark>" in english
    assert "read in a picture" in english
    assert "读自图片" in chinese
    (pair,) = picture_pairs(flag, word_brand("Nike"), LANGUAGES["en"])
    assert (pair.read, pair.reference) == (True, "")
    assert pair.points == "100,200 400,200 400,300 100,300"
    (view,) = evidence_views(flag, LANGUAGES["en"])
    assert view.is_picture


def test_a_copied_picture_keeps_its_reference() -> None:
    """Other picture evidence stands beside the protected picture, without words."""
    flag = flagged()
    copied = replace(flag.evidence[0], rule="pdq", seen="ab", against="cd")
    (pair,) = picture_pairs(replace(flag, evidence=(copied,)), None, LANGUAGES["en"])
    assert not pair.read
    assert "<mark>" not in evidence_line(copied, LANGUAGES["en"])
