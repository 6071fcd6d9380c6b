"""Reads TOML and remembers the line of every table, key and list item, which tomllib forgets."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casework.problem import Problem

Path = tuple[str | int, ...]
"""Way to a value: keys, and 0-based positions in lists, e.g. ("brand", 0, "mark", 1, "kind")."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_LOOSE_DATE = re.compile(r"([=,\[]\s*)(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[^\s,\]}#\"']*)")
_LOST = "nothing in this file was read"
_ERROR_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class TomlText:
    """A parsed file and the 1-based line on which each of its values begins."""

    values: Mapping[str, Any]
    lines: Mapping[Path, int]


def read_toml(text: str, file: str) -> TomlText | Problem:
    """The values with their lines, or the one problem that makes the whole file unreadable.

    A day that no calendar has (2026-02-30) is a syntax error in TOML and would cost the whole file;
    here it is kept as the text that was written, so that only its own entry is refused.
    """
    lines = text.split("\n")
    while True:
        written = "\n".join(lines)
        try:
            found = TomlText(tomllib.loads(written), key_lines(written))
            large = _large_number(found.values)
        except tomllib.TOMLDecodeError as error:
            place = _ERROR_LINE.search(str(error))
            number = int(place.group(1)) if place else len(lines)
            quoted = _LOOSE_DATE.sub(r'\1"\2"', lines[number - 1])
            if quoted == lines[number - 1]:
                cause = _ERROR_LINE.sub("", str(error)).strip()
                return Problem(file, number, "", "", f"not valid TOML, so {_LOST}: {cause}.")
            lines[number - 1] = quoted
        except RecursionError:
            return Problem(file, 0, "", "", f"nested too deeply, so {_LOST}.")
        except ValueError:
            # Python refuses to read a number of thousands of digits; TOML has 64 bits for one.
            return Problem(file, 0, "", "", f"a number is too large for TOML, so {_LOST}.")
        else:
            if large is None:
                return found
            message = f"this number is too large for TOML, so {_LOST}."
            return Problem(file, found.lines[large], "", "", message)


def _large_number(value: object, path: Path = ()) -> Path | None:
    """Where an integer stands that is outside of TOML's 64 bits."""
    if isinstance(value, int):
        return None if -(2**63) <= value < 2**63 else path
    children: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    found = (_large_number(item, (*path, key)) for key, item in children)
    return next((way for way in found if way is not None), None)


def key_lines(text: str) -> dict[Path, int]:
    """Line of every table, key and list item of a text that tomllib accepts."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    """Walks valid TOML once; it skips values and keeps places, so it need not understand them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._newlines = [found.start() for found in re.finditer("\n", text)]
        self._table_counts: dict[Path, int] = {}

    def document(self) -> None:
        prefix: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                prefix = self._array_header()
            elif self.text[self.at] == "[":
                prefix = self._table_header()
            else:
                self._pair(prefix)
            self._skip(_BLANK)

    def _array_header(self) -> Path:
        line = self._line()
        self.at += 2
        *parents, last = self._key()
        path = (*self._resolve(parents), last)
        self.at += 2
        index = self._table_counts.get(path, 0)
        self._table_counts[path] = index + 1
        self._note_way((*path, index), line)
        return (*path, index)

    def _table_header(self) -> Path:
        line = self._line()
        self.at += 1
        path = self._resolve(self._key())
        self.at += 1
        self._note_way(path, line)
        return path

    def _resolve(self, keys: list[str]) -> Path:
        """A header's path; under an array of tables it continues the last one."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._table_counts:
                path = (*path, self._table_counts[path] - 1)
        return path

    def _pair(self, prefix: Path) -> None:
        line = self._line()
        path = prefix
        for key in self._key():
            path = (*path, key)
            self._note(path, line)
        self.at += 1
        self._skip(_SPACE)
        self._value(path)

    def _key(self) -> list[str]:
        """A dotted key, up to the sign that ends it."""
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            if self.text[self.at] in "\"'":
                keys.append(tomllib.loads(f"key = {self._take(_STRING)}")["key"])
            else:
                keys.append(self._take(_BARE_KEY))
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening in "\"'":
            self._take(_STRING)
        elif opening in "[{":
            self._container(path, "]" if opening == "[" else "}")
        else:
            self._take(_SCALAR)

    def _container(self, path: Path, closing: str) -> None:
        self.at += 1
        index = 0
        self._skip(_BLANK)
        while self.text[self.at] != closing:
            if closing == "}":
                self._pair(path)
            else:
                self._note((*path, index), self._line())
                self._value((*path, index))
                index += 1
            self._skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
                self._skip(_BLANK)
        self.at += 1

    def _note_way(self, path: Path, line: int) -> None:
        """Note a header's path and the tables above it, which it makes where they are not there."""
        for length in range(1, len(path) + 1):
            self._note(path[:length], line)

    def _note(self, path: Path, line: int) -> None:
        self.lines.setdefault(path, line)

    def _line(self) -> int:
        return bisect_left(self._newlines, self.at) + 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        assert found is not None  # noqa: S101  tomllib has accepted the text
        self.at = found.end()
        return found.group()
