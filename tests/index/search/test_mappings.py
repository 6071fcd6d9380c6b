"""Mappings, documents and index names: pure, strict, and within what every server has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from casework.decision import GENESIS, Decision, ReasonCode, Seen, Verdict
from casework.errors import ConfigurationError
from casework.flag import FlagState
from casework.listing import Listing, Price, Seller
from casework.queue import FlagRow
from index.elastic.documents import flag_document, listing_document
from index.elastic.generations import group_indices, new_generation, parse_index
from index.elastic.mappings import FIELD_TYPES, field_types, flag_mapping, listing_mapping
from index.elastic.reading import indexed_flag
from index.terms import TERMS_VERSION
from tests.index.record.material import NOW, flag, listing

ABSENT = {
    *("scaled_float", "rank_feature", "rank_features", "percolator", "join"),
    *("search_as_you_type", "flattened", "wildcard", "date_nanos", "completion"),
}
"""Types of servers with all modules; the smallest server that we support has none of them."""


def full_listing() -> Listing:
    """A listing in which every field is set."""
    return replace(
        listing(1, "郫县豆瓣 Gucci"),
        price=Price(Decimal("99.50"), "CNY", "¥99.50"),
        seller=Seller("Anna", "a1", "http://shop.test/a1", "成都"),
        description="Best",
        brand="Gucci",
        sku="s",
        gtin="1",
        mpn="m",
        category=("包", "手提包"),
        attributes=(("颜色", "红"),),
    )


def full_row() -> FlagRow:
    """A decided flag of it, with evidence of both sorts."""
    item = flag(full_listing())
    seen = Seen(item.evidence_digest, 0.9, 0.8, item.ruleset)
    decision = Decision(
        sequence=1,
        flag_id=item.flag_id,
        verdict=Verdict.INFRINGING,
        reason=ReasonCode.COUNTERFEIT,
        note="n",
        reviewer="ann",
        decided_at=NOW,
        seen=seen,
        supersedes=None,
        previous_hash=GENESIS,
        entry_hash="e",
    )
    return FlagRow(item, full_listing(), "GUCCI", FlagState.DECIDED, 1, decision, NOW, NOW)


def paths(document: object, prefix: str = "") -> set[str]:
    """Dotted names of all fields in a document; of a list, those of its members."""
    if isinstance(document, dict):
        inner = (paths(value, f"{prefix}{name}.") for name, value in document.items())
        return {f"{prefix}{name}" for name in document}.union(*inner)
    if isinstance(document, list):
        return set().union(*(paths(item, prefix) for item in document))
    return set()


@pytest.mark.parametrize("mapping", [listing_mapping(), flag_mapping()])
def test_only_types_that_every_server_has(mapping: dict[str, Any]) -> None:
    """No field needs a module or plugin."""
    used = {kind for _name, kind in field_types(mapping)}
    assert used <= FIELD_TYPES
    assert not FIELD_TYPES & ABSENT


@pytest.mark.parametrize("mapping", [listing_mapping(), flag_mapping()])
def test_no_field_can_come_in_unasked(mapping: dict[str, Any]) -> None:
    """Every object refuses unknown fields, or is not looked into at all."""
    assert mapping["dynamic"] == "strict"
    pending = list(mapping["properties"].values())
    while pending:
        field = pending.pop()
        if field.get("type") == "object":
            assert field.get("dynamic") == "strict" or field.get("enabled") is False
            pending.extend(field.get("properties", {}).values())


def test_documents_and_mappings_have_the_same_fields() -> None:
    """What is sent is what is mapped: no field too many, and none that is never filled."""
    for document, mapping in (
        (listing_document(full_listing()), listing_mapping()),
        (flag_document(full_row()), flag_mapping()),
    ):
        assert paths(document) == {name for name, _kind in field_types(mapping)}


def test_a_flag_reads_back_as_it_was_sent() -> None:
    """A list that is read from the server shows what the record would: scores, reasons, evidence."""
    row = full_row()
    found = indexed_flag(flag_document(row))
    assert (found.flag, found.state, found.version) == (row.flag, row.state, row.version)
    assert found.flag.evidence_digest == row.flag.evidence_digest
    assert (found.title, found.url, found.brand_name) == (
        row.listing.title,
        row.listing.url,
        row.brand_name,
    )
    assert (found.price, found.seller) == (row.listing.price, row.listing.seller)
    assert found.verdict is Verdict.INFRINGING
    bare = replace(row, listing=replace(row.listing, price=None, seller=None), decision=None)
    assert indexed_flag(flag_document(bare)).price is None


def test_only_the_terms_are_analysed_for_search_and_only_at_spaces() -> None:
    """Text analysis is ours: the field that is searched splits at spaces and nothing else."""
    for mapping in (listing_mapping(), flag_mapping()):
        assert mapping["properties"]["terms"] == {"type": "text", "analyzer": "whitespace"}
        assert mapping["_meta"]["terms_version"] == TERMS_VERSION


def test_index_names_carry_their_versions_and_are_read_back() -> None:
    """PREFIX-listings-vSCHEMA-nTERMS-STAMP; names of others are left alone."""
    made = new_generation("mark-warden", "", datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
    name = made.index("listing")
    assert name.startswith(f"mark-warden-listings-v1-n{TERMS_VERSION}-20261122093000")
    assert parse_index("mark-warden", name) == ("listing", made)
    assert parse_index("mark-warden", made.index("flag")) == ("flag", made)
    for other in ("mark-warden-listings", "mark-warden-listings-2", f"x{name}", f"{name}-x"):
        assert parse_index("mark-warden", other) is None
    grouped = group_indices("mark-warden", {name: {"aliases": {"a": {}}}, "other": {"aliases": {}}})
    assert grouped == {made: {"listing": ("a",)}}


def test_of_two_generations_of_one_second_the_later_one_is_newer() -> None:
    """A rebuild right after the first filling must know its own half-filled indices as newer."""
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    stamps = [
        new_generation("mark-warden", "", moment + timedelta(milliseconds=past)).stamp
        for past in range(50)
    ]
    assert stamps == sorted(stamps)


@pytest.mark.parametrize("prefix", ["", "*", "a,b", "-a", "A", "_all", "a b", "a/b", "a*"])
def test_a_prefix_that_reaches_other_indices_is_refused(prefix: str) -> None:
    """A wildcard in the prefix would search or delete what is not ours."""
    with pytest.raises(ConfigurationError, match=r"elasticsearch\.prefix"):
        new_generation(prefix, "", NOW)
