"""Views, offsets, borders, context scope and tables: the parts under the rules."""

from __future__ import annotations

import hashlib
import unicodedata
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.brand import Mark, MarkKind, Name, ProtectedBrand, ProtectedPicture
from casework.evidence import ImageRegion
from casework.frontier import Picture, PictureSignature
from casework.listing import ImageRef
from casework.settings import MatchSettings
from matchers.context.signals import ContextReader, context_words, end_words, signals_for
from matchers.match import match_text
from matchers.text import tables
from matchers.text.automaton import Automaton
from matchers.text.deletions import deletions, edits_allowed
from matchers.text.entries import mark_entries
from matchers.text.fold import FOLD, FoldTable, fold
from matchers.text.index import MarkIndex
from matchers.text.reading import Reading
from matchers.text.skeleton import SKELETON
from matchers.text.sounds import letter_spellings
from matchers.watchlist import Watchlist
from tests.matchers.lists import NOW, TODAY, listing, match_listing, watch, word_brand


def test_offsets_follow_characters_that_fold_to_none_one_and_two() -> None:
    """Each folded character knows which code point it came from."""
    text = "a\u200bæb\u0301c"
    folded = fold(text)
    assert folded == "aaebc"
    assert FOLD.offsets(text) == [0, 2, 2, 3, 5]
    assert FOLD.offsets("") == []


def test_a_span_takes_its_last_letters_marks_along() -> None:
    """A combining mark belongs to the letter before it."""
    (hit,) = match_text("pumá\u0301! x", watch("Puma")).hits
    assert hit.span == (0, 5)


def test_borders_look_past_invisible_characters() -> None:
    """A letter after a zero-width space still continues the word."""
    reading = Reading("gap\u200be \u200bgap\u200b")
    assert not reading.bordered(0, 3)
    assert reading.bordered(7, 10)
    assert not Reading("e\u200bgap").bordered(2, 5)
    assert Reading("\u200bgap").bordered(1, 4)
    assert Reading("红gap").bordered(1, 4)
    assert Reading("x\u0301").bordered(0, 2)
    assert not match_text("énike nike\u200bs", watch("Nike")).hits


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("case for Nike", ["compatible"]),
        ("Nike strap, compatible", ["compatible"]),
        ("Nike for running", []),
        ("for one two three four five Nike", []),
        ("适用于一二三四五六七八九十十一十二 Nike", []),
        ("Nike used", ["second_hand"]),
        ("vs Nike", ["comparison"]),
        ("Nike forward", []),
        ("before Nike", []),
        ("1:1 Nike", ["replica"]),
        ("a11:1 Nike", []),
        ("1:15 Nike", []),
        ("适用于 Nike", ["compatible"]),
        ("不是 Nike", ["negation"]),
    ],
)
def test_a_context_word_speaks_within_its_scope(text: str, signals: list[str]) -> None:
    """For covers what follows within four words; 二手 covers the text; words stand whole."""
    reader = ContextReader(context_words(), end_words())
    start = text.index("Nike")
    found = signals_for(text, (start, start + 4), reader.read(text))
    assert [str(hit.word.signal) for hit in found] == signals


def test_a_context_word_inside_the_mark_says_nothing_about_it() -> None:
    """A mark that itself holds a context word is not its own context."""
    answer = match_text("Used Books Co", watch("Used Books Co"))
    assert answer.hits[0].reasons == ()


def test_the_committed_tables_are_those_of_their_source_list() -> None:
    """A table that was changed by hand no longer has its hash."""
    folder = resources.files("matchers.text.tables")
    lines = folder.joinpath("SOURCES.tsv").read_text("utf-8").splitlines()[1:]
    for line in lines:
        name, digest, source = line.split("\t")
        assert hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest
        assert "GPL" not in source
    assert len(lines) == 16


def test_the_fold_covers_over_nine_thousand_code_points() -> None:
    """Look-alikes and forms of letters are folded in their thousands."""
    changed = sum(fold(chr(code)) != chr(code) for code in range(0x80, 0x20000))
    assert changed > 9000


