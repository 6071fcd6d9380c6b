"""The visible description: the seller's own words about the offer, found by name or by heading."""

from __future__ import annotations

from crawler.extract.findings import Finding, clean
from crawler.extract.layout import Layout, Zone
from crawler.extract.words import WORDS

_HEADINGS = frozenset(WORDS["heading.text"])
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST = 20_000
_SHORTEST = 6
"""Characters; a Chinese description may say all it has to say in ten."""

_MOST_PIECES = 300


def visible_descriptions(layout: Layout) -> list[Finding[str]]:
    """At most two texts: of the element named so with most words, and below a heading that says so."""
    found = []
    best = ""
    for block in layout.blocks:
        if block.zone & (Zone.ASIDE | Zone.CHROME) or not block.last - block.first:
            continue
        named = block.zone & Zone.DESCRIPTION and not block.first <= layout.heading < block.last
        if named or block.element.get("itemprop") == "description":
            text = layout.text(block.first, min(block.last, block.first + _MOST_PIECES))
            best = text if len(best) < len(text) else best
    if len(best) >= _SHORTEST:
        found.append(Finding(clean(best, _LONGEST), "visible:named-description"))
    below = _below_heading(layout)
    if len(below) >= _SHORTEST:
        found.append(Finding(clean(below, _LONGEST), "visible:below-heading"))
    return found


def _below_heading(layout: Layout) -> str:
    """The pieces after a heading such as "Description" up to the next heading."""
    starts = [
        block
        for block in layout.blocks
        if block.tag in _HEADING_TAGS
        and 0 < block.last - block.first <= 2
        and layout.text(block.first, block.last).casefold().strip(" :\uff1a") in _HEADINGS
    ]
    if not starts:
        return ""
    first = starts[0].last
    following = (
        block.first
        for block in layout.blocks
        if block.tag in _HEADING_TAGS and block.first >= first and block.last > block.first
    )
    last = min(next(following, len(layout.texts)), first + _MOST_PIECES, layout.aside_from)
    return layout.text(first, max(first, last))
