"""Checks what people wrote against a msgspec schema, entry by entry, and reports every problem.

msgspec alone stops at the first error and gives no line, so each field is converted by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from casework.near_names import suggestion
from casework.problem import Problem
from casework.toml_lines import Path

Finding = tuple[Path, object, str]
"""Something wrong inside an entry: the way to it from the entry, its value, a sentence."""

Text = Annotated[str, msgspec.Meta(pattern=r"\S", description="text that is not empty")]
"""A text somebody has to fill in."""

MATCHABLE = r"[^\W_]"
"""What a mark has at least one of: of separators and signs alone nothing can be matched."""

MarkText = Annotated[
    str, msgspec.Meta(pattern=MATCHABLE, description="a mark with a letter or digit")
]
"""A name of a mark."""

Currency = Annotated[
    str, msgspec.Meta(pattern="^[A-Z]{3}$", description="an ISO 4217 code such as CNY")
]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the schemas of everything that people write."""

    def findings(self) -> Iterator[Finding]:
        """What is wrong although every field by itself is right."""
        yield from ()


EntryType = TypeVar("EntryType", bound=Entry)

_PLAIN_NAMES = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "date": "a date such as 2026-03-31",
    "datetime": "a date with a time",
    "array": "a list",
    "object": "a table",
}
_TYPE_NAME = re.compile(r"`([\w| ]+)`")


@cache
def _fields(schema: type[Entry]) -> Mapping[str, msgspec.structs.FieldInfo]:
    """The fields of a schema by name; a list has thousands of entries of the same one."""
    return {item.name: item for item in msgspec.structs.fields(schema)}


@dataclass(slots=True)
class EntryReader:
    """Reads the entries of one file; `problems` grows with every error, in order of reading.

    `lax` takes numbers, truths and dates from text, as tables have them. The first `hidden_parts`
    of a path are left out where a key is named: a table's row is known by its line.
    """

    file: str
    lines: Mapping[Path, int]
    lax: bool = False
    hidden_parts: int = 0
    problems: list[Problem] = field(default_factory=list)

    def read(self, schema: type[EntryType], table: object, path: Path) -> EntryType | None:
        """The entry, or None after reporting all that is wrong with it."""
        if not isinstance(table, Mapping):
            self.report(path, table, "a table was expected.")
            return None
        fields = _fields(schema)
        good = self._only_known(table, fields, path)
        values: dict[str, Any] = {}
        for name, declared in fields.items():
            if name in table:
                values[name] = self._field(declared.type, table[name], (*path, name))
                good = good and values[name] is not None
            elif declared.required:
                self.report((*path, name), None, "is missing.")
                good = False
        if not good:
            return None
        entry = schema(**values)
        findings = list(entry.findings())
        for way, value, message in findings:
            self.report((*path, *way), value, message)
        return None if findings else entry

    def report(self, path: Path, value: object, message: str) -> None:
        """Add a problem at the line of a value, or of the nearest table around a missing one."""
        shown = "" if value is None else shown_value(value)
        key = key_text(path[self.hidden_parts :])
        self.problems.append(Problem(self.file, self.line(path), key, shown, message))

    def line(self, path: Path) -> int:
        """Line of a value, or of the nearest table around it; 0 where nothing is known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def _only_known(self, table: Mapping[str, Any], known: Iterable[str], path: Path) -> bool:
        names = list(known)
        unknown = [name for name in table if name not in names]
        for name in unknown:
            self.report((*path, name), table[name], f"unknown key; {suggestion(name, names)}")
        return not unknown

    def _field(self, declared: Any, value: object, path: Path) -> Any:
        """The converted value, or None after reporting; nothing that people write is None."""
        origin, arguments = get_origin(declared), get_args(declared)
        lists = [part for part in arguments if get_origin(part) is tuple]
        if lists and isinstance(value, list):  # what may be written as one table or as several
            return self._field(lists[0], value, path)
        for schema in (declared, *arguments):
            if isinstance(schema, type) and issubclass(schema, Entry) and origin is not tuple:
                return self.read(schema, value, path)
        if origin is tuple and isinstance(value, list):
            read = [
                self._field(arguments[0], item, (*path, index)) for index, item in enumerate(value)
            ]
            return None if None in read else tuple(read)
        if origin is dict and isinstance(value, Mapping):
            return self._table(arguments, value, path)
        try:
            return msgspec.convert(value, type=declared, strict=not self.lax)
        except msgspec.ValidationError as error:
            self.report(path, value, plain_message(str(error), value, declared))
            return None

    def _table(self, arguments: tuple[Any, ...], value: Mapping[str, Any], path: Path) -> Any:
        """A table whose keys are an enumeration's values, such as names per script."""
        names = [item.value for item in arguments[0]]
        good = self._only_known(value, names, path)
        read = {
            arguments[0](name): self._field(arguments[1], item, (*path, name))
            for name, item in value.items()
            if name in names
        }
        return read if good and None not in read.values() else None


def key_text(path: Path) -> str:
    """A path as people count: brand[1].mark[2].kind is the kind of the first brand's second mark."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def shown_value(value: object) -> str:
    """A value as it may have been written, cut to a length that fits an error's one line."""
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def plain_message(message: str, value: object, declared: Any) -> str:
    """What msgspec found, in the words of somebody who writes TOML.

    A schema's `Meta` says in its description what is expected; that is clearer than any translation.
    """
    union = get_args(declared) if get_origin(declared) in {Union, UnionType} else ()
    for part in (declared, *union):
        for fact in getattr(part, "__metadata__", ()):
            return f"{fact.description} was expected."
    if isinstance(declared, type) and issubclass(declared, Enum):
        return f"not known here; {suggestion(str(value), [item.value for item in declared])}"
    if message.startswith("Invalid RFC3339"):
        return "not a date; write it as 2026-03-31."
    text = _TYPE_NAME.sub(_plain_names, message)
    return f"{text[:1].lower()}{text[1:]}."


def _plain_names(found: re.Match[str]) -> str:
    names = [name for name in found.group(1).split(" | ") if name != "null"]
    return " or ".join(_PLAIN_NAMES.get(name, name) for name in names)
