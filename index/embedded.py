"""The embedded search: the record answers, with a full-text table over our own terms beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from casework.brand import ProtectedBrand
from casework.queue import (
    FlagFacets,
    FlagIds,
    FlagQuery,
    ListingHit,
    ListingPage,
    ListingQuery,
)
from index.candidates import likely_first
from index.cursors import read_listing_cursor, write_listing_cursor
from index.record import Record, tables
from index.record.brand_words import named_brands, of_brands
from index.record.embedded_terms import make_terms_anew, matching_numbers, terms_are_current
from index.record.flag_queries import count_facets, find_flags
from index.search import SearchStatus
from index.terms import Phrase, query_phrases


class EmbeddedSearch:
    """Searches the record itself, so what it finds is never behind. Needs no server."""

    name = "embedded"

    def __init__(self, record: Record) -> None:
        self._record = record
        with record.session.read() as connection:
            current = terms_are_current(connection)
        if not current:
            make_terms_anew(record.session)

    def listings(self, query: ListingQuery) -> ListingPage:
        """Listings that hold all words of the query, best first, ties by id."""
        table = tables.listings
        with self._record.session.read() as connection:
            found = _matching(connection, query.text).subquery()
            hits = (
                sa.select(
                    *(table.c[name] for name in ("listing_id", "source", "url", "title")),
                    found.c.score,
                )
                .join(found, found.c.number == table.c.number)
                .subquery()
            )
            statement = sa.select(hits)
            if query.source is not None:
                statement = statement.where(hits.c.source == query.source)
            total = connection.scalar(sa.select(sa.func.count()).select_from(statement.subquery()))
            if query.cursor is not None:
                score, last = read_listing_cursor(query.cursor)
                after = sa.and_(hits.c.score == score, hits.c.listing_id > last)
                statement = statement.where(sa.or_(hits.c.score < score, after))
            ordered = statement.order_by(hits.c.score.desc(), hits.c.listing_id)
            rows = connection.execute(ordered.limit(query.limit + 1)).all()
        page = tuple(ListingHit(*row) for row in rows[: query.limit])
        more = len(rows) > query.limit and page
        cursor = write_listing_cursor(page[-1].score, page[-1].listing_id) if more else None
        return ListingPage(page, total or 0, cursor)

    def flags(self, query: FlagQuery) -> FlagIds:
        """Flags in queue order, as they stand now."""
        with self._record.session.read() as connection:
            return find_flags(connection, query, _words(connection, query))

    def facets(self, query: FlagQuery) -> FlagFacets:
        """Counts for every filter, each over the flags that the other filters leave."""
        with self._record.session.read() as connection:
            return count_facets(connection, query, _words(connection, query))

    def candidates(self, brand: ProtectedBrand) -> Iterator[str]:
        """Every listing's id, those first that hold one of the brand's names."""
        return likely_first(self._record, self._holding(brand))

    def status(self) -> SearchStatus:
        """Counts of the record and of the terms beside it, which can only be the same."""
        with self._record.session.read() as connection:
            count = sa.func.count()
            known = connection.scalar(sa.select(count).select_from(tables.listing_terms)) or 0
            listings = connection.scalar(sa.select(count).select_from(tables.listings)) or 0
            dialect = connection.dialect
            numbers = dialect.server_version_info or ()
        return SearchStatus(
            name=self.name,
            address=self._record.session.engine.url.render_as_string(),
            version=f"{dialect.name} {'.'.join(map(str, numbers))}",
            listings=known,
            flags=self._record.flags.count(),
            pending=listings - known,
            dead_letters=0,
        )

    def _holding(self, brand: ProtectedBrand) -> Iterator[str]:
        table = tables.listings
        for text in brand.spellings():
            with self._record.session.read() as connection:
                found = matching_numbers(connection, query_phrases(text)).subquery()
                statement = sa.select(table.c.listing_id).join(
                    found, found.c.number == table.c.number
                )
                ids = connection.scalars(statement.order_by(table.c.number)).all()
            yield from ids


def _matching(connection: sa.Connection, text: str) -> sa.Select[int, float]:
    if text.strip():
        return matching_numbers(connection, query_phrases(text))
    return sa.select(tables.listings.c.number, sa.literal(0.0).label("score"))


def _words(connection: sa.Connection, query: FlagQuery) -> sa.ColumnElement[bool] | None:
    """The condition on flags that stands for the query's words: the listing holds each, or a name of
    the flag's brand does.
    """
    if not query.text.strip():
        return None
    phrases = query_phrases(query.text)
    named = named_brands(connection, phrases)
    by_listing = [phrase for phrase in phrases if not named[phrase]]
    conditions = [
        sa.or_(_holding(connection, [phrase]), of_brands(connection, brand_ids))
        for phrase, brand_ids in named.items()
        if brand_ids
    ]
    if by_listing or not conditions:
        conditions.append(_holding(connection, by_listing))
    return sa.and_(*conditions)


def _holding(connection: sa.Connection, phrases: Sequence[Phrase]) -> sa.ColumnElement[bool]:
    """The condition that a flag's listing holds all these phrases."""
    found = matching_numbers(connection, phrases).subquery()
    table = tables.listings
    holding = sa.select(table.c.listing_id).join(found, found.c.number == table.c.number)
    return tables.flags.c.listing_id.in_(holding)
