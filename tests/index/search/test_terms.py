"""Terms: what a listing is found by, and what a query looks for."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import UsageError
from index.terms import BOUNDARY, LONGEST_TERM, MOST_TERMS, listing_terms, query_phrases
from tests.index.record.material import listing

ALPHABET = "郫县豆瓣ab1 ,。"


def holds(terms: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether a phrase occurs in terms, the slow and obvious way."""
    size = len(phrase)
    return any(terms[at : at + size] == phrase for at in range(len(terms) - size + 1))


def finds(query: str, text: str) -> bool:
    """What a search must answer, told from the texts alone: no terms, no phrases."""
    runs = re.findall(r"[郫县豆瓣]+|[ab1]+", text)
    return all(
        any(part in run for run in runs) if part[0] in "郫县豆瓣" else part in runs
        for part in re.findall(r"[郫县豆瓣]+|[ab1]+", query)
    )


@given(st.text(ALPHABET, max_size=12), st.text(ALPHABET, max_size=5))
def test_phrases_find_just_the_texts_that_contain_the_query(text: str, query: str) -> None:
    """Runs of Chinese are found anywhere in a run, words only as whole words."""
    phrases = query_phrases(query)
    terms = listing_terms(listing(title=text, seller=None))
    assert all(holds(terms, phrase) for phrase in phrases) == finds(query, text)


@given(st.text(max_size=40))
def test_terms_survive_joining_and_splitting_at_spaces(text: str) -> None:
    """No term holds a space or a quote, so engines that split at spaces see what we made."""
    terms = listing_terms(listing(title=text, seller=None))
    assert tuple(" ".join(terms).split()) == terms
    assert all(0 < len(term) <= LONGEST_TERM and not set(term) & set("\"'`") for term in terms)
    assert BOUNDARY not in {term for phrase in query_phrases(text) for term in phrase}


@given(st.text(max_size=40))
def test_a_text_finds_itself(text: str) -> None:
    """Whatever is written in a title, looking for the whole of it finds the listing."""
    terms = listing_terms(listing(title=text, seller=None))
    assert all(holds(terms, phrase) for phrase in query_phrases(text))


def test_sizes_are_bounded() -> None:
    """A page of words is cut, and a query of a thousand words is refused."""
    letters = random.Random(1).choices("abcdefghij", k=MOST_TERMS * 2)
    long = listing(title=" ".join(letters))
    assert len(listing_terms(long)) == MOST_TERMS
    assert query_phrases("z" * 1000) == (("z" * LONGEST_TERM,),)
    with pytest.raises(UsageError, match="too long"):
        query_phrases("郫" * 600)
