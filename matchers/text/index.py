"""The compiled word marks: every entry of a protected list, found in a text however it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from casework.errors import NotFound
from casework.identity import digest
from matchers.text.bits import LOWEST
from matchers.text.compiled import Compiled
from matchers.text.entries import MarkEntry
from matchers.text.finders import find_all, find_each
from matchers.text.goods.weighing import weighed_by_goods
from matchers.text.head import weighed_by_head
from matchers.text.hit import MarkHit
from matchers.text.selection import select
from matchers.text.tables import version

NAME = "markwarden-text"
VERSION = f"14+{version()}"

_MOST_PARTS = 4
# Code points of texts matched at once, with more of which it goes no faster, and how many each text
# counts as beside its own, so that empty ones count too.
_TOGETHER, _EACH = 1 << 17, 16

Part = tuple[Compiled, frozenset[str]]
"""A compiled run of entries, and the brands whose entries in it no longer count."""


class MarkIndex:
    """All entries, compiled in one or a few parts. Immutable and picklable."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts

    @classmethod
    def build(cls, entries: Iterable[MarkEntry]) -> MarkIndex:
        """Compile entries; time and memory grow linearly with their number."""
        return cls(((Compiled(tuple(entries)), frozenset()),))

    @property
    def entries(self) -> tuple[MarkEntry, ...]:
        """All entries that count, in order."""
        return tuple(
            entry
            for compiled, removed in self._parts
            for entry in compiled.entries
            if entry.brand_id not in removed
        )

    @property
    def content_hash(self) -> str:
        """Digest over the entries and the matcher's and tables' version, in any order of adding."""
        entries = sorted(map(digest, self.entries))
        return digest((VERSION, entries))

    def match(
        self, text: str, *, thorough: bool = False, least: float = LOWEST
    ) -> tuple[MarkHit, ...]:
        """Every hit of a text, by place, the best one per mark and place.

        Scores are mention scores after vetoes, from `LOWEST`; hits below `least` may be missing. A
        `thorough` search also asks common words what they might mean, which never gives a score
        that is shown. Time is linear in the text.
        """
        found: list[MarkHit] = []
        for compiled, removed in self._parts:
            hits = find_all(compiled, text, thorough=thorough, least=least)
            found = _added(found, hits, removed)
        return _selected(found, text) if found else ()

    def match_each(
        self, texts: Sequence[str], *, least: float = LOWEST
    ) -> list[tuple[MarkHit, ...]]:
        """The same for each of several texts, which takes less time than one by one.

        However many there are, so few are held at once that memory is bounded but for their hits.
        """
        return [hits for run in _runs(texts) for hits in self._match_run(run, least)]

    def _match_run(self, texts: Sequence[str], least: float) -> list[tuple[MarkHit, ...]]:
        found: list[list[MarkHit]] = []
        for compiled, removed in self._parts:
            each = find_each(compiled, texts, least)
            if found or removed:
                before = found or [[] for _ in texts]
                each = [_added(*both, removed) for both in zip(before, each, strict=True)]
            found = each
        return [
            _selected(hits, text) if hits else () for hits, text in zip(found, texts, strict=True)
        ]

    def added(self, entries: Iterable[MarkEntry]) -> MarkIndex:
        """This index with more entries; what was compiled stays, only the new ones are compiled.

        When parts become many, the small ones are compiled into one.
        """
        new = tuple(entries)
        parts = self._parts
        if len(parts) >= _MOST_PARTS:
            small = [
                entry
                for compiled, removed in parts[1:]
                for entry in compiled.entries
                if entry.brand_id not in removed
            ]
            parts, new = parts[:1], (*small, *new)
        return MarkIndex((*parts, (Compiled(new), frozenset())))

    def removed(self, brand_ids: Iterable[str]) -> MarkIndex:
        """This index without some brands; nothing is compiled again."""
        gone = frozenset(brand_ids)
        return MarkIndex(tuple((compiled, removed | gone) for compiled, removed in self._parts))

    def save(self, folder: Path) -> str:
        """Write the entries under their content hash, once; gives the hash."""
        name = self.content_hash
        path = folder / f"{name}.marks"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(msgspec.msgpack.encode(self.entries))
            unfinished.replace(path)
        return name

    @classmethod
    def load(cls, folder: Path, content_hash: str) -> MarkIndex:
        """The index saved under a content hash, compiled again.

        Raises:
            NotFound: no such file, or it does not hold what its name says (another version wrote
                it, or it was damaged).
        """
        path = folder / f"{content_hash}.marks"
        try:
            entries = msgspec.msgpack.decode(path.read_bytes(), type=tuple[MarkEntry, ...])
        except (FileNotFoundError, msgspec.DecodeError):
            raise NotFound(f"{path}: no compiled marks are saved there.") from None
        index = cls.build(entries)
        if index.content_hash != content_hash:
            raise NotFound(f"{path}: the saved marks are of another version or damaged.")
        return index


def _runs(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in order, in runs that end as soon as they come to `_TOGETHER`."""
    run: list[str] = []
    size = 0
    for text in texts:
        run.append(text)
        size += len(text) + _EACH
        if size >= _TOGETHER:
            yield run
            run, size = [], 0
    if run:
        yield run


def _added(found: list[MarkHit], hits: list[MarkHit], removed: frozenset[str]) -> list[MarkHit]:
    """Hits with those of one more part, but for brands that no longer count."""
    if removed:
        hits = [hit for hit in hits if hit.entry.brand_id not in removed]
    return found + hits if found else hits


def _selected(found: Sequence[MarkHit], text: str) -> tuple[MarkHit, ...]:
    return select(weighed_by_head(weighed_by_goods(found, text), text))
