"""Golden pages: small pages of each kind, with the whole answer that they must give."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from casework.source import Source
from crawler.extract.answer import extract_answer
from crawler.extract.page import extract_page

GOLDEN = Path(__file__).with_name("golden")
ADDRESSES = {
    "chinese_item": "https://shop.example.cn/item.htm?spm=a230r.1&id=600123",
    "chinese_list": "https://shop.example.cn/list.htm?q=douban",
    "json_ld_variants": "https://shop.example/collections/new/products/trail-shoe?variant=1",
    "no_markup": "https://shop.example/catalogue/red-kettle_1/",
    "no_markup_list": "https://shop.example/catalogue/category/kitchen_7/",
    "sold_out_traditional": "https://shop.example.tw/products/wallet-98",
}


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_golden_pages_give_their_answers(case: str) -> None:
    """The answer for a stored page is, field by field, the one stored beside it.

    With MARKWARDEN_WRITE_GOLDEN=1 the answers are written instead, to be read before committing.
    """
    page = extract_page(
        (GOLDEN / case / "page.html").read_bytes(),
        ADDRESSES.get(case, f"https://shop.example/{case}"),
        source=Source(name="golden", start=()),
        content_type="text/html",
        seen_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    answer = msgspec.to_builtins(extract_answer(page))
    stored = GOLDEN / case / "listing.json"
    if os.environ.get("MARKWARDEN_WRITE_GOLDEN") == "1":
        text = json.dumps(answer, ensure_ascii=False, indent=1)
        stored.write_text(text + "\n", encoding="utf-8")
    assert json.loads(json.dumps(answer)) == json.loads(stored.read_text(encoding="utf-8"))
