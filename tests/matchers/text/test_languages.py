"""Words of other languages: they mean themselves in texts of their language only."""

from __future__ import annotations

import pytest

from matchers.match import match_text
from matchers.text.bits import PER_BIT
from matchers.text.latin import STRANGE
from matchers.text.tables import foreign_words
from tests.matchers.lists import watch


@pytest.mark.parametrize(
    ("text", "brand", "veto"),
    [
        ("Collar colgante de plata para mujer", "Colgate", "common word: colgante (Spanish)"),
        ("Stiel für Besen aus Holz", "Stihl", "common word: stiel (German)"),
        ("Tondeuse à barbe pour homme", "Barbie", "common word: barbe (French)"),
    ],
)
def test_a_word_of_the_texts_language_is_no_near_spelling(text: str, brand: str, veto: str) -> None:
    """The other words say which language it is, and an explanation names it."""
    marks = watch(brand)
    assert match_text(text, marks).hits == ()
    (hit,) = marks.marks.match(text, thorough=True)
    assert hit.vetoes == (veto,)


@pytest.mark.parametrize(
    "text",
    [
        "Colgante toothpaste for white teeth",
        "colgante 牙膏 美白",
        "Colgante",
        "Colgante Stiel Besen Holz paste",
    ],
)
def test_in_another_language_it_means_the_mark(text: str) -> None:
    """A title of no language, of English, of Chinese or of two languages hides no misspelling."""
    assert [hit.matched.casefold() for hit in match_text(text, watch("Colgate")).hits] == [
        "colgante"
    ]


def test_each_word_of_a_text_is_weighed_by_the_others() -> None:
    """Two words near a mark are both words of their language."""
    hits = watch("Barbie").marks.match("Barbier tondeuse à barbe pour homme", thorough=True)
    assert {veto for hit in hits for veto in hit.vetoes} >= {"common word: barbe (French)"}
    assert all(hit.vetoes for hit in hits)


def test_among_words_that_nobody_knows_one_more_surprises_little() -> None:
    """In a language without a list a near spelling needs more; two words tell nothing of a language."""
    marks = watch("Rimowa")
    scores = [
        max(hit.score for hit in marks.marks.match(f"zimowa {rest}"))
        for rest in ("damska kurtka kapturem rozm", "very nice and cheap", "kurtka")
    ]
    assert scores[0] == pytest.approx(scores[1] - PER_BIT * STRANGE)
    assert scores[2] == scores[1]


def test_words_are_kept_without_accents() -> None:
    """As texts are read: small letters from a to z, and enough of them for each language."""
    for language, words in foreign_words().items():
        assert len(words) > 10_000, language
        assert all(word.isascii() and word.isalpha() and word.islower() for word in words)
