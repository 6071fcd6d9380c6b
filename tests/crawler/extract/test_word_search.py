"""Fast searches for words give what the pattern of these words gives, on any text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.extract import labels
from crawler.extract.visible_stock import _IN, _OUT
from crawler.extract.word_search import WordSearch
from crawler.extract.words import WORDS

_STOCK = (*WORDS["stock.out"], *WORDS["stock.in"])
_PIECE = st.one_of(
    st.sampled_from(_STOCK),
    st.sampled_from(_STOCK).map(str.upper),
    st.sampled_from(_STOCK).map(str.title),
    st.text(alphabet="in stockIN STOCK\u0130\u0131\u017f\u212aÜüß无货 .-_1", max_size=8),
)
_TEXT = st.lists(_PIECE, max_size=4).flatmap(
    lambda pieces: st.sampled_from(["", " ", "-"]).map(lambda glue: glue.join(pieces))
)


@given(_TEXT)
@example("\u0131n \u017ftoc\u212a")
@example("\u0130N STOCK")
def test_words_are_found_as_their_pattern_finds_them(text: str) -> None:
    """Whatever the case, and with the letters that only a pattern takes for ASCII ones."""
    for words in (_IN, _OUT):
        assert (text in words) is (words.pattern.search(text) is not None)


def test_words_stand_alone() -> None:
    """A whole word counts within others, a part of one does not; Chinese has no borders."""
    words = WordSearch(("in", "有货"))
    assert ("it is IN." in words, "inside" in words, "现在有货吗" in words) == (True, False, True)


@given(st.one_of(_TEXT, st.from_regex(labels._HASH), st.from_regex(labels._NUMBERED), st.text()))
@example("\u017fku # 1")
@example("\u0130tem no. 5")
@example("货号 A1234")
def test_labels_are_split_as_their_patterns_split_them(text: str) -> None:
    """What is looked for first, to spare a pattern, never keeps one from its match."""
    patterns = (labels._SPLIT, labels._HASH, labels._NUMBERED)
    slow = next((found for pattern in patterns if (found := pattern.match(text))), None)
    fast = labels._split(text)
    assert (fast and fast.groups()) == (slow and slow.groups())