def test_a_letter_with_marks_or_in_another_style_reads_as_that_letter() -> None:
    """Whatever stands on a letter, under it or around it, and however it is drawn: ó is no p."""
    for code in range(0x80, 0x20000):
        character = chr(code)
        decomposed = unicodedata.decomposition(character)
        styled = decomposed.startswith(("<font>", "<circle>"))
        base = unicodedata.normalize("NFKD" if styled else "NFD", character)[0]
        if decomposed and base.isascii() and base.isalpha():
            assert fold(character)[0] == base.casefold(), character


def test_tables_know_sounds_shapes_and_words() -> None:
    """A sample of each table."""
    assert tables.readings()["好"][0] == "hao"
    assert tables.shapes()["雪"]["雷"] > 0.8
    assert tables.splits()["好"] == ("女子",)
    assert tables.splits()["红"] == ("丝工", "纟工")
    assert "玫瑰" in tables.han_words()
    assert "shoes" in tables.latin_words()
    assert "github" in tables.known_names()
    assert len(letter_spellings("大白兔行乐长")) <= 16


def test_lengths_outside_the_limits_allow_no_edit() -> None:
    """Three letters are too few and twenty-five too many for an edit."""
    assert [edits_allowed(size) for size in (3, 4, 5, 6, 24, 25)] == [0, 1, 1, 2, 2, 0]
    assert deletions("abc", 0) == ["abc"]
    assert sorted(deletions("abc", 2)) == ["a", "ab", "abc", "ac", "b", "bc", "c"]


def test_an_automaton_without_patterns_finds_nothing() -> None:
    """An empty list is a list."""
    automaton = Automaton({})
    assert len(automaton) == 0
    assert automaton.find("text") == []


def test_empty_repeated_and_odd_names_make_no_trouble() -> None:
    """A name of separators only is left out; the same name twice is one entry."""
    mark = Mark("m", MarkKind.WORD, (Name(" - "), Name("Nike"), Name("NIKE"), Name("!")))
    index = MarkIndex.build(mark_entries([ProtectedBrand("b", "b", "", (mark,))], TODAY))
    assert [entry.text for entry in index.entries] == ["Nike", "!"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mild", False),
        ("adidasxyz", False),
        ("xaガ", False),
        ("aガ", True),
        ("xaxdxidas", False),
        ("カadidas", True),
        ("ガ", True),
        ("カ", False),
        ("xガy", False),
        ("ガガ", True),
        ("红ガ", False),
    ],
)
def test_other_scripts_are_taken_as_written(text: str, found: bool) -> None:
    """Marks in other scripts are found as they stand, single characters alone only."""
    assert bool(match_text(text, watch("adidas", "ガ", "ガガ", "mi", "aガ")).hits) == found


def test_mixed_pinyin_must_end_with_whole_characters() -> None:
    """Letters that only begin or end inside another syllable are no pinyin of the mark."""
    marks = watch("西安", "蓝月亮")
    assert not match_text("先an xiang香", marks).hits
    assert not match_text("axi安 an", marks).hits
    assert match_text("蓝yue亮", marks).hits


def test_a_partner_word_is_asked_for_both_ways() -> None:
    """One exact word of a mark of two leads to the other, whichever comes first."""
    marks = watch("Tommy Hilfiger", "Canada Goose", "Red Dog")
    assert match_text("Tommy Hilfigger", marks).hits
    assert match_text("Tomy Hilfiger", marks).hits
    assert not match_text("Goose Canada", marks).hits
    assert not match_text("red dig", marks).hits
    assert not match_text("Hilfiger", marks).hits
    assert match_text("red dig", marks, include_all=True) is not None


