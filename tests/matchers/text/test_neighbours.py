"""What is looked up for a word, against leaving out letters of every word and every mark."""

from __future__ import annotations

from itertools import combinations_with_replacement
from math import inf

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matchers.text.deletions import (
    LONGEST,
    LONGEST_ASKED,
    TWO_EDITS,
    Deletions,
    deletions,
    edits_allowed,
)
from matchers.text.least import least_spent, spelling
from matchers.text.many_deletions import ManyDeletions
from matchers.text.neighbours import Neighbours, filed_by_deletions, likeness_keys

LETTERS = "abcde"
MARKS = st.lists(st.text(LETTERS, min_size=4, max_size=12), min_size=1, max_size=6, unique=True)


def spent(form: str, mark: str) -> float:
    """What the edits of a mark into a form take at least."""
    return least_spent(spelling(form, 0), mark, OSA.distance(form, mark))


def found(neighbours: Neighbours, form: str) -> set[int]:
    """The numbers of the marks that a word may be near to; how far each is away is as it says."""
    near = neighbours.of(form)
    assert near == {mark: OSA.distance(form, mark) for mark in near}
    return {number for mark in near for number in neighbours.numbers(mark)}


def filed(*marks: str) -> Neighbours:
    """Marks filed under their places in the list."""
    return Neighbours((mark, number) for number, mark in enumerate(marks))


@settings(max_examples=400, deadline=None)
@given(marks=MARKS, word=st.text(LETTERS, min_size=3, max_size=14))
@example(marks=["abcdeabcde"], word="bcdeabcd")
@example(marks=["abcdeabcde"], word="abcdeeabccde")
@example(marks=["abcdeabcde"], word="abdceabecd")
@example(marks=["abcd"], word="abdc")
@example(marks=["abcd"], word="abbcd")
def test_no_mark_in_reach_is_missed_that_shares_a_deletion(marks: list[str], word: str) -> None:
    """Looking up halves first, and swaps of four letters by themselves, loses none of two edits."""
    near = found(filed(*marks), word)
    left = set(deletions(word, 2 if len(word) >= TWO_EDITS else 1))
    for number, mark in enumerate(marks):
        shared = not left.isdisjoint(deletions(mark, edits_allowed(len(mark))))
        if shared and OSA.distance(word, mark) <= 2 and spent(word, mark) < inf:
            assert number in near, (word, mark)


@pytest.mark.parametrize("size", range(TWO_EDITS, LONGEST - 8))
@pytest.mark.parametrize("kept", [0, 1])
def test_a_long_mark_is_found_with_two_letters_put_in_or_replaced_anywhere(
    size: int, kept: int
) -> None:
    """Both in one half, one in each, or at the middle, in words of even and odd length."""
    mark = "abcdefghijklmno"[:size]
    marks = filed(mark)
    for first, last in combinations_with_replacement(range(size), 2):
        inner = mark[first + 1 - kept : last] if first < last else ""
        word = f"{mark[:first]}x{inner}y{mark[max(last, first) + 1 - kept :]}"
        assert found(marks, word) == {0}, word


@settings(max_examples=300, deadline=None)
@given(marks=MARKS, words=st.lists(st.text(LETTERS, min_size=4, max_size=14), min_size=1))
@example(marks=["abcd", "abce", "abcde"], words=["abce", "abcdee"])
@example(marks=["a" * 24, "a" * 25, "a" * 26, "a" * 27], words=["a" * 26, "a" * 24 + "\ud800я"])
@example(marks=["abcde"], words=["\U00020b9fbcde"])
def test_a_long_list_finds_what_a_short_one_does(marks: list[str], words: list[str]) -> None:
    """Filing deletions as numbers changes nothing but the memory and the time they take."""
    asked = [word for word in [*marks, *words] if 4 <= len(word) <= LONGEST_ASKED]
    short, long = (filed_by_deletions(marks, many=many) for many in (1 << 40, 1))
    assert isinstance(long, ManyDeletions) is any(len(mark) <= LONGEST_ASKED for mark in marks)
    alone = [short.sharing(word) for word in asked]
    assert [long.sharing(word) for word in asked] == alone
    if isinstance(long, ManyDeletions):
        assert long.sharing_each(asked) == alone


def test_a_list_is_filed_by_its_length() -> None:
    """Dictionaries for few deletions, which are there sooner; an empty list finds nothing.

    No word is near a mark that is too long.
    """
    assert isinstance(filed_by_deletions(["a" * (LONGEST_ASKED + 1)], many=1), Deletions)
    assert isinstance(filed_by_deletions(["abcdef"], many=22), ManyDeletions)
    assert isinstance(filed_by_deletions(["abcdef"], many=23), Deletions)
    assert filed_by_deletions([], many=1).sharing("abcdefgh") == set()


def test_a_word_is_found_by_its_sound_or_look_alone() -> None:
    """Several letters may be others where all of them sound or look like those of the mark."""
    marks = filed("sonyerlksson", "adldas")
    assert found(marks, "sonlerrlcsoon") == {0}
    assert found(marks, "ablbas") == {1}
    assert likeness_keys("phlllps")[0] == likeness_keys("fyllpps")[0]


def test_words_far_too_short_or_long_or_of_other_letters_are_near_nothing() -> None:
    """Three letters are no neighbour of four; one more letter of any script is an edit."""
    marks = filed("abcd", "abcde", "c" * LONGEST)
    assert found(marks, "abc") == set()
    assert found(marks, "c" * (LONGEST + 3)) == set()
    assert found(marks, "c" * (LONGEST + 2)) == {2}
    assert 1 in found(marks, "abcяde")
    assert found(marks, "яяяяяя") == set()


def test_marks_with_one_key_are_all_found() -> None:
    """A deletion that several marks share leads to each of them."""
    assert found(filed("abcda", "abcdb", "abcdc"), "abcd") == {0, 1, 2}


def test_marks_that_read_the_same_are_found_together() -> None:
    """A word near one of them is near all, and how they are filed does not grow with them."""
    assert found(filed("abcda", "abcda", "abcde"), "abcdaa") == {0, 1, 2}
