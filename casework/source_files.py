"""Reads source files: a shop to watch, as TOML that an operator writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from casework.entries import Currency, Entry, EntryReader, Finding, Text
from casework.problem import Problem
from casework.settings import CrawlSettings
from casework.source import Source
from casework.toml_lines import read_toml

Count = Annotated[int, msgspec.Meta(ge=1, description="a whole number from 1")]
Rate = Annotated[float, msgspec.Meta(gt=0, le=1000, description="requests a second, more than 0,")]

_NESTED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)*(?:[+*]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)[+*{]")


class SourceEntry(Entry, frozen=True):
    """A whole source file. What it leaves out is taken from [crawl] of the settings."""

    start: tuple[Text, ...]
    title: str = ""
    domains: tuple[Text, ...] = ()
    rate: Rate | None = None
    concurrency: Count | None = None
    max_pages: Count | None = None
    max_seconds: Count | None = None
    max_depth: Annotated[int, msgspec.Meta(ge=0, description="a whole number from 0")] | None = None
    minimum_listings: Annotated[int, msgspec.Meta(ge=0, description="a whole number from 0")] = 1
    currency: Currency | None = None
    product_patterns: tuple[Text, ...] = ()
    collection_patterns: tuple[Text, ...] = ()
    skip_patterns: tuple[Text, ...] = ()
    drop_parameters: tuple[Text, ...] = ()
    native_id_pattern: Text | None = None
    pictures: bool | None = None
    sitemaps: bool = True

    def findings(self) -> Iterator[Finding]:
        """Addresses can be fetched, and the pattern can be used."""
        if not self.start:
            yield ("start",), [], "at least one address was expected."
        for index, url in enumerate(self.start):
            if not is_web_address(url):
                yield ("start", index), url, "an http:// or https:// address was expected."
        for index, domain in enumerate(self.domains):
            if "/" in domain:
                yield ("domains", index), domain, "a host such as shop.example was expected."
        if self.native_id_pattern is not None:
            yield from _pattern_findings(self.native_id_pattern)


def read_source_file(
    text: str, file: str, name: str, defaults: CrawlSettings | None = None
) -> tuple[Source | None, tuple[Problem, ...]]:
    """The source, or None with every problem of its file. Its name is the file's, by convention."""
    source = read_toml(text, file)
    if isinstance(source, Problem):
        return None, (source,)
    reader = EntryReader(file, source.lines)
    entry = reader.read(SourceEntry, source.values, ())
    if entry is None:
        return None, tuple(reader.problems)
    return _record(entry, name, defaults or CrawlSettings()), ()


def _pattern_findings(pattern: str) -> Iterator[Finding]:
    """A pattern that cannot be used, or could run without end on an address made for that."""
    if len(pattern) > 500:
        yield ("native_id_pattern",), pattern, "longer than 500 characters."
        return
    try:
        re.compile(pattern)
    except re.error as error:
        yield ("native_id_pattern",), pattern, f"not a regular expression: {error}."
        return
    if _NESTED_REPEAT.search(pattern):
        message = "a repetition inside a repetition can run without end."
        yield ("native_id_pattern",), pattern, message


def is_web_address(url: str) -> bool:
    """Whether an address can be fetched: http or https, with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an unclosed bracket of an IPv6 address
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _record(entry: SourceEntry, name: str, defaults: CrawlSettings) -> Source:
    written: Mapping[str, Any] = {
        field: value
        for field in entry.__struct_fields__
        if (value := getattr(entry, field)) is not None
    }
    inherited = {
        key: getattr(defaults, key)
        for key in ("rate", "concurrency", "max_pages", "max_seconds", "max_depth", "pictures")
    }
    return Source(name=name, **{**inherited, **written})
