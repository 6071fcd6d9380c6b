"""When a right is in force."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casework.brand import Mark, MarkKind, ProtectedBrand, within


@given(st.dates(), st.dates(), st.dates())
def test_both_ends_of_a_period_are_in_it(start: date, end: date, today: date) -> None:
    """The last day of validity counts, the day after does not."""
    assert within(start, end, today) == (start <= today <= end)
    assert within(today, today, today)
    assert within(None, None, today)


def test_only_marks_in_force_may_be_matched() -> None:
    """An expired mark and one that is not valid yet are kept in the brand and not matched."""
    today = date(2026, 1, 31)
    old = Mark("old", MarkKind.WORD, valid_until=today - timedelta(days=1))
    new = Mark("new", MarkKind.WORD, valid_from=today + timedelta(days=1))
    good = Mark("good", MarkKind.WORD, valid_from=today, valid_until=today)
    brand = ProtectedBrand("b", "B", "H", (old, new, good))
    assert brand.marks_in_force(today) == (good,)
