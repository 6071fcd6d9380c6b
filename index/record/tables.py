"""The record's tables as SQLAlchemy Core sees them; the migrations beside this file make them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from index.record.types import Moment, ordered_text

metadata = sa.MetaData()

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", sa.BigInteger, nullable=False),
)

record_identity = Table(
    "record_identity",
    metadata,
    Column("identity", Text, primary_key=True),
)

brands = Table(
    "brands",
    metadata,
    Column("brand_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("listed", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)

brand_versions = Table(
    "brand_versions",
    metadata,
    Column("brand_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("listed", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)

brand_origins = Table(
    "brand_origins",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("imported_at", Moment, nullable=False),
)

reference_pictures = Table(
    "reference_pictures",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("signatures", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("made_by", Text, nullable=False, server_default=""),
)

# Pictures that anyone may use, as the configuration's folder holds them.
ordinary_pictures = Table(
    "ordinary_pictures",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("signatures", Text, nullable=False),
    Column("made_by", Text, nullable=False),
)

# How often ordinary pictures reach a score, as measured with the user's own; the newest counts.
picture_calibrations = Table(
    "picture_calibrations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("measured_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
)

listings = Table(
    "listings",
    metadata,
    # `number` is what a full-text table can point at; listing_id is the listing's name everywhere.
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("listing_id", ordered_text(), nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("seller_id", Text),
    Column("seller_name", Text),
    Column("partial", Boolean, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("capture_id", Text),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_listings_source", "source"),
    Index("ix_listings_seller", "seller_id", "seller_name"),
)

listing_versions = Table(
    "listing_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("listing_id", ForeignKey("listings.listing_id"), nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("capture_id", Text),
    Index("ix_listing_versions_listing", "listing_id"),
)

listing_images = Table(
    "listing_images",
    metadata,
    Column("listing_id", ForeignKey("listings.listing_id"), primary_key=True),
    Column("url", Text, primary_key=True),
    Index("ix_listing_images_url", "url"),
)

# What the embedded search finds a listing by. On SQLite the full-text table `listing_search` is laid
# over it; SQLAlchemy knows nothing of that one.
listing_terms = Table(
    "listing_terms",
    metadata,
    Column("number", ForeignKey("listings.number"), primary_key=True),
    Column("terms", Text, nullable=False),
)

listing_terms_version = Table(
    "listing_terms_version",
    metadata,
    Column("version", Text, primary_key=True),
)

# Written by the crawl and the rematch alone; `state` follows from here and from flag_reviews.
flags = Table(
    "flags",
    metadata,
    Column("flag_id", ordered_text(), primary_key=True),
    Column("listing_id", ForeignKey("listings.listing_id"), nullable=False),
    Column("brand_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("seller_id", Text),
    Column("state", Text, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("tier", Text, nullable=False),
    Column("queue_key", ordered_text(), nullable=False),
    Column("mention_score", Float(53), nullable=False),
    Column("infringement_score", Float(53), nullable=False),
    Column("ruleset", Text, nullable=False),
    Column("evidence_digest", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_flags_queue", "state", "queue_key"),
    Index("ix_flags_brand_queue", "brand_id", "state", "queue_key"),
    Index("ix_flags_source_queue", "source", "state", "queue_key"),
    Index("ix_flags_seller_queue", "seller_id", "state", "queue_key"),
    Index("ix_flags_listing", "listing_id"),
    # Everything that facets count, so that counting never touches the rows and their evidence.
    Index("ix_flags_facets", "state", "tier", "brand_id", "source", "seller_id"),
)

# Written by the ledger alone: which entry stands, and on which evidence it was taken.
flag_reviews = Table(
    "flag_reviews",
    metadata,
    Column("flag_id", ForeignKey("flags.flag_id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("decision_sequence", Integer),
    Column("verdict", Text),
    Column("decided_digest", Text),
    Index("ix_flag_reviews_verdict", "verdict"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("flag_id", ForeignKey("flags.flag_id"), nullable=False),
    Column("verdict", Text),
    Column("reason", Text),
    Column("note", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("seen_evidence_digest", Text, nullable=False),
    Column("seen_mention_score", Float(53), nullable=False),
    Column("seen_infringement_score", Float(53), nullable=False),
    Column("seen_ruleset", Text, nullable=False),
    Column("seen_capture_id", Text),
    Column("supersedes", Integer),
    Column("previous_hash", Text, nullable=False),
    Column("entry_hash", Text, nullable=False),
    Index("ix_ledger_flag", "flag_id"),
)

# What stood before the reviewer, whole: later crawls change the flag and the listing, not this. Of
# it and of the ledger the database itself refuses to change or delete rows, by its migrations.
ledger_seen = Table(
    "ledger_seen",
    metadata,
    Column("sequence", ForeignKey("ledger.sequence"), primary_key=True),
    Column("tier", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("flag_body", Text, nullable=False),
    Column("listing_body", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run_id", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("settings_digest", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("ended_at", Moment),
    Column("stop_reason", Text),
    Column("counts", Text, nullable=False),
    Column("resumes", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("heartbeat", Moment, nullable=False),
    Column("owner_host", Text, nullable=False),
    Column("owner_pid", Integer, nullable=False),
    Column("owner_token", Text, nullable=False),
    Index("ix_runs_source", "source"),
    Index(
        "ux_runs_one_alive",
        "source",
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)

frontier = Table(
    "frontier",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False),
    Column("fetch_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("parent", Text),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment),
    Column("error", Text),
    Index("ux_frontier_fetch", "run_id", "fetch_id", unique=True),
    Index("ix_frontier_next", "run_id", "state", "priority", "number"),
)

captures = Table(
    "captures",
    metadata,
    Column("capture_id", Text, primary_key=True),
    Column("run_id", Text),
    Column("url", Text, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("payload_sha256", Text, nullable=False),
    Column("payload_length", sa.BigInteger, nullable=False),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", sa.BigInteger, nullable=False),
    Column("warc_length", sa.BigInteger, nullable=False),
    Column("robots", Text, nullable=False),
    Index("ix_captures_payload", "payload_sha256"),
    Index("ix_captures_url", "url", "fetched_at"),
)

pictures = Table(
    "pictures",
    metadata,
    Column("url", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("signatures", Text, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False, server_default=""),
    Index("ix_pictures_sha256", "sha256"),
)

# One row a picture, protected or shown: thousands of addresses may show the same one.
picture_features = Table(
    "picture_features",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("features", LargeBinary, nullable=False),
)

# What is written in pictures, as far as it was read, once for each picture.
picture_texts = Table(
    "picture_texts",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("reader", Text, nullable=False),
    Column("lines", Text, nullable=False),
)

# One row a document, with the sequence of its newest change: rows coalesce by themselves, and a
# projection that starts at 0 sees every document once.
outbox = Table(
    "outbox",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("sequence", sa.BigInteger, nullable=False),
    Index("ix_outbox_sequence", "sequence"),
)

outbox_positions = Table(
    "outbox_positions",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("position", sa.BigInteger, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("sequence", sa.BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Column("failed_at", Moment, nullable=False),
)
