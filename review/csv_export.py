"""Flags as CSV (RFC 4180) that a spreadsheet opens as text and never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from casework.evidence import Evidence, TextSpan
from casework.queue import FlagRow
from matchers.picture_text import IN_PICTURE
from review.explanation import reason_name
from review.i18n import Language, message
from review.rendering import percent
from review.wording import REASON_CODES, STATES, TIERS, VERDICTS

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the machine's own code page and garbles Chinese."""

COLUMNS = (
    message("Flag"),
    message("Tier"),
    message("State"),
    message("Infringement"),
    message("Mention"),
    message("Brand"),
    message("Brand id"),
    message("Title"),
    message("Address"),
    message("Price"),
    message("Currency"),
    message("Price on the page"),
    message("Seller"),
    message("Source"),
    message("What matched"),
    message("Reasons"),
    message("First seen"),
    message("Last seen"),
    message("Capture id"),
    message("Verdict"),
    message("Reason"),
    message("Note"),
    message("Reviewer"),
    message("Decided at"),
)


def csv_lines(rows: Iterable[FlagRow], language: Language) -> Iterator[bytes]:
    """The file line by line, header first, in UTF-8 with a byte order mark; lines end with CRLF."""
    yield _line([BYTE_ORDER_MARK + language.say(COLUMNS[0]), *map(language.say, COLUMNS[1:])])
    for row in rows:
        yield _line([safe_cell(cell) for cell in _cells(row, language)])


_FORMULA_SIGNS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: such text gets an apostrophe before it.

    Formulas begin with = + - @ or, after trimming by the program, with tab or line break (OWASP
    ASVS 1.2.10); full-width forms of the signs are read as signs by Excel in Chinese and Japanese.
    NUL ends a cell in some readers and is left out.
    """
    cleaned = text.replace("\x00", "")
    begins = cleaned.lstrip(" ")[:1] or cleaned[:1]
    dangerous = begins in _FORMULA_SIGNS if begins else False
    return f"'{cleaned}" if dangerous else cleaned


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def _matched(item: Evidence, language: Language) -> str:
    if isinstance(item.where, TextSpan) or item.rule == IN_PICTURE:
        return f"{item.seen} → {item.against}"
    # A picture is known by its digest, which says nothing to a person; a protected one has a title.
    titles = (detail.value for detail in item.details if detail.name == "reference")
    return f"{language.say(message('Picture in the listing'))} → {next(titles, item.against)}"


def _cells(row: FlagRow, language: Language) -> list[str]:
    flag, listing, decision = row.flag, row.listing, row.decision
    price = listing.price
    return [
        flag.flag_id,
        language.say(TIERS[flag.tier]),
        language.say(STATES[row.state]),
        percent(flag.infringement_score),
        percent(flag.mention_score),
        row.brand_name,
        flag.brand_id,
        listing.title,
        listing.url,
        str(price.amount) if price and price.amount is not None else "",
        (price.currency or "") if price else "",
        price.raw if price else "",
        listing.seller.name if listing.seller else "",
        listing.source,
        "; ".join(_matched(item, language) for item in flag.evidence),
        "; ".join(
            f"{reason_name(reason, language)} {reason.weight:+.2f}" for reason in flag.reasons
        ),
        row.first_seen.isoformat(timespec="seconds"),
        row.last_seen.isoformat(timespec="seconds"),
        listing.capture_id or "",
        language.say(VERDICTS[decision.verdict]) if decision and decision.verdict else "",
        language.say(REASON_CODES[decision.reason]) if decision and decision.reason else "",
        decision.note if decision else "",
        decision.reviewer if decision else "",
        decision.decided_at.isoformat(timespec="seconds") if decision else "",
    ]
