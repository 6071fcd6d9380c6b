"""Search over the record's projection in Elasticsearch; it may be behind, never different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import elasticsearch

from casework.brand import ProtectedBrand
from casework.errors import MarkwardenError, SearchUnavailable
from casework.queue import (
    FlagFacets,
    FlagIds,
    FlagQuery,
    IndexedFlagPage,
    ListingHit,
    ListingPage,
    ListingQuery,
)
from casework.settings import ElasticsearchSettings
from index.candidates import likely_first
from index.cursors import write_listing_cursor
from index.elastic import generations, queries
from index.elastic.client import answers, connect, server_health, server_version
from index.elastic.generations import KINDS, Generation, Kind
from index.elastic.reading import indexed_flag
from index.record import DeadLetter, Record
from index.record.brand_words import NamedBrands, named_brands
from index.record.flag_queries import FACET_VALUES, label_facets
from index.search import SearchStatus
from index.terms import query_phrases

_CANDIDATE_PAGE = 1_000


class ElasticSearch:
    """Asks the live indices of a server. Also a context manager, which closes its connections."""

    name = "elasticsearch"

    def __init__(self, record: Record, settings: ElasticsearchSettings) -> None:
        generations.check_prefix(settings.prefix)
        self._record = record
        self._settings = settings
        self._client = connect(settings)
        self._checked = False

    def __enter__(self) -> Self:
        """The search itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close all connections."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def listings(self, query: ListingQuery) -> ListingPage:
        """Listings that hold all words of the query, best first, ties by id."""
        answer = self._ask("listing", queries.listing_body(query))
        hits = tuple(
            ListingHit(**hit["_source"], score=hit["_score"]) for hit in answer["hits"]["hits"]
        )
        page = hits[: query.limit]
        more = len(hits) > query.limit and page
        cursor = write_listing_cursor(page[-1].score, page[-1].listing_id) if more else None
        return ListingPage(page, int(answer["hits"]["total"]["value"]), cursor)

    def flags(self, query: FlagQuery) -> FlagIds:
        """Flags in queue order, as the index has them."""
        hits, total, cursor = self._flag_hits(
            queries.flag_body(query, self._named(query)), query.limit
        )
        return FlagIds(tuple(hit["_id"] for hit in hits), total, cursor)

    def indexed_flags(self, query: FlagQuery) -> IndexedFlagPage:
        """The same flags with all that their documents say, read back from the server alone."""
        body = {**queries.flag_body(query, self._named(query)), "_source": {"excludes": ["terms"]}}
        hits, total, cursor = self._flag_hits(body, query.limit)
        return IndexedFlagPage(tuple(indexed_flag(hit["_source"]) for hit in hits), total, cursor)

    def _named(self, query: FlagQuery) -> NamedBrands:
        """The brands that the query's words name, by the protected list as the record has it now."""
        with self._record.session.read() as connection:
            return named_brands(connection, query_phrases(query.text))

    def _flag_hits(
        self, body: Mapping[str, Any], limit: int
    ) -> tuple[Sequence[Mapping[str, Any]], int, str | None]:
        answer = self._ask("flag", body)
        hits = answer["hits"]["hits"]
        page = hits[:limit]
        cursor = page[-1]["sort"][0] if len(hits) > limit and page else None
        return page, int(answer["hits"]["total"]["value"]), cursor

    def facets(self, query: FlagQuery) -> FlagFacets:
        """Counts for every filter, each over the flags that the other filters leave."""
        answer = self._ask("flag", queries.facet_body(query, self._named(query), FACET_VALUES))
        counts = {
            name: {item["key"]: item["doc_count"] for item in part["values"]["buckets"]}
            for name, part in answer["aggregations"].items()
        }
        with self._record.session.read() as connection:
            return label_facets(connection, counts)

    def candidates(self, brand: ProtectedBrand) -> Iterator[str]:
        """Every listing's id, those first that hold one of the brand's names."""
        return likely_first(self._record, self._holding(brand))

    def status(self) -> SearchStatus:
        """Versions, counts and lag; where the server cannot be asked, the problem says why."""
        try:
            with answers(self._settings):
                return self._status()
        except MarkwardenError as problem:
            # Which indices are live only the server knows; those furthest along were, when it answered.
            beginning = generations.projections(self._settings.prefix)
            projection = self._record.outbox.furthest(beginning)
            return self._status_without_server((str(problem),), projection)

    def _ask(self, kind: Kind, body: Mapping[str, Any]) -> Mapping[str, Any]:
        with answers(self._settings):
            if not self._checked:
                generations.check(self._live(), self._record.identity)
                self._checked = True
            index = generations.alias(self._settings.prefix, kind)
            try:
                answer = self._client.search(index=index, **body)
            except elasticsearch.NotFoundError:
                raise self._missing() from None
        return dict(answer)

    def _live(self) -> Generation:
        found = generations.live(self._client, self._settings.prefix)
        if found is None:
            raise self._missing()
        return found

    def _missing(self) -> SearchUnavailable:
        return SearchUnavailable(
            f"Elasticsearch at {self._settings.url} has no index {self._settings.prefix}-listings "
            "yet; run `markwarden index sync`."
        )

    def _holding(self, brand: ProtectedBrand) -> Iterator[str]:
        for text in brand.spellings():
            cursor = None
            while True:
                query = ListingQuery(text, limit=_CANDIDATE_PAGE, cursor=cursor)
                page = self.listings(query)
                yield from (hit.listing_id for hit in page.hits)
                cursor = page.cursor
                if cursor is None:
                    break

    def _status(self) -> SearchStatus:
        health = server_health(self._client)
        version = server_version(self._client)
        live = generations.live(self._client, self._settings.prefix)
        if live is None:
            return self._status_without_server((str(self._missing()),), "")
        letters = self._record.outbox.dead_letters(live.projection)
        status = SearchStatus(
            name=self.name,
            address=self._settings.url,
            version=f"{version} ({health})",
            listings=self._count(live, "listing"),
            flags=self._count(live, "flag"),
            pending=self._record.outbox.size(live.projection),
            dead_letters=len(letters),
            indices=tuple(live.index(kind) for kind in KINDS),
            removable=generations.removable(self._client, self._settings.prefix),
        )
        return replace(status, problems=tuple(self._problems(live, status, health, letters)))

    def _status_without_server(self, problems: tuple[str, ...], projection: str) -> SearchStatus:
        """What the record alone knows of indices that follow the outbox under this name."""
        outbox = self._record.outbox
        return SearchStatus(
            self.name,
            self._settings.url,
            pending=outbox.size(projection),
            dead_letters=len(outbox.dead_letters(projection)),
            problems=problems,
        )

    def _count(self, generation: Generation, kind: Kind) -> int:
        return int(self._client.count(index=generation.index(kind))["count"])

    def _problems(
        self,
        live: Generation,
        status: SearchStatus,
        health: str,
        letters: Sequence[DeadLetter],
    ) -> Iterator[str]:
        if health == "red":
            yield f"Elasticsearch at {self._settings.url} has lost parts of its data (red)."
        try:
            generations.check(live, self._record.identity)
        except MarkwardenError as problem:
            yield str(problem)
        if letters:
            first = letters[0]
            many = "1 document was" if len(letters) == 1 else f"{len(letters)} documents were"
            yield f"{many} refused, first {first.row.kind} {first.row.key}: {first.error}."
        held = (status.listings, status.flags)
        kept = (self._record.listings.count(), self._record.flags.count())
        if not status.pending and not letters and held != kept:
            yield (
                f"The index holds {held[0]} listings and {held[1]} flags, the record {kept[0]} and "
                f"{kept[1]}; run `markwarden index rebuild`."
            )
