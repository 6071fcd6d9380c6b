"""The export: a file that spreadsheets open as text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.csv_export import COLUMNS, csv_lines, safe_cell
from review.i18n import load_languages
from tests.review.client import Browser


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    """No cell begins with a sign, tab or line break, and nothing but the apostrophe is added."""
    cell = safe_cell(text)
    assert cell.lstrip(" ")[:1] not in set("=+-@\t\r\n＝＋－＠") - {""}
    assert cell.removeprefix("'") == text.replace("\x00", "") or cell == text.replace("\x00", "")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\x00=1"]
)
def test_formulas_are_escaped(text: str) -> None:
    """Each way to begin a formula gets an apostrophe."""
    assert safe_cell(text).startswith("'")


def test_columns_differ_in_every_language() -> None:
    """No two columns have one name: programs read them by it."""
    for language in load_languages().values():
        header = next(csv_lines((), language)).decode("utf-8-sig").strip().split(",")
        assert len(set(header)) == len(COLUMNS)


def test_export_names_matched_pictures(page: Browser) -> None:
    """What matched names a copied picture by the protected one's title, beside the words."""
    answer = page.open("/flags.csv?brand=panda-kiln").answer
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    copied = next(row for row in rows if "Copied picture" in row["Reasons"])
    assert copied["What matched"] == (
        "Panda Kiln → Panda Kiln; Picture in the listing → Label of 2024"
    )


def test_export_holds_what_is_filtered(page: Browser) -> None:
    """Every filtered flag is a row, hostile cells are escaped, and Excel is told it is UTF-8."""
    answer = page.open("/flags.csv?brand=qingya").answer
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.content
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == int(page.open("/flags?brand=qingya").one(".count").text())
    assert {row["Brand id"] for row in rows} == {"qingya"}
    hostile = next(row for row in rows if "HYPERLINK" in row["Seller"])
    assert hostile["Seller"].startswith("'=")
    assert "Evasive spelling +2.60" in hostile["Reasons"]
