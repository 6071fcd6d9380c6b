"""The mark index: which spellings are found, where, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.match import match_text
from matchers.normalise import terms
from matchers.text.fold import fold
from tests.matchers.lists import watch

LATIN = ("adidas", "Balenciaga", "New Balance", "Skechers", "L'OREAL", "LV")
HAN = ("阿迪达斯", "康师傅", "郫县豆瓣", "999皮炎平", "雪碧")
MARKS = watch(*LATIN, *HAN)


def brands_in(text: str) -> set[str]:
    """The brands that the test list finds in a text."""
    return {hit.brand for hit in match_text(text, MARKS).hits}


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("Ad1das shoes", "adidas"),
        ("adiddas", "adidas"),
        ("addias shoes", "adidas"),
        ("balencaga bag", "Balenciaga"),
        ("newbalence 574", "New Balance"),
        ("new balanc 574", "New Balance"),
        ("skechars shoes", "Skechers"),
        ("l-v bag", "LV"),
        ("l v bag", "LV"),
        ("lv bag", "LV"),
        ("loreal cream", "L'OREAL"),
        ("阿迪达丝 运动鞋", "阿迪达斯"),
        ("康帅傅 红烧牛肉面", "康师傅"),
        ("郫县豆辧", "郫县豆瓣"),
        ("雪 碧 2L", "雪碧"),
        ("adidas2024", "adidas"),
    ],
)
def test_a_near_spelling_is_found(text: str, brand: str) -> None:
    """One edit, one replaced character, an imitated letter or a gap still means the mark."""
    assert brand in brands_in(text)


@pytest.mark.parametrize("text", ["superadidaspack", "súperadidaspáck", "adidas\u200bpáck"])
def test_a_literal_mark_between_words_of_its_own_is_found(text: str) -> None:
    """Accents and invisible characters do not change what the mark is joined with."""
    (hit,) = watch("adidas").marks.match(text)
    assert (hit.matched, hit.score, hit.literal) == ("adidas", 0.9, True)
    assert watch("adidas").marks.match(f"{text}q") == ()


@pytest.mark.parametrize(
    "text",
    ["silver ring", "xlvx", "1v", "snow 雪", "newborn balances", "12345 67890", "達"],
)
def test_what_is_not_the_mark_is_left_alone(text: str) -> None:
    """A short mark inside a word, a number or an unlike word is no hit."""
    assert brands_in(text) == set()


def test_a_mark_of_one_character_is_taken_only_where_it_stands_alone() -> None:
    """A mark of one character is found between separators, and nowhere else."""
    marks = watch("锅", "X")
    assert [hit.span for hit in match_text("锅 火锅 x box X", marks).hits] == [
        (0, 1),
        (5, 6),
        (11, 12),
    ]


def test_a_weaker_hit_inside_a_stronger_one_is_left_out() -> None:
    """Where one mark stands literally, another that is only near it is not reported."""
    marks = watch("Polk Audio", "PolkaAudio", "polk audio")
    hits = match_text("Polk Audio speaker", marks).hits
    assert {hit.brand for hit in hits} == {"Polk Audio", "polk audio"}


@given(st.text(max_size=60))
def test_any_text_is_answered_with_spans_inside_it(text: str) -> None:
    """Spans lie in the text and hold what was matched, whatever the text is."""
    for hit in match_text(text, MARKS, include_all=True).hits:
        start, end = hit.span
        assert 0 <= start < end <= len(text)
        assert text[start:end] == hit.matched


@given(
    brand=st.sampled_from([*LATIN, *HAN]),
    before=st.text(alphabet="红 a!，", max_size=5),
    after=st.text(alphabet="蓝 。!", max_size=5),
    upper=st.booleans(),
)
@settings(max_examples=60)
def test_case_and_width_change_nothing(brand: str, before: str, after: str, upper: bool) -> None:
    """A literal mark is found in any case and width, at the exact place."""
    written = brand.upper() if upper else brand
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in written)
    for form in (written, wide):
        text = f"{before} {form} {after}"
        spans = {hit.span for hit in match_text(text, MARKS).hits if hit.brand == brand}
        start = len(before) + 1
        assert (start, start + len(form)) in spans


@pytest.mark.parametrize(
    "character", ["a", "红", "\u0301", "\u200b", "\ud800", "🙂", "1", " ", "א"]
)
def test_a_long_text_of_one_character_is_answered(character: str) -> None:
    """Hostile lengths end in bounded time."""
    assert match_text(character * 100_000, MARKS).hits == ()


def test_the_fold_reads_as_a_person_does() -> None:
    """Marks, look-alikes, width and trade-mark signs fold away; separators stay."""
    assert fold("ＡÉ\u0301 а™\ud800\t") == "ae a\ufffd "


def test_terms_are_words_characters_and_pairs() -> None:
    """Index terms are folded words, single characters and character pairs."""
    assert terms("Nike 运动鞋!") == ("nike", "运", "动", "运动", "鞋", "动鞋")
