"""The same decision on every machine: pictures made by formulas against a committed table.

`python -m tests.matchers.image.test_machines` writes the table anew, after a change that is meant to
move it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from casework.frontier import Picture, PictureSignature
from casework.settings import MatchSettings
from matchers.image.decode import read_picture
from matchers.image.features import unpack
from matchers.image.index import PictureIndex
from matchers.image.signature import compare
from tests.matchers.image.drawing import entry
from tests.matchers.image.formulas import altered, file_of, patterned

TABLE = Path(__file__).with_name("machines.json")
PROTECTED = range(6)
BITS = {"pdq": 4, "phash64": 2}
"""Bits by which a signature may differ between machines."""
SCORE = 0.02
"""By how much a score may differ; what is flagged, how and where, may not."""
FEATURES = 0.03
"""Share of the features of a picture by which their number may differ."""


class Row(msgspec.Struct, frozen=True):
    """One picture: the digest of its pixels, its signatures, and the best hit, where there is one."""

    name: str
    pixels: str
    pdq: str
    phash64: str
    features: int
    reference: str = ""
    kind: str = ""
    transform: str = ""
    score: float = 0.0


def rows() -> Iterator[Row]:
    """The table as this machine makes it."""
    records = {
        number: read_picture(file_of(patterned(number)), str(number)) for number in PROTECTED
    }
    index = PictureIndex.build(map(entry, records.values()), MatchSettings())
    named = {record.sha256: str(number) for number, record in records.items()}
    for number in PROTECTED:
        for how, image in altered(number).items():
            pixels = hashlib.sha256(image.tobytes()).hexdigest()[:16]
            picture = read_picture(file_of(image), how)
            yield _row(f"{number} {how}", pixels, picture, index, named)


def _row(
    name: str, pixels: str, picture: Picture, index: PictureIndex, named: dict[str, str]
) -> Row:
    bits = {item.algorithm: item.bits for item in picture.signatures if item.view == "whole"}
    found = unpack(picture.features)
    count = 0 if found is None else len(found)
    plain = Row(name, pixels, bits["pdq"], bits["phash64"], count)
    hits = index.search(picture)
    if not hits:
        return plain
    return msgspec.structs.replace(
        plain,
        reference=named[hits[0].reference.sha256],
        kind=hits[0].kind,
        transform=hits[0].placement.transform,
        score=hits[0].score,
    )


def committed() -> list[Row]:
    """The table as it was committed."""
    return msgspec.json.decode(TABLE.read_bytes(), type=list[Row])


HERE = {row.name: row for row in rows()} if TABLE.exists() else {}


def test_the_table_holds_what_it_should() -> None:
    """Every picture is in it; copies are flagged and others are not, else it would prove little."""
    table = committed()
    assert [row.name for row in table] == list(HERE)
    assert {bool(row.score) for row in table if row.name.endswith(" another")} == {False, True}
    strangers = [row for row in table if row.name.split(" ", 1)[1] == "another"]
    assert not any(row.score for row in strangers)
    assert all(row.reference == row.name[0] for row in table if row not in strangers)


@pytest.mark.parametrize("row", committed() if TABLE.exists() else [], ids=lambda row: row.name)
def test_this_machine_decides_as_any_other(row: Row) -> None:
    """Pixels are the same, signatures and scores within the tolerance, decisions equal."""
    ours = HERE[row.name]
    assert ours.pixels == row.pixels
    for algorithm, bits in BITS.items():
        theirs = PictureSignature(algorithm, getattr(row, algorithm), 100)
        mine = PictureSignature(algorithm, getattr(ours, algorithm), 100)
        assert compare(mine, theirs) <= bits
    assert abs(ours.features - row.features) <= FEATURES * row.features + 1
    assert (ours.reference, ours.kind, ours.transform) == (row.reference, row.kind, row.transform)
    assert abs(ours.score - row.score) <= SCORE


if __name__ == "__main__":
    lines = ",\n".join(msgspec.json.encode(row).decode() for row in rows())
    TABLE.write_text(f"[\n{lines}\n]\n", "utf-8")
