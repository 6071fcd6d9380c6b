"""Flag documents read back into records: the way out of what `documents.py` writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from casework.decision import Verdict
from casework.evidence import Detail, Evidence, ImageRegion, TextSpan
from casework.flag import Flag, FlagState, Reason, Tier
from casework.listing import Price, Seller
from casework.queue import IndexedFlag


def indexed_flag(document: Mapping[str, Any]) -> IndexedFlag:
    """A flag document as the record that a list shows."""
    listing = document["listing"]
    return IndexedFlag(
        flag=_flag(document),
        state=FlagState(document["state"]),
        version=document["version"],
        verdict=Verdict(document["verdict"]) if document["verdict"] else None,
        brand_name=document["brand_name"],
        source=document["source"],
        url=listing["url"],
        title=listing["title"],
        price=_price(listing["price"]),
        seller=_seller(listing["seller"]),
    )


def _flag(document: Mapping[str, Any]) -> Flag:
    return Flag(
        listing_id=document["listing_id"],
        brand_id=document["brand_id"],
        evidence=tuple(_evidence(item, document["brand_id"]) for item in document["evidence"]),
        mention_score=document["mention_score"],
        infringement_score=document["infringement_score"],
        reasons=tuple(Reason(**reason) for reason in document["reasons"]),
        tier=Tier(document["tier"]),
        ruleset=document["ruleset"],
        raised_at=datetime.fromisoformat(document["raised_at"]),
    )


def _evidence(item: Mapping[str, Any], brand_id: str) -> Evidence:
    where: TextSpan | ImageRegion
    if "field" in item:
        where = TextSpan(item["field"], item["start"], item["end"])
    else:
        polygon = tuple((x, y) for x, y in item["polygon"])
        where = ImageRegion(item["picture_url"], item["picture_sha256"], polygon)
    return Evidence(
        matcher=item["matcher"],
        matcher_version=item["matcher_version"],
        brand_id=brand_id,
        mark_id=item["mark_id"],
        rule=item["rule"],
        where=where,
        seen=item["seen"],
        against=item["against"],
        score=item["score"],
        literal=item["literal"],
        view=item["view"],
        details=tuple(Detail(**detail) for detail in item["details"]),
    )


def _price(price: Mapping[str, Any] | None) -> Price | None:
    if price is None:
        return None
    amount = price["amount"]
    # Through text: the binary float nearest to 19.9 is not 19.9.
    return Price(None if amount is None else Decimal(str(amount)), price["currency"], price["raw"])


def _seller(seller: Mapping[str, Any] | None) -> Seller | None:
    if seller is None:
        return None
    return Seller(seller["name"], seller["native_id"], seller["url"], seller["location"])
