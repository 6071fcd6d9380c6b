"""Context words: what each says about a mark, how far it reaches, and what ends or denies it."""

from __future__ import annotations

import pickle
from collections import Counter
from importlib import resources

import pytest

from matchers.context.signals import (
    HONEST_CHARACTERS,
    ContextReader,
    Signal,
    context_words,
    end_words,
    honest_words,
    signals_for,
)
from matchers.match import match_text
from tests.matchers.lists import watch

READER = ContextReader(context_words(), end_words())


def signals(text: str, mark: str) -> list[str]:
    """The signals that speak about a mark in a text."""
    start = text.index(mark)
    hits = signals_for(text, (start, start + len(mark)), READER.read(text))
    return [str(hit.word.signal) for hit in hits]


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("sneakers for men Nike", "Nike", []),
        ("shoes for women and girls Nike", "Nike", []),
        ("gift for her Chanel", "Chanel", []),
        ("for sale Nike dunk", "Nike", []),
        ("for the Dyson V8", "Dyson", ["compatible"]),
        ("fake lashes by Chanel", "Chanel", []),
        ("fake Gucci belt", "Gucci", ["replica"]),
        ("no fakes, genuine Gucci", "Gucci", []),
        ("100% not a replica Rolex", "Rolex", []),
        ("replica of Rolex", "Rolex", ["replica"]),
        ("case for iPhone. Nike shoes", "Nike", []),
        ("not slip Nike", "Nike", ["negation"]),
        ("non slip socks Nike", "Nike", []),
        ("non-Nike", "Nike", ["negation"]),
        ("男女适用 耐克 运动鞋", "耐克", []),
        ("儿童专用 李宁", "李宁", []),
        ("适用于 苹果 华为 小米", "小米", ["compatible"]),
        ("高仿真 玫瑰 耐克", "耐克", []),
        ("非常 好看 耐克", "耐克", []),
        ("非耐克", "耐克", ["negation"]),
        ("非 耐克", "耐克", ["negation"]),
        ("非洲 限定 耐克", "耐克", []),
        ("耐克 九成新", "耐克", ["second_hand"]),
        ("香奈儿平替", "香奈儿", ["replica"]),
        ("拒绝高仿 耐克 正品", "耐克", []),
        ("杜绝假货 茅台", "茅台", []),
        ("防伪 茅台", "茅台", []),
        ("莆田特产 桂圆 安踏", "安踏", []),
        ("莆田 耐克", "耐克", ["replica"]),
        ("official Nike store", "Nike", ["authorised_claim"]),
        ("unofficial Nike fan", "Nike", []),
        ("Nike look-alike", "Nike", ["replica"]),
        ("widely used in Makita tools", "Makita", []),
        ("used Makita drill", "Makita", ["second_hand"]),
        ("for Makita, Bosch, DeWalt tools", "DeWalt", ["compatible"]),
        ("ip68 for Samsung and Huawei", "Huawei", ["compatible"]),
        ("better than Dyson", "Dyson", ["comparison"]),
        ("茅台 无关 小酒", "茅台", ["negation"]),
        ("适用 小米；耐克 鞋", "耐克", []),
        ("AA battery 1:18 Nike", "Nike", []),
        ("Nike slides that are fake", "Nike", ["replica"]),
        ("fake potted plants by Nike", "Nike", []),
        ("Nike shoes, beware of fakes", "Nike", []),
        ("Coach purse, imitation", "Coach", ["replica"]),
        ("imitation leather strap by Coach", "Coach", []),
        ("Nike slides reps best batch", "Nike", ["replica"]),
        ("Nike shorts for eight reps", "Nike", []),
        ("Dior body mist for women, 75 ml, a dupe", "Dior", ["replica"]),
        ("Dior body mist, not a dupe", "Dior", []),
        ("smells like fresh Dior", "Dior", ["replica"]),
        ("Dior inspired perfume", "Dior", ["replica"]),
        ("inspired by 1960s Dior", "Dior", []),
        ("Canon laser, quality copy", "Canon", ["replica"]),
        ("Canon printer, quality copy", "Canon", []),
        ("Puma replica trainers", "Puma", ["replica"]),
        ("Puma home replica jersey", "Puma", []),
        ("Margiela Replica candle, Margiela", "Margiela", []),
        ("bolso de Prada, imitación", "Prada", ["replica"]),
        ("bolso de imitación, Prada", "Prada", []),
        ("camiseta réplica oficial Puma", "Puma", []),
        ("sac Prada contrefaçon", "Prada", ["replica"]),
        ("sac Prada, pas de contrefaçon", "Prada", []),
        ("Prada Tasche, Nachbildung", "Prada", ["replica"]),
        ("Prada Tasche, keine Nachbildung", "Prada", []),
        ("сумка Prada, реплика", "Prada", ["replica"]),
        ("сумка Prada, не реплика", "Prada", []),
        ("túi Prada hàng fake", "Prada", ["replica"]),
        ("Prada kw super", "Prada", ["replica"]),
        ("Honda genset 3 kw super", "Honda", []),
        ("Prada 財布 スーパーコピー", "Prada", ["replica"]),
        ("Puma レプリカ", "Puma", ["replica"]),
        ("Puma レプリカユニフォーム", "Puma", []),
        ("Prada 지갑 미러급", "Prada", ["replica"]),
        ("Puma 레플리카 유니폼", "Puma", []),
        ("浪琴 VS厂 机械表", "浪琴", ["replica"]),
        ("浪琴 n厂 机械表", "浪琴", ["replica"]),
        ("浪琴 表带 C厂家直销", "浪琴", []),
        ("华硕 N厂 显卡", "华硕", []),
        ("浪琴 vs 天梭", "浪琴", ["comparison"]),
        ("仿浪琴", "浪琴", ["replica"]),
        ("仿古 浪琴", "浪琴", []),
        ("周生生 A货 手镯", "周生生", ["replica"]),
        ("周生生 手镯 天然A货 冰糯种 翡翠", "周生生", []),
        ("浪琴 1比1", "浪琴", ["replica"]),
        ("万代 1:1 等身 雕像", "万代", []),
        ("美的 一比一赔付", "美的", []),
        ("海尔 祖国版", "海尔", ["replica"]),
        ("海尔 祖国版图", "海尔", []),
        ("椰子 og批次", "椰子", ["replica"]),
        ("浪琴 高 仿", "浪琴", ["replica"]),
        ("浪琴 复-刻", "浪琴", ["replica"]),
        ("浪琴 A 货", "浪琴", ["replica"]),
        ("浪琴 高 仿 真", "浪琴", []),
        ("最高 仿古 浪琴", "浪琴", []),
        ("适 用 浪琴 a b c", "浪琴", ["compatible"]),
    ],
)
def test_a_word_says_what_it_says_here(text: str, mark: str, expected: list[str]) -> None:
    """For covers what follows, but "for men" is no compatibility; 高仿真 and "no fakes" deny."""
    assert signals(text, mark) == expected


