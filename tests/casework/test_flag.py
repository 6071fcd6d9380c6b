"""Flags, their identity and the digest that says whether evidence changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from casework.evidence import Evidence, ImageRegion, TextSpan
from casework.flag import Flag, Tier, evidence_digest, flag_id
from casework.frontier import Fetch, FetchKind

TEXT = Evidence("text", "1", "b", "m", "exact", TextSpan("title", 0, 4), "Nike", "NIKE", 1.0)
PICTURE = Evidence(
    "image", "1", "b", "m", "pdq", ImageRegion("https://a.example/1.jpg", "ab"), "ab", "cd", 0.9
)


@given(st.lists(st.sampled_from([TEXT, PICTURE, replace(TEXT, seen="N1ke")]), max_size=5))
def test_order_scores_and_versions_do_not_change_the_digest(evidence: list[Evidence]) -> None:
    """An upgrade of a matcher that finds the same in the same place reopens nothing."""
    upgraded = [replace(item, score=0.5, matcher_version="2", rule="x") for item in evidence]
    assert evidence_digest(evidence) == evidence_digest([*reversed(upgraded), *evidence])


def test_what_matched_where_changes_the_digest() -> None:
    """Another span, another value or another picture is other evidence."""
    assert evidence_digest([TEXT]) != evidence_digest([replace(TEXT, seen="N1KE")])
    assert evidence_digest([TEXT]) != evidence_digest(
        [replace(TEXT, where=TextSpan("title", 1, 5))]
    )
    other = replace(PICTURE, where=ImageRegion("https://a.example/1.jpg", "ff"))
    assert evidence_digest([PICTURE]) != evidence_digest([other])


def test_a_picture_that_moved_is_the_same_evidence() -> None:
    """Shops move pictures between servers; its bytes count and not its address."""
    moved = replace(PICTURE, where=ImageRegion("https://b.example/9.jpg", "ab"))
    assert evidence_digest([PICTURE]) == evidence_digest([moved])


def test_a_flag_is_one_listing_and_one_brand() -> None:
    """A flag keeps its id through every crawl and version."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    flag = Flag("l", "b", (TEXT,), 1.0, 0.6, (), Tier.LIKELY, "rules", now)
    assert flag.flag_id == flag_id("l", "b") == replace(flag, ruleset="other").flag_id
    assert flag.evidence_digest == evidence_digest([TEXT])


def test_tiers_are_ranked_by_urgency() -> None:
    """A queue begins with what is certain and ends with what is only context."""
    assert sorted(Tier, key=lambda tier: tier.rank) == [
        Tier.CERTAIN,
        Tier.LIKELY,
        Tier.POSSIBLE,
        Tier.CONTEXT,
    ]


def test_a_fetch_is_known_by_address_and_purpose() -> None:
    """One address may be fetched as a page and as a picture, and once for each."""
    page = Fetch("https://shop.example/", FetchKind.PAGE)
    assert page.fetch_id == replace(page, priority=1, depth=3).fetch_id
    assert page.fetch_id != replace(page, kind=FetchKind.PICTURE).fetch_id
