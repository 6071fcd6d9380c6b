"""Reading brand tables, CSV and TSV."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.brand import Alias, AliasKind, AuthorisedSeller, MarkKind, PriceBand, Script
from casework.brand_tables import read_brand_table


def test_one_column_is_enough() -> None:
    """A list of names under `brand` is a protected list; the name is id, name and mark."""
    found = read_brand_table("brand\tlang\n康师傅\tzh\n\nNike\ten\n", "b.tsv")
    assert found.problems == ()
    assert [brand.brand_id for brand in found.brands] == ["康师傅", "Nike"]
    assert [brand.marks[0].names[0].script for brand in found.brands] == [
        Script.OTHER,
        Script.LATIN,
    ]
    assert found.notes == ("columns that are not used: lang.",)
    assert found.brand_lines == {"康师傅": 2, "Nike": 4}


def test_every_column_reaches_the_record() -> None:
    """Lists are apart by |, rows of one brand are its marks, the first filled cell stands."""
    text = (
        "Brand,mark,name,holder,kind,script,aliases,slang,nice_classes,territories,valid_from,"
        "valid_until,dictionary_word,class_words,goods,authorised_sellers,price_low,price_high,"
        "currency,note\n"
        'sauce,"豆瓣, 红油",,,word,Hans,PX | P,S,30|29,CN,2020-01-01,2030-01-01,true,酱,酱|油,甲|乙,'
        "12,120,CNY,one\n"
        "sauce,Douban,Sauce,Holder,,,,,,,,,,,油,乙,1,2,USD,two\n"
    )
    found = read_brand_table(text, "b.csv")
    assert found.problems == ()
    assert found.holder == "Holder"
    brand = found.brands[0]
    assert (brand.name, brand.holder, brand.note) == ("Sauce", "Holder", "one")
    assert brand.goods == ("酱", "油")
    assert brand.authorised_sellers == (AuthorisedSeller("甲"), AuthorisedSeller("乙"))
    assert brand.price_bands == (
        PriceBand(Decimal(12), Decimal(120), "CNY"),
        PriceBand(Decimal(1), Decimal(2), "USD"),
    )
    first, second = brand.marks
    assert (first.mark_id, second.mark_id) == ("豆瓣, 红油", "Douban")
    assert first.aliases == (Alias("PX"), Alias("P"), Alias("S", AliasKind.SLANG))
    assert first.kind is MarkKind.WORD
    assert first.dictionary_word
    assert (first.nice_classes, first.territories) == ((30, 29), ("CN",))
    assert (first.valid_from, first.valid_until) == (date(2020, 1, 1), date(2030, 1, 1))


def test_bad_rows_are_named_and_the_others_stand() -> None:
    """A row's problem has its line and column; a quoted line break does not shift the lines."""
    text = (
        "brand,kind,valid_until,nice_classes,price_low\n"
        '"a\nb",,,,\n'
        "c,wrd,2026-02-30,3|77,\n"
        "d,,,,9\n"
        "e,,,,,extra\n"
        ",word,,,\n"
        "f,picture,,,\n"
        "a,,,,\n"
        "g,,,,\n"
        "g,,,,\n"
    )
    found = read_brand_table(text, "b.csv")
    assert [brand.brand_id for brand in found.brands] == ["a\nb", "a", "g"]
    assert [(problem.line, problem.key) for problem in found.problems] == [
        (4, "kind"),
        (4, "nice_classes[2]"),
        (4, "valid_until"),
        (5, "price_low"),
        (6, ""),
        (7, "brand"),
        (8, "kind"),
        (11, "brand"),
    ]
    assert found.refused == ("c", "d", "e", "f")


def test_a_price_band_is_in_order() -> None:
    """A low price above the high one is a problem of that row."""
    text = "brand;mark;price_low;price_high;currency\na;A;2;1;CNY\na;A;1;2;CNY\na;A;1;2;CNY\n"
    found = read_brand_table(text, "b.csv")
    assert [(problem.line, problem.key) for problem in found.problems] == [
        (2, "price_high"),
        (4, "mark"),
    ]
    assert found.brands[0].price_bands == (PriceBand(Decimal(1), Decimal(2), "CNY"),)


@pytest.mark.parametrize(
    ("low", "high", "column"),
    [
        ("NaN", "3", "price_low"),
        ("1", "sNaN", "price_high"),
        ("1", "Infinity", "price_high"),
        ("-1", "3", "price_low"),
    ],
)
def test_a_price_is_a_number_of_money(low: str, high: str, column: str) -> None:
    """What a decimal number may be and a price may not is a problem of its cell, in tables too."""
    found = read_brand_table(f"brand,price_low,price_high,currency\na,{low},{high},CNY\n", "a.csv")
    assert [(problem.line, problem.key) for problem in found.problems] == [(2, column)]
    assert found.brands == ()


def test_price_bands_in_several_currencies() -> None:
    """A cell holds one value a currency; a later row's band in a currency that is there changes nothing."""
    text = (
        "brand\tmark\tprice_low\tprice_high\tcurrency\n"
        "a\tA\t90|13\t600|90\tCNY|USD\n"
        "a\tB\t1\t2\tCNY\n"
        "b\tB\t90|13\t600\tCNY|USD\n"
        "c\tC\t1|2\t3|4\tCNY|CNY\n"
    )
    found = read_brand_table(text, "b.tsv")
    assert [brand.price_bands for brand in found.brands] == [
        (PriceBand(Decimal(90), Decimal(600), "CNY"), PriceBand(Decimal(13), Decimal(90), "USD"))
    ]
    assert [(problem.line, problem.key) for problem in found.problems] == [
        (4, "price_low"),
        (5, "currency"),
    ]


def test_a_table_needs_its_column() -> None:
    """Without a column `brand` nothing can be read, and that is said."""
    for text in ("", "name,lang\nx,y\n"):
        found = read_brand_table(text, "b.csv")
        assert not found.readable
        assert "a column brand was expected" in found.problems[-1].message


def test_an_open_quote_loses_only_what_follows() -> None:
    """What stood before the broken quote is kept; the line where reading ended is named."""
    found = read_brand_table('brand\na\n"b\nc\n', "b.csv")
    assert [brand.brand_id for brand in found.brands] == ["a"]
    assert (found.problems[0].line, found.problems[0].key) == (3, "")


def test_a_tab_separated_table_has_no_quoting() -> None:
    """A size in inches is text in TSV and opens no quote."""
    found = read_brand_table('brand\tnote\n7" tablet\t"x\nb\ty\n', "b.tsv")
    assert [brand.brand_id for brand in found.brands] == ['7" tablet', "b"]


@given(st.text(), st.sampled_from([".csv", ".tsv"]))
def test_no_text_brings_the_reader_down(text: str, ending: str) -> None:
    """Whatever a file holds, it is read or refused with problems, never with an exception."""
    found = read_brand_table(f"brand,mark\n{text}", f"b{ending}")
    assert len({brand.brand_id for brand in found.brands}) == len(found.brands)
    read_brand_table(text, f"b{ending}")


def test_a_row_has_something_to_match() -> None:
    """Of separators and signs nothing can be matched: the row is a problem, the others stand."""
    table = "brand,mark,aliases\n---,,\nnine,…,\nten,拾,!\nadidas,,\n"
    found = read_brand_table(table, "a.csv")
    assert [(problem.line, problem.key) for problem in found.problems] == [
        (2, "brand"),
        (3, "mark"),
        (4, "aliases[1]"),
    ]
    assert [brand.brand_id for brand in found.brands] == ["adidas"]
