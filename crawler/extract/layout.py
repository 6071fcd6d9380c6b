"""The layout: a page's visible text in reading order, each piece with the zone it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from crawler.extract.words import WORDS

MOST_BLOCKS = 60_000
"""Elements of a page that are looked at; real pages have a tenth of it."""


class Zone:
    """What the elements around a piece of text say about it, as bits of an int.

    Plain ints and no IntFlag: a page combines them some hundred thousand times, at a tenth the cost.
    """

    NONE = 0
    HIDDEN = 1
    ASIDE = 2
    STRUCK = 4
    PRICED = 8
    CURRENT = 16
    LINKED = 32
    CHROME = 64
    CHOICE = 128
    MARKED_PRICE = 256
    BRAND = 512
    SELLER = 1024
    DESCRIPTION = 2048
    TRAIL = 4096


@dataclass(slots=True)
class Block:
    """An element with the pieces of text [first, last) and the blocks up to `end` that lie in it."""

    element: etree._Element
    tag: str
    parent: int
    zone: int
    first: int
    last: int = 0
    end: int = 0


@dataclass(slots=True)
class Layout:
    """Pieces of text in reading order, their blocks, and where the main heading stands.

    `texts[i]` lies directly in `blocks[owners[i]]`; `glued[i]` is true where no space and no block
    border parts it from the piece before. `heading` is the place of the first piece of the main
    heading, or 0 where the page has none; `aside_from` the place from which on the page shows other
    offers ("you may also like").
    """

    texts: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    glued: list[bool] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    heading: int = 0
    heading_text: str = ""
    aside_from: int = 1 << 30

    def zone(self, place: int) -> int:
        """The zone of a piece."""
        return self.blocks[self.owners[place]].zone

    def text(self, first: int, last: int) -> str:
        """The pieces [first, last) as a reader sees them."""
        if last - first <= 1:
            return self.texts[first] if last > first else ""
        return "".join(
            piece if self.glued[place] or place == first else f" {piece}"
            for place, piece in enumerate(self.texts[first:last], first)
        )


_SKIPPED = frozenset(
    "script style noscript template svg head iframe object canvas video audio map textarea".split()  # noqa: SIM905  # tag names read best as a line
)
_INLINE = frozenset(
    "a abbr b bdi big cite code em font i ins mark small span strong sub sup u var label data".split()  # noqa: SIM905  # as above
)
_ASIDE_WORDS = "|".join(re.escape(word) for word in WORDS["zone.aside"])
_CHROME_WORDS = "|".join(re.escape(word) for word in WORDS["zone.chrome"])
_ASIDE = re.compile(rf"(?:^|[\s_-])(?:{_ASIDE_WORDS})", re.IGNORECASE)
_CHROME = re.compile(rf"(?:^|[\s_-])(?:{_CHROME_WORDS})(?:$|[\s_-])", re.IGNORECASE)
_STRUCK = re.compile(
    r"(?:^|[\s_-])(?:old|was|strike|striked|strikethrough|crossed|before|compare|list[-_]?price|rrp|"
    r"msrp|pvp|original|oldprice|price[-_]?(?:old|was|before|list)|"
    r"market[-_]?price|line[-_]?through|retail|del)(?:$|[\s_-])|old-?price|was-?price|list-?price|"
    r"compare-?at|streichpreis|precio-?anterior|prix-?barre",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"pri(?:ce|x)|preis|prec[ij]o|prezzo|preco|hinta|cena|fiyat|amount|jiage", re.IGNORECASE
)
_CURRENT = re.compile(
    r"(?:^|[\s_-])(?:special|sale|final|current|now|our|actual|offer|promo|reduced|discounted|sell|"
    r"selling|big|main|today)(?:$|[\s_-])|saleprice|sale-?price|finalprice|special-?price|now-?price",
    re.IGNORECASE,
)
_NAMES = (
    (_ASIDE, Zone.ASIDE),
    (_CHROME, Zone.CHROME),
    (_STRUCK, Zone.STRUCK),
    (_PRICED, Zone.PRICED),
    (_CURRENT, Zone.CURRENT),
    (
        re.compile(
            r"(?:^|[\s_-])(?:brand|manufacturer|producer|producent|hersteller|marca|marke|marque|vendor|designer)",
            re.IGNORECASE,
        ),
        Zone.BRAND,
    ),
    (
        re.compile(
            r"(?:^|[\s_-])(?:seller|shop|store|vendor|merchant)[-_]?(?:name|title|info)",
            re.IGNORECASE,
        ),
        Zone.SELLER,
    ),
    (
        re.compile(
            r"(?:^|[\s_-])(?:description|product[-_]?(?:desc|details?|info)|prod[-_]?desc|"
            r"item[-_]?desc|goods[-_]?(?:desc|detail|info)|detail[-_]?content|desc)(?:$|[\s_-])",
            re.IGNORECASE,
        ),
        Zone.DESCRIPTION,
    ),
    (re.compile(r"breadcrumb|crumbs?(?:$|\s)|\u9762\u5305\u5c51", re.IGNORECASE), Zone.TRAIL),
)
_OWN = Zone.BRAND | Zone.SELLER | Zone.DESCRIPTION | Zone.TRAIL
"""Bits that an element has by its own name; they do not pass to what lies in it."""
_PASSING = ~_OWN

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"line-through", re.IGNORECASE)
_ASIDE_HEADING = re.compile(
    "|".join(re.escape(word) for word in WORDS["heading.aside"]), re.IGNORECASE
)


def lay_out(root: etree._Element, heading: etree._Element | None) -> Layout:
    """Walk the tree once. `heading` is the main heading's element, where the page has one."""
    layout = Layout()
    blocks, texts = layout.blocks, layout.texts
    exempt = {heading, *heading.iterancestors()} if heading is not None else set()
    stack: list[int] = []
    space = True
    body = root.find("body")
    walker = etree.iterwalk(body if body is not None else root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _SKIPPED or not isinstance(tag, str) or len(blocks) >= MOST_BLOCKS:
                walker.skip_subtree()
                stack.append(-1)
                continue
            parent = stack[-1] if stack else -1
            zone = _own_zone(element, tag, exempt=element in exempt)
            if parent >= 0:
                zone |= blocks[parent].zone & _PASSING
            place = len(blocks)
            blocks.append(Block(element, tag, parent, zone, len(texts)))
            stack.append(place)
            space = space or tag not in _INLINE
            if element is heading:
                layout.heading = len(texts)
            if text := element.text:
                space = _add(layout, text, place, space=space)
        else:
            place = stack.pop()
            if place >= 0:
                _close(layout, blocks[place], heading)
                space = space or tag not in _INLINE
            if stack and (text := element.tail):
                space = _add(layout, text, stack[-1], space=space)
    return layout


def _add(layout: Layout, text: str, place: int, *, space: bool) -> bool:
    """Add a piece; returns whether the next one is parted from it by space."""
    if place < 0:
        return space
    words = text.split()
    if not words:
        return True
    layout.texts.append(" ".join(words))
    layout.owners.append(place)
    layout.glued.append(not space and not text[0].isspace())
    return text[-1].isspace()


def _close(layout: Layout, block: Block, heading: etree._Element | None) -> None:
    """An element ends here: note what lies in it, and what it means as a heading."""
    block.last = len(layout.texts)
    block.end = len(layout.blocks)
    if 0 < block.last - block.first <= 2 or block.element is heading:
        _note_heading(layout, block, heading)


def _note_heading(layout: Layout, block: Block, heading: etree._Element | None) -> None:
    if block.element is heading:
        layout.heading_text = layout.text(block.first, block.last)
    elif (
        layout.heading_text
        and block.tag in {"h2", "h3", "h4", "h5", "strong", "div", "p", "span"}
        and 0 < block.last - block.first <= 2
        and block.first > layout.heading
        and block.first < layout.aside_from
        and not block.zone & Zone.LINKED
    ):
        text = layout.text(block.first, block.last)
        if len(text) <= 50 and _ASIDE_HEADING.match(text) and not text.endswith((":", "\uff1a")):
            layout.aside_from = block.first


_BY_TAG: Mapping[str, int] = {
    "nav": Zone.CHROME,
    "footer": Zone.CHROME,
    "aside": Zone.ASIDE,
    "s": Zone.STRUCK,
    "del": Zone.STRUCK,
    "strike": Zone.STRUCK,
    "select": Zone.CHOICE,
    "option": Zone.CHOICE,
}
# Around the main heading these names speak of the whole page ("has-sidebar-related"), not of a part.
_OF_PARTS = Zone.ASIDE | Zone.CHROME | Zone.STRUCK


def _own_zone(element: etree._Element, tag: str, *, exempt: bool) -> int:
    zone = _BY_TAG.get(tag, Zone.NONE)
    read = element.get
    class_, id_ = read("class"), read("id")
    if class_ or id_:
        zone |= _named_zone(f"{class_ or ''} {id_ or ''}"[:400])
    if exempt:
        zone &= ~_OF_PARTS
    if tag == "a" and read("href"):
        zone |= Zone.LINKED
    if (marked := read("itemprop")) and "price" in marked.lower():
        zone |= Zone.MARKED_PRICE | Zone.PRICED
    if read("hidden") is not None:
        zone |= Zone.HIDDEN
    if style := read("style"):
        zone |= _styled_zone(style)
    return zone


@lru_cache(maxsize=4_096)
def _styled_zone(style: str) -> int:
    zone = Zone.HIDDEN if _HIDDEN_STYLE.search(style) else Zone.NONE
    return zone | Zone.STRUCK if _STRUCK_STYLE.search(style) else zone


@lru_cache(maxsize=16_384)  # a shop's pages share their names, so a crawl asks for few new ones
def _named_zone(names: str) -> int:
    zone = Zone.NONE
    for pattern, flag in _NAMES:
        if pattern.search(names):
            zone |= flag
    return zone
