"""Where in a TOML file each value begins."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.problem import Problem
from casework.toml_lines import Path, TomlText, key_lines, read_toml

_KEYS = st.sampled_from(["a", "b", "c", '"d.e"', "'f g'"])
_SCALARS = st.sampled_from(
    [
        "1",
        "-2.5e3",
        "true",
        '"text # no comment"',
        "'a ] } ,'",
        '"with \\" quote"',
        '"""\nmore\nlines"""',
        "'''x''''",
        '"""tail""""',
        "2026-03-31",
        "2026-03-31 07:32:00",
        "[]",
        "{}",
    ]
)


def _list(items: list[str]) -> str:
    return "[\n" + "".join(f"  {item}, # note\n\n" for item in items) + "]"


def _inline(items: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in items.items()) + " }"


_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(_list)
        | st.dictionaries(_KEYS, _SCALARS.filter(lambda text: "\n" not in text), max_size=3).map(
            _inline
        )
    ),
    max_leaves=5,
)
_BODIES = st.dictionaries(_KEYS, _VALUES, max_size=3)
_DOCUMENTS = st.lists(
    st.tuples(st.sampled_from(["x", "y"]), _BODIES, st.lists(_BODIES, max_size=2)), max_size=3
)


def _written(document: list[tuple[str, dict[str, str], list[dict[str, str]]]]) -> str:
    lines: list[str] = []
    for name, body, inner in document:
        lines += ["", f"[[{name}]] # a table"]
        lines += [f"{key} = {value}" for key, value in body.items()]
        for below in inner:
            lines += [f"[[{name}.inner]]", *(f"{key} = {value}" for key, value in below.items())]
    return "\n".join(lines)


def _leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    here: list[tuple[Path, Any]] = [(path, value)] if path else []
    return here + [leaf for key, child in children for leaf in _leaves(child, (*path, key))]


def _mutated(text: str) -> st.SearchStrategy[str]:
    """The text with a piece taken out and another put in."""
    places = st.integers(0, len(text))
    pieces = st.sampled_from(['"', "'", '"""', "[", "]", "{", "}", "=", ".", "#", "\n", "\\", "é"])
    return st.builds(
        lambda start, end, piece: text[: min(start, end)] + piece + text[max(start, end) :],
        places,
        places,
        pieces,
    )


@given(_DOCUMENTS)
def test_every_value_has_the_line_it_is_written_on(
    document: list[tuple[str, dict[str, str], list[dict[str, str]]]],
) -> None:
    """Every value that tomllib finds has a line, its key stands there, in order."""
    text = _written(document)
    found = key_lines(text)
    leaves = _leaves(tomllib.loads(text))
    assert {path for path, _ in leaves} == set(found)
    for path, _ in leaves:
        line = text.split("\n")[found[path] - 1]
        last = path[-1]
        if isinstance(last, str):
            assert last in line
    tables: dict[Path, list[int]] = {}
    for path, _ in leaves:
        tables.setdefault(path[:2], []).append(found[path])
    assert all(lines == sorted(lines) for table, lines in tables.items() if len(table) == 2)


def test_headers_continue_the_last_table_of_an_array() -> None:
    """A header under an array of tables belongs to the last of them; dotted keys have one line."""
    text = "[[brand]]\n[brand.price]\nlow = 1\n[[brand]]\n[[brand.mark]]\na.b.c = 2\n[plain]\n[[x.y]]\n[u.v]\n"
    assert key_lines(text) == {
        ("brand",): 1,
        ("brand", 0): 1,
        ("brand", 0, "price"): 2,
        ("brand", 0, "price", "low"): 3,
        ("brand", 1): 4,
        ("brand", 1, "mark"): 5,
        ("brand", 1, "mark", 0): 5,
        ("brand", 1, "mark", 0, "a"): 6,
        ("brand", 1, "mark", 0, "a", "b"): 6,
        ("brand", 1, "mark", 0, "a", "b", "c"): 6,
        ("plain",): 7,
        ("x",): 8,
        ("x", "y"): 8,
        ("x", "y", 0): 8,
        ("u",): 9,
        ("u", "v"): 9,
    }


def test_a_syntax_error_names_its_line() -> None:
    """A file that is not TOML is one problem, with the line, and says that all of it is lost."""
    found = read_toml("good = 1\nbad = = 2\n", "brands.toml")
    assert isinstance(found, Problem)
    assert (found.file, found.line) == ("brands.toml", 2)
    assert "nothing in this file was read" in found.message
    assert "at line" not in found.message


def test_a_file_that_ends_too_early_points_to_its_end() -> None:
    """An error that tomllib places at the end of the document gets the last line."""
    found = read_toml("good = 1\nbad = [1,\n", "f")
    assert isinstance(found, Problem)
    assert found.line == 3


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000 + "]" * 5000, "[" + ".".join("a" * 3000) + "]\nx = 1"]
)
def test_nesting_without_end_is_a_problem_and_no_crash(text: str) -> None:
    """A hostile file cannot bring the reader down by nesting lists or tables."""
    found = read_toml(text, "f")
    assert isinstance(found, Problem)
    assert "nested too deeply" in found.message


@pytest.mark.parametrize(
    ("written", "line"), [("1" * 5000, 0), ("0x" + "f" * 5000, 2), ("[1, 9223372036854775808]", 2)]
)
def test_a_number_beyond_64_bits_is_a_problem(written: str, line: int) -> None:
    """A number that no other TOML reader takes, and Python cannot even print, loses the file."""
    found = read_toml(f"a = {{ b = [1] }}\nc = {written}\n", "f")
    assert isinstance(found, Problem)
    assert (found.line, "too large" in found.message) == (line, True)


@given(st.text() | _DOCUMENTS.map(_written).flatmap(_mutated))
def test_no_text_brings_the_reader_down(text: str) -> None:
    """Whatever a file holds, it is values with lines or one problem, never an exception."""
    found = read_toml(text, "f")
    if isinstance(found, TomlText):
        assert {path for path, _ in _leaves(found.values)} == set(found.lines)


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-13-01", "2026-2-3", "31/2026", "2026/03/31"]
)
def test_a_bad_day_does_not_cost_the_file(written: str) -> None:
    """A date that TOML refuses is kept as text where it looks like a date; other values stand."""
    found = read_toml(f"a = 1\nday = {written} # so\nb = [ {written}, 2026-01-01 ]\n", "f")
    if written == "31/2026":
        assert isinstance(found, Problem)
    else:
        assert isinstance(found, TomlText)
        assert found.values["day"] == written
        assert found.values["a"] == 1
        assert found.values["b"][0] == written
        assert found.lines["day",] == 2
