"""Texts matched together: each answered as if it were alone, and no file read for any of them."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from matchers.match import match_listings, match_text, match_texts
from matchers.text.compiled import Compiled
from matchers.text.finders import find_each
from matchers.text.hit import MarkHit
from matchers.text.index import MarkIndex
from tests.matchers.lists import NOW, listing, watch, word_brand
from tests.matchers.text.test_index_life import NAMES, entries

CHECKOUT = Path(__file__).parents[3]

_LISTED = (
    "adidas|ad1das|a-d-i-d-a-s|adiddas|Luis|Vuiton|louis|vuitton|L V|Guchi|Burberyy|lv2024|instta360|"
    "ralph|laurent|阿迪达丝|阿*达斯|康帅傅|康 师 傅|农夫a山泉|nongfu山泉|康师|高仿|for|compatible with|"
    "shoes|矿泉水|方便面|500ml|x|the|Zorfat|\n|é|🔥|1|a"
)
PIECES = _LISTED.split("|")
"""Words that mean a mark, nearly mean one, speak about one, or mean nothing."""

TEXTS = st.lists(
    st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join) | st.text(max_size=12), max_size=6
)
_READ = (
    "adidas|ad1das shoes|adiddas para hombre|Sony adidaz|Luis Vuiton|A*idas|阿迪达丝 运动鞋|啊嘀哒嘶|"
    "阿迪達斯|a迪达斯|康帅傅|康师*|康市福|农夫a山泉|农山泉|Guchi bag|高仿 Gucci|case for Gucci|"
    "老板牌康帅傅|isolated Stela Artios beer"
)
READ_BY_ALL_RULES = _READ.split("|")
"""Texts that between them ask every table: each hits something, some only below the threshold."""

MORE = ("LV", "Ralph Lauren", "insta360")
LIST = watch(*NAMES, *MORE, word_brand("Gucci", nice_classes=(18,)))
SHORT = MarkIndex.build(entries(*NAMES, *MORE))
IN_PARTS = (
    MarkIndex.build(entries(*NAMES[:4]))
    .added(entries(*NAMES[4:], "Gucci"))
    .removed([NAMES[1]])
    .added(entries(*MORE))
)


@pytest.fixture(scope="module")
def long() -> MarkIndex:
    """The same list as if it were long, for which more is worked out together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matchers.text.compiled.MANY_PAIRS", 0)
        patch.setattr("matchers.text.neighbours.MANY", 0)
        return MarkIndex.build(entries(*NAMES, *MORE))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=TEXTS, least=st.sampled_from([0.0, 0.6, 0.77]))
@example(texts=["lv2024", "instta360"], least=0.77)
@example(texts=["ralph laurent"], least=0.77)
@example(texts=["adidaz burberyy balenciage", "starbuks 2024adiddas lous vuitton"], least=0.6)
def test_texts_together_hit_what_each_hits_alone(
    long: MarkIndex, texts: list[str], least: float
) -> None:
    """What stands beside a text in the queue changes nothing, whatever parts an index has."""
    for index, alone_in in ((LIST.marks, LIST.marks), (IN_PARTS, IN_PARTS), (long, SHORT)):
        alone = [alone_in.match(text, least=least) for text in texts]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("matchers.text.latin_search.TOGETHER", 2)
            assert index.match_each(texts, least=least) == alone


def test_however_many_texts_each_is_answered() -> None:
    """Texts of more characters than are matched at once, long ones among them, keep their answers."""
    texts = ["ad1das shoes", "x" * 70_000, "康帅傅", "", *["Burbery bag"] * 9_000, "a" * 70_000]
    found = LIST.marks.match_each(texts, least=0.77)
    assert [len(hits) for hits in found] == [1, 0, 1, 0, *[1] * 9_000, 0]


def test_no_more_than_so_many_texts_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of nothing count too, so that any number of them is taken in runs."""
    sizes: list[int] = []

    def counted(compiled: Compiled, texts: Sequence[str], least: float) -> list[list[MarkHit]]:
        sizes.append(len(texts))
        return find_each(compiled, texts, least)

    monkeypatch.setattr("matchers.text.index.find_each", counted)
    assert LIST.marks.match_each([""] * 20_000) == [()] * 20_000
    assert sum(sizes) == 20_000
    assert max(sizes) <= 10_000


def test_what_may_be_near_is_weighed_text_by_text() -> None:
    """Of texts in which hundreds of marks may stand a pair of each place is held, and not all marks."""
    index = MarkIndex.build(entries(*(f"{chr(0x4E00 + place)}限公司" for place in range(60))))
    peaks = []
    for count in (2, 12):
        tracemalloc.start()
        index.match_each(["有限公司" * 12] * count, least=0.99)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 10 < 50_000, peaks


def test_listings_together_raise_the_flags_of_each_alone() -> None:
    """Each listing's fields are its own, though all are matched at once."""
    offers = [
        listing("ad1das shoes", description="new\nin box", brand="Gucci"),
        listing("plain socks"),
        listing("方便面", description="康帅傅 方便面", attributes=(("brand", "Burberyy"),)),
    ]
    together = match_listings([(offer, {}) for offer in offers], LIST, NOW)
    alone = [flag for offer in offers for flag in match_listings([(offer, {})], LIST, NOW)]
    assert list(together) == alone
    assert [flag.brand_id for flag in together] == ["adidas", "Gucci", "Burberry", "康师傅"]


def test_texts_together_are_judged_as_each_is_alone() -> None:
    """Scores, flags and reasons are those of each text, in order."""
    texts = ["高仿 adidas shoes", "", "case for adidas", "nothing here", "康帅傅 方便面"]
    answers = match_texts(texts, LIST)
    assert answers == [match_text(text, LIST) for text in texts]
    assert [answer.flag for answer in answers] == [True, False, False, False, True]


def test_no_file_is_read_while_matching() -> None:
    """All tables are there once a list is built, for each rule that asks one."""
    code = f"""
import sys
from matchers.match import match_text
from tests.matchers.lists import watch, word_brand
listed = watch(*{[*NAMES, "Stella Artois"]!r}, word_brand("Gucci", nice_classes=(18,)))
opened = []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" else None)
answers = [match_text(text, listed, include_all=True) for text in {READ_BY_ALL_RULES!r}]
print(sum(bool(answer.hits) for answer in answers), opened)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    assert done.stdout == f"{len(READ_BY_ALL_RULES)} []\n"
