"""Fixtures of the command line's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.command_line import CommandLine


@pytest.fixture
def markwarden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """The command line on empty folders, whatever the environment says."""
    for name in ("MARKWARDEN_DATA", "MARKWARDEN_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return CommandLine(tmp_path, capsys, monkeypatch)
