"""Labels: what a page says in the form "name: value", in tables, lists, definitions and running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crawler.extract.findings import clean
from crawler.extract.layout import Block, Layout, Zone
from crawler.extract.words import WORDS

KINDS = ("brand", "sku", "gtin", "mpn", "seller", "origin", "location", "stock")
_KIND_OF = {word: kind for kind in reversed(KINDS) for word in reversed(WORDS[f"label.{kind}"])}
_SPLIT = re.compile(r"^([^:：]{1,40}?)\s*[:：]\s*(.*)$", re.DOTALL)
_HASH = re.compile(
    r"^(sku|item|model|style|part|product|upc|asin|ref|art)\s*(?:#|no\.?|nr\.?|number)\s*[:：]?\s*(.*)$",
    re.IGNORECASE,
)
_HASH_INITIALS = frozenset("simpuarSIMPUAR\u017f\u0130\u0131")
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(
    "^("
    + "|".join(re.escape(word) for word in sorted(WORDS["label.sku"], key=len, reverse=True))
    + r")\s+(?=\S*\d)([A-Za-z0-9][\w./-]{3,29})$",
    re.IGNORECASE,
)
_EDGES = " :\uff1a*\u2022-\u00b7[]()/|"
_HAN = re.compile(r"([\u3400-\u9fff]+)")
_LONGEST_LABEL = 40
_LONGEST_VALUE = 500
_MOST = 400


@dataclass(frozen=True, slots=True)
class Label:
    """One statement of the page: its name and value as written, and the place of its first piece.

    `kind` is one of `KINDS` where the name is known, else empty; `certain` is true where the page's
    structure (a table row, a definition, a colon) says that the two belong together.
    """

    name: str
    value: str
    kind: str
    place: int
    certain: bool = True


@lru_cache(maxsize=16_384)  # menus and forms say the same on every page of a shop
def label_kind(name: str) -> str:
    """The kind of a name such as "货号:" or "店铺 Sold by"; empty where it is not known."""
    lowered = clean(name, _LONGEST_LABEL).casefold().strip(_EDGES)
    whole = _KIND_OF.get(lowered) or _KIND_OF.get(lowered.rstrip(".#\u2116 "), "")
    if whole or lowered.isascii():
        return whole
    # Shops for two countries write both languages into one label.
    parts = (part.strip(_EDGES) for part in _HAN.split(lowered) if part.strip(_EDGES))
    return next((_KIND_OF[part] for part in parts if part in _KIND_OF), "")


def page_labels(layout: Layout) -> list[Label]:
    """The statements of a page, in reading order, each once."""
    found: dict[tuple[str, str], Label] = {}
    for label in _all(layout):
        if label.value and len(found) < _MOST:
            found.setdefault((label.name.casefold(), label.value), label)
    return sorted(found.values(), key=lambda label: label.place)


def _all(layout: Layout) -> Iterator[Label]:
    rows = _rows(layout)
    for cells in rows:
        for name, value in zip(cells[::2], cells[1::2], strict=False):
            label = _label(layout, name.first, name.last, value.first, value.last)
            if label is not None:
                yield label
    yield from _from_running_text(layout)


def _rows(layout: Layout) -> list[list[Block]]:
    """Cells that stand side by side: of table rows, and each dt with its dd."""
    rows: dict[int, list[Block]] = {}
    definitions: list[list[Block]] = []
    for block in layout.blocks:
        if block.zone & (Zone.CHROME | Zone.HIDDEN) or block.last == block.first:
            continue
        if block.tag in {"td", "th"}:
            rows.setdefault(block.parent, []).append(block)
        elif block.tag == "dt":
            definitions.append([block])
        elif block.tag == "dd" and definitions and len(definitions[-1]) == 1:
            definitions[-1].append(block)
    cells = [row for row in rows.values() if len(row) in {2, 4}]
    return cells + [pair for pair in definitions if len(pair) == 2]


def _from_running_text(layout: Layout) -> Iterator[Label]:
    """A name and its value within one piece, or a piece that is a known name before the next piece."""
    for place, text in enumerate(layout.texts):
        if len(text) > 300 or layout.zone(place) & (Zone.CHROME | Zone.CHOICE):
            continue
        split = _split(text)
        name, value = (split[1], split[2].strip()) if split else (text, "")
        if split and value:
            kind = label_kind(name)
            listed = layout.blocks[layout.owners[place]].tag in {"li", "p"}
            if kind or (listed and len(name) <= 24 and "//" not in value[:3]):
                yield Label(clean(name, 60), clean(value, _LONGEST_VALUE), kind, place)
            continue
        if len(name) > _LONGEST_LABEL or place + 1 >= len(layout.texts):
            continue
        kind = label_kind(name)
        following = layout.texts[place + 1]
        in_list = split is not None and _same_line(layout, place)
        if (kind or in_list) and 0 < len(following) <= 120 and not following.endswith((":", "：")):
            certain = split is not None or _is_name_element(layout, place)
            if certain or _same_line(layout, place):
                yield Label(clean(name, 60), clean(following), kind, place, certain)


def _split(text: str) -> re.Match[str] | None:
    """A name and its value; what each pattern cannot do without is looked for first, as it is cheap."""
    if (":" in text or "\uff1a" in text) and (found := _SPLIT.match(text)):
        return found
    if text[:1] in _HASH_INITIALS and (found := _HASH.match(text)):
        return found
    return _NUMBERED.match(text) if _DIGIT.search(text) else None


def _same_line(layout: Layout, place: int) -> bool:
    """Whether a piece and the next lie in one short element."""
    number = layout.owners[place]
    for _ in range(3):
        block = layout.blocks[number]
        if block.last > place + 1:
            return block.last - block.first <= 4
        if block.parent < 0:
            return False
        number = block.parent
    return False


def _is_name_element(layout: Layout, place: int) -> bool:
    return layout.blocks[layout.owners[place]].tag in {"dt", "th", "label", "strong", "b"}


def _label(layout: Layout, *places: int) -> Label | None:
    name = layout.text(places[0], places[1])
    value = layout.text(places[2], places[3])
    if not 0 < len(name) <= _LONGEST_LABEL or not 0 < len(value) <= _LONGEST_VALUE:
        return None
    return Label(clean(name, 60).rstrip(":： "), clean(value), label_kind(name), places[0])
