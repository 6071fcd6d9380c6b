"""Which terms a listing and a brand are found by and a query looks for, the same in every search we have.

The matchers' normaliser makes the terms; no search engine analyses text by itself. A run of Chinese
characters is looked up as one phrase, so that a query finds exactly the listings that contain it.
"""

from __future__ import annotations

from collections.abc import Iterable

from casework.brand import ProtectedBrand
from casework.errors import UsageError
from casework.listing import Listing
from matchers.normalise import NORMALISER_VERSION, terms
from matchers.text.characters import is_han

TERMS_VERSION = f"{NORMALISER_VERSION}.1"
"""Changes when a listing's terms may change; what was indexed under another must be indexed anew."""

BOUNDARY = "|"
"""Stands between two fields of a listing, so that no phrase runs from one into the other."""

LONGEST_TERM = 120
"""Characters of a term that count. Elasticsearch cuts tokens in two at 255 UTF-16 units."""

MOST_TERMS = 20_000
"""Terms of a listing that count: several hundred times a long description."""

MOST_QUERY_TERMS = 1_000

Phrase = tuple[str, ...]


def listing_terms(listing: Listing) -> tuple[str, ...]:
    """The terms of all fields a matcher reads, in order, with a boundary between fields."""
    return _bounded(text for _name, text in listing.text_fields())


def brand_terms(brand: ProtectedBrand) -> tuple[str, ...]:
    """The terms of a brand's name and of every spelling of its marks, with a boundary between them."""
    return _bounded((brand.name, *brand.spellings()))


def _bounded(texts: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in texts:
        if found:
            found.append(BOUNDARY)
        found.extend(_cut(terms(text)))
        if len(found) >= MOST_TERMS:
            break
    return tuple(found[:MOST_TERMS])


def query_phrases(text: str) -> tuple[Phrase, ...]:
    """What a query asks for: phrases that must all occur, each a run of terms without a gap.

    Empty where the text holds nothing that is indexed, e.g. punctuation; such a query has no hits.

    Raises:
        UsageError: the text is too long to look up.
    """
    runs: list[list[str]] = []
    for term in _cut(terms(text)):
        if _is_bigram(term):
            # It joins its second character, which came just before it, to the run of its first.
            single = runs.pop()
            runs[-1] += [*single, term]
        else:
            runs.append([term])
    if sum(map(len, runs)) > MOST_QUERY_TERMS:
        raise UsageError(f"A search of more than {MOST_QUERY_TERMS} words is too long.")
    return tuple(dict.fromkeys(_phrase(run) for run in runs))


def _phrase(run: list[str]) -> Phrase:
    # In a listing the run may follow another character, whose bigram then stands between the first
    # two terms. From the first bigram on, the terms are the same wherever the run stands.
    return tuple(run) if len(run) == 1 else tuple(run[2:])


def _cut(found: Iterable[str]) -> list[str]:
    return [term[:LONGEST_TERM] for term in found]


def _is_bigram(term: str) -> bool:
    return len(term) == 2 and is_han(term[0]) and is_han(term[1])
