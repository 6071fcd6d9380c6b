"""The compiled index against its slow twins, on texts where every window is near some mark."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from matchers.text.tables import han_words
from tests.matchers.lists import watch
from tests.matchers.text.slow_han import slow_han_brands, slow_han_doubts

ALPHABET = "霹霰渚潴啕嫍呴琵鬟奂髭嚭"
"""Rare characters, some alike in sound or shape, that make no common word with one another."""

CHARACTERS = "康师帅傅福富中国红一三年级奥利粤澳"
"""Common characters, some alike, some words together."""

SHORT = st.text(ALPHABET, min_size=2, max_size=3)
LONGER = st.lists(st.sampled_from(ALPHABET), min_size=4, max_size=5, unique=True).map("".join)
NAMES = st.lists(SHORT | LONGER, min_size=1, max_size=4, unique=True)
"""Names; longer ones have no character twice, which has rules of its own."""


def test_the_alphabet_makes_no_common_word() -> None:
    """The twin holds only where no veto speaks, so no word may be written in the alphabet."""
    assert not [word for word in han_words() if set(word) <= set(ALPHABET)]


@settings(max_examples=200, deadline=None)
@given(names=NAMES, text=st.text(ALPHABET, min_size=1, max_size=12))
@example(names=["呴呴"], text="啕啕")
def test_chinese_rules_agree_with_the_slow_twin(names: list[str], text: str) -> None:
    """Each mark, alone on a list, is found where comparing every window finds it, and nowhere else."""
    for name in names:
        found = {hit.entry.brand_id for hit in watch(name).marks.match(text, thorough=True)}
        expected = slow_han_brands(text, [name])
        assert expected <= found <= expected | slow_han_doubts(text, [name]), (name, text)


@st.composite
def imitations(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and a text that holds it with up to three letters or characters changed."""
    letters, shortest, most = draw(st.sampled_from([("abdeilos", 4, 11), (CHARACTERS, 3, 5)]))
    name = draw(st.text(letters, min_size=shortest, max_size=most))
    written = list(name)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(written) - 1))
        instead = draw(st.sampled_from(["", written[place] + letters[0], *letters]))
        written[place] = instead
    beside = draw(st.sampled_from(["{}", "red {} watch", "新款{}包邮", "{} 2024", "大{}人"]))
    return name, beside.format("".join(written))


@settings(max_examples=400, deadline=None)
@given(imitation=imitations())
@example(imitation=("aryqvemki", "red arrynemki watch"))
@example(imitation=("于御营", "于鱼癭"))
@example(imitation=("乃东县", "刀东线"))
def test_a_hit_is_found_whatever_lower_score_is_asked_for(imitation: tuple[str, str]) -> None:
    """What is refused early could not have reached the score; what reaches it is found."""
    name, text = imitation
    marks = watch(name).marks
    for hit in marks.match(text, least=0.3):
        asked = marks.match(text, least=hit.score - 1e-6)
        assert (hit.matched, hit.rule, hit.score) in [
            (other.matched, other.rule, other.score) for other in asked
        ]


@settings(max_examples=100, deadline=None)
@given(names=NAMES, text=st.text(ALPHABET, min_size=1, max_size=12))
def test_a_brand_on_the_list_lowers_no_other_but_by_its_own_literal(
    names: list[str], text: str
) -> None:
    """A hit keeps its score whatever else is listed, unless another brand stands there literally."""
    together = watch(*names).marks.match(text, thorough=True)
    literal = [hit for hit in together if hit.literal]
    for name in names:
        for alone in watch(name).marks.match(text, thorough=True):
            if any(other.start < alone.end and alone.start < other.end for other in literal):
                continue
            assert alone in together
