"""The matchers' codes in words."""

from __future__ import annotations

import re
from itertools import product

import pytest

from casework.evidence import Detail
from casework.frontier import Picture
from matchers.image.hit import SAME, PictureHit, ReferenceEntry
from matchers.image.match import _evidence
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
        (Detail("distance", "2 bits"), "distance: 2 bits", "距离: 2 位"),
        (
            Detail("false flags per picture", "8e-08"),
            "false flags per picture: 1 in 12,000,000",
            "每张图片误报: 12,000,000 分之一",
        ),
        (
            Detail("false flags per picture", "0.0021"),
            "false flags per picture: 0.0021",
            "每张图片误报: 0.0021",
        ),
        (Detail("rule", "sound"), "found: same sound", "认定方式: 同音"),
    ],
)
def test_details(detail: Detail, english: str, chinese: str) -> None:
    """Facts are said in both languages; unknown ones as they are, with spaces."""
    assert detail_text(detail, ENGLISH) == english
    assert detail_text(detail, CHINESE) == chinese


def test_everything_about_a_picture_has_words() -> None:
    """No fact that the picture matcher gives is English on a Chinese page, whatever found it."""
    picture = Picture("http://127.0.0.1/a.png", "0" * 64, 8, 8)
    entry = ReferenceEntry("brand", "mark", "1" * 64, "标签", picture)
    for kind, view in product(
        ("exact", "near", "crop", "panel", "local"), ("whole", "trimmed", "panel", "tile")
    ):
        hit = PictureHit(entry, kind, "pdq", 0.9, 8e-8, SAME, view, 100, 2, 30, 0.8, 0.7)
        evidence = _evidence(picture.url, picture, hit)
        assert not reading_name(evidence.view, CHINESE).isascii()
        for detail in evidence.details:
            name, _, value = detail_text(detail, CHINESE).partition(": ")
            assert not name.isascii()
            assert detail.name == "versions" or not re.search("[a-z]", value)


def test_rules_and_readings() -> None:
    """An alias is called by its kind; an unknown rule or reading is shown with spaces."""
    assert rule_name("slang alias", ENGLISH) == "by another name: slang"
    assert rule_name("brand_new-rule", ENGLISH) == "brand new rule"
    assert reading_name("pinyin", CHINESE) == "按读音"
    assert reading_name("other_view", ENGLISH) == "other view"
