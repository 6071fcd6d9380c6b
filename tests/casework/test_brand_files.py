"""Reading what rights holders write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from casework.brand_entries import BrandEntry, MarkEntry, SellerEntry
from casework.brand_files import BrandFile, join_brand_files, read_brand_file, with_pictures
from casework.entries import EntryReader

GOOD = """
[holder]
name = " Example Sauce Association "

[[brand]]
id = "sauce"
name = "郫县豆瓣"
goods = ["豆瓣酱"]
note = "a note"

[brand.price_band]
low = 12.00
high = "120"
currency = "CNY"

[[brand.authorised_seller]]
name = "郫都川香酱园"
source = "market"
native_id = "s-1"
valid_from = 2024-01-01
valid_until = 2026-12-31

[[brand.mark]]
id = "gi"
kind = "geographical_indication"
names = { Hans = ["郫县豆瓣"], Latn = ["Pixian Douban"] }
aliases = { slang = ["PX"], transliteration = ["Pi Xian"] }
registration_number = "EXAMPLE-1"
nice_classes = [30]
territories = ["CN"]
valid_from = 2000-01-01
valid_until = 2030-01-01
place_names = ["郫县"]

[[brand.mark]]
kind = "picture"
[[brand.mark.picture]]
path = "pictures/label.png"
title = "Label"
"""


def _messages(text: str) -> list[str]:
    found = read_brand_file(text, "b.toml")
    return [str(problem).removeprefix("b.toml:") for problem in found.problems]


def test_a_whole_brand_is_read() -> None:
    """Every field of the format reaches the record."""
    found = read_brand_file(GOOD, "b.toml")
    assert found.problems == ()
    assert found.holder == "Example Sauce Association"
    assert found.picture_paths == ("pictures/label.png",)
    assert found.brand_lines == {"sauce": 5}
    assert found.brands == (
        ProtectedBrand(
            brand_id="sauce",
            name="郫县豆瓣",
            holder="Example Sauce Association",
            goods=("豆瓣酱",),
            note="a note",
            price_bands=(PriceBand(Decimal("12.0"), Decimal(120), "CNY"),),
            authorised_sellers=(
                AuthorisedSeller(
                    "郫都川香酱园", "market", "s-1", date(2024, 1, 1), date(2026, 12, 31)
                ),
            ),
            marks=(
                Mark(
                    mark_id="gi",
                    kind=MarkKind.GEOGRAPHICAL_INDICATION,
                    names=(
                        Name("郫县豆瓣", Script.SIMPLIFIED),
                        Name("Pixian Douban", Script.LATIN),
                    ),
                    aliases=(
                        Alias("PX", AliasKind.SLANG),
                        Alias("Pi Xian", AliasKind.TRANSLITERATION),
                    ),
                    registration_number="EXAMPLE-1",
                    nice_classes=(30,),
                    territories=("CN",),
                    valid_from=date(2000, 1, 1),
                    valid_until=date(2030, 1, 1),
                    place_names=("郫县",),
                ),
                Mark(
                    mark_id="pictures/label.png",
                    kind=MarkKind.PICTURE,
                    pictures=(ProtectedPicture("pictures/label.png", "", "Label"),),
                ),
            ),
        ),
    )


def _brand(body: str) -> str:
    return f'[holder]\nname = "H"\n[[brand]]\nid = "a"\nname = "A"\n{body}\n'


WORD = '[[brand.mark]]\nnames = { Latn = ["A"] }\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = [", "1: not valid TOML, so nothing in this file was read: "),
        ('[holder]\nname = "H"\n', " brand: at least one [[brand]] was expected."),
        ('brand = 3\n[holder]\nname = "H"\n', "1: brand: at least one [[brand]] was expected."),
        (_brand(WORD) + "[extra]\n", "9: extra: unknown key; known are holder, brand."),
        (_brand(WORD.replace("names", "nmaes")), "7: brand[1].mark[1].nmaes: unknown key"),
        (_brand("mark = []"), "6: brand[1].mark: at least one [[brand.mark]] is needed."),
        (_brand("[[brand.mark]]"), "6: brand[1].mark[1]: a mark of kind word needs names."),
        (
            _brand('[[brand.mark]]\nkind = "picture"'),
            "6: brand[1].mark[1]: a mark of kind picture needs names or [[brand.mark.picture]].",
        ),
        (_brand(WORD + 'place_names = ["x"]'), "8: brand[1].mark[1].place_names: only a mark of"),
        (_brand(WORD + WORD), "8: brand[1].mark[2].id: another mark of this brand has this id"),
        (_brand(WORD + "valid_until = 2026-02-30"), "8: brand[1].mark[1].valid_until: not a date"),
        (
            _brand(WORD + "valid_from = 2026-02-20\nvalid_until = 2026-02-19"),
            "9: brand[1].mark[1].valid_until: earlier than valid_from, which is 2026-02-20.",
        ),
        (
            _brand('price_band = { low = 3, high = 2, currency = "CNY" }\n' + WORD),
            "6: brand[1].price_band.high: lower than low, which is 3.",
        ),
        (
            _brand('price_band = { low = nan, high = 2, currency = "CNY" }\n' + WORD),
            "6: brand[1].price_band.low: a price of 0 or more was expected.",
        ),
        (
            _brand('price_band = [{ low = 3, high = 2, currency = "CNY" }]\n' + WORD),
            "6: brand[1].price_band[1].high: lower than low, which is 3.",
        ),
        (
            _brand(
                'price_band = [{ low = 1, high = 2, currency = "CNY" },\n'
                '{ low = 3, high = 4, currency = "CNY" }]\n' + WORD
            ),
            "7: brand[1].price_band[2].currency: another price band of this brand is in this currency.",
        ),
        (
            _brand("price_band = 5\n" + WORD),
            "6: brand[1].price_band: a table was expected.",
        ),
        (
            _brand('price_band = { low = 1, high = 2, currency = "yuan" }\n' + WORD),
            "6: brand[1].price_band.currency: an ISO 4217 code such as CNY was expected.",
        ),
        (_brand(WORD + "nice_classes = [46]"), "8: brand[1].mark[1].nice_classes[1]: a Nice class"),
        (_brand(WORD + 'registration_number = " "'), "registration_number: text that is not empty"),
        (
            _brand('[[brand.mark]]\nkind = "word"\nnames = { Latn = ["--- _"] }'),
            "brand[1].mark[1].names.Latn[1]: a mark with a letter or digit was expected.",
        ),
        (
            _brand(WORD + 'aliases = { slang = ["..."] }'),
            "brand[1].mark[1].aliases.slang[1]: a mark with a letter or digit was expected.",
        ),
    ],
)
def test_a_problem_names_line_key_and_value(text: str, expected: str) -> None:
    """Every kind of mistake is said in one line that begins with where it stands."""
    messages = _messages(text)
    assert any(expected in message for message in messages), messages


def test_a_brand_file_cannot_reach_outside_its_folder() -> None:
    """Rights holders send these files: a picture's path must stay below the file's folder."""
    for path in ("../x.png", "/etc/passwd", "a/../../x", "C:/x.png", "..\\\\x.png"):
        text = _brand(f'[[brand.mark]]\nkind = "picture"\n[[brand.mark.picture]]\npath = "{path}"')
        found = read_brand_file(text, "b.toml")
        assert not found.brands
        assert "below the brand file's folder" in found.problems[0].message


def test_a_bad_entry_leaves_the_others_standing() -> None:
    """Entry by entry: what is wrong with one brand costs that brand only, and its id is kept."""
    text = _brand("mark = 3") + '[[brand]]\nid = "b"\nname = "B"\n' + WORD + "[[brand]]\nid = 3\n"
    found = read_brand_file(text, "b.toml")
    assert [brand.brand_id for brand in found.brands] == ["b"]
    assert found.refused == ("a",)
    assert found.readable


def test_ids_are_unique_within_a_file() -> None:
    """The first brand of an id stands, right or wrong in itself, and the second is a problem."""
    again = f'[[brand]]\nid = "a"\nname = "Again"\n{WORD}[[brand]]\nid = "a"\nname = 3\n'
    found = read_brand_file(_brand(WORD) + again, "b.toml")
    assert [brand.name for brand in found.brands] == ["A"]
    doubled = [problem for problem in found.problems if "another brand" in problem.message]
    assert [problem.line for problem in doubled] == [10, 15]
    assert found.refused == ()


def test_ids_are_unique_across_files() -> None:
    """The earlier file's brand stands; the later file's problem names where the earlier is."""
    first = read_brand_file(_brand(WORD), "1.toml")
    second = read_brand_file(_brand(WORD) + f'[[brand]]\nid = "b"\nname = "B"\n{WORD}', "2.toml")
    joined = join_brand_files([first, second])
    assert joined[0] == first
    assert [brand.brand_id for brand in joined[1].brands] == ["b"]
    assert str(joined[1].problems[0]) == (
        "2.toml:3: id: another brand has this id, in 1.toml:3; that one stands. (value: 'a')"
    )


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(max_size=5)
    | st.dates()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*MarkEntry.__struct_fields__, *SellerEntry.__struct_fields__]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*BrandEntry.__struct_fields__, "x"]), _VALUES))
def test_no_entry_brings_the_reader_down(table: dict[str, object]) -> None:
    """Whatever stands under a key, the entry is read, or refused with problems."""
    reader = EntryReader("b.toml", {})
    entry = reader.read(BrandEntry, table, ("brand", 0))
    assert (entry is None) == bool(reader.problems)
    assert all(len(str(problem).splitlines()) == 1 for problem in reader.problems)


def test_a_missing_holder_is_said_and_the_brands_stand() -> None:
    """Without a holder the brands are still watched."""
    found = read_brand_file(f'[[brand]]\nid = "a"\nname = "A"\n{WORD}', "b.toml")
    assert [problem.key for problem in found.problems] == ["holder"]
    assert found.brands[0].holder == ""
    broken = read_brand_file(_brand(WORD).replace('name = "H"', "name = 3"), "b.toml")
    assert broken.brands[0].holder == ""
    assert broken.problems[0].line == 2


def test_pictures_get_their_digests() -> None:
    """A picture that was read has its digest; one that was not is a problem with its line."""
    found = read_brand_file(GOOD, "b.toml")
    read = with_pictures(found, {"pictures/label.png": "ab" * 32})
    assert read.brands[0].marks[1].pictures[0].sha256 == "ab" * 32
    assert read.problems == ()
    missing = with_pictures(found, {})
    assert [mark.mark_id for mark in missing.brands[0].marks] == ["gi"]
    assert missing.problems[0].line == 38
    assert missing.problems[0].key == "brand[1].mark[2].picture[1].path"


def test_a_brand_with_nothing_left_to_match_goes() -> None:
    """A brand whose only mark is a picture that cannot be read is not watched, and is said."""
    brand = ProtectedBrand(
        "a", "A", "H", (Mark("p", MarkKind.PICTURE, pictures=(ProtectedPicture("x", ""),)),)
    )
    found = with_pictures(BrandFile("b.toml", brands=(brand,)), {})
    assert found.brands == ()


def test_the_example_format_is_stable() -> None:
    """A mark without an id is known by its first name, so adding another mark changes no id."""
    found = read_brand_file(_brand(WORD), "b.toml").brands[0]
    more = read_brand_file(_brand('[[brand.mark]]\nnames = { Hans = ["甲"] }\n' + WORD), "b.toml")
    assert found.marks[0] == more.brands[0].marks[1]
    assert replace(found, marks=()) == replace(more.brands[0], marks=())
