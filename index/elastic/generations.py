"""Generations: pairs of indices made together, named by their versions, and the aliases over them.

Readers ask the aliases PREFIX-listings and PREFIX-flags. Each generation also has writing aliases of
its own: a bulk request that requires one never makes an index by itself where ours was deleted.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from elasticsearch import Elasticsearch

from casework.errors import ConfigurationError, SchemaMismatch, SearchUnavailable
from index.elastic.mappings import SCHEMA_VERSION, flag_mapping, index_settings, listing_mapping
from index.terms import TERMS_VERSION

Kind = Literal["listing", "flag"]
KINDS: tuple[Kind, ...] = ("listing", "flag")

_PREFIX = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")


@dataclass(frozen=True, slots=True, order=True)
class Generation:
    """The indices of one schema and one way to make terms, filled from the start of one outbox.

    `record` is the identity of the record that the outbox is part of.
    """

    prefix: str
    stamp: str
    record: str = ""
    schema_version: int = SCHEMA_VERSION
    terms_version: str = TERMS_VERSION

    @property
    def projection(self) -> str:
        """The name under which this generation follows the outbox."""
        return f"{projections(self.prefix)}{self.stamp}"

    @property
    def current(self) -> bool:
        """Whether it was made by this version's mappings and terms."""
        return (self.schema_version, self.terms_version) == (SCHEMA_VERSION, TERMS_VERSION)

    def index(self, kind: Kind) -> str:
        """The name of the index of listings or flags."""
        versions = f"v{self.schema_version}-n{self.terms_version}"
        return f"{alias(self.prefix, kind)}-{versions}-{self.stamp}"

    def writing_alias(self, kind: Kind) -> str:
        """The only name that documents are written through."""
        return f"{self.index(kind)}-writing"


def projections(prefix: str) -> str:
    """What the names under which our generations follow the outbox begin with."""
    return f"elasticsearch/{prefix}/"


def alias(prefix: str, kind: Kind) -> str:
    """The name that readers ask, whichever generation is live."""
    return f"{prefix}-{kind}s"


def new_generation(prefix: str, record: str, now: datetime) -> Generation:
    """A generation of this version and record that exists nowhere yet.

    Raises:
        ConfigurationError: the prefix cannot begin an index name.
    """
    check_prefix(prefix)
    # Stamps are compared to tell newer from older: two of one second must not be decided by chance.
    return Generation(prefix, f"{now:%Y%m%d%H%M%S%f}{secrets.token_hex(3)}", record)


def check_prefix(prefix: str) -> None:
    """Refuse a prefix that is no part of an index name: `*` and `,` would reach other indices.

    Raises:
        ConfigurationError: names the setting and what is allowed.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ConfigurationError(
            "a name of lower-case letters, digits, '.', '_' and '-' was expected",
            key="elasticsearch.prefix",
            value=prefix,
        )


def parse_index(prefix: str, name: str, record: str = "") -> tuple[Kind, Generation] | None:
    """What an index of ours is, by its name, or None for somebody else's; of which record it was
    filled, its mapping says.
    """
    for kind in KINDS:
        pattern = rf"{re.escape(alias(prefix, kind))}-v(\d+)-n([^-]+)-([0-9a-f]+)"
        found = re.fullmatch(pattern, name)
        if found:
            return kind, Generation(prefix, found[3], record, int(found[1]), found[2])
    return None


def create(client: Elasticsearch, generation: Generation) -> None:
    """Make both indices, empty; nobody reads them before `go_live`."""
    mappings = {"listing": listing_mapping(), "flag": flag_mapping()}
    for kind in KINDS:
        mappings[kind]["_meta"]["record"] = generation.record
        client.indices.create(
            index=generation.index(kind),
            mappings=mappings[kind],
            settings=index_settings(),
            aliases={generation.writing_alias(kind): {"is_hidden": True}},
        )


def existing(client: Elasticsearch, prefix: str) -> dict[Generation, dict[Kind, tuple[str, ...]]]:
    """Our generations on the server, oldest first, each with its indices' aliases."""
    check_prefix(prefix)
    pattern = ",".join(f"{alias(prefix, kind)}-*" for kind in KINDS)
    answer = client.indices.get(
        index=pattern, expand_wildcards="all", filter_path="*.aliases,*.mappings._meta"
    )
    return group_indices(prefix, answer.body)


