"""Near Chinese spellings: the fast look-up finds what comparing every window finds, and no less."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matchers.text.alike import Alike
from matchers.text.automaton import Automaton
from matchers.text.entries import mark_entries
from matchers.text.han import pairs_of
from matchers.text.index import MarkIndex
from matchers.text.likeness import likeness
from matchers.text.reading import Reading
from matchers.text.tables import readings, shapes
from matchers.text.worth import Worth
from tests.matchers.lists import TODAY, word_brand
from tests.matchers.text.slow import slow_near_han

# Few characters, so that marks share pairs with one another and with the text. 师 and 帅, 福 and 富
# look or sound alike; 中国 and 年级 are words, 一 is somewhat like 三.
CHARACTERS = "康师帅傅福富中国红一三年级"
MARKS = st.lists(st.text(CHARACTERS, min_size=2, max_size=5), min_size=1, max_size=6, unique=True)
TEXTS = st.text(CHARACTERS + "的 a", max_size=14)


@settings(max_examples=300, deadline=None)
@given(names=MARKS, text=st.text(CHARACTERS + "的", max_size=14))
@example(names=["康师傅"], text="康康师傅")
@example(names=["中国中国"], text="中中国")
def test_the_pairs_find_what_comparing_every_window_finds(names: list[str], text: str) -> None:
    """One character replaced, put in or left out, in every mark and at every place."""
    entries = mark_entries([word_brand(name) for name in names], TODAY)
    pairs, side_by_side = pairs_of(entries)
    _, sides = Automaton({}, side_by_side).find_both(text)
    near = pairs.find(text, pairs.sought(text, sides), Worth(Reading(text), -9.0))
    found = {(names[item.number], item.rule, item.start, item.end) for item in near}
    assert found == slow_near_han(text, names)


@settings(max_examples=300, deadline=None)
@given(names=MARKS, text=TEXTS, least=st.sampled_from([0.5, 0.6, 0.7, 0.8]))
@example(names=["康师傅"], text="康帅傅 红", least=0.7)
@example(names=["中国红"], text="中国富的", least=0.7)
@example(names=["福红"], text="富红", least=0.7)
@example(names=["国帅福"], text="师国师 傅", least=0.6)
def test_a_search_from_a_score_leaves_out_only_what_is_below_it(
    names: list[str], text: str, least: float
) -> None:
    """What is not worth grading for a score would not have reached it."""
    index = MarkIndex.build(mark_entries([word_brand(name) for name in names], TODAY))
    everything = [hit for hit in index.match(text, least=-9.0) if hit.score >= least]
    assert [hit for hit in index.match(text, least=least) if hit.score >= least] == everything


@pytest.fixture(scope="module")
def alike() -> Alike:
    """What is like any character that has a reading; takes a quarter of a second to make."""
    return Alike(readings())


@given(
    one=st.sampled_from([*shapes(), "a", "\U0002a700"]),
    other=st.sampled_from(sorted(readings())[::7]),
)
def test_alike_characters_are_those_that_have_a_likeness(
    alike: Alike, one: str, other: str
) -> None:
    """The characters alike and the grading of two characters agree, from both sides."""
    if one != other:
        near = likeness(one, other)[0] > 0
        assert (other in Alike([other])[one]) is near
        assert (one in Alike([one, other])[other]) is near
    for character in alike[one][:20]:
        assert likeness(one, character)[0] > 0


def test_what_is_alike_is_kept_for_no_more_characters_than_a_language_has() -> None:
    """A text of all of Unicode does not fill the memory."""
    alike = Alike("康")
    for code in range(0x4E00, 0x9FFF):
        assert ("康" in alike[chr(code)]) is (likeness(chr(code), "康")[0] > 0)
    assert len(alike) == 1 << 14


def test_a_mark_is_no_imitation_of_itself_where_another_sounds_like_it() -> None:
    """Of two marks that sound the same, only the one that does not stand there is imitated."""
    index = MarkIndex.build(mark_entries([word_brand("霹霰渚"), word_brand("霹霰潴")], TODAY))
    found = {(hit.entry.text, hit.literal) for hit in index.match("霹霰渚 霹霰潴", thorough=True)}
    assert {("霹霰渚", True), ("霹霰潴", True)} <= found
    assert all(hit.edits for hit in index.match("霹霰渚") if not hit.literal)
