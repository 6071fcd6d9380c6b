"""The embedded search's side of the record: each listing's terms, kept in the page's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from index.record import tables
from index.record.codec import decode_listing
from index.record.dialect import upsert
from index.record.session import Session, chunks
from index.terms import TERMS_VERSION, Phrase, listing_terms

_BATCH = 1_000


class EmbeddedTerms:
    """Keeps the terms of changed listings up to date; a projection inside the record."""

    def apply(
        self, connection: sa.Connection, listing_ids: Sequence[str], flag_ids: Sequence[str]
    ) -> None:
        """Take in listings that changed. Flags have no words of their own."""
        for part in chunks(listing_ids):
            _take_in(connection, tables.listings.c.listing_id.in_(part))


def terms_are_current(connection: sa.Connection) -> bool:
    """Whether all terms were made the way this version makes them."""
    return connection.scalars(sa.select(tables.listing_terms_version)).all() == [TERMS_VERSION]


def make_terms_anew(session: Session) -> None:
    """Make the terms of all listings as this version does, in steps that hold nobody up for long.

    Interrupted, it begins again next time; two at once do the same work twice and no harm.
    """
    number = tables.listings.c.number
    last = 0
    while True:
        with session.write() as connection:
            page = sa.select(number).where(number > last).order_by(number).limit(_BATCH)
            numbers = connection.scalars(page).all()
            if not numbers:
                version = tables.listing_terms_version
                connection.execute(sa.delete(version))
                connection.execute(sa.insert(version).values(version=TERMS_VERSION))
                return
            _take_in(connection, number.between(numbers[0], numbers[-1]))
            last = numbers[-1]


def matching_numbers(connection: sa.Connection, phrases: Sequence[Phrase]) -> sa.Select[int, float]:
    """Numbers of the listings that hold all these phrases, each with a score, the best highest."""
    table = tables.listing_terms
    if not phrases:
        return sa.select(table.c.number, sa.literal(0.0).label("score")).where(sa.false())
    if connection.dialect.name == "sqlite":
        found = sa.table("listing_search", sa.column("rowid", sa.Integer))
        expression = " AND ".join(f'"{_quoted(phrase)}"' for phrase in phrases)
        # FTS5 names the table itself on the left of MATCH and in bm25(), which falls as hits improve.
        return sa.select(
            found.c.rowid.label("number"),
            sa.literal_column("-bm25(listing_search)", sa.Float).label("score"),
        ).where(sa.literal_column("listing_search").op("MATCH")(expression))
    words = sa.func.string_to_array(table.c.terms, " ")
    wanted = sorted({term for phrase in phrases for term in phrase})
    return sa.select(table.c.number, sa.literal(0.0).label("score")).where(
        words.bool_op("@>")(sa.cast(wanted, sa.ARRAY(sa.Text))),
        *(
            sa.func.strpos(sa.literal(" ") + table.c.terms + " ", f" {' '.join(phrase)} ") > 0
            for phrase in phrases
        ),
    )


def _quoted(phrase: Phrase) -> str:
    return " ".join(phrase).replace('"', '""')


def _take_in(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    listings, stored = tables.listings, tables.listing_terms
    statement = (
        sa.select(listings.c.number, listings.c.body, stored.c.terms)
        .outerjoin(stored, stored.c.number == listings.c.number)
        .where(which)
    )
    old: list[tuple[int, str]] = []
    new: list[tuple[int, str]] = []
    for row in connection.execute(statement):
        terms = " ".join(listing_terms(decode_listing(row.body)))
        if terms != row.terms:
            new.append((row.number, terms))
            if row.terms is not None:
                old.append((row.number, row.terms))
    _replace(connection, old, new)


def _replace(
    connection: sa.Connection, old: Iterable[tuple[int, str]], new: Iterable[tuple[int, str]]
) -> None:
    full_text = connection.dialect.name == "sqlite"
    if full_text:
        # A full-text table over another table is told what it held before it is told what it holds.
        _run(
            connection,
            "INSERT INTO listing_search(listing_search, rowid, terms) VALUES ('delete', ?, ?)",
            old,
        )
    rows = [{"number": number, "terms": terms} for number, terms in new]
    upsert(connection, tables.listing_terms, rows)
    if full_text:
        _run(connection, "INSERT INTO listing_search(rowid, terms) VALUES (?, ?)", new)


def _run(connection: sa.Connection, statement: str, rows: Iterable[tuple[int, str]]) -> None:
    parameters = list(rows)
    if parameters:
        connection.exec_driver_sql(statement, parameters)