def group_indices(
    prefix: str, indices: Mapping[str, Any]
) -> dict[Generation, dict[Kind, tuple[str, ...]]]:
    """Index names with their aliases, as the server lists them, by generation."""
    found: dict[Generation, dict[Kind, tuple[str, ...]]] = {}
    for name, index in indices.items():
        meta = index.get("mappings", {}).get("_meta", {})
        parsed = parse_index(prefix, name, str(meta.get("record", "")))
        if parsed is not None:
            kind, generation = parsed
            found.setdefault(generation, {})[kind] = tuple(index.get("aliases", ()))
    return dict(sorted(found.items()))


def live(client: Elasticsearch, prefix: str) -> Generation | None:
    """The generation that readers see, or None before the first one went live.

    Raises:
        SearchUnavailable: the two aliases were moved apart by somebody.
    """
    seen: dict[Kind, Generation] = {}
    for generation, kinds in existing(client, prefix).items():
        for kind, aliases in kinds.items():
            if alias(prefix, kind) in aliases:
                seen[kind] = generation
    if not seen:
        return None
    if len(seen) < len(KINDS) or len(set(seen.values())) > 1:
        raise SearchUnavailable(
            f"The aliases of {prefix}-listings and {prefix}-flags do not belong together; "
            "run `markwarden index rebuild`."
        )
    return seen["listing"]


def removable(client: Elasticsearch, prefix: str) -> tuple[str, ...]:
    """Names of our indices that readers do not see."""
    current = live(client, prefix)
    return tuple(
        generation.index(kind)
        for generation, kinds in existing(client, prefix).items()
        if generation != current
        for kind in sorted(kinds)
    )


def check(generation: Generation, record: str) -> None:
    """Refuse to mix what two records hold, or what two versions of Markwarden write and ask.

    Raises:
        SchemaMismatch: the index was made by a newer Markwarden.
        SearchUnavailable: it was made by an older one, or from another record.
    """
    if generation.record != record:
        raise SearchUnavailable(
            f"The index {generation.index('listing')} was filled from another record; another "
            "elasticsearch.prefix keeps both, `markwarden index rebuild` puts this one in its place."
        )
    if generation.schema_version > SCHEMA_VERSION:
        raise SchemaMismatch(
            f"The index {generation.index('listing')} was made by a newer Markwarden "
            f"(schema {generation.schema_version}, this one knows {SCHEMA_VERSION})."
        )
    if not generation.current:
        raise SearchUnavailable(
            f"The index {generation.index('listing')} was made with other mappings or terms than "
            "this version's; run `markwarden index rebuild`, which leaves it readable meanwhile."
        )


def go_live(client: Elasticsearch, generation: Generation) -> None:
    """Point both reading aliases at a generation, in one step for all readers."""
    actions: list[dict[str, Any]] = []
    for other, kinds in existing(client, generation.prefix).items():
        actions += [
            {"remove": {"index": other.index(kind), "alias": alias(other.prefix, kind)}}
            for kind, aliases in kinds.items()
            if other != generation and alias(other.prefix, kind) in aliases
        ]
    actions += [
        {"add": {"index": generation.index(kind), "alias": alias(generation.prefix, kind)}}
        for kind in KINDS
    ]
    client.indices.update_aliases(actions=actions)


def remove(client: Elasticsearch, generation: Generation) -> None:
    """Delete a generation's indices, by name; one that is half gone already goes whole."""
    for kind in KINDS:
        client.indices.delete(index=generation.index(kind), ignore_unavailable=True)
