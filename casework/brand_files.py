"""Reads brand files: TOML that a rights holder writes, checked entry by entry into the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from casework.brand import Mark, ProtectedBrand
from casework.brand_entries import BrandEntry, HolderEntry
from casework.entries import EntryReader
from casework.near_names import suggestion
from casework.problem import Problem
from casework.toml_lines import read_toml


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture that a brand file names: its path beside the file, and where it is named."""

    path: str
    line: int
    key: str


@dataclass(frozen=True, slots=True)
class BrandFile:
    """What one file holds. `refused` are ids of entries that were not taken, as far as legible;
    `brand_lines` says where each brand begins; `notes` are remarks that are no errors. `readable`
    is false where not even the entries could be told apart: then nothing is known of the file.
    """

    file: str
    holder: str = ""
    brands: tuple[ProtectedBrand, ...] = ()
    problems: tuple[Problem, ...] = ()
    pictures: tuple[PictureUse, ...] = ()
    refused: tuple[str, ...] = ()
    brand_lines: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    readable: bool = True

    @property
    def picture_paths(self) -> tuple[str, ...]:
        """The pictures that the file's good entries name, each once, relative to the file."""
        return tuple(dict.fromkeys(use.path for use in self.pictures))


def read_brand_file(text: str, file: str) -> BrandFile:
    """All good entries of a TOML brand file and every problem of the others.

    Its pictures have no digest yet: `with_pictures` adds them once their bytes were read.
    """
    source = read_toml(text, file)
    if isinstance(source, Problem):
        return BrandFile(file, problems=(source,), readable=False)
    reader = EntryReader(file, source.lines)
    for key in source.values:
        if key not in {"holder", "brand"}:
            message = f"unknown key; {suggestion(key, ('holder', 'brand'))}"
            reader.report((key,), source.values[key], message)
    holder = _holder(reader, source.values.get("holder"))
    tables = source.values.get("brand")
    if not isinstance(tables, list) or not tables:
        reader.report(("brand",), tables, "at least one [[brand]] was expected.")
        tables = []
    brands: dict[str, ProtectedBrand] = {}
    pictures: list[PictureUse] = []
    refused: list[str] = []
    lines: dict[str, int] = {}
    for index, table in enumerate(tables):
        path = ("brand", index)
        entry = reader.read(BrandEntry, table, path)
        brand_id = _legible_id(table)
        if brand_id in lines:
            message = f"another brand has this id, on line {lines[brand_id]}; that one stands."
            reader.report((*path, "id"), brand_id, message)
        elif entry is None:
            refused.append(brand_id)
        if entry is None or brand_id in lines:
            continue
        brand = entry.record(holder)
        brands[brand.brand_id] = brand
        lines[brand.brand_id] = reader.line(path)
        pictures.extend(_picture_uses(reader, entry, index))
    return BrandFile(
        file=file,
        holder=holder,
        brands=tuple(brands.values()),
        problems=tuple(sorted(reader.problems, key=lambda problem: problem.line)),
        pictures=tuple(pictures),
        refused=tuple(brand_id for brand_id in refused if brand_id and brand_id not in brands),
        brand_lines=lines,
    )


def with_pictures(brand_file: BrandFile, digests: Mapping[str, str]) -> BrandFile:
    """The file with the SHA-256 of each picture, by path; a picture that has none is a problem.

    The brand stands without that picture; a mark that has nothing else to match goes with it.
    """
    problems = [
        Problem(
            brand_file.file,
            use.line,
            use.key,
            repr(use.path),
            "this picture cannot be read, so it is not watched for.",
        )
        for use in brand_file.pictures
        if use.path not in digests
    ]
    brands = [_brand_with_pictures(brand, digests) for brand in brand_file.brands]
    return replace(
        brand_file,
        brands=tuple(brand for brand in brands if brand.marks),
        refused=(*brand_file.refused, *(brand.brand_id for brand in brands if not brand.marks)),
        problems=(*brand_file.problems, *problems),
    )


def join_brand_files(files: Sequence[BrandFile]) -> tuple[BrandFile, ...]:
    """The same files, where a brand whose id an earlier file has is a problem of the later one."""
    first: dict[str, str] = {}
    joined: list[BrandFile] = []
    for brand_file in files:
        doubled = [brand for brand in brand_file.brands if brand.brand_id in first]
        problems = [
            Problem(
                brand_file.file,
                brand_file.brand_lines.get(brand.brand_id, 0),
                "id",
                repr(brand.brand_id),
                f"another brand has this id, in {first[brand.brand_id]}; that one stands.",
            )
            for brand in doubled
        ]
        kept = tuple(brand for brand in brand_file.brands if brand not in doubled)
        for brand in kept:
            place = f"{brand_file.file}:{brand_file.brand_lines.get(brand.brand_id, 0)}"
            first[brand.brand_id] = place
        joined.append(replace(brand_file, brands=kept, problems=(*brand_file.problems, *problems)))
    return tuple(joined)


def _holder(reader: EntryReader, table: object) -> str:
    if table is None:
        reader.report(("holder",), None, "a table [holder] with a name was expected.")
        return ""
    entry = reader.read(HolderEntry, table, ("holder",))
    return entry.name.strip() if entry else ""


def _legible_id(table: object) -> str:
    brand_id = table.get("id") if isinstance(table, Mapping) else None
    return brand_id.strip() if isinstance(brand_id, str) else ""


def _picture_uses(reader: EntryReader, entry: BrandEntry, index: int) -> list[PictureUse]:
    uses: list[PictureUse] = []
    for mark_number, mark in enumerate(entry.mark):
        for number, picture in enumerate(mark.picture):
            path = ("brand", index, "mark", mark_number, "picture", number, "path")
            key = f"brand[{index + 1}].mark[{mark_number + 1}].picture[{number + 1}].path"
            uses.append(PictureUse(picture.path, reader.line(path), key))
    return uses


def _brand_with_pictures(brand: ProtectedBrand, digests: Mapping[str, str]) -> ProtectedBrand:
    if all(mark.names and not mark.pictures for mark in brand.marks):
        return brand  # as nearly all are, thousands in a long list
    marks = (_mark_with_pictures(mark, digests) for mark in brand.marks)
    return replace(brand, marks=tuple(mark for mark in marks if mark))


def _mark_with_pictures(mark: Mark, digests: Mapping[str, str]) -> Mark | None:
    """The mark with its pictures' digests, or None where nothing to match is left."""
    pictures = tuple(
        replace(picture, sha256=digests[picture.path])
        for picture in mark.pictures
        if picture.path in digests
    )
    return replace(mark, pictures=pictures) if mark.names or pictures else None
