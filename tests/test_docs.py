"""The documentation names everything that a person can type, set or be told."""

from __future__ import annotations

import inspect
import re
import tomllib
from dataclasses import fields
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import typer.main

import markwarden
from casework import errors
from casework.brand_entries import BrandEntry, MarkEntry, PictureEntry, PriceBandEntry, SellerEntry
from casework.brand_tables import BrandRow
from casework.settings import Settings, read_settings
from casework.source_files import SourceEntry

CHECKOUT = Path(__file__).parents[1]
DOCS = CHECKOUT / "docs"


def _commands(command: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, command)]
    return [found for name, item in inner.items() for found in _commands(item, (*path, name))]


COMMANDS = _commands(typer.main.get_command(markwarden.application()))
NAMES = [" ".join(path) for path, _ in COMMANDS]
GLOBAL = ("--data", "--config", "--json", "--quiet", "--verbose")


def _page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def _section(text: str, heading: str) -> str:
    found = re.search(rf"^#+ `{re.escape(heading)}.*?(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no section for `{heading}`"
    return found.group()


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=NAMES)
def test_every_command_and_option_is_described(path: tuple[str, ...], command: Any) -> None:
    """Each command has a section in docs/commands.md that names all its own options."""
    section = _section(_page("commands.md"), " ".join(("markwarden", *path)))
    for parameter in command.params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("--") and option not in (*GLOBAL, "--help"):
                assert f"`{option}" in section, f"{' '.join(path)} {option}"


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=NAMES)
def test_every_help_text_is_whole(path: tuple[str, ...], command: Any) -> None:
    """Each command says what it does, and each of its options and arguments too."""
    assert command.help
    for parameter in command.params:
        assert parameter.help, f"{' '.join(path)}: {parameter.name}"


def test_global_options_are_described() -> None:
    """The options of every command stand at the head of the page, with their variables."""
    text = _page("commands.md")
    for option in (*GLOBAL, "MARKWARDEN_DATA", "MARKWARDEN_CONFIG"):
        assert f"`{option}" in text


def test_every_exit_status_and_error_is_described() -> None:
    """Statuses 0, 1, 2, 3 and 130 and every error class stand in docs/commands.md."""
    text = _page("commands.md")
    for status in (0, 1, 2, 3, 130):
        assert re.search(rf"^\| {status} \|", text, re.MULTILINE)
    for name, value in vars(errors).items():
        if inspect.isclass(value) and issubclass(value, errors.MarkwardenError):
            assert f"`{name}`" in text


def test_every_setting_is_described_with_its_default() -> None:
    """docs/settings.md has a row for each key, with the default in force."""
    text = _page("settings.md")
    for section in fields(Settings):
        part = getattr(Settings(), section.name)
        for item in fields(part):
            key = f"{section.name}.{item.name}"
            row = next((line for line in text.splitlines() if line.startswith(f"| `{key}`")), "")
            assert row, key
            value = getattr(part, item.name)
            shown = str(value).lower() if isinstance(value, bool) else str(value) or "(empty)"
            assert f"| {shown} |" in row, key


def test_the_settings_file_shows_the_defaults() -> None:
    """config/settings.toml holds defaults only, commented out, and they are the ones in force."""
    text = (CHECKOUT / "config" / "settings.toml").read_text("utf-8")
    assert read_settings(tomllib.loads(text), {})[0] == Settings()
    uncommented = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    assert tomllib.loads(uncommented)["crawl"]
    assert read_settings(tomllib.loads(uncommented), {})[0] == Settings()


@pytest.mark.parametrize(
    ("page", "schemas"),
    [
        (
            "protected-list.md",
            (BrandEntry, MarkEntry, SellerEntry, PriceBandEntry, PictureEntry, BrandRow),
        ),
        ("sources.md", (SourceEntry,)),
    ],
)
def test_every_key_of_a_file_is_described(page: str, schemas: tuple[Any, ...]) -> None:
    """Each key and column that people may write stands in the page about its file."""
    text = _page(page)
    for schema in schemas:
        for key in schema.__struct_fields__:
            assert f"`{key}`" in text, f"{schema.__name__}.{key}"


def test_the_flow_names_what_exists() -> None:
    """docs/flow.md follows a listing through functions that are there, by their real names."""
    text = _page("flow.md")
    named = re.findall(r"`([a-z_/]+)\.py: (\w+(?:\.\w+)*)`", text)
    assert len(named) > 30
    for module, name in named:
        assert attrgetter(name)(import_module(module.replace("/", ".")))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "markwarden.py"])
def test_pages_that_are_named_exist(page: str) -> None:
    """Nobody is sent to a page of docs/ that is not there."""
    for name in re.findall(r"docs/[\w./-]+\w", (CHECKOUT / page).read_text("utf-8")):
        assert (CHECKOUT / name).exists(), name
