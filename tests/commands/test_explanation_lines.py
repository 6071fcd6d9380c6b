"""The lines that `explain text` prints: headline, spelling, steps of the score, reasons."""

from __future__ import annotations

import pytest

from casework.brand import AliasKind
from commands.explanation_lines import edit_lines, headline, hit_lines, reason_lines
from matchers.explanation import explain_text
from matchers.text.hit import Edit
from tests.matchers.lists import watch, word_brand


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("N1KE", "Flagged: mention 0.95, infringement 0.74 (possible, shown from 0.50)"),
        ("Nike", "Not flagged: mention 1.00, infringement 0.10 (context, shown from 0.50)"),
        ("nice shoes", "Not flagged: best mention 0.5"),
        ("a scarf", "Not flagged: no mention"),
    ],
)
def test_the_headline_has_the_score_that_decides_and_its_threshold(text: str, line: str) -> None:
    """A mention that did not count is told with what it was short of, and is not called 0.00."""
    shown = headline(explain_text(text, watch("Nike"), "Nike"))
    assert shown.startswith(line)
    assert shown.endswith("below the 0.77 from which one counts") == ("best" in line)


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (
            "𝙇𝙤𝙪𝙞𝙨 𝙑𝙪𝙞𝙩𝙩𝙤𝙣",
            "Louis Vuitton",
            "mathematical letters: 𝙇𝙤𝙪𝙞𝙨 for louis, 𝙑𝙪𝙞𝙩𝙩𝙤𝙣 for vuitton",
        ),
        ("ℒ𝓞𝓤𝓘𝓢", "Louis", "mathematical letters: ℒ𝓞𝓤𝓘𝓢 for louis"),
        ("Ⓝⓘⓚⓔ", "Nike", "circled letters: Ⓝⓘⓚⓔ for nike"),
        ("Nіkе", "Nike", "Cyrillic letters: і for i, е for e"),
        ("ＮＩＫＥ", "Nike", "full-width letters: ＮＩＫＥ for Nike"),
        ("佳洁 士多", "佳洁士", "pulled apart: 佳洁 士 for 佳洁士"),
        ("Nіke", "Nike", "homoglyph: і for i"),
        ("爱♥马♥仕", "爱马仕", "separator: ♥ for nothing (2 times)"),
        ("张*", "张氏", "mask: 张* for 张氏 (1 of 2 characters shown, which fits other names too)"),
        ("路易**", "路易威登", "mask: 路易** for 路易威登 (2 of 4 characters shown)"),
    ],
)
def test_a_spelling_is_told_once(text: str, name: str, line: str) -> None:
    """Letters of one alphabet are one line, however many they are; so is the same sign again."""
    (hit,) = explain_text(text, watch(name), name).hits
    first, *others = hit_lines(hit)
    assert f"means {name!r}" in first
    assert others == [f"  {line}"]


def test_letters_of_several_alphabets_are_told_one_by_one() -> None:
    """A name for all of them would be wrong for some."""
    edits = [Edit("і", "i", "homoglyph"), Edit("ⓔ", "e", "homoglyph")]
    assert list(edit_lines(edits, "Nіkⓔ")) == ["homoglyph: і for i", "homoglyph: ⓔ for e"]


def test_other_listed_names_that_fit_a_mask_are_named() -> None:
    """Of many a few are."""
    names = ("张氏", "张裕", "张三", "张飞", "张家")
    (hit,) = explain_text("张*", watch(*names), "张氏").hits
    (_, line, *_) = hit_lines(hit)
    assert line.count("张") == 5
    assert line.endswith("of the list fits too: 张三, 张家, 张裕 ...)")


def test_slang_has_no_line_for_its_spelling() -> None:
    """It is written as listed; that it is slang stands in the first line."""
    slang = word_brand("香奈儿", ("香家", AliasKind.SLANG))
    (hit,) = explain_text("香家", watch(slang), "香奈儿").hits
    (line,) = hit_lines(hit)
    assert "(slang)" in line


def test_a_score_is_built_up_from_vetoes_and_goods() -> None:
    """The spelling's score, what each veto leaves, and what goods add or take, with whose goods they are."""
    (hit,) = explain_text("nice running shoes", watch("Nike"), "Nike").hits
    goods = "goods 'running shoes': class 25 (clothing, footwear, headwear)"
    assert list(hit_lines(hit))[2:] == [
        f"  spelling in its place: {hit.spelling:.2f}",
        "  veto: common word: nice (x 0.7)",
        f"  {goods}, the mark's by the table of well-known marks (+0.05)",
    ]
    drills = word_brand("Zelvane", nice_classes=(7,))
    (hit,) = explain_text("Zelvvane sneakers", watch(drills), "Zelvane").hits
    *_, line = hit_lines(hit)
    assert line.endswith("not the mark's, which are 7 by the list (-0.03)")
    (hit,) = explain_text("adidoss sneakers", watch("adidas"), "adidas").hits
    *_, line = hit_lines(hit)
    assert line.endswith("(+0.05, no surer than 0.94)")


def test_context_words_say_where_they_do_not_count() -> None:
    """A weight that is not used has its reason beside it."""
    (hit,) = explain_text("二手 Nike 95新", watch("Nike"), "Nike").hits
    assert list(hit_lines(hit))[1:] == [
        "  context '二手': second_hand (-1.5)",
        "  context '95新': second_hand (-1.5, counted once)",
    ]


def test_reasons_are_added_up() -> None:
    """The sum in log-odds begins with what a bare mention has; without reasons there is none."""
    lines = list(reason_lines(explain_text("strap for Nike", watch("Nike"), "Nike")))
    assert lines == [
        "Reason compatible (-2.00): for",
        "Infringement 0.01: -4.20 in log-odds, with -2.20 for a bare mention",
    ]
    assert list(reason_lines(explain_text("Nike", watch("Nike"), "Nike"))) == []
