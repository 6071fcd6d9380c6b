"""Brings brand files into the record: what changed since the last time, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from casework.brand import ProtectedBrand
from casework.errors import PictureUnreadable
from casework.problem import Problem
from commands.brand_reading import (
    LoadedBrandFile,
    all_problems,
    brand_paths,
    load_brand_files,
    out_of_force,
)
from commands.ordinary_pictures import bring_in_ordinary
from commands.workplace import Workplace

if TYPE_CHECKING:
    from index.record import Record

_CONFIGURED = "config:"
_IMPORTED = "import:"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: ids of brands by what happened to them, and every problem."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: ImportReport) -> ImportReport:
        return ImportReport(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
            self.problems + other.problems,
        )


def bring_in_configured(place: Workplace) -> ImportReport:
    """Bring in what changed under `brands/` of the configuration; says what it did and found.

    A file whose content is as it was is not written again, but its problems are said again. A file
    that is gone takes its brands off the list; the record keeps their versions.
    """
    files = load_brand_files(brand_paths(place.options.config_folder))
    report = bring_in(place, files, _CONFIGURED)
    present = {f"{_CONFIGURED}{item.path.name}" for item in files}
    record = place.record
    origins = {record.brands.origin_of(brand.brand_id) or "" for brand in record.brands.all()}
    # An empty folder is more likely a wrong --config than a list that was given up.
    for origin in sorted(origins - present) if present else ():
        if origin.startswith(_CONFIGURED):
            changes = record.brands.put((), origin, place.now)
            report += ImportReport(removed=changes.removed)
    say_changes(place, report)
    place.output.problems(report.problems)
    for sentence in out_of_force(files, place.today):
        place.output.detail(sentence)
    _make_anew(place)
    bring_in_ordinary(place)
    return report


def bring_in_files(place: Workplace, paths: Sequence[Path]) -> ImportReport:
    """Bring in brand files from elsewhere; their brands stay listed until another import."""
    files = load_brand_files(paths)
    report = bring_in(place, files, _IMPORTED)
    say_changes(place, report)
    place.output.problems(report.problems)
    for sentence in out_of_force(files, place.today):
        place.output.note(sentence)
    return report


def bring_in(
    place: Workplace, files: Sequence[LoadedBrandFile], origin_prefix: str
) -> ImportReport:
    """Write each file's good brands into the record, one transaction a file."""
    report = ImportReport(problems=all_problems(files))
    for item in files:
        origin = f"{origin_prefix}{item.path.name}"
        record, ids = place.record, [brand.brand_id for brand in item.content.brands]
        if not item.content.readable:
            continue
        if record.brands.origin_digest(origin) == item.digest:
            report += ImportReport(unchanged=tuple(ids))
            continue
        listed, problems = _without_others(record, item, origin)
        problems += _keep_pictures(place, item)
        changes = record.brands.put(
            listed,
            origin,
            place.now,
            content_digest=item.digest,
            complete=not item.content.refused,
        )
        report += ImportReport(
            changes.added, changes.changed, changes.unchanged, changes.removed, tuple(problems)
        )
    return report


def say_changes(place: Workplace, report: ImportReport) -> None:
    """One line on what an import changed; nothing where it changed nothing."""
    parts = [
        f"{len(ids)} {word}"
        for word, ids in (
            ("added", report.added),
            ("changed", report.changed),
            ("removed", report.removed),
        )
        if ids
    ]
    if parts:
        place.output.note(f"Protected list: {', '.join(parts)}.")


def _make_anew(place: Workplace) -> None:
    """Fingerprint protected pictures again where other versions, or another model, did it."""
    brands = place.record.brands
    # A list of words alone waits for no picture libraries, unless they have to say what they lack.
    if not brands.has_references() and not place.settings.pictures.neural_model:
        return
    for sha256, name in brands.references_not_made_by(place.workers.made_by).items():
        data = brands.reference_bytes(sha256)
        try:
            picture = place.workers.read_picture(data, name).result()
        except PictureUnreadable as error:
            place.output.complaint(str(error))
            continue
        brands.put_reference(replace(picture, sha256=sha256), data)
    for sentence in place.workers.complaints():
        place.output.complaint(sentence)


def _without_others(
    record: Record, item: LoadedBrandFile, origin: str
) -> tuple[list[ProtectedBrand], list[Problem]]:
    """The brands this file may write: an imported file does not take a configured file's brand."""
    listed = {brand.brand_id for brand in record.brands.all()}
    kept: list[ProtectedBrand] = []
    problems: list[Problem] = []
    for brand in item.content.brands:
        other = record.brands.origin_of(brand.brand_id) or origin
        configured = brand.brand_id in listed and other.startswith(_CONFIGURED)
        if configured and origin.startswith(_IMPORTED):
            message = f"the configuration's {other.removeprefix(_CONFIGURED)} has this id."
            line = item.content.brand_lines.get(brand.brand_id, 0)
            name = item.content.file
            problems.append(Problem(name, line, "id", repr(brand.brand_id), message))
        else:
            kept.append(brand)
    return kept, problems


def _keep_pictures(place: Workplace, item: LoadedBrandFile) -> list[Problem]:
    """Fingerprint a file's pictures and keep them; one that cannot be opened is a problem."""
    if not item.pictures:
        return []
    problems: list[Problem] = []
    places = {use.path: use for use in item.content.pictures}
    protected = {
        picture.sha256: picture.path
        for brand in item.content.brands
        for mark in brand.marks
        for picture in mark.pictures
    }
    for sha256, path in protected.items():
        data = item.pictures[sha256]
        try:
            picture = place.workers.read_picture(data, path).result()
        except PictureUnreadable as error:
            use = places[path]
            message = f"not watched for: {error}"
            problems.append(Problem(item.content.file, use.line, use.key, repr(path), message))
            continue
        place.record.brands.put_reference(replace(picture, sha256=sha256), data)
    return problems
