"""Reads brand tables, CSV or TSV with at least a column `brand`, row by row into the records."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from casework.brand import (
    Alias,
    AliasKind,
    AuthorisedSeller,
    Mark,
    MarkKind,
    Name,
    PriceBand,
    ProtectedBrand,
    Script,
)
from casework.brand_entries import Amount, MarkFacts, PriceBandEntry
from casework.brand_files import BrandFile
from casework.entries import MATCHABLE, Currency, EntryReader, Finding, MarkText, Text
from casework.problem import Problem
from casework.toml_lines import Path

LIST_SEPARATOR = "|"
"""What stands between several values in one cell."""

_ALIAS_COLUMNS = {
    "aliases": AliasKind.OFFICIAL,
    "transliterations": AliasKind.TRANSLITERATION,
    "slang": AliasKind.SLANG,
    "abbreviations": AliasKind.ABBREVIATION,
}


class BrandRow(MarkFacts, frozen=True, kw_only=True):
    """One row: one mark of a brand. Rows with the same `brand` are one brand with several marks."""

    brand: Text
    mark: str = ""
    name: str = ""
    holder: str = ""
    script: Script | None = None
    aliases: tuple[MarkText, ...] = ()
    transliterations: tuple[MarkText, ...] = ()
    slang: tuple[MarkText, ...] = ()
    abbreviations: tuple[MarkText, ...] = ()
    goods: tuple[Text, ...] = ()
    authorised_sellers: tuple[Text, ...] = ()
    price_low: tuple[Amount, ...] = ()
    price_high: tuple[Amount, ...] = ()
    currency: tuple[Currency, ...] = ()
    note: str = ""

    def findings(self) -> Iterator[Finding]:
        """Periods and price bands are whole, the mark can be matched; a table has no pictures."""
        yield from MarkFacts.findings(self)
        column = "mark" if self.mark.strip() else "brand"
        if not re.search(MATCHABLE, written := getattr(self, column)):
            yield (column,), written, "a mark with a letter or digit was expected."
        if self.kind is MarkKind.PICTURE:
            yield ("kind",), self.kind.value, "a table has no pictures; write a TOML brand file."
        if len({len(self.price_low), len(self.price_high), len(self.currency)}) > 1:
            message = "price_low, price_high and currency are needed together, as many of each."
            yield ("price_low",), None, message
            return
        if len(set(self.currency)) < len(self.currency):
            yield ("currency",), LIST_SEPARATOR.join(self.currency), "one currency stands twice."
        for band in self._price_bands():
            for (name, *_), value, message in band.findings():
                yield (f"price_{name}",), value, message

    def record(self) -> Mark:
        """The row's mark; its text is the column `mark`, else `brand`."""
        text = self.mark.strip() or self.brand.strip()
        script = self.script or (Script.LATIN if text.isascii() else Script.OTHER)
        return self.as_mark(
            text,
            (Name(text, script),),
            tuple(
                Alias(alias, kind)
                for column, kind in _ALIAS_COLUMNS.items()
                for alias in getattr(self, column)
            ),
        )

    def price_bands(self) -> tuple[PriceBand, ...]:
        """The price bands of the row, one a currency."""
        return tuple(band.record() for band in self._price_bands())

    def _price_bands(self) -> Iterator[PriceBandEntry]:
        return map(PriceBandEntry, self.price_low, self.price_high, self.currency)


_COLUMNS = BrandRow.__struct_fields__
_LIST_COLUMNS = frozenset(
    {
        *_ALIAS_COLUMNS,
        "nice_classes",
        "territories",
        "class_words",
        "place_names",
        "goods",
        "authorised_sellers",
        "price_low",
        "price_high",
        "currency",
    }
)


