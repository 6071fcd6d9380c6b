"""Brings the pictures that anyone may use into the record, from the configuration's folder."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from casework.errors import MarkwardenError, PictureUnreadable
from commands.workplace import Workplace

if TYPE_CHECKING:
    from casework.frontier import Picture

FOLDER = Path("pictures") / "ordinary"
"""Where they lie, below the configuration."""
SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"}
)
"""Of files that are taken for pictures; those of formats that are not opened get an error."""


def picture_paths(folder: Path) -> list[Path]:
    """The pictures below a folder, by name; none where there is no such folder."""
    found = (path for path in folder.rglob("*") if path.suffix.casefold() in SUFFIXES)
    return sorted(path for path in found if path.is_file())


def picture_bytes(place: Workplace, path: Path, name: str) -> bytes:
    """A picture file's bytes, up to the limit that the crawl has too.

    Raises:
        PictureUnreadable: there is no such file, or it is larger.
    """
    limit = place.settings.crawl.picture_bytes
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise PictureUnreadable(f"{name} cannot be read: {error.strerror}.") from None
    if len(data) > limit:
        raise PictureUnreadable(f"{name} is larger than the limit of {limit} bytes.")
    return data


def bring_in_ordinary(place: Workplace) -> bool:
    """Bring in what changed in the folder; whether all of it could be opened.

    A picture whose bytes are known is not opened again; one that is gone no longer counts.
    """
    ordinary = place.record.ordinary
    known = {item.sha256: item for item in ordinary.free() if item.made_by == place.workers.made_by}
    new, kept, problems = free_pictures(place, known)
    if new or kept != {item.sha256 for item in ordinary.free()}:
        ordinary.put_free(new, kept)
    for sentence in problems:
        place.output.complaint(sentence)
    return not problems


def free_pictures(
    place: Workplace, known: dict[str, Picture]
) -> tuple[list[Picture], set[str], list[str]]:
    """The folder's pictures that are not known, the digests of all, and what is wrong with others."""
    folder = place.options.config_folder / FOLDER
    new: list[Picture] = []
    kept: set[str] = set()
    problems: list[str] = []
    for path in picture_paths(folder):
        name = path.relative_to(folder).as_posix()
        try:
            data = picture_bytes(place, path, str(path))
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 not in known and sha256 not in kept:
                picture = place.workers.read_picture(data, name).result()
                new.append(replace(picture, url=name))
        except MarkwardenError as error:
            problems.append(str(error))
            continue
        kept.add(sha256)
    return new, kept, problems
