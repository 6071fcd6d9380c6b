"""Runs the command line in this process, on folders of its own."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import markwarden
from commands.command_line import run


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: exit status, standard output and standard error."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[Any]:
        """Standard output as JSON lines; fails where anything else stands in it."""
        return [json.loads(line) for line in self.out.splitlines()]


class CommandLine:
    """`markwarden` with a data and a configuration folder that belong to one test."""

    def __init__(
        self,
        folder: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.data = folder / "data"
        self.config = folder / "config"
        (self.config / "brands").mkdir(parents=True)
        (self.config / "sources").mkdir()
        self.folder = folder
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: object, given: str | bytes = b"") -> Outcome:
        """Run one command with this standard input."""
        data = given.encode() if isinstance(given, str) else given
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        self._capsys.readouterr()
        texts = [str(argument) for argument in arguments]
        folders = ["--data", str(self.data), "--config", str(self.config)]
        status = run(markwarden.application(), [*folders, *texts])
        written = self._capsys.readouterr()
        return Outcome(status, written.out, written.err)

    def write(self, name: str, text: str) -> Path:
        """A file in the test's folder, such as config/brands/a.toml."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path


def brand_toml(*brand_ids: str, holder: str = "Holder") -> str:
    """A brand file whose brands have one Latin word mark each, named as their ids."""
    text = f'[holder]\nname = "{holder}"\n'
    for brand_id in brand_ids:
        text += f'[[brand]]\nid = "{brand_id}"\nname = "{brand_id}"\n'
        text += f'[[brand.mark]]\nnames = {{ Latn = ["{brand_id}"] }}\n'
    return text
