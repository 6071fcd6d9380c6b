"""A list that protects no picture: answered without picture code, as an empty index would."""

from __future__ import annotations

from casework.frontier import Picture, PictureSignature
from casework.settings import MatchSettings
from matchers.image.hit import ALL_OF_IT
from matchers.image.index import PictureIndex
from matchers.image.no_pictures import NoPictures
from matchers.watchlist import PictureSurroundings, Watchlist
from tests.matchers.lists import TODAY, word_brand

FOUND = Picture("", "aa", 400, 400, (PictureSignature("pdq", "0f" * 32, 100),))


def test_no_pictures_answer_as_an_empty_index() -> None:
    """Every question has the same answer."""
    none, empty = NoPictures(), PictureIndex.build((), MatchSettings())
    assert len(none) == len(empty) == 0
    assert none.entries() == empty.entries() == ()
    assert none.neutral() == empty.neutral() == ()
    assert none.search(FOUND) == empty.search(FOUND) == ()
    places = [ALL_OF_IT, ALL_OF_IT[:3]]
    assert none.free(FOUND, places) == empty.free(FOUND, places) == [False, False]


def test_pictures_that_anyone_may_use_need_an_index() -> None:
    """Words on them are nobody's, so that they are looked for even where no picture is protected."""
    brands = [word_brand("Nike")]
    surroundings = PictureSurroundings(neutral=(FOUND,))
    listed = Watchlist.build(brands, {}, MatchSettings(), TODAY, surroundings)
    assert listed.pictures.neutral() == (FOUND,)
    assert listed.pictures.free(FOUND, [ALL_OF_IT]) == [True]
    assert listed.pictures.free(FOUND, []) == []
    assert isinstance(Watchlist.build(brands, {}, MatchSettings(), TODAY).pictures, NoPictures)
