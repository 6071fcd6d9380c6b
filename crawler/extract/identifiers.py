"""Identifiers: GTINs that check, and item numbers that look like item numbers."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.extract.addresses import item_id

_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/#+-]{0,39}")
_NAMED = re.compile(
    r"(?:pid|sku|id|item|itemid|product|productid|prod|art|article|code)", re.IGNORECASE
)
_VALUE = re.compile(r"[A-Za-z0-9_-]{3,40}")
_TRAILING = re.compile(r"(?:^|[-_.,])[a-z]{0,3}(\d{4,13})(?:\.[a-z]{2,5})?$", re.IGNORECASE)
_SEGMENT = re.compile(r"/(\d{5,13})(?:/[^/]*)?/?$")


def read_gtin(text: str) -> str | None:
    """The GTIN-8, -12, -13 or -14 in a text whose check digit is right; an ISBN-10 is made one."""
    digits = re.sub(r"[\s\u2010-\u2015-]", "", text.strip())
    if re.fullmatch(r"\d{9}[\dXx]", digits) and _is_isbn(digits.upper()):
        digits = _from_isbn(digits)
    if not re.fullmatch(r"\d{8}|\d{12,14}", digits):
        return None
    weighed = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[-2::-1])
    )
    return digits if (10 - weighed % 10) % 10 == int(digits[-1]) and int(digits) else None


def read_sku(text: str) -> str | None:
    """An item number as written; None for what is words, a price or too long to be one."""
    written = text.strip().strip("#:：.()[] ")
    first = written.split("  ")[0].strip()
    if not _SKU.fullmatch(first):
        return None
    if not any(c.isdigit() for c in first):
        return first if first.isupper() and len(first) >= 4 and " " not in first else None
    words = first.split(" ")
    if len(words) <= 4:
        return first
    return words[0] if any(c.isdigit() for c in words[0]) else None


def numbers_in(url: str) -> tuple[str, ...]:
    """Item numbers that an address carries, the likeliest first: `?pid=12`, `red-shoe-p12345.html`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    named = item_id(url) or ""
    found = [named if re.search(r"\d", named) else ""]
    pairs = parse_qsl(parts.query, max_num_fields=None)[:50]
    found += [value for name, value in pairs if _NAMED.fullmatch(name) and _VALUE.fullmatch(value)]
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    for pattern, text in ((_TRAILING, last), (_SEGMENT, parts.path)):
        match = pattern.search(text)
        if match:
            found.append(match[1])
    return tuple(dict.fromkeys(number for number in found if number))


def _is_isbn(isbn: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in isbn]
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0


def _from_isbn(isbn: str) -> str:
    digits = f"978{isbn[:9]}"
    weighed = sum(int(d) * (1 if place % 2 == 0 else 3) for place, d in enumerate(digits))
    return digits + str((10 - weighed % 10) % 10)