def test_copied_pictures_are_judged_with_the_text() -> None:
    """A protected picture among the listing's pictures makes a flag, with or without a mention."""
    signature = PictureSignature("pdq", "0f" * 32, 100)
    reference = Picture("", "aa", 400, 400, (signature,))
    mark = Mark("p", MarkKind.PICTURE, pictures=(ProtectedPicture("a.png", "aa", "front"),))
    missing = Mark("q", MarkKind.PICTURE, pictures=(ProtectedPicture("b.png", "bb"),))
    brand = ProtectedBrand("lantern", "Lantern", "", (mark, missing))
    marks = Watchlist.build([brand], {"aa": reference}, MatchSettings(), TODAY)
    url = "https://shop.example/1.png"
    offer = listing("paper lamp", images=(ImageRef(url, 0),))
    (flag,) = match_listing(offer, marks, {url: Picture(url, "aa", 400, 400, (signature,))}, NOW)
    assert isinstance(flag.evidence[0].where, ImageRegion)
    assert [reason.code for reason in flag.reasons] == ["copied_picture"]
    assert flag.infringement_score > 0.5
    assert match_listing(offer, marks, {}, NOW) == ()


def test_a_brand_with_marks_and_aliases_is_pulled_together() -> None:
    """Two marks of one brand in one listing give one flag with both."""
    names = word_brand("Nike"), word_brand("耐克")
    brand = ProtectedBrand("nike", "Nike", "", (*names[0].marks, *names[1].marks))
    (flag,) = match_listing(listing("Nike 耐克 运动鞋"), watch(brand), {}, NOW)
    assert len(flag.evidence) == 2


def test_a_text_of_all_of_unicode_does_not_fill_memory() -> None:
    """A table forgets what does not fit, and reads it all the same."""
    table = FoldTable(lambda character: character if character != "b" else "")
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x28000)]))
    assert table.apply(text) == text.replace("b", "")
    assert table.offsets(text)[-1] == len(text) - 1
    kept = len(table)
    assert kept < len(text)
    assert table.apply("ab\U0002f000") == "a\U0002f000"
    assert table.offsets("ab\U0002f000") == [0, 2]
    assert len(table) == kept


RULE = {"-": "", "國": "国", "，": ",", "【": ""}
FILLED = FoldTable(lambda character: RULE.get(character, character.lower()))
FILLED_BLANK = FoldTable(lambda character: " " if character > "\u2000" else character.lower())
for filled in (FILLED, FILLED_BLANK):
    filled.fill("a-é中耐國，【\u0600\ud800")


def test_a_lone_surrogate_that_a_table_keeps_is_kept() -> None:
    """The character that stands for "not seen yet" may stand in a text itself."""
    table = FoldTable(lambda character: character.lower())
    assert table.apply("A\ud800é\xff") == "a\ud800é\xff"
    assert table.offsets("A\ud800é\xff") == [0, 1, 2, 3]
    assert table.of("\ud800") == "\ud800"


@given(st.text("aB0-'é中耐國，【\u200b\u0600\ud800\U00020000", max_size=12))
def test_what_is_read_by_bytes_reads_as_one_by_one(text: str) -> None:
    """A text reads, and maps back, as its characters do, whether Chinese ones stay or read as spaces."""
    for table in (FILLED, FILLED_BLANK):
        parts = [table.of(character) for character in text]
        assert table.apply(text) == "".join(parts)
        assert table.offsets(text) == [i for i, part in enumerate(parts) for _ in part]


@given(st.text("aB1 -é耐\u200b", max_size=12))
def test_what_is_cut_out_of_a_word_is_left_out(text: str) -> None:
    """Short matches with a letter beside their first or last one, or two digits so, and no others."""
    reading = Reading(text)
    size, places = len(reading.squeezed), SKELETON.offsets(text)
    matches = [(0, start, end) for start in range(size) for end in range(start + 1, size + 1)]

    def cut(start: int, end: int) -> bool:
        first, last = places[start], places[end - 1]
        before, after = text[max(first - 1, 0) : first + 1], text[last : last + 2]
        return reading.squeezed[start:end].isascii() and any(
            len(pair) == 2 and pair.isascii() and (pair.isalpha() or pair.isdigit())
            for pair in (before, after)
        )

    assert reading.standing(matches, 4) == [
        (pattern, start, end)
        for pattern, start, end in matches
        if end - start >= 4 or not cut(start, end)
    ]
