"""A problem in something that people wrote: where it stands and what is wrong, said in one line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One error in a file. `line` is 1-based, 0 where unknown; `value` is shown as written."""

    file: str
    line: int
    key: str
    value: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        value = f" (value: {self.value})" if self.value else ""
        return f"{place}:{key} {self.message}{value}"
