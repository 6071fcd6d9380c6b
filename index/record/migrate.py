"""Brings a database to this version's tables, by the migrations in the folder beside this file."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from casework.errors import SchemaMismatch
from index.record.dialect import WRITES

FOLDER = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """Alembic's settings; none are read from a file, least of all from the current folder."""
    config = Config()
    # The value goes through ConfigParser, where a per cent sign begins an interpolation.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def migrate(engine: sa.Engine) -> None:
    """Run the missing migrations in one transaction; two processes at once wait for each other.

    Raises:
        SchemaMismatch: the database is at a revision that this version does not know.
    """
    config = configuration()
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with engine.begin() as connection:
        if _revision(connection) == head:
            return
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        current = _revision(connection)
        known = {revision.revision for revision in script.walk_revisions()}
        if current is not None and current not in known:
            raise SchemaMismatch(
                f"The record {engine.url.render_as_string()} was made by a newer Markwarden "
                f"(revision {current}, this one knows {head}); upgrade Markwarden."
            )
        if current != head:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
