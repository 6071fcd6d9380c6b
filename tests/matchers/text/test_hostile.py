"""Hostile texts: time grows no faster than the text, and every text gets a clear answer."""

from __future__ import annotations

import gc
import time
from itertools import product

import pytest

from matchers.match import match_text
from matchers.watchlist import Watchlist
from tests.matchers.lists import watch

# Each of these characters begins and ends marks, and each two of them are the pair of some mark.
BEGINNINGS = "康师傅阿迪"
CROWDED = ["".join(three) for three in product(BEGINNINGS, repeat=3)]
NAMES = ("adidas", "Louis Vuitton", "Sony Ericsson", "LV", "a b", "X", "锅", "郫县豆瓣", "老干妈")
SIZE = 30_000
MOST_SLOWER = 3.2  # twice the text in twice the time, with room for a busy machine

TEXTS = {
    "one letter": "a",
    "one Chinese character": "红",
    "letters apart": "a b ",
    "a mark": "adidas ",
    "a mark without gaps": "adidas",
    "a near mark": "adldass ",
    "a near Chinese mark": "康帅傅",
    "a Chinese mark": "老干妈",
    "beginnings of marks": BEGINNINGS,
    "a mark of one character": "锅 ",
    "masks": "a*",
    "masked marks": "郫*豆瓣 ",
    "signs": "a$",
    "pinyin": "laogan妈",
    "combining marks": "a\u0301\u0308\u200b",
    "only combining marks": "\u0301",
    "lone surrogates": "a\ud800",
    "right to left": "שלום \u202eadidas\u202c ",
    "digits": "1234567890",
    "one word of many": "abcdefgh",
    "spaces": " ",
    "emoji": "👩\u200d👩\u200d👧 ",
    "one in another": "sony ericsson adidas ",
}


@pytest.fixture(scope="module")
def marks() -> Watchlist:
    """A list that has what hostile text aims at: short marks, and marks that share all pairs."""
    return watch(*NAMES, *CROWDED)


def seconds(text: str, marks: Watchlist) -> float:
    """Processor time of one match, the better of two."""
    taken = []
    for _ in range(2):
        gc.collect()
        started = time.process_time()
        match_text(text, marks)
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
def test_twice_the_text_takes_no_more_than_twice_the_time(unit: str, marks: Watchlist) -> None:
    """Whatever is repeated, time is linear in the length, up to where near spellings are sought."""
    text = unit * (SIZE // len(unit))
    once, twice = seconds(text, marks), seconds(text + text, marks)
    assert twice < once * MOST_SLOWER + 0.05, (once, twice)


@pytest.mark.parametrize("unit", ["a", "红", "a b ", "\u0301", "\ud800", "adidas", "康师傅阿"])
def test_a_megabyte_is_answered(unit: str, marks: Watchlist) -> None:
    """A megabyte is no reason to fail, and hits are counted up to a bound."""
    hits = match_text(unit * (1_000_000 // len(unit)), marks).hits
    assert len(hits) <= 100 * (len(NAMES) + len(CROWDED))


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
def test_a_mark_is_found_behind_hostile_text(unit: str, marks: Watchlist) -> None:
    """What stands at the end of a long text is still found, in its place."""
    text = unit * (10_000 // len(unit)) + " . Louis Vuitton"
    spans = [hit.span for hit in match_text(text, marks).hits if hit.brand == "Louis Vuitton"]
    assert (len(text) - len("Louis Vuitton"), len(text)) in spans


@pytest.mark.parametrize("names", [("",), ("   ",), ("X",), ("锅",), ("\u200b",), ("!",)])
def test_empty_marks_and_marks_of_one_character_are_answered(names: tuple[str, ...]) -> None:
    """A name without anything to compare matches nothing; one character matches only itself."""
    for text in ("", " ", "X", "锅 X 火锅 box", "!" * 100, "\ud800"):
        found = {hit.matched for hit in match_text(text, watch(*names)).hits}
        assert found <= set(names)
