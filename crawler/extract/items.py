"""Items: what JSON-LD and microdata both say, as one tree of typed things with named properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

DEEPEST = 12
"""Levels of nesting that are followed below an item."""


@dataclass(slots=True)
class Item:
    """One thing of the page's markup.

    `kinds` are schema.org types in lower case without their address; `properties` keeps the order of
    the page, names in lower case; `origin` is "json-ld" or "microdata"; `holder` names the property
    of the outer item that holds this one, empty at the top.
    """

    kinds: tuple[str, ...]
    origin: str
    holder: str = ""
    identifier: str = ""
    properties: dict[str, list[str | Item]] = field(default_factory=dict)

    def add(self, name: str, value: str | Item) -> None:
        """Add one value to a property."""
        self.properties.setdefault(name.lower(), []).append(value)

    def values(self, *names: str) -> Iterator[tuple[str, str | Item]]:
        """(name, value) of the named properties, in the order of the names given."""
        for name in names:
            for value in self.properties.get(name.lower(), ()):
                yield name, value

    def text(self, *names: str) -> str:
        """The first text among the named properties; of an item there, its name."""
        for _, value in self.values(*names):
            found = (
                value.text("name", "@value", "value", "@id") if isinstance(value, Item) else value
            )
            if found.strip():
                return found.strip()
        return ""

    def items(self, *names: str) -> Iterator[Item]:
        """The items among the named properties."""
        for _, value in self.values(*names):
            if isinstance(value, Item):
                yield value

    def is_a(self, *kinds: str) -> bool:
        """Whether it has one of the types, given in lower case."""
        return any(kind in kinds for kind in self.kinds)

    def walk(self) -> Iterator[Item]:
        """This item and all below it, each once, outer ones first."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            item = waiting.pop()
            if id(item) in seen:
                continue
            seen.add(id(item))
            yield item
            below = [v for values in item.properties.values() for v in values]
            waiting.extend(value for value in reversed(below) if isinstance(value, Item))


def kind_name(written: str) -> str:
    """A schema.org type as `product`, however the page writes its address."""
    return (
        written.strip().rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1].lower()
    )