def test_a_word_makes_another_honest_beside_it() -> None:
    """Each that the list names does, in the plural too, and none from a title away."""
    words = context_words()
    assert honest_words().keys() <= {word.term for word in words if word.signal is Signal.REPLICA}
    for word in words:
        for honest in word.honest:
            assert str(word.signal) not in signals(f"{honest} {word.term} Zyx", "Zyx"), honest
            far = f"{honest} {'x' * HONEST_CHARACTERS} {word.term} Zyx"
            assert str(word.signal) in signals(far, "Zyx"), honest
    assert signals("two plants, a fake Zyx", "Zyx") == []


def test_every_honest_word_has_a_source_and_makes_no_term_honest_twice() -> None:
    """A second row for the same two words would have another source, and nobody would know which."""
    text = resources.files("matchers.context").joinpath("honest.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    assert all(source for _, _, source in rows)
    pairs = Counter((word, term) for word, terms, _ in rows for term in terms.split("|"))
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_every_row_has_a_source_and_no_term_is_listed_twice() -> None:
    """A term that two rows claim, or that nobody vouches for, would decide by accident."""
    terms = Counter([word.term for word in context_words()] + list(end_words()))
    assert [term for term, count in terms.items() if count > 1] == []
    assert all(word.source for word in context_words())
    assert {word.signal for word in context_words()} == set(Signal)


def test_each_word_speaks_about_a_mark_right_beside_it() -> None:
    """No term is hidden by another or by the end of a sentence inside it."""
    for word in context_words():
        text = f"{word.term} Zyx"
        assert str(word.signal) in signals(text, "Zyx"), word.term


def test_a_reader_survives_pickling() -> None:
    """Worker processes read the same words and ends."""
    text = "for men Nike, fake Gucci"
    assert pickle.loads(pickle.dumps(READER)).read(text) == READER.read(text)  # noqa: S301


@pytest.mark.parametrize(
    ("plain", "evasive"),
    [("compatible with Nike", "compatible with N1ke"), ("二手 耐克", "二手 耐.克")],
)
def test_an_evasive_spelling_cancels_a_benign_word(plain: str, evasive: str) -> None:
    """An honest seller of accessories or used goods has no reason to hide the mark."""
    marks = watch("Nike", "耐克")
    assert not match_text(plain, marks).flag
    assert match_text(evasive, marks).flag
