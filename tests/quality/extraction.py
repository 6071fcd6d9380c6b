"""Extraction's quality: precision, recall and F1 a field on stored real pages with ground truth."""

from __future__ import annotations

import json
import lzma
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from rapidfuzz import fuzz

from casework.errors import PageUnreadable
from casework.source import Source
from crawler.extract.addresses import normalise_url
from crawler.extract.page import ExtractedPage, extract_page

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "pages"
BASELINES = {
    "price": 0.868,
    "currency": 0.914,
    "availability": 0.757,
    "brand": 0.754,
    "sku": 0.593,
    "gtin": 0.625,
    "title": 0.718,
    "title (words)": 0.92,
    "canonical": 1.0,
    "page type": 193 / 278,
}
"""F1 of plain extruct (JSON-LD, microdata, OpenGraph) on the set of which these pages are a part."""

Judge = Callable[[str, list[str]], bool]


@dataclass(slots=True)
class Score:
    """Counts of one field: right answers, answers given, truths there were to find."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    @property
    def line(self) -> tuple[float, float, float]:
        """Precision, recall and F1; 0 where nothing was given or wanted."""
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0


def main(arguments: Sequence[str] = ()) -> int:
    """Print the table; `-v` adds each wrong answer."""
    verbose = "-v" in arguments
    if not (DATA / "truth.jsonl").exists():
        print("Skipped: the stored pages with ground truth are not beside this checkout.")
        return 0
    scores: dict[str, Score] = {field: Score() for field in BASELINES}
    pages = 0
    spent = parsing = 0.0
    for truth, body in _pages():
        began = time.process_time()
        etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))
        parsing += time.process_time() - began
        began = time.process_time()
        try:
            page: ExtractedPage | None = extract_page(
                body,
                truth["url"],
                source=Source(name="quality", start=()),
                content_type="text/html; charset=utf-8",
                seen_at=datetime(2026, 11, 22, tzinfo=UTC),
            )
        except PageUnreadable as error:
            print(f"{truth['id']}: {error}")
            page = None
        spent += time.process_time() - began
        pages += 1
        for field, wrong in _judge(truth, page, scores):
            if verbose:
                print(f"{truth['id']} {field}: {wrong}  <{truth['url'][:90]}>")
    print(f"{pages} stored pages; {1000 * spent / pages:.0f} ms of CPU a page", end=", ")
    print(f"{spent / parsing:.1f} times a bare lxml parse of the same bytes in the same run")
    _print_table(scores)
    return 0


def _pages() -> Iterator[tuple[dict[str, Any], bytes]]:
    for line in (DATA / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        yield truth, lzma.decompress((DATA / truth["html"]).read_bytes())


def _judge(
    truth: dict[str, Any], page: ExtractedPage | None, scores: dict[str, Score]
) -> Iterator[tuple[str, str]]:
    kind = page.page_type if page else "other"
    score = scores["page type"]
    score.given += 1
    score.wanted += 1
    wanted = truth["page_type"] if truth["page_type"] in {"product", "collection"} else "other"
    score.right += kind == wanted
    if kind != wanted:
        yield "page type", f"{kind} for {wanted}"
    answers = _answers(page)
    for field, judge in _JUDGES.items():
        accepted = truth["truth"].get(field.partition(" ")[0])
        if accepted is None or (truth["page_type"] != "product" and field != "canonical"):
            continue
        answer = answers.get(field, "")
        if field == "canonical":
            accepted = [urljoin(truth["url"], value) for value in accepted]
        right = bool(answer) and judge(answer, accepted)
        score = scores[field]
        score.wanted += bool(accepted)
        score.given += bool(answer)
        score.right += right
        if right or (not answer and not accepted):
            continue
        provenance = [
            origin
            for name, origin in (page.listing.provenance if page and page.listing else ())
            if name == field
        ]
        yield field, f"{answer!r} for {accepted} {provenance}"


def _answers(page: ExtractedPage | None) -> dict[str, str]:
    answers = {"canonical": (page.canonical_url if page else "") or ""}
    listing = page.listing if page else None
    if listing is None:
        return answers
    price = listing.price
    answers |= {
        "price": str(price.amount) if price and price.amount is not None else "",
        "currency": (price.currency or "") if price else "",
        "availability": str(listing.availability or ""),
        "brand": listing.brand or "",
        "sku": listing.sku or "",
        "gtin": listing.gtin or "",
        "title": listing.title,
        "title (words)": listing.title,
    }
    return answers


def _same_number(answer: str, accepted: list[str]) -> bool:
    try:
        return any(Decimal(answer) == Decimal(value) for value in accepted)
    except InvalidOperation:
        return False


def _same_text(answer: str, accepted: list[str]) -> bool:
    return answer.strip().casefold() in {value.strip().casefold() for value in accepted}


def _contained(answer: str, accepted: list[str]) -> bool:
    given = answer.casefold()
    return any(given in value.casefold() or value.casefold() in given for value in accepted)


def _same_gtin(answer: str, accepted: list[str]) -> bool:
    return answer.lstrip("0") in {value.lstrip("0") for value in accepted}


def _word_f1(answer: str, accepted: list[str]) -> bool:
    given = re.findall(r"\w+", answer.casefold())
    for value in accepted:
        wanted = re.findall(r"\w+", value.casefold())
        shared = sum(min(given.count(word), wanted.count(word)) for word in set(given))
        if given and wanted and 2 * shared / (len(given) + len(wanted)) >= 0.8:
            return True
    return False


def _shared_words(answer: str, accepted: list[str]) -> bool:
    return any(
        fuzz.token_set_ratio(answer.casefold(), value.casefold()) >= 90 for value in accepted
    )


def _same_address(answer: str, accepted: list[str]) -> bool:
    return answer in {normalise_url(value) for value in accepted}


_JUDGES: dict[str, Judge] = {
    "price": _same_number,
    "currency": _same_text,
    "availability": _same_text,
    "brand": _contained,
    "sku": _same_text,
    "gtin": _same_gtin,
    "title": _word_f1,
    "title (words)": _shared_words,
    "canonical": _same_address,
}


def _print_table(scores: dict[str, Score]) -> None:
    print(f"{'field':<14}{'n':>5}{'P':>8}{'R':>8}{'F1':>8}{'baseline F1':>14}")
    for field, baseline in BASELINES.items():
        precision, recall, both = scores[field].line
        print(
            f"{field:<14}{scores[field].wanted:>5}{precision:>8.3f}{recall:>8.3f}{both:>8.3f}"
            f"{baseline:>14.3f}"
        )
    print("Baseline: plain extruct on the 278 pages of which these are a part.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
