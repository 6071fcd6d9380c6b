"""Hostile texts: time grows no faster than the text, and every text gets a clear answer."""

from __future__ import annotations

import gc
import time
import tracemalloc
from itertools import product
from math import inf
from random import Random, choices
from string import ascii_lowercase

import pytest

from matchers.match import match_text
from matchers.text.entries import mark_entries
from matchers.text.hit import MOST_HITS
from matchers.text.index import MarkIndex
from matchers.text.letters import word_bits
from matchers.text.masks import MaskIndex
from matchers.text.nearness import word_cost
from matchers.watchlist import Watchlist
from tests.matchers.lists import TODAY, watch, word_brand

# Each of these characters begins and ends marks, and each two of them are the pair of some mark.
BEGINNINGS = "康师傅阿迪"
CROWDED = ["".join(three) for three in product(BEGINNINGS, repeat=3)]
NAMES = ("adidas", "Louis Vuitton", "Sony Ericsson", "LV", "a b", "X", "锅", "郫县豆瓣", "老干妈")
SIZE = 30_000
TO_DIGITS = str.maketrans(ascii_lowercase, "01234567890123456789012345")
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
    "masked words side by side": "a*idas ",
    "letters between masks": "a**das**s ",
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
    "context words between marks": "vs 二手 x LV ",
}


@pytest.fixture(scope="module")
def marks() -> Watchlist:
    """A list that has what hostile text aims at: short marks, and marks that share all pairs."""
    return watch(*NAMES, *CROWDED)


def seconds(text: str, marks: Watchlist) -> float:
    """Processor time of one match, the better of two."""
    return min(seconds_of_one(text, marks) for _ in range(2))


def seconds_of_one(text: str, marks: Watchlist) -> float:
    """Processor time of one match."""
    gc.collect()
    started = time.process_time()
    match_text(text, marks)
    return time.process_time() - started