@dataclass(slots=True)
class _Rows:
    """The rows of a table as lists of cells, each with its line; stops at a row it cannot read."""

    text: str
    file: str
    problems: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        lines = self.text.splitlines(keepends=True)
        first = lines[0] if lines else ""
        delimiter = next((sign for sign in "\t,;" if sign in first), ",")
        # A tab-separated file has no quoting: a size in inches (7") is text there.
        tabs = delimiter == "\t"
        rows = csv.reader(
            lines,
            delimiter=delimiter,
            quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,
            strict=True,
        )
        line = 1
        try:
            for cells in rows:
                if any(cell.strip() for cell in cells):
                    yield line, [cell.strip() for cell in cells]
                line = rows.line_num + 1
        except csv.Error as error:
            message = f"cannot be read from here on: {error}."
            self.problems.append(Problem(self.file, line, "", "", message))


def read_brand_table(text: str, file: str) -> BrandFile:
    """All good rows of a CSV or TSV table as brands, and every problem of the others.

    A column this reader does not know is left alone and named in `notes`.
    """
    table = _Rows(text, file)
    rows = iter(table)
    _, header = next(rows, (1, []))
    columns = [name.casefold() for name in header]
    if "brand" not in columns:
        message = "a column brand was expected, so nothing in this file was read."
        problem = Problem(file, 1, "", ", ".join(columns), message)
        return BrandFile(file, problems=(*table.problems, problem), readable=False)
    lines: dict[Path, int] = {}
    reader = EntryReader(file, lines, lax=True, hidden_parts=2)
    brands: dict[str, ProtectedBrand] = {}
    brand_lines: dict[str, int] = {}
    refused: list[str] = []
    for number, (line, cells) in enumerate(rows):
        path: Path = ("row", number)
        lines[path] = line
        values = dict(zip(columns, cells, strict=False))
        if len(cells) > len(columns):
            reader.report(path, cells[len(columns)], "more cells than the header has columns.")
            row = None
        else:
            row = reader.read(BrandRow, _known_cells(values), path)
        if row is None:
            refused.append(values["brand"])
            continue
        _add_row(row, brands, reader, path)
        brand_lines.setdefault(row.brand, line)
    return BrandFile(
        file=file,
        holder=next((brand.holder for brand in brands.values()), ""),
        brands=tuple(brands.values()),
        problems=(*reader.problems, *table.problems),
        refused=tuple(brand_id for brand_id in refused if brand_id and brand_id not in brands),
        brand_lines=brand_lines,
        notes=_notes(columns),
    )


def _known_cells(values: dict[str, str]) -> dict[str, object]:
    """The filled cells of known columns, lists apart."""
    known: dict[str, object] = {}
    for column, cell in values.items():
        if cell and column in _LIST_COLUMNS:
            known[column] = [part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip()]
        elif cell and column in _COLUMNS:
            known[column] = cell
    return known


def _add_row(
    row: BrandRow, brands: dict[str, ProtectedBrand], reader: EntryReader, path: Path
) -> None:
    """Add a row's mark to its brand; the brand's other facts come from the first row that has them."""
    mark = row.record()
    brand = brands.get(row.brand) or ProtectedBrand(row.brand, "", "", ())
    if any(other.mark_id == mark.mark_id for other in brand.marks):
        column = "mark" if row.mark else "brand"
        reader.report((*path, column), mark.mark_id, "an earlier row has this mark already.")
        return
    sellers = tuple(AuthorisedSeller(name) for name in row.authorised_sellers)
    brands[row.brand] = replace(
        brand,
        name=brand.name if brand.name not in {"", row.brand} else row.name or row.brand,
        holder=brand.holder or row.holder,
        marks=(*brand.marks, mark),
        authorised_sellers=tuple(dict.fromkeys((*brand.authorised_sellers, *sellers))),
        price_bands=(
            *brand.price_bands,
            *(band for band in row.price_bands() if not brand.price_band_in(band.currency)),
        ),
        goods=tuple(dict.fromkeys((*brand.goods, *row.goods))),
        note=brand.note or row.note,
    )


def _notes(columns: list[str]) -> tuple[str, ...]:
    unused = [name for name in columns if name not in _COLUMNS]
    return (f"columns that are not used: {', '.join(unused)}.",) if unused else ()
