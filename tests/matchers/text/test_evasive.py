"""Masks, compounds, and which spellings hide a mark: those that do are evasive, others mention it."""

from __future__ import annotations

import pytest

from casework.brand import AliasKind
from matchers.match import match_text
from tests.matchers.lists import watch, word_brand


def test_letters_between_masks_stand_side_by_side_in_the_mark() -> None:
    """What is shown between two masks is one piece of the mark, a single mask in it for one letter."""
    assert match_text("a**b*c**d bag", watch("axbycxd")).hits
    assert not match_text("a**dc**f bag", watch("acxdyyf")).hits


@pytest.mark.parametrize(
    ("text", "brand"), [("nurses watch", "Swatch"), ("ninten dough", "Nintendo")]
)
def test_parts_of_two_words_are_no_mark_inside_a_longer_word(text: str, brand: str) -> None:
    """A compound holds a mark in one word, not the end of one and all of another."""
    assert match_text(text, watch(brand)).hits == ()
    assert match_text(f"{brand}shop", watch(brand)).hits[0].literal


@pytest.mark.parametrize(
    ("text", "brand", "found"),
    [
        ("New Balanceshoes", "New Balance", ["New Balance"]),
        ("coca-colabottle", "Coca-Cola", ["coca-cola"]),
        ("someone plus shop", "One Plus", []),
        ("renew balanceshoes", "New Balance", []),
    ],
)
def test_a_mark_of_several_words_is_found_where_a_compound_begins_with_it(
    text: str, brand: str, found: list[str]
) -> None:
    """Words that run into the last one leave the mark whole; its first word is not the end of another."""
    assert [hit.matched for hit in match_text(text, watch(brand)).hits] == found


@pytest.mark.parametrize(
    ("text", "brand", "evasive"),
    [
        ("Kose 面霜", "Kosé", False),
        ("Orsted wind", "Ørsted", False),
        ("Ørsted wind", "Orsted", True),
        ("Loreal shampoo", "L'Oréal", False),
        ("Teslas for sale", "Tesla", False),
        ("五常 大米 10斤", "五常大米", False),
        ("普洱 茶 礼盒", "普洱茶", False),
        ("康师 傅 面", "康师傅", True),
        ("康 师 傅 面", "康师傅", True),
        ("adidass shoes", "adidas", True),
        ("Rolexs watch", "Rolex", True),
        ("Ḱosé 面霜", "Kosé", True),
        ("L0real shampoo", "L'Oréal", True),
    ],
)
def test_accents_left_out_a_plural_and_words_apart_hide_nothing(
    text: str, brand: str, *, evasive: bool
) -> None:
    """Who writes a mark without its accents or signs writes as keyboards do, and is not flagged."""
    answer = match_text(text, watch(brand))
    assert [hit.brand for hit in answer.hits] == [brand]
    assert answer.flag is evasive


def test_an_abbreviation_hides_nothing_and_slang_does() -> None:
    """适用于LV is an honest accessory; 驴家 is written for those in the know."""
    brand = word_brand("路易威登", ("LV", AliasKind.ABBREVIATION), ("驴家", AliasKind.SLANG))
    short, slang = (match_text(text, watch(brand)) for text in ("适用于LV 手机壳", "驴家 托特包"))
    assert [reason.code for reason in short.hits[0].reasons] == ["compatible"]
    assert "evasive_spelling" in [reason.code for reason in slang.hits[0].reasons]


@pytest.mark.parametrize(
    ("text", "brand"), [("D!or bag", "Dior"), ("Pum@ shoes", "Puma"), ("₽uma suede", "Puma")]
)
def test_a_word_with_a_sign_in_it_is_none_of_its_other_letters(text: str, brand: str) -> None:
    """Without the sign dor, pum and uma are words; nobody who means them writes the sign."""
    assert match_text(text, watch(brand)).flag
    for sign in "!@₽":
        text = text.replace(sign, "")
    assert not match_text(text, watch(brand)).flag


def test_of_two_as_sure_spellings_the_longer_one_is_told() -> None:
    """A last character that was replaced is in the hit, and not taken for one left out."""
    (hit,) = match_text("鸿星尔客运动鞋男", watch("鸿星尔克")).hits
    assert (hit.matched, hit.rule) == ("鸿星尔客", "one character")


def test_a_name_of_several_words_is_itself_without_its_article() -> None:
    """Most titles leave it out; one word alone may be any word."""
    marks = watch("The North Face", "The Ordinary")
    for text in ("North Face jacket", "The North Face jacket", "NorthFace jacket"):
        (hit,) = match_text(text, marks).hits
        assert hit.literal, text
    assert match_text("Nort Face nuptse 700", marks).flag
    assert match_text("an ordinary serum", marks).hits == ()


def test_a_brand_that_only_stands_across_two_words_hides_no_imitation() -> None:
    """福 ends one word there and 喜 begins the next, so that 徐记福 is no other brand's."""
    text = "徐记福 喜糖散装"
    assert match_text(text, watch("徐福记", "福喜")).hits == match_text(text, watch("徐福记")).hits
    assert match_text(text, watch("徐福记")).flag


@pytest.mark.parametrize(
    ("text", "brand", "shown"),
    [
        ("Ferrero Roche chocolates", "Ferrero Rocher", True),
        ("Kate Spode mug", "Kate Spade", False),
    ],
)
def test_another_name_means_itself_unless_a_word_of_only_the_mark_stands_by_it(
    text: str, brand: str, *, shown: bool
) -> None:
    """Kate is anybody, and Ferrero is not; Roche and Spode are names of their own."""
    assert bool(match_text(text, watch(brand)).hits) == shown
