"""Reads brand files and the pictures beside them from disk, for the pure readers to check."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from casework.brand import Mark
from casework.brand_files import BrandFile, join_brand_files, read_brand_file, with_pictures
from casework.brand_tables import read_brand_table
from casework.errors import ConfigurationError
from casework.problem import Problem

_TABLES = frozenset({".csv", ".tsv"})
_PICTURE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LoadedBrandFile:
    """A brand file with what it takes from disk: `pictures` maps SHA-256 to bytes, `digest` covers
    the file and its pictures, `path` is where it lies.
    """

    path: Path
    content: BrandFile
    digest: str
    pictures: Mapping[str, bytes]


def brand_paths(folder: Path) -> tuple[Path, ...]:
    """The brand files of a configuration folder, by name; none where there is no such folder."""
    return tuple(sorted((folder / "brands").glob("*.toml")))


def load_brand_files(paths: Iterable[Path]) -> tuple[LoadedBrandFile, ...]:
    """Every file with its good entries and all problems; an id in two files is one of them.

    Raises:
        ConfigurationError: a path is no TOML, CSV or TSV file, or cannot be read at all.
    """
    loaded = [_load(path) for path in paths]
    joined = join_brand_files([item.content for item in loaded])
    return tuple(
        replace(item, content=content) for item, content in zip(loaded, joined, strict=True)
    )


def all_problems(files: Sequence[LoadedBrandFile]) -> tuple[Problem, ...]:
    """The problems of all files, in order."""
    return tuple(problem for item in files for problem in item.content.problems)


def out_of_force(files: Sequence[LoadedBrandFile], today: date) -> list[str]:
    """A sentence for each mark that is kept and not matched on that day."""
    return [
        f"{item.content.file}: {brand.brand_id}: {sentence}"
        for item in files
        for brand in item.content.brands
        for mark in brand.marks
        if (sentence := standing(mark, today))
    ]


def standing(mark: Mark, today: date) -> str:
    """Why a mark is not matched on that day, as a sentence; empty where it is in force."""
    if mark.in_force(today):
        return ""
    if mark.valid_from is not None and today < mark.valid_from:
        return f"mark {mark.mark_id!r} is valid from {mark.valid_from}: kept, not matched."
    return f"mark {mark.mark_id!r} expired on {mark.valid_until}: kept, not matched."


def _load(path: Path) -> LoadedBrandFile:
    suffix = path.suffix.casefold()
    if suffix not in {".toml", *_TABLES}:
        message = "a brand file ends in .toml, .csv or .tsv."
        raise ConfigurationError(message, file=str(path))
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"this brand file cannot be read: {error.strerror}."
        raise ConfigurationError(message, file=str(path)) from None
    name = str(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = "not UTF-8, so nothing in this file was read."
        content = BrandFile(name, problems=(Problem(name, line, "", "", message),), readable=False)
        return LoadedBrandFile(path, content, _digest(data, {}), {})
    content = read_brand_table(text, name) if suffix in _TABLES else read_brand_file(text, name)
    by_path = {item: read for item in content.picture_paths if (read := _picture(path, item))}
    digests = {item: hashlib.sha256(read).hexdigest() for item, read in by_path.items()}
    return LoadedBrandFile(
        path,
        with_pictures(content, digests),
        _digest(data, digests),
        {digests[item]: read for item, read in by_path.items()},
    )


def _picture(brand_file: Path, name: str) -> bytes:
    """The picture's bytes; nothing where it is missing, far too large, or outside by a link."""
    path = brand_file.parent / name
    try:
        inside = path.resolve().is_relative_to(brand_file.parent.resolve())
        if not inside or path.stat().st_size > _PICTURE_BYTES:
            return b""
        return path.read_bytes()
    except OSError:
        return b""


def _digest(data: bytes, pictures: Mapping[str, str]) -> str:
    summed = hashlib.sha256(data)
    for name, digest in sorted(pictures.items()):
        summed.update(f"\n{name}\n{digest}".encode())
    return summed.hexdigest()
