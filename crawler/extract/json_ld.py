"""JSON-LD: the page's own statements in script elements, read with tolerance for how shops break it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import unescape

import chompjs
from lxml import etree

from crawler.extract.items import DEEPEST, Item, kind_name

LONGEST_SCRIPT = 2 * 1024 * 1024
MOST_NODES = 20_000
_MOST_JOINS = 300

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|"
    r"(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)
_SCRIPTS = etree.XPath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")


def read_json_ld(root: etree._Element) -> tuple[list[Item], int]:
    """The top items of all JSON-LD on a page, and how many scripts could not be read at all."""
    found: list[Item] = []
    broken = 0
    builder = _Builder()
    for script in _SCRIPTS(root):
        text = script.text or ""
        if not text.strip():
            continue
        try:
            documents = parse_tolerantly(text)
        except ValueError:
            broken += 1
            continue
        for document in documents:
            found.extend(builder.top_items(document))
    builder.join_references(found)
    return found, broken


def parse_tolerantly(text: str) -> list[object]:
    """The JSON documents in a text; numbers stay text, as their spelling is the evidence.

    Takes what shops publish: comments, trailing commas, raw line breaks in strings, HTML-escaped
    quotes, several objects one after the other, the wrapping of old browsers.

    Raises:
        ValueError: nothing of it can be read, or it is longer than `LONGEST_SCRIPT`.
    """
    if len(text) > LONGEST_SCRIPT:
        raise ValueError("longer than a script is read of")
    stripped = text
    for _ in range(3):
        stripped = _WRAPPING.sub("", stripped).strip()
    attempts = [stripped]
    if "&quot;" in stripped or "&#34;" in stripped:
        attempts.append(unescape(stripped))
    for attempt in attempts:
        try:
            return [_load(attempt)]
        except (ValueError, RecursionError):
            continue
    for attempt in attempts:
        try:
            documents = [_load(piece) for piece in _pieces(attempt)]
        except (ValueError, RecursionError):
            continue
        if documents:
            return documents
    raise ValueError("no JSON was found")


def _load(text: str) -> object:
    value: object = json.loads(
        text, strict=False, parse_float=str, parse_int=str, parse_constant=lambda _: ""
    )
    return value


def _pieces(text: str) -> list[str]:
    """Objects of lenient JavaScript, each as strict JSON."""
    loaded: Iterable[object] = chompjs.parse_js_objects(text, loader_kwargs={"strict": False})
    return [json.dumps(value) for value in loaded]


class _Builder:
    """Turns parsed JSON into items under one budget of nodes for the whole page."""

    def __init__(self) -> None:
        self._left = MOST_NODES

    def top_items(self, document: object) -> list[Item]:
        queue = [document]
        found = []
        while queue and self._left > 0:
            value = queue.pop(0)
            if isinstance(value, list):
                queue[:0] = value[: self._left]
                self._left -= 1
            elif isinstance(value, dict):
                graph = value.get("@graph")
                if isinstance(graph, list):
                    queue[:0] = graph[: self._left]
                if "@type" in value or not isinstance(graph, list):
                    found.append(self._item(value, "", 0))
        return found

    def join_references(self, top: list[Item]) -> None:
        """Put `{"@id": ...}` references of the top items' properties in place of their targets."""
        known = {item.identifier: item for item in top if item.identifier and item.kinds}
        joins = 0
        for item in top:
            for values in item.properties.values():
                for place, value in enumerate(values):
                    if not isinstance(value, Item) or value.kinds or joins >= _MOST_JOINS:
                        continue
                    target = known.get(value.identifier)
                    if target is not None and not _holds(target, item):
                        values[place] = target
                        joins += 1

    def _item(self, node: dict[str, object], holder: str, depth: int) -> Item:
        self._left -= 1
        kinds = node.get("@type")
        written = kinds if isinstance(kinds, list) else [kinds]
        identifier = node.get("@id")
        item = Item(
            kinds=tuple(kind_name(kind) for kind in written if isinstance(kind, str)),
            origin="json-ld",
            holder=holder,
            identifier=identifier if isinstance(identifier, str) else "",
        )
        for name, value in node.items():
            if name in {"@type", "@context", "@graph"}:
                continue
            for single in value if isinstance(value, list) else [value]:
                self._add(item, name.rsplit(":", 1)[-1].rsplit("/", 1)[-1], single, depth)
        return item

    def _add(self, item: Item, name: str, value: object, depth: int) -> None:
        if self._left <= 0:
            return
        if isinstance(value, dict):
            if depth < DEEPEST:
                item.add(name, self._item(value, name.lower(), depth + 1))
        elif isinstance(value, str):
            item.add(name, value)
        elif isinstance(value, bool):
            item.add(name, str(value).lower())


def _holds(outer: Item, inner: Item) -> bool:
    return any(item is inner for item in outer.walk())
