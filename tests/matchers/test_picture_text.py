"""Texts read in pictures, as the text matcher and the judgement take them."""

from __future__ import annotations

import pytest

from casework.evidence import ImageRegion
from casework.flag import Tier
from casework.frontier import Picture, PictureLine, PictureText
from casework.listing import ImageRef, Listing
from matchers.picture_text import MISREADINGS, ShownText, shown_texts, text_of
from review.matcher_words import EDITS
from tests.matchers.lists import NOW, listing, match_listing, watch

URL = "https://shop.example/a.png"
LEFT = ((0.1, 0.2), (0.4, 0.2), (0.4, 0.3), (0.1, 0.3))
BELOW = ((0.2, 0.4), (0.6, 0.4), (0.6, 0.5), (0.2, 0.5))


def shown(*lines: PictureLine) -> Picture:
    """A picture in which these lines were read."""
    return Picture(URL, "ab" * 32, 100, 100, text=PictureText(lines, "words 1"))


def offer(title: str = "running shoes") -> Listing:
    """A listing that shows the picture, at two addresses."""
    return listing(
        title, images=tuple(ImageRef(url, n) for n, url in enumerate((URL, URL + "?2", "gone")))
    )


def test_a_hit_lies_around_the_lines_it_touches() -> None:
    """A mark on one line has that line's place, one on two lines a box around both."""
    text = ShownText(
        URL, "ab", (PictureLine("LOUIS", 0.98, LEFT), PictureLine("VUITTON", 0.96, BELOW)), "r"
    )
    (hit,) = text.matched(watch("Louis Vuitton").marks)
    assert text.place(hit.start, hit.end).polygon == (
        (0.1, 0.2),
        (0.6, 0.2),
        (0.6, 0.5),
        (0.1, 0.5),
    )
    assert hit.score == 0.96
    assert text.place(0, 5) == ImageRegion(URL, "ab", LEFT)
    nowhere = ShownText(URL, "ab", (PictureLine("LOUIS", 0.98),), "r")
    assert nowhere.place(0, 5).polygon == ()


def test_doubtful_readings_do_not_reach_a_reviewer() -> None:
    """The doubt of the reading is taken off the score, so that it falls below the threshold."""
    pictures = {URL: shown(PictureLine("NIKE", 0.6, LEFT))}
    assert match_listing(offer(), watch("Nike"), pictures, NOW) == ()


@pytest.mark.parametrize(
    ("word", "sure", "evasive"),
    [("N1KE", 0.99, False), ("康帅傅", 0.97, True), ("康帅傅", 0.85, False), ("NIKE", 0.99, False)],
)
def test_a_misreading_is_no_evasion(word: str, sure: float, evasive: bool) -> None:
    """A digit for a letter may be the reader's doing; another character, read surely, is not."""
    text = ShownText(URL, "ab", (PictureLine(word, sure, LEFT),), "r")
    (hit,) = text.matched(watch("Nike", "康师傅").marks)
    assert hit.evasive is evasive


def test_misreadings_are_named_as_the_text_matcher_names_them() -> None:
    """A difference that the text matcher renames would silently count as evasion."""
    assert set(EDITS) >= MISREADINGS


def test_a_mark_that_only_the_picture_names_is_shown() -> None:
    """The listing keeps silent, its picture does not; named in the title too, nothing is hidden."""
    pictures = {URL: shown(PictureLine("NIKE", 0.98, LEFT), PictureLine("size 40", 0.9))}
    marks = watch("Nike")
    (flag,) = match_listing(offer(), marks, pictures, NOW)
    (evidence,) = flag.evidence
    assert (evidence.matcher, evidence.rule, evidence.seen) == ("text", "text", "NIKE")
    assert evidence.where == ImageRegion(URL, "ab" * 32, LEFT)
    assert ("rule", "exact") in {(item.name, item.value) for item in evidence.details}
    assert flag.tier is Tier.POSSIBLE
    (named,) = match_listing(offer("Nike running shoes"), marks, pictures, NOW)
    assert named.tier is Tier.CONTEXT
    assert len(named.evidence) == 2


def test_a_misread_mark_alone_is_not_shown() -> None:
    """A spelling near a mark, read in a picture, is kept as context."""
    pictures = {URL: shown(PictureLine("N1KE", 0.98, LEFT))}
    (flag,) = match_listing(offer(), watch("Nike"), pictures, NOW)
    assert flag.tier is Tier.CONTEXT
    assert flag.reasons == ()


def test_one_picture_counts_once() -> None:
    """A picture at two addresses is read once; one without text, or not read, says nothing."""
    picture = shown(PictureLine("NIKE", 0.98, LEFT))
    pictures = {URL: picture, URL + "?2": picture}
    (text,) = shown_texts(offer(), pictures)
    assert text.url == URL
    assert text_of(URL, "ab", None) is None
    assert text_of(URL, "ab", PictureText((), "r")) is None
    assert shown_texts(offer(), {URL: Picture(URL, "ab", 1, 1)}) == ()
