"""Geographical indications: other goods of the place are none, and a misspelt place is one."""

from __future__ import annotations

import pytest

from casework.brand import MarkKind
from matchers.match import match_text
from tests.matchers.lists import watch, word_brand


def test_a_place_that_is_changed_is_an_imitation_of_its_indication() -> None:
    """The goods are the indication's, and only the place is written wrongly."""
    kind = MarkKind.GEOGRAPHICAL_INDICATION
    marks = watch(word_brand("郫县豆瓣", kind=kind, place_names=("郫县",)))
    (found,) = match_text("脾县豆瓣 酱", marks).hits
    assert found.rule == "one character"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("库尔勒香 5斤", True),
        ("库尔勒香瓜 5斤", False),
        ("日常大米 煮粥", False),
        ("信阳毛衣 厂家", False),
        ("南丰蜜柚 红心", False),
    ],
)
def test_other_goods_of_a_place_are_no_misspelt_indication(text: str, *, shown: bool) -> None:
    """香瓜 and 蜜柚 are other fruit, and 日常 no place; where nothing follows a character is missing."""
    names = ("库尔勒香梨", "五常大米", "信阳毛尖", "南丰蜜桔")
    marks = watch(*(word_brand(name, kind=MarkKind.GEOGRAPHICAL_INDICATION) for name in names))
    assert bool(match_text(text, marks).hits) == shown
