"""The protected list in the record: changes, versions, origins, near names and pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from casework.brand import (
    Alias,
    AliasKind,
    AuthorisedSeller,
    Mark,
    MarkKind,
    Name,
    PriceBand,
    ProtectedBrand,
    ProtectedPicture,
    Script,
)
from casework.errors import NotFound
from casework.frontier import Picture, PictureSignature
from casework.settings import MatchSettings
from index.protected_list import load_watchlist
from index.record import BrandChanges, Record
from tests.index.record.material import NOW

SIGNATURE = PictureSignature("pdq", "ff" * 32, 90)
PICTURE = Picture("pandas.png", "ab" * 32, 640, 480, (SIGNATURE,), b"MF1")
PIXIAN = ProtectedBrand(
    brand_id="pixian",
    name="郫县豆瓣",
    holder="郫都区食品工业协会",
    marks=(
        Mark(
            mark_id="pixian-gi",
            kind=MarkKind.GEOGRAPHICAL_INDICATION,
            names=(Name("郫县豆瓣", Script.SIMPLIFIED),),
            aliases=(Alias("Pixian Doubanjiang", AliasKind.TRANSLITERATION),),
            pictures=(ProtectedPicture("pandas.png", PICTURE.sha256),),
            valid_until=date(2030, 1, 1),
        ),
    ),
    authorised_sellers=(AuthorisedSeller("鹃城旗舰店", valid_from=date(2020, 5, 1)),),
    price_bands=(PriceBand(Decimal("9.90"), Decimal(60), "CNY"),),
)
LANTERN = ProtectedBrand("lantern", "Lantern", "Lantern Ltd", ())


def test_comes_back_as_it_was(record: Record) -> None:
    """A brand with every sort of detail reads back equal."""
    assert record.brands.put([PIXIAN], "a.toml", NOW) == BrandChanges(added=("pixian",))
    assert record.brands.get("pixian") == PIXIAN
    assert record.brands.all() == (PIXIAN,)
    assert record.brands.origin_of("pixian") == "a.toml"
    assert record.brands.origin_of("lantern") is None


def test_changes_are_told_apart(record: Record) -> None:
    """An import says what it added, changed, found as it was, and no longer lists."""
    record.brands.put([PIXIAN, LANTERN], "a.toml", NOW)
    dearer = replace(LANTERN, note="renewed")
    fresh = ProtectedBrand("fresh", "Fresh", "Fresh Ltd", ())
    assert record.brands.put([dearer, fresh], "a.toml", NOW) == BrandChanges(
        added=("fresh",), changed=("lantern",), removed=("pixian",)
    )
    assert record.brands.put([dearer, fresh], "a.toml", NOW) == BrandChanges(
        unchanged=("lantern", "fresh")
    )


def test_history(record: Record) -> None:
    """Every version stays readable, also after the brand left the list and came back."""
    record.brands.put([LANTERN], "a.toml", NOW)
    record.brands.put([], "a.toml", NOW + timedelta(days=1))
    with pytest.raises(NotFound):
        record.brands.get("lantern")
    assert record.brands.all() == ()
    changed = replace(LANTERN, note="back")
    record.brands.put([changed], "b.csv", NOW + timedelta(days=2))
    versions = record.brands.history("lantern")
    assert [(item.version, item.listed, item.origin) for item in versions] == [
        (1, True, "a.toml"),
        (2, False, "a.toml"),
        (3, True, "b.csv"),
    ]
    assert [item.brand for item in versions] == [LANTERN, LANTERN, changed]
    assert versions[1].recorded_at == NOW + timedelta(days=1)
    assert record.brands.history("unknown") == ()


def test_origins_keep_apart(record: Record) -> None:
    """What one file lists is not taken as missing from another, nor after a broken one."""
    record.brands.put([PIXIAN], "a.toml", NOW)
    record.brands.put([LANTERN], "b.toml", NOW)
    assert record.brands.put([], "b.toml", NOW, complete=False) == BrandChanges()
    assert [brand.brand_id for brand in record.brands.all()] == ["lantern", "pixian"]


def test_origin_digest(record: Record) -> None:
    """An unchanged file is known by its digest."""
    assert record.brands.origin_digest("a.toml") is None
    record.brands.put([PIXIAN], "a.toml", NOW, content_digest="d1")
    assert record.brands.origin_digest("a.toml") == "d1"
    record.brands.put([PIXIAN], "a.toml", NOW, content_digest="d2")
    assert record.brands.origin_digest("a.toml") == "d2"


@pytest.mark.parametrize("wrong", ["pixan", "PIXIAN", "郫县豆瓣酱"])
def test_near_names(record: Record, wrong: str) -> None:
    """Who misspells a brand's id, or gives its name, is told the id they may have meant."""
    record.brands.put([PIXIAN, LANTERN], "a.toml", NOW)
    with pytest.raises(NotFound, match=r"Did you mean pixian\?"):
        record.brands.get(wrong)
    with pytest.raises(NotFound, match=r"'zzzz'\.$"):
        record.brands.get("zzzz")


def test_reference_pictures(record: Record) -> None:
    """A protected picture is kept with its fingerprints and bytes, under its digest."""
    assert not record.brands.has_references()
    record.brands.put_reference(PICTURE, b"bytes")
    record.brands.put_reference(PICTURE, b"bytes")
    assert record.brands.has_references()
    assert record.brands.references() == {PICTURE.sha256: PICTURE}
    assert record.brands.reference_bytes(PICTURE.sha256) == b"bytes"
    with pytest.raises(NotFound, match="unknown"):
        record.brands.reference_bytes("unknown")


def test_references_of_other_versions(record: Record) -> None:
    """Pictures whose fingerprints another version made are named, to be made anew."""
    record.brands.put_reference(PICTURE, b"bytes")
    record.brands.put_reference(replace(PICTURE, sha256="cd" * 32, made_by="new"), b"other")
    assert record.brands.references_not_made_by("new") == {PICTURE.sha256: "pandas.png"}


def test_watchlist(record: Record) -> None:
    """The watchlist is the list in the record, with the pictures that are kept."""
    record.brands.put([PIXIAN, LANTERN], "a.toml", NOW)
    record.brands.put_reference(PICTURE, b"bytes")
    watchlist = load_watchlist(record, MatchSettings(), NOW.date())
    assert dict(watchlist.brands) == {"pixian": PIXIAN, "lantern": LANTERN}
    assert dict(watchlist.references) == {PICTURE.sha256: PICTURE}
