"""Reading the shops to watch."""

from __future__ import annotations

import pytest

from casework.settings import CrawlSettings
from casework.source import Source
from casework.source_files import is_web_address, read_source_file


def test_a_source_inherits_what_it_does_not_say() -> None:
    """Name from the file; rate, limits and pictures from the settings unless the file says."""
    defaults = CrawlSettings(rate=2.5, max_pages=7, pictures=False)
    source, problems = read_source_file(
        'start = ["https://shop.example/"]\nmax_pages = 9\nskip_patterns = ["/cart*"]\n',
        "shop.toml",
        "shop",
        defaults,
    )
    assert problems == ()
    assert source == Source(
        "shop",
        ("https://shop.example/",),
        rate=2.5,
        max_pages=9,
        pictures=False,
        skip_patterns=("/cart*",),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "s.toml: start: is missing."),
        ("start = [", "s.toml:1: not valid TOML"),
        ("start = []", "s.toml:1: start: at least one address was expected. (value: [])"),
        (
            'start = ["ftp://x/"]',
            "s.toml:1: start[1]: an http:// or https:// address was expected.",
        ),
        ('start = ["https://x/"]\nrat = 1', "s.toml:2: rat: unknown key; did you mean rate?"),
        ('start = ["https://x/"]\nrate = 0', "s.toml:2: rate: requests a second, more than 0, was"),
        ('start = ["https://x/"]\ndomains = ["https://x/"]', "domains[1]: a host such as"),
        ('start = ["https://x/"]\nnative_id_pattern = "("', "not a regular expression"),
        ('start = ["https://x/"]\nnative_id_pattern = "(a+)+$"', "can run without end"),
        ('start = ["https://x/"]\nnative_id_pattern = "(x|y*)*z"', "can run without end"),
        (f'start = ["https://x/"]\nnative_id_pattern = "{"a" * 501}"', "longer than 500"),
    ],
)
def test_a_wrong_source_is_refused_with_its_place(text: str, expected: str) -> None:
    """A source is used whole or not at all, and each mistake has its place."""
    source, problems = read_source_file(text, "s.toml", "s")
    assert source is None
    assert any(expected in str(problem) for problem in problems), problems


def test_a_right_pattern_is_kept() -> None:
    """A pattern for item ids that is a regular expression passes."""
    source, _ = read_source_file(
        'start = ["https://x/"]\ndomains = ["x"]\nnative_id_pattern = "id=([0-9]+)"', "s.toml", "s"
    )
    assert source is not None
    assert source.native_id_pattern == "id=([0-9]+)"


def test_web_addresses() -> None:
    """Only http and https with a host can be fetched."""
    assert is_web_address("http://[::1]:80/x")
    for bad in ("http://", "file:///x", "x", "http://[", "javascript:1"):
        assert not is_web_address(bad)
