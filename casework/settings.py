"""All settings, their defaults, and the pure function that reads them from TOML and environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import Any

import msgspec

from casework.entries import plain_message
from casework.errors import ConfigurationError
from casework.near_names import suggestion

PREFIX = "MARKWARDEN_"


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """Thresholds of both scores, 0 to 1. `show` is the infringement score a reviewer is shown from;
    `likely` and `certain` begin the tiers above; `mention` is the score a hit is reported from,
    `picture_mention` that of a picture.
    The picture distances are bits of PDQ: certain, candidate on its own word, and candidate where
    the two pictures can be laid over each other and compared.
    """

    mention: float = 0.77
    picture_mention: float = 0.7
    show: float = 0.5
    likely: float = 0.75
    certain: float = 0.92
    picture_distance: int = 31
    picture_candidate_distance: int = 62
    picture_verified_distance: int = 90


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Limits and manners of every crawl; a source file may set its own rate and page limit.

    A fetch that failed is tried again after `retry_seconds`, then 6 and 60 times as long, up to
    `attempts` tries, and once more when all else is done.
    """

    user_agent: str = "Markwarden/0.1 (+https://github.com/markwarden/markwarden)"
    obey_robots: bool = True
    rate: float = 1.0
    concurrency: int = 4
    timeout_seconds: float = 30.0
    page_bytes: int = 8 * 1024 * 1024
    picture_bytes: int = 16 * 1024 * 1024
    max_pages: int = 10_000
    max_seconds: int = 6 * 3600
    max_depth: int = 20
    attempts: int = 4
    retry_seconds: float = 10.0
    pictures: bool = True
    loopback_only: bool = False


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The limited pool that decodes pictures: processes, memory each in bytes, seconds a picture."""

    processes: int = 1
    memory_bytes: int = 1024 * 1024 * 1024
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """The optional extras: pictures whose words a run reads at most (0: none), and the ONNX file of
    a copy-detection model (empty: none).
    """

    words_budget: int = 500
    neural_model: str = ""


@dataclass(frozen=True, slots=True)
class RecordSettings:
    """Where the record is; empty means SQLite in the data folder, else a SQLAlchemy URL."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class ElasticsearchSettings:
    """The search server; an empty `url` means the embedded search. Secrets are never printed."""

    url: str = ""
    user: str = ""
    password: str = ""
    api_key: str = ""
    ca_file: str = ""
    prefix: str = "markwarden"
    timeout_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """The workbench: who decides, where it listens, the language it begins in (zh or en)."""

    reviewer: str = "reviewer"
    host: str = "127.0.0.1"
    port: int = 8400
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set, by section."""

    match: MatchSettings = field(default_factory=MatchSettings)
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    workers: WorkerSettings = field(default_factory=WorkerSettings)
    pictures: PictureSettings = field(default_factory=PictureSettings)
    record: RecordSettings = field(default_factory=RecordSettings)
    elasticsearch: ElasticsearchSettings = field(default_factory=ElasticsearchSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)


SECRETS = frozenset({"elasticsearch.password", "elasticsearch.api_key"})
"""Keys whose values are never printed."""

_URL_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^@]*@")

_RANGES: dict[str, tuple[float, float]] = {
    "match.mention": (0, 1),
    "match.picture_mention": (0, 1),
    "match.show": (0, 1),
    "match.likely": (0, 1),
    "match.certain": (0, 1),
    "match.picture_distance": (0, 256),
    "match.picture_candidate_distance": (0, 256),
    "match.picture_verified_distance": (0, 256),
    "crawl.rate": (0.001, 1000),
    "crawl.concurrency": (1, 256),
    "crawl.timeout_seconds": (0.1, 3600),
    "crawl.page_bytes": (1024, 2**31),
    "crawl.picture_bytes": (1024, 2**31),
    "crawl.max_pages": (1, 2**31),
    "crawl.max_seconds": (1, 2**31),
    "crawl.max_depth": (0, 1000),
    "crawl.attempts": (1, 100),
    "crawl.retry_seconds": (0.0, 3600),
    "workers.processes": (1, 256),
    "workers.memory_bytes": (2**26, 2**40),
    "workers.seconds": (0.1, 3600),
    "pictures.words_budget": (0, 2**31),
    "elasticsearch.timeout_seconds": (0.1, 3600),
    "review.port": (0, 65535),
}
"""The least and the greatest value that makes sense, both included."""

_CHOICES = {"review.language": ("zh", "en")}


@dataclass(frozen=True, slots=True)
class EffectiveSetting:
    """One value in force and where it comes from: default, a file, or an environment variable."""

    key: str
    value: object
    origin: str


def read_settings(
    document: Mapping[str, Any],
    environment: Mapping[str, str],
    *,
    file: str = "settings.toml",
    lines: Mapping[tuple[str | int, ...], int] | None = None,
) -> tuple[Settings, tuple[EffectiveSetting, ...]]:
    """Settings from a parsed TOML document, overridden by `MARKWARDEN_SECTION__KEY` variables.

    `lines` gives the line of each key, as `toml_lines.key_lines` finds it, for errors and origins.

    Raises:
        ConfigurationError: an unknown section or key, a value of the wrong type or out of range, or
            thresholds out of order; names file, key and value.
    """
    settings = Settings()
    origins: dict[str, str] = {}
    known_lines = lines or {}
    for section, values in document.items():
        place = _place(file, known_lines.get((section,)))
        if not isinstance(values, Mapping):
            message = "a section such as [crawl] was expected."
            raise ConfigurationError(message, file=place, key=section, value=values)
        for key, value in values.items():
            place = _place(file, known_lines.get((section, key)))
            settings = _assign(settings, f"{section}.{key}", value, place)
            origins[f"{section}.{key}"] = place
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or "__" not in variable:
            continue
        section, key = variable.removeprefix(PREFIX).lower().split("__", 1)
        place = f"environment {variable}"
        settings = _assign(settings, f"{section}.{key}", text, place, lax=True)
        origins[f"{section}.{key}"] = place
    _check_order(settings, origins)
    effective = tuple(
        EffectiveSetting(name, value, origins.get(name, "default"))
        for name, value in _all_values(settings)
    )
    return settings, effective


def printable(name: str, value: object) -> object:
    """A setting's value as it may be shown: secrets, and passwords inside addresses, are hidden."""
    if name in SECRETS and value:
        return "(hidden)"
    return _URL_PASSWORD.sub(r"\1:(hidden)@", value) if isinstance(value, str) else value


