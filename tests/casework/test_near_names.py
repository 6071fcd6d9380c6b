"""What is said about a name that nothing has."""

from __future__ import annotations

import pytest

from casework.near_names import did_you_mean, unknown_brand, unknown_source

NAMES = {"nike": "耐克 NIKE", "pixian": "郫县豆瓣", "apple": "Apple"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("nkie", " Did you mean nike?"),
        ("NIKE", " Did you mean nike?"),
        ("郫县豆瓣酱", " Did you mean pixian?"),
        ("zzzz", ""),
    ],
)
def test_near_ids_are_named(wrong: str, said: str) -> None:
    """An id is found by a likeness of itself or of the name that people know, whatever its case."""
    assert did_you_mean(wrong, NAMES) == said
    assert str(unknown_brand(wrong, NAMES)) == f"No brand has the id {wrong!r}.{said}"


def test_a_source_that_nothing_is_near_to() -> None:
    """The few names there are serve somebody who guesses; near ones come first."""
    assert str(unknown_source("tee", ("tea", "books"))).endswith(" Did you mean tea?")
    assert str(unknown_source("xyz", ("tea", "books"))).endswith(" There are books, tea.")
    assert str(unknown_source("xyz", ("tea",))).endswith(" There is tea.")
    assert str(unknown_source("xyz", ())).endswith(" There are none.")
