"""How the text matcher weighs: likeness of characters and letters, bits of evidence, selection."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from matchers.text.costs import cheapest_words
from matchers.text.hit import Edit
from matchers.text.likeness import latin_difference, likeness
from matchers.text.selection import select
from matchers.text.surprise import edit_bits, surprise
from tests.matchers.lists import watch
from tests.matchers.text.slow_letters import slow_difference


def test_likeness_gives_sound_shape_and_both() -> None:
    """Characters are alike by sound, by shape, by both, nearly by sound, by what they mean, or not at all."""
    assert likeness("池", "池") == (1.0, "same")
    assert likeness("帅", "师")[1].startswith("shape")
    assert likeness("客", "克") == (0.9, "homophone")
    assert likeness("谬", "缪")[1].startswith("sound and shape")
    assert likeness("新", "星")[1] == "near sound"
    assert likeness("爹", "妈") == (0.25, "of one kind")
    assert likeness("爹", "雪") == (0.0, "replaced")
    assert likeness("q", "妈") == (0.0, "replaced")


def test_latin_edits_are_named_and_weighed() -> None:
    """Doubled letters cost less than vowels, and those less than others; the start costs more."""
    doubled = latin_difference("pumma", "puma")
    vowel = latin_difference("pama", "puma")
    other = latin_difference("puta", "puma")
    first = latin_difference("tuma", "puma")
    assert doubled.cost < vowel.cost < other.cost < first.cost
    assert latin_difference("pmua", "puma").edits[0].why == "swapped"
    assert latin_difference("", "pu").edits[0].why == "dropped"
    assert latin_difference("xpuma", "puma").cost > latin_difference("puxma", "puma").cost


@settings(max_examples=400, deadline=None)
@given(
    written=st.text("abil1", max_size=7) | st.text("aekrnmt", max_size=8),
    meant=st.text("abil1", max_size=7) | st.text("aekrnmt", max_size=8),
)
@example("ba", "ab")
@example("kba", "kab")
@example("abba", "baab")
@example("l1l1", "iill")
def test_words_are_weighed_as_by_their_slow_twin(written: str, meant: str) -> None:
    """Costs and edits are those of trying every way, ties included."""
    assert latin_difference(written, meant) == slow_difference(written, meant)


def test_surprise_is_the_cost_of_reading_a_spelling_as_ordinary_words() -> None:
    """A word of the language costs few bits, two words more, and characters of no word most."""
    word, two, none = (surprise("", text, "") for text in ("玫瑰花", "房玫瑰", "澳利粤"))
    assert 0 < word < two < none
    assert cheapest_words("房玫瑰") == ("房", "玫瑰")
    alone, beside = surprise("", "福州大", ""), surprise("大", "福州大", "福")
    assert beside != alone
    assert surprise("", "\U0002a6d6", "") > surprise("", "q", "")


@pytest.mark.parametrize(
    ("fewer", "more"),
    [
        ("sound and shape 0.80", "homophone"),
        ("homophone", "near sound"),
        ("near sound", "replaced"),
        ("of one kind", "replaced"),
        ("shape 0.85", "shape 0.55"),
        ("shape 0.55", "replaced"),
        ("repeated", "inserted"),
    ],
)
def test_edits_with_fewer_alternatives_cost_fewer_bits(fewer: str, more: str) -> None:
    """The more spellings a kind of edit could have made, the less this one proves."""
    assert edit_bits((Edit("傅", "师", fewer),), "康师傅") < edit_bits(
        (Edit("傅", "师", more),), "康师傅"
    )


def test_one_choice_made_twice_costs_once_and_a_changed_start_more() -> None:
    """666 for 999 is one choice; the first character weighs more, as it does for the offices."""
    six = Edit("6", "9", "replaced")
    assert edit_bits((six, six), "x99x") == edit_bits((six,), "x99x")
    assert edit_bits((six,), "9xxx") > edit_bits((six,), "x9xx")
    assert edit_bits((six, six, six), "999") > edit_bits((six, six), "999")


def test_hits_that_say_nothing_are_left_out_beside_better_ones() -> None:
    """A score under the lowest is dropped, alone or beside another hit."""
    (hit,) = watch("Nike", "adidas").marks.match("Nkie")
    low = replace(hit, score=0.3, start=10, end=14)
    assert select([hit, low]) == (hit,)
    assert select([low]) == ()


def test_what_cannot_reach_the_score_asked_for_is_not_weighed_to_the_end() -> None:
    """A search from a higher score gives the same hits as far as they reach it."""
    marks = watch("康师傅", "星巴克", "天白云", "方天").marks
    for text in ("康师父 面", "正康市傅", "新巴克 咖啡", "辛巴客", "白云天", "方大特钢"):
        everything = marks.match(text, thorough=True)
        for least in (0.6, 0.8, 0.9):
            high = [hit for hit in marks.match(text, least=least) if hit.score >= least]
            assert high == [hit for hit in everything if hit.score >= least]
