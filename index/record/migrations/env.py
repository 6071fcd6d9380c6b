"""Runs the migrations on the connection and in the transaction that `index.record.migrate` opened."""

from __future__ import annotations

from alembic import context

from index.record.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
)
context.run_migrations()
