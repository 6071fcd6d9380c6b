"""Addresses where a visitor does something instead of seeing goods: forms, accounts, baskets, filters."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from crawler.extract.words import WORDS

_PATH_WORDS = frozenset(WORDS["path.errand"])
_FILTER_WORDS = frozenset(WORDS["parameter.filter"])
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_INDEX = re.compile(r"\[.*\]$|_?\d+$")


@lru_cache(maxsize=32_768)  # most links of a page are on every page of the shop
def is_errand(url: str) -> bool:
    """Whether a segment of the path, without its ending, is one of the table's words as a whole.

    `/catalogue/wool-rug_1/reviews/add/` is a form about a rug and would pass for the rug itself.
    """
    segments = urlsplit(url).path.lower().split("/")
    return any(_ENDING.sub("", segment) in _PATH_WORDS for segment in segments)


def adds_filter(url: str, page_url: str) -> bool:
    """Whether a link narrows or sorts what its own page shows: it leads to nothing new.

    What the page's address already asks for stays: an operator may begin at a filtered list.
    """
    return "?" in url and not _filters(url) <= _filters(page_url)


def _filters(url: str) -> set[tuple[str, str]]:
    return {
        (key, value)
        for key, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
        if _INDEX.sub("", key.lower()) in _FILTER_WORDS
    }
