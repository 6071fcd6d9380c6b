"""The embedded search: each listing's terms, and on SQLite the full-text table over them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# The terms are ours. Splitting at spaces is all that is left to do, so all printable ASCII but the
# quotes counts as part of a term; whatever is not ASCII does so by itself.
TOKENIZER = r"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\]^_{|}~'"


def upgrade() -> None:
    """Make the tables empty; listings that are there already come in before the first search."""
    op.create_table(
        "listing_terms",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["listings.number"]),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "listing_terms_version",
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE listing_search USING fts5"
            f"""(terms, content='listing_terms', content_rowid='number', tokenize="{TOKENIZER}")"""
        )
    else:
        connection.exec_driver_sql(
            "CREATE INDEX ix_listing_terms ON listing_terms USING gin (string_to_array(terms, ' '))"
        )
