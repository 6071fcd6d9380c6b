"""Reading settings from a file and the environment."""

from __future__ import annotations

import tomllib

import pytest

from casework.errors import ConfigurationError
from casework.settings import EffectiveSetting, Settings, printable, read_settings
from casework.toml_lines import key_lines


def _read(text: str, environment: dict[str, str] | None = None) -> Settings:
    document = tomllib.loads(text)
    return read_settings(document, environment or {}, file="s.toml", lines=key_lines(text))[0]


def test_defaults_hold_where_nothing_is_said() -> None:
    """No file and no environment give the defaults, and say so."""
    settings, effective = read_settings({}, {})
    assert settings == Settings()
    assert {item.origin for item in effective} == {"default"}


def test_the_environment_wins_over_the_file() -> None:
    """A variable overrides a file's value; each value says where it comes from, with the line."""
    text = "[crawl]\nrate = 2.0\nobey_robots = true\n"
    settings, effective = read_settings(
        tomllib.loads(text),
        {
            "MARKWARDEN_CRAWL__RATE": "3.5",
            "MARKWARDEN_CRAWL__PICTURES": "false",
            "MARKWARDEN_DATA": "elsewhere",
            "PATH": "/bin",
        },
        file="s.toml",
        lines=key_lines(text),
    )
    assert settings.crawl.rate == 3.5
    assert not settings.crawl.pictures
    origins = {item.key: item.origin for item in effective}
    assert origins["crawl.rate"] == "environment MARKWARDEN_CRAWL__RATE"
    assert origins["crawl.obey_robots"] == "s.toml:3"
    assert EffectiveSetting("crawl.attempts", 4, "default") in effective


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crawl = 3", "s.toml:1: crawl: a section such as [crawl] was expected. (value: 3)"),
        ("[craul]\nrate = 1", "s.toml:2: craul.rate: unknown section; did you mean crawl?"),
        ("[crawl]\nrat = 1", "s.toml:2: crawl.rat: unknown key; did you mean rate?"),
        ("[crawl]\nrate = 'x'", "s.toml:2: crawl.rate: expected a number, got text in quotes."),
        ("[crawl]\nrate = 0.0", "s.toml:2: crawl.rate: must lie between 0.001 and 1000."),
        ("[crawl]\nrate = nan", "s.toml:2: crawl.rate: must lie between 0.001 and 1000."),
        ("[review]\nlanguage = 'fr'", "s.toml:2: review.language: must be one of zh, en."),
        (
            "[match]\nlikely = 0.95",
            "s.toml:2: match.certain: must not be below match.likely, which is 0.95.",
        ),
    ],
)
def test_a_wrong_setting_names_file_line_key_and_value(text: str, expected: str) -> None:
    """A wrong setting stops the program with the place to put it right."""
    with pytest.raises(ConfigurationError) as caught:
        _read(text)
    assert str(caught.value).startswith(expected)
    assert caught.value.exit_status == 2


def test_a_wrong_variable_is_named() -> None:
    """A mistake in the environment names the variable."""
    with pytest.raises(ConfigurationError, match="environment MARKWARDEN_CRAWL__RATE"):
        _read("", {"MARKWARDEN_CRAWL__RATE": "fast"})
    with pytest.raises(ConfigurationError, match=r"s\.toml: crawl\.rat"):
        read_settings({"crawl": {"rat": 1}}, {}, file="s.toml")


def test_secrets_are_never_shown() -> None:
    """Neither a password nor one inside an address is printed, not even in an error."""
    with pytest.raises(ConfigurationError) as caught:
        _read("[elasticsearch]\npassword = 12345")
    assert "12345" not in str(caught.value)
    assert printable("elasticsearch.password", "x") == "(hidden)"
    assert printable("elasticsearch.password", "") == ""
    assert printable("record.url", "postgresql://me:secret@host/db") == (
        "postgresql://me:(hidden)@host/db"
    )
    assert printable("crawl.rate", 1.0) == 1.0
