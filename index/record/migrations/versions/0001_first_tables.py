"""The first tables: protected list, listings, flags, ledger, runs, frontier, captures, outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.record.dialect import refuse_changes

revision = "0001"
down_revision = None

# Sorted by code point in any database.
ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make all tables in a database that has none."""
    _create_protected_list()
    _create_listings()
    _create_captures()
    _create_flags()
    _create_ledger()
    _create_runs()
    _create_outbox()


def _create_protected_list() -> None:
    """Brands, their versions and origins, and the pictures they protect."""
    op.create_table(
        "brands",
        sa.Column("brand_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id"),
    )
    op.create_table(
        "brand_versions",
        sa.Column("brand_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "version"),
    )
    op.create_table(
        "brand_origins",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("origin"),
    )
    op.create_table(
        "reference_pictures",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )


def _create_listings() -> None:
    """Listings, their history and the pictures they show."""
    op.create_table(
        "listings",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("listing_id", ORDERED, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=True),
        sa.Column("seller_name", sa.Text(), nullable=True),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("capture_id", sa.Text(), nullable=True),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("listing_id"),
    )
    op.create_index("ix_listings_seller", "listings", ["seller_id"])
    op.create_index("ix_listings_source", "listings", ["source"])
    op.create_table(
        "listing_versions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("listing_id", ORDERED, nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("capture_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.listing_id"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_listing_versions_listing", "listing_versions", ["listing_id"])
    op.create_table(
        "listing_images",
        sa.Column("listing_id", ORDERED, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.listing_id"],
        ),
        sa.PrimaryKeyConstraint("listing_id", "url"),
    )
    op.create_index("ix_listing_images_url", "listing_images", ["url"])


def _create_captures() -> None:
    """Captures, and the pictures that were fetched."""
    op.create_table(
        "captures",
        sa.Column("capture_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("payload_sha256", sa.Text(), nullable=False),
        sa.Column("payload_length", sa.BigInteger(), nullable=False),
        sa.Column("warc_file", sa.Text(), nullable=False),
        sa.Column("warc_offset", sa.BigInteger(), nullable=False),
        sa.Column("warc_length", sa.BigInteger(), nullable=False),
        sa.Column("robots", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("capture_id"),
    )
    op.create_index("ix_captures_payload", "captures", ["payload_sha256"])
    op.create_index("ix_captures_url", "captures", ["url", "fetched_at"])
    op.create_table(
        "pictures",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("url"),
    )
    op.create_index("ix_pictures_sha256", "pictures", ["sha256"])


def _create_flags() -> None:
    """Flags, and beside them what the ledger says of each."""
    op.create_table(
        "flags",
        sa.Column("flag_id", ORDERED, nullable=False),
        sa.Column("listing_id", ORDERED, nullable=False),
        sa.Column("brand_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("queue_key", ORDERED, nullable=False),
        sa.Column("mention_score", sa.Float(precision=53), nullable=False),
        sa.Column("infringement_score", sa.Float(precision=53), nullable=False),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.Column("evidence_digest", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.listing_id"],
        ),
        sa.PrimaryKeyConstraint("flag_id"),
    )
    op.create_index("ix_flags_brand_queue", "flags", ["brand_id", "state", "queue_key"])
    op.create_index("ix_flags_listing", "flags", ["listing_id"])
    op.create_index("ix_flags_queue", "flags", ["state", "queue_key"])
    op.create_index("ix_flags_seller_queue", "flags", ["seller_id", "state", "queue_key"])
    op.create_index("ix_flags_source_queue", "flags", ["source", "state", "queue_key"])
    op.create_table(
        "flag_reviews",
        sa.Column("flag_id", ORDERED, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision_sequence", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("decided_digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["flag_id"],
            ["flags.flag_id"],
        ),
        sa.PrimaryKeyConstraint("flag_id"),
    )
    op.create_index("ix_flag_reviews_verdict", "flag_reviews", ["verdict"])


def _create_ledger() -> None:
    """The ledger and what was seen with each entry, which nobody may change."""
    op.create_table(
        "ledger",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("flag_id", ORDERED, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_evidence_digest", sa.Text(), nullable=False),
        sa.Column("seen_mention_score", sa.Float(precision=53), nullable=False),
        sa.Column("seen_infringement_score", sa.Float(precision=53), nullable=False),
        sa.Column("seen_ruleset", sa.Text(), nullable=False),
        sa.Column("seen_capture_id", sa.Text(), nullable=True),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("entry_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flag_id"],
            ["flags.flag_id"],
        ),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_ledger_flag", "ledger", ["flag_id"])
    op.create_table(
        "ledger_seen",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("flag_body", sa.Text(), nullable=False),
        sa.Column("listing_body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"],
            ["ledger.sequence"],
        ),
        sa.PrimaryKeyConstraint("sequence"),
    )
    for table in ("ledger", "ledger_seen"):
        refuse_changes(op.get_bind(), table)


def _create_runs() -> None:
    """Runs and their frontier."""
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("settings_digest", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("resumes", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("heartbeat", sa.BigInteger(), nullable=False),
        sa.Column("owner_host", sa.Text(), nullable=False),
        sa.Column("owner_pid", sa.Integer(), nullable=False),
        sa.Column("owner_token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("run_id"),
    )
    op.create_index("ix_runs_source", "runs", ["source"])
    op.create_index(
        "ux_runs_one_alive",
        "runs",
        ["source"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "frontier",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("fetch_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("permitted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.run_id"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_frontier_next", "frontier", ["run_id", "state", "priority", "number"])
    op.create_index("ux_frontier_fetch", "frontier", ["run_id", "fetch_id"], unique=True)


def _create_outbox() -> None:
    """The outbox, and how far each projection has come."""
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "outbox",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    op.create_index("ix_outbox_sequence", "outbox", ["sequence"])
    op.create_table(
        "outbox_positions",
        sa.Column("projection", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("projection"),
    )
    op.create_table(
        "dead_letters",
        sa.Column("projection", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("projection", "kind", "key"),
    )
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": "outbox", "value": 0}, {"name": "ledger", "value": 0}])
