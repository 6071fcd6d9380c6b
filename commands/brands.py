"""`markwarden brands`: check, list, import and show the protected list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from casework.brand import Mark, ProtectedBrand
from commands.brand_reading import (
    all_problems,
    brand_paths,
    load_brand_files,
    out_of_force,
    standing,
)
from commands.command_line import GlobalOptions
from commands.protected_list import bring_in_configured, bring_in_files
from commands.workplace import Workplace

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", help="TOML, CSV or TSV files.", show_default=False),
]


def check(options: GlobalOptions, files: FilesArgument = None) -> int:
    """Check brand files and change nothing; without FILE, those of the configuration.

    Every problem is one line: file, line, key, what is wrong, and the value. Marks that have expired
    or are not valid yet are named as well. Exit status 1 where there is a problem.

    Examples:
        markwarden brands check new/acme.toml
    """
    output = options.output()
    place = Workplace(options, output)
    place.check_folders()
    loaded = load_brand_files(files or brand_paths(options.config_folder))
    problems = all_problems(loaded)
    output.problems(problems)
    for sentence in out_of_force(loaded, place.today):
        output.note(sentence)
    for item in loaded:
        for note in item.content.notes:
            output.note(f"{item.content.file}: {note}")
        output.record(
            {
                "file": item.content.file,
                "brands": [brand.brand_id for brand in item.content.brands],
                "refused": item.content.refused,
                "problems": item.content.problems,
            }
        )
    count = sum(len(item.content.brands) for item in loaded)
    output.answer(
        f"{_many(len(loaded), 'file')}, {_many(count, 'good brand')}, "
        f"{_many(len(problems), 'problem')}."
    )
    return 1 if problems else 0


def import_(
    options: GlobalOptions,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="TOML, CSV or TSV files.", show_default=False),
    ],
) -> int:
    """Bring brand files into the record.

    Good entries are brought in whatever is wrong with others. A later import of a file of the same
    name replaces what the earlier one brought in; the record keeps all versions of a brand.

    Examples:
        markwarden brands import marks.csv
    """
    output = options.output()
    with Workplace(options, output) as place:
        report = bring_in_files(place, files)
    output.record(report)
    output.answer(
        f"{len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.unchanged)} unchanged, {len(report.removed)} removed, "
        f"{_many(len(report.problems), 'problem')}."
    )
    return 1 if report.problems else 0


def list_(options: GlobalOptions) -> int:
    """List the brands that are watched, with their marks in force.

    Examples:
        markwarden brands list --json
    """
    output = options.output()
    with Workplace(options, output) as place:
        problems = bring_in_configured(place).problems
        brands = place.record.brands.all()
        today = place.today
    for brand in brands:
        output.record(_summary(brand, today))
    output.table(
        ("id", "name", "holder", "marks in force", "not in force", ">sellers"),
        [
            (
                brand.brand_id,
                brand.name,
                brand.holder,
                ", ".join(_label(mark) for mark in brand.marks_in_force(today)),
                ", ".join(_label(mark) for mark in brand.marks if not mark.in_force(today)),
                len(brand.authorised_sellers),
            )
            for brand in brands
        ],
    )
    return 1 if problems else 0


def show(
    options: GlobalOptions,
    brand_id: Annotated[str, typer.Argument(metavar="BRAND", help="A brand's id.")],
) -> int:
    """Show one brand: its marks, who may sell it, its prices, and its versions in the record.

    Examples:
        markwarden brands show nike
    """
    output = options.output()
    with Workplace(options, output) as place:
        bring_in_configured(place)
        brand = place.record.brands.get(brand_id)
        versions = place.record.brands.history(brand_id)
        today = place.today
    output.record({"brand": brand, "versions": versions})
    output.answer(f"{brand.brand_id}: {brand.name}, held by {brand.holder or 'nobody named'}")
    if brand.goods:
        output.answer(f"Goods: {', '.join(brand.goods)}")
    for band in brand.price_bands:
        output.answer(f"Usual price: {band.low} to {band.high} {band.currency}")
    if brand.note:
        output.answer(f"Note: {brand.note}")
    output.table(
        ("mark", "kind", "names", "aliases", "registration", "valid", "standing"),
        [_mark_row(mark, today) for mark in brand.marks],
        title="Marks",
    )
    output.table(
        ("seller", "source", "id there", "valid"),
        [
            (
                seller.name,
                seller.source or "any",
                seller.native_id,
                _period(seller.valid_from, seller.valid_until),
            )
            for seller in brand.authorised_sellers
        ],
        title="Authorised sellers",
    )
    output.table(
        (">version", "recorded", "from", "listed"),
        [
            (
                item.version,
                item.recorded_at.isoformat(timespec="seconds"),
                item.origin,
                "yes" if item.listed else "no",
            )
            for item in versions
        ],
        title="Versions",
    )
    return 0


def _summary(brand: ProtectedBrand, today: date) -> dict[str, Any]:
    return {
        "id": brand.brand_id,
        "name": brand.name,
        "holder": brand.holder,
        "marks": [
            {
                "id": mark.mark_id,
                "kind": mark.kind,
                "names": [name.text for name in mark.names],
                "pictures": [picture.path for picture in mark.pictures],
                "in_force": mark.in_force(today),
            }
            for mark in brand.marks
        ],
        "authorised_sellers": [seller.name for seller in brand.authorised_sellers],
    }


def _label(mark: Mark) -> str:
    words = "/".join(name.text for name in mark.names)
    pictures = ", ".join(picture.path for picture in mark.pictures)
    return f"{words or pictures} ({mark.kind.replace('_', ' ')})"


def _mark_row(mark: Mark, today: date) -> tuple[object, ...]:
    return (
        mark.mark_id,
        mark.kind.replace("_", " "),
        ", ".join(name.text for name in mark.names)
        or ", ".join(picture.path for picture in mark.pictures),
        ", ".join(f"{alias.text} ({alias.kind})" for alias in mark.aliases),
        mark.registration_number,
        _period(mark.valid_from, mark.valid_until),
        standing(mark, today) or "in force",
    )


def _period(start: date | None, end: date | None) -> str:
    return f"{start or '…'} to {end or '…'}" if start or end else "always"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
