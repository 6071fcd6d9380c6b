"""Windows weighed at once, against weighing one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matchers.text.beside import SHORTEST
from matchers.text.bits import ROUNDING, bits_for
from matchers.text.chinese import NEAR_REACH
from matchers.text.costs import LONGEST_WORD, beginning_costs, word_tables
from matchers.text.entries import mark_entries
from matchers.text.grades import found_bits, needed
from matchers.text.hit import Edit
from matchers.text.index import MarkIndex
from matchers.text.reading import Reading
from matchers.text.surprise import CHOICES, edit_bits
from matchers.text.windows import weigh_windows
from matchers.text.word_arrays import costs_of_words
from matchers.text.worth import least_evidence
from tests.matchers.lists import TODAY, word_brand
from tests.matchers.text.test_index_life import entries
from tests.matchers.text.test_near_han import MARKS, TEXTS

# Words of every length, words of offers, rare and unknown characters, and what no word goes across.
_PIECES = st.sampled_from(
    "空气净化器 施华洛世奇 七天无理由 中国人民 运动鞋 包邮 新款 女 的 康师傅 鏖 \U00020b9f 中国 国家 净化".split()  # noqa: SIM905
) | st.sampled_from(["a", " ", "·", "\u200b", "\u0301", "3", "々"])
WRITTEN = st.lists(_PIECES, max_size=9).map("".join)


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(WRITTEN, max_size=4), least=st.sampled_from([-99.0, 18.0, 30.0]))
@example(texts=["新款鏖鏖鏖包邮", "", "空气净化器空气净化器"], least=-99.0)
@example(texts=["康 师\u200b傅", "\U00020b9f鏖\U00020b9f鏖"], least=-99.0)
def test_windows_weighed_at_once_have_the_evidence_of_each(texts: list[str], least: float) -> None:
    """To the last bit where it matters, and below the least where it does not."""
    together = [Reading(text) for text in texts]
    sought = [(one, range(len(one.squeezed) - SHORTEST + 1)) for one in together]
    weigh_windows(sought, least)
    for reading, starts in sought:
        alone = Reading(reading.text)
        contiguous = 0
        for start in starts:
            place = (start, start + SHORTEST)
            bits = found_bits(alone, place)
            known = reading.evidence.get(place)
            if known is not None:
                assert known == bits if known >= least else bits < least, reading.text
            whole = reading.han_view[SHORTEST + reading.squeezed_offsets[start] :][:SHORTEST]
            assert (known is not None) is (whole == reading.squeezed[start : start + SHORTEST])
            contiguous += known is not None
        assert len(reading.evidence) == contiguous


@given(text=WRITTEN.map(lambda text: "".join(c if ord(c) > 0x3000 else " " for c in text)))
def test_what_words_cost_by_arrays_is_what_they_cost_by_name(text: str) -> None:
    """At each place the word of each length, as the list has it."""
    characters, _, words = word_tables()
    padded = text + " " * LONGEST_WORD
    costs = costs_of_words(padded)
    for place, character in enumerate(text):
        if character != " ":
            assert costs[1][place] == characters[character]
        for size in range(2, LONGEST_WORD + 1):
            expected = words.get(padded[place : place + size], np.inf)
            assert costs[size][place] == expected, padded[place : place + size]


@settings(max_examples=150, deadline=None)
@given(names=MARKS, texts=st.lists(TEXTS, max_size=4), least=st.sampled_from([0.0, 0.6, 0.77]))
@example(names=["袁姗跚"], texts=["袁姗姗 袁姗姗 袁姗姗 袁姗栅"], least=0.77)
@example(names=["康师傅", "福建师"], texts=["中国康师富红", "康 帅傅", "师帅福富" * 9], least=0.6)
def test_a_long_list_hits_in_texts_together_what_it_hits_in_each(
    names: list[str], texts: list[str], least: float
) -> None:
    """Windows known beforehand change no hit, of marks with goods that may lift them or without.

    Nor do those that come to nothing, however often they stand there.
    """
    brands = [word_brand(name, nice_classes=(30,) * (len(name) % 2)) for name in names]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matchers.text.compiled.MANY_PAIRS", 0)
        index = MarkIndex.build(mark_entries(brands, TODAY))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matchers.text.chinese.MOST_HITS", 2)
        texts += [text * 4 for text in texts]
        alone = [index.match(text, least=least) for text in texts]
        assert index.match_each(texts, least=least) == alone


def test_a_text_too_long_to_be_read_whole_is_weighed_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Near spellings at its beginning are still found, and memory does not go with its length."""
    weighed: list[str] = []

    def seen(sought: Iterable[tuple[Reading, Collection[int]]], least: float) -> None:
        kept = [*sought]
        weighed.extend(reading.text for reading, _ in kept)
        weigh_windows(kept, least)

    monkeypatch.setattr("matchers.text.compiled.MANY_PAIRS", 0)
    monkeypatch.setattr("matchers.text.windows.weigh_windows", seen)
    index = MarkIndex.build(entries("康师傅"))
    texts = ["康帅傅 " + "水" * NEAR_REACH, "康帅傅"]
    assert [[hit.matched for hit in hits] for hits in index.match_each(texts)] == [["康帅傅"]] * 2
    assert weighed == texts[1:]


@pytest.mark.parametrize(
    ("why", "size"),
    [
        *((why, SHORTEST) for why in [*CHOICES, "sound and shape 1.00", "shape 0.99"]),
        ("dropped", SHORTEST + 1),
    ],
)
def test_evidence_is_known_where_any_rule_may_ask_for_it(why: str, size: int) -> None:
    """Three characters are a mark of three that was changed, or one of four without a character."""
    asked = bits_for(0.77) + edit_bits((Edit("", "", why),), "?" * size) + needed(size)
    assert asked - ROUNDING >= least_evidence(0.77)


def test_the_longest_word_is_as_long_as_is_said() -> None:
    """Costs look no further, and a number of 64 bits holds four characters of a word."""
    assert max(map(ord, "".join(word_tables().words))) < 1 << 16
    assert max(map(len, word_tables().words)) == LONGEST_WORD
    assert beginning_costs("空气净化器")[-1] == word_tables().words["空气净化器"]