def _place(file: str, line: int | None) -> str:
    return f"{file}:{line}" if line else file


def _assign(
    settings: Settings, name: str, value: object, place: str, *, lax: bool = False
) -> Settings:
    section, key = name.split(".", 1)
    sections = [item.name for item in fields(settings)]
    if section not in sections:
        message = f"unknown section; {suggestion(section, sections)}"
        raise ConfigurationError(message, file=place, key=name)
    part = getattr(settings, section)
    declared = {item.name: type(getattr(part, item.name)) for item in fields(part)}
    if key not in declared:
        message = f"unknown key; {suggestion(key, declared)}"
        raise ConfigurationError(message, file=place, key=name)
    shown = printable(name, value)
    try:
        converted = msgspec.convert(value, type=declared[key], strict=not lax)
    except msgspec.ValidationError as error:
        message = plain_message(str(error), value, declared[key])
        raise ConfigurationError(message, file=place, key=name, value=shown) from None
    low, high = _RANGES.get(name, (float("-inf"), float("inf")))
    if name in _RANGES and not low <= converted <= high:
        message = f"must lie between {low:g} and {high:g}."
        raise ConfigurationError(message, file=place, key=name, value=shown)
    if converted not in _CHOICES.get(name, (converted,)):
        message = f"must be one of {', '.join(_CHOICES[name])}."
        raise ConfigurationError(message, file=place, key=name, value=shown)
    return replace(settings, **{section: replace(part, **{key: converted})})


def _check_order(settings: Settings, origins: Mapping[str, str]) -> None:
    """Tiers follow one another, else a flag could be certain without being likely."""
    match = settings.match
    ordered = (("show", match.show), ("likely", match.likely), ("certain", match.certain))
    for (below, low), (above, high) in pairwise(ordered):
        if low > high:
            name = f"match.{above}"
            place = origins.get(name) or origins.get(f"match.{below}", "")
            message = f"must not be below match.{below}, which is {low:g}."
            raise ConfigurationError(message, file=place, key=name, value=high)


def _all_values(settings: Settings) -> list[tuple[str, object]]:
    return [
        (f"{section.name}.{item.name}", getattr(getattr(settings, section.name), item.name))
        for section in fields(settings)
        for item in fields(getattr(settings, section.name))
    ]
