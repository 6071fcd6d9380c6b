"""The matchers' codes in words."""

from __future__ import annotations

import pytest

from casework.evidence import Detail
from matchers.image.signature import SYMMETRIES
from matchers.text.surprise import CHOICES
from matchers.text.variants import Rule
from review.i18n import load_languages
from review.matcher_words import EDITS, RULES, VALUES, detail_text, reading_name, rule_name

ENGLISH = load_languages()["en"]
CHINESE = load_languages()["zh"]


def test_every_rule_and_transform_has_words() -> None:
    """No rule of the exact automata, no kind of edit and no turn of a picture is without a name."""
    assert {rule.label for rule in Rule} <= set(RULES)
    assert set(CHOICES) <= set(EDITS)
    assert {("transform", name) for name in SYMMETRIES} <= set(VALUES)


@pytest.mark.parametrize(
    ("detail", "english", "chinese"),
    [
        (
            Detail("edit 1", "leet: 1 → i"),
            "digit or sign for a letter: 1 → i",
            "以数字或符号代替字母: 1 → i",
        ),
        (
            Detail("edit 2", "shape 0.72: 涯 → 崖"),
            "similar shape 0.72: 涯 → 崖",
            "形近 0.72: 涯 → 崖",
        ),
        (
            Detail("edit 1", "repeated: 娃 → 哈"),
            "character of the mark repeated: 娃 → 哈",
            "重复商标中的字: 娃 → 哈",
        ),
        (Detail("edit 1", "new why: a → b"), "new why: a → b", "new why: a → b"),
        (Detail("context replica", "复刻"), "Replica wording: 复刻", "仿品用语: 复刻"),
        (Detail("context new_signal", "x"), "context new signal: x", "context new signal: x"),
        (Detail("transform", "mirrored"), "turned: mirrored", "旋转: 镜像"),
        (Detail("distance", "12"), "distance: 12", "距离: 12"),
    ],
)
def test_details(detail: Detail, english: str, chinese: str) -> None:
    """Facts are said in both languages; unknown ones as they are, with spaces."""
    assert detail_text(detail, ENGLISH) == english
    assert detail_text(detail, CHINESE) == chinese


def test_rules_and_readings() -> None:
    """An alias is called by its kind; an unknown rule or reading is shown with spaces."""
    assert rule_name("slang alias", ENGLISH) == "by another name: slang"
    assert rule_name("brand_new-rule", ENGLISH) == "brand new rule"
    assert reading_name("pinyin", CHINESE) == "按读音"
    assert reading_name("other_view", ENGLISH) == "other view"
