"""Listings and flags as Elasticsearch documents: pure functions, one document a record."""

from __future__ import annotations

from typing import Any

from casework.decision import Decision
from casework.evidence import Evidence, TextSpan
from casework.listing import Listing
from casework.queue import FlagRow
from index.record.flag_order import queue_key
from index.terms import listing_terms

Document = dict[str, Any]


def listing_document(listing: Listing) -> Document:
    """What a listing says. When it was seen last is not part of it: seeing the same again is no
    change, and so sends nothing.
    """
    return {
        **_listing_fields(listing),
        "native_id": listing.native_id,
        "description": listing.description,
        "availability": listing.availability,
        "brand": listing.brand,
        "sku": listing.sku,
        "gtin": listing.gtin,
        "mpn": listing.mpn,
        "category": list(listing.category),
        "attributes": [{"name": name, "value": value} for name, value in listing.attributes],
        "partial": listing.partial,
        "terms": " ".join(listing_terms(listing)),
    }


def flag_document(row: FlagRow) -> Document:
    """A flag with what a reviewer sees beside it, and with its listing's terms."""
    flag, decision = row.flag, row.decision
    return {
        "flag_id": flag.flag_id,
        "listing_id": flag.listing_id,
        "brand_id": flag.brand_id,
        "brand_name": row.brand_name,
        "source": row.listing.source,
        "seller_id": row.listing.seller_id,
        "state": row.state,
        "tier": flag.tier,
        "queue_key": queue_key(flag, flag.flag_id),
        "mention_score": flag.mention_score,
        "infringement_score": flag.infringement_score,
        "ruleset": flag.ruleset,
        "raised_at": flag.raised_at.isoformat(),
        "evidence_digest": flag.evidence_digest,
        "reasons": [
            {"code": reason.code, "weight": reason.weight, "subject": reason.subject}
            for reason in flag.reasons
        ],
        "evidence": [_evidence(item) for item in flag.evidence],
        "version": row.version,
        "verdict": decision.verdict if decision else None,
        "decision": _decision(decision) if decision else None,
        "listing": _listing_fields(row.listing),
        "terms": " ".join(listing_terms(row.listing)),
    }


def _listing_fields(listing: Listing) -> Document:
    price, seller = listing.price, listing.seller
    return {
        "listing_id": listing.listing_id,
        "source": listing.source,
        "url": listing.url,
        "title": listing.title,
        "price": price
        and {
            "amount": None if price.amount is None else float(price.amount),
            "currency": price.currency,
            "raw": price.raw,
        },
        "seller": seller
        and {
            "seller_id": listing.seller_id,
            "name": seller.name,
            "native_id": seller.native_id,
            "url": seller.url,
            "location": seller.location,
        },
        "images": [image.url for image in listing.images],
    }


def _evidence(item: Evidence) -> Document:
    if isinstance(item.where, TextSpan):
        where: Document = {
            "field": item.where.field,
            "start": item.where.start,
            "end": item.where.end,
        }
    else:
        where = {
            "picture_url": item.where.url,
            "picture_sha256": item.where.sha256,
            "polygon": [list(point) for point in item.where.polygon],
        }
    return {
        "matcher": item.matcher,
        "matcher_version": item.matcher_version,
        "mark_id": item.mark_id,
        "rule": item.rule,
        "view": item.view,
        **where,
        "seen": item.seen,
        "against": item.against,
        "score": item.score,
        "literal": item.literal,
        "details": [{"name": detail.name, "value": detail.value} for detail in item.details],
    }


def _decision(decision: Decision) -> Document:
    return {
        "sequence": decision.sequence,
        "reason": decision.reason,
        "note": decision.note,
        "reviewer": decision.reviewer,
        "decided_at": decision.decided_at.isoformat(),
        "entry_hash": decision.entry_hash,
    }
