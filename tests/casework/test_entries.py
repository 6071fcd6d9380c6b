"""Checking what people wrote against a schema."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from casework.brand import MarkKind, Script
from casework.entries import Entry, EntryReader, key_text, shown_value
from casework.near_names import suggestion


class Inner(Entry, frozen=True):
    """A table inside."""

    size: int


class Outer(Entry, frozen=True):
    """A table with every kind of field."""

    name: str
    kind: MarkKind = MarkKind.WORD
    day: date | None = None
    amount: Decimal = Decimal(0)
    switch: bool = False
    words: tuple[str, ...] = ()
    names: dict[Script, str] | None = None
    one: Inner | None = None
    many: tuple[Inner, ...] = ()


class Scripts(Entry, frozen=True):
    """A table of names per script."""

    names: dict[Script, str]


def _messages(table: object) -> list[str]:
    reader = EntryReader("f", {(): 1, ("name",): 2})
    assert reader.read(Outer, table, ()) is None
    return [f"{problem.key}: {problem.message}" for problem in reader.problems]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (3, ": a table was expected."),
        ({}, "name: is missing."),
        ({"name": 1}, "name: expected text in quotes, got a whole number."),
        ({"name": "a", "nam": 1}, "nam: unknown key; did you mean name?"),
        ({"name": "a", "kind": "wrd"}, "kind: not known here; did you mean word?"),
        ({"name": "a", "day": "2026-02-30"}, "day: not a date; write it as 2026-03-31."),
        (
            {"name": "a", "day": datetime(2026, 1, 1, 12)},  # noqa: DTZ001 (as TOML gives it)
            "day: expected a date such as 2026-03-31, got a date with a time.",
        ),
        ({"name": "a", "amount": "x"}, "amount: invalid decimal string."),
        ({"name": "a", "switch": "yes"}, "switch: expected true or false, got text in quotes."),
        ({"name": "a", "words": "x"}, "words: expected a list, got text in quotes."),
        (
            {"name": "a", "words": ["x", 1]},
            "words[2]: expected text in quotes, got a whole number.",
        ),
        (
            {"name": "a", "one": {"size": "x"}},
            "one.size: expected a whole number, got text in quotes.",
        ),
        ({"name": "a", "many": [{"size": 1}, {}]}, "many[2].size: is missing."),
        ({"name": "a", "many": [1]}, "many[1]: a table was expected."),
    ],
)
def test_a_wrong_field_is_named_in_plain_words(table: object, expected: str) -> None:
    """Each error names its key as people count and says what was expected in a writer's words."""
    assert _messages(table) == [expected]


def test_all_problems_of_an_entry_are_reported() -> None:
    """One look at the report is enough to put an entry right."""
    found = _messages({"nam": "x", "kind": "wrd", "many": [{"size": 1.5}], "words": 3})
    assert len(found) == 5


def test_a_right_entry_comes_back_converted() -> None:
    """Dates, amounts, enumerations and inner tables have their types."""
    reader = EntryReader("f", {})
    table = {
        "name": "a",
        "kind": "picture",
        "day": date(2026, 1, 1),
        "amount": "1.50",
        "one": {"size": 3},
        "many": [{"size": 4}],
        "words": ["x"],
    }
    entry = reader.read(Outer, table, ())
    assert entry == Outer(
        name="a",
        kind=MarkKind.PICTURE,
        day=date(2026, 1, 1),
        amount=Decimal("1.50"),
        one=Inner(size=3),
        many=(Inner(size=4),),
        words=("x",),
    )
    assert reader.problems == []


def test_tables_with_fixed_keys_are_checked_key_by_key() -> None:
    """Names per script: an unknown script and a wrong value are two problems."""
    reader = EntryReader("f", {})
    assert reader.read(Scripts, {"names": {"hans": "x", "Latn": 3}}, ()) is None
    assert [problem.key for problem in reader.problems] == ["names.hans", "names.Latn"]
    assert reader.read(Scripts, {"names": {"Latn": "x"}}, ()) == Scripts(names={Script.LATIN: "x"})
    assert reader.read(Scripts, {"names": "x"}, ()) is None


def test_a_missing_key_points_to_the_table_around_it() -> None:
    """Where a value is not there, the line is that of the nearest table that is."""
    reader = EntryReader("f", {("brand", 0): 7})
    reader.read(Outer, {}, ("brand", 0))
    reader.report(("elsewhere",), None, "x")
    assert [problem.line for problem in reader.problems] == [7, 0]


def test_words_for_people() -> None:
    """Keys are counted from one, long values are cut, far words list all that is known."""
    assert key_text(("brand", 0, "mark", 1, "kind")) == "brand[1].mark[2].kind"
    assert shown_value("x" * 99) == "'" + "x" * 56 + "..."
    assert shown_value(date(2026, 1, 1)) == "2026-01-01"
    assert suggestion("zzz", ["a", "b"]) == "known are a, b."