def assert_linear(text: str, marks: Watchlist) -> None:
    """Twice the text takes about twice the time. What is too slow is measured again, and the least
    of all times counts: other programs can slow a measurement down, and none makes it faster.
    """
    once = twice = inf
    for _ in range(3):
        once = min(once, seconds(text, marks))
        twice = min(twice, seconds_of_one(text * 2, marks))
        if twice < once * MOST_SLOWER + 0.05:
            return
    pytest.fail(f"{once:.2f} s, and {twice:.2f} s for twice the text")


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
def test_twice_the_text_takes_no_more_than_twice_the_time(unit: str, marks: Watchlist) -> None:
    """Whatever is repeated, time is linear in the length, up to where near spellings are sought."""
    assert_linear(unit * (SIZE // len(unit)), marks)


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


def test_signs_that_stand_for_any_letters_do_not_try_all_ways_to_place_them() -> None:
    """Ten gaps in a name of one letter again and again could be laid out in 350,000 ways."""
    marks = watch("a" * 21 + "c", "a" * 21 + "b")
    text = ("a**" * 10 + "d ") * 200
    assert seconds(text, marks) < 2
    (hit,) = marks.marks.match("a**" * 10 + "c")
    assert hit.entry.text == "a" * 21 + "c"


def test_masked_words_side_by_side_do_not_ask_each_mark_of_a_long_list_again() -> None:
    """A thousand marks begin alike, and none of them ends as the masked words do."""
    marks = watch(*("prada" + "".join(letters) for letters in product("abcdefghij", repeat=3)))
    assert seconds("p**********q " * 400, marks) < 2


def test_a_masked_mark_is_counted_up_to_a_bound() -> None:
    """A page that masks a mark again and again keeps no more of it than one that writes it."""
    index = MaskIndex(mark_entries([word_brand("Prada"), word_brand("普拉达")], TODAY))
    assert len(list(index.find("pr*da, 普*达, " * 200))) == 2 * MOST_HITS


def test_context_words_between_two_marks_are_not_read_again_for_each_other() -> None:
    """Many words that say something about marks, and many marks, in one long text."""
    marks = watch("lv")
    text = ("vs " * 50 + "lv ") * 400
    assert_linear(text, marks)


def test_words_longer_than_any_mark_are_not_kept() -> None:
    """A stream of texts that are one word each leaves nothing of their length in memory."""
    marks = watch("LV", "Giorgio Armani", "adidas")
    word_bits.cache_clear()
    words = ["".join(choices(ascii_lowercase, k=20_000)) for _ in range(20)]
    texts = [*words, *("lv" + word.translate(TO_DIGITS) for word in words)]
    texts += [f"ga{word[:9000]} ar{word[:9000]}" for word in words]
    match_text("lv", marks)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for text in texts:
            match_text(text, marks)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 200_000, after - before
    assert [hit.brand for hit in match_text(texts[-21], marks).hits] == ["LV"]


def test_the_answer_is_the_same_whichever_marks_were_added_later() -> None:
    """A short mark that is a common word does not make that word a misspelt one for other marks."""
    entries = mark_entries(map(word_brand, ("the", "the the")), TODAY)
    whole = MarkIndex.build(entries)
    grown = MarkIndex.build(entries[:1]).added(entries[1:])
    for text in ("thb the", "o the tthe"):
        assert whole.match(text) == grown.match(text)


def test_a_text_full_of_marks_takes_no_longer_for_each_that_is_written_evasively() -> None:
    """Only the literal marks that can overlap a near spelling are asked whether they lower it."""
    random = Random(1)
    names = ["".join(random.choices(ascii_lowercase, k=9)) for _ in range(200)]
    marks = watch(*names)
    text = " ".join([*names, *map("-".join, names)]) + " "
    assert_linear(text * 12, marks)


def test_a_near_spelling_again_and_again_is_one_mark_in_a_hundred_places() -> None:
    """More places of a word that means a mark say nothing new."""
    assert len(match_text("adldass, " * 300, watch("adidas")).hits) == MOST_HITS


def test_words_that_are_nearly_a_mark_hide_no_imitation_behind_them() -> None:
    """What comes to nothing does not count: 袁姗姗 is not like enough to 袁姗跚, 袁姗栅 is."""
    hits = watch("袁姗跚").marks.match("袁姗姗 " * (MOST_HITS + 20) + "袁姗栅", least=0.7)
    assert [hit.matched for hit in hits] == ["袁姗栅"]


def test_words_that_sound_like_a_mark_hide_no_imitation_behind_them() -> None:
    """健康 and 赋予 say 康诗赋 between them however often; the name after them is found."""
    text, marks = "健康诗赋予" * (MOST_HITS + 20) + "。康诗赋 方便面", watch("康师傅")
    assert [hit.matched for hit in match_text(text, marks).hits] == ["康诗赋"]


def test_asking_for_all_hits_loses_none_that_is_shown() -> None:
    """看师父 would mean 康师傅 at a low score a hundred times before 瞰施傅 does at a high one."""
    text, marks = "这看师父的，" * (MOST_HITS + 20) + "瞰施傅 正品", watch("康师傅")
    shown, everything = match_text(text, marks), match_text(text, marks, include_all=True)
    assert [hit.matched for hit in shown.hits] == ["瞰施傅"]
    assert everything.hits[0] == shown.hits[0]
    assert len(everything.hits) > MOST_HITS
    assert (everything.flag, everything.flag_score) == (shown.flag, shown.flag_score)


def test_what_words_mean_is_remembered_for_each_of_a_few_scores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two scores in turn forget nothing of each other; a stream of scores does not fill memory."""
    asked: list[str] = []

    def cost(word: str, *, coded: bool) -> float:
        asked.append(word)
        return word_cost(word, coded=coded)

    monkeypatch.setattr("matchers.text.latin_search.word_cost", cost)
    index = watch("Siemens").marks
    scores = (0.5, 0.6, 0.7, 0.8, 0.85)
    found = [index.match("oven by Simens", least=score) for score in (*scores[:2], *scores[:2])]
    assert found[0] == found[1] == found[2] == found[3] != ()
    assert asked == ["simens"] * 2
    for score in (*scores, scores[0]):
        assert index.match("oven by Simens", least=score) == found[0]
    assert len(asked) == len(scores) + 1
