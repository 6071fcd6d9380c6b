"""Ids and digests that stay the same in every run and on every machine."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from casework.identity import canonical_json, digest, identity

_PARTS = st.lists(st.text(), max_size=4)


@given(_PARTS, _PARTS)
def test_different_parts_have_different_ids(first: list[str], second: list[str]) -> None:
    """Ids are equal just when their parts are, wherever the border between parts lies."""
    assert (identity(*first) == identity(*second)) == (first == second)


@given(st.dictionaries(st.text(), st.integers() | st.text(), max_size=5))
def test_the_order_of_keys_does_not_count(value: dict[str, object]) -> None:
    """The same mapping written in another order has the same digest."""
    backwards = dict(reversed(value.items()))
    assert digest(value) == digest(backwards)


def test_known_values_do_not_move() -> None:
    """An id in a stored record must be found by every later version."""
    assert identity("flag", "a", "b") == (
        "af5dcec74d91bcb7381840efb0d71d3fd6537e4d255c8df762b21506adb6fadd"
    )
    assert canonical_json({"b": Decimal("1.50"), "a": 1}) == b'{"a":1,"b":"1.50"}'


def test_a_lone_surrogate_is_no_crash() -> None:
    """Broken pages hold half characters; they still get an id."""
    assert len(identity("\ud800")) == 64
