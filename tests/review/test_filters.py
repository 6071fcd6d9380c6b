"""Filters: what stands in an address is what is asked, and back."""

from __future__ import annotations

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from casework.decision import Verdict
from casework.flag import FlagState, Tier
from review.filters import Filters, read_filters

WORDS = st.text(st.characters(codec="utf-8"), max_size=12).map(str.strip)
FILTERS = st.builds(
    Filters,
    text=WORDS,
    brand=WORDS,
    source=WORDS,
    seller=WORDS,
    tiers=st.lists(st.sampled_from(Tier), unique=True).map(tuple),
    states=st.lists(st.sampled_from(FlagState), min_size=1, unique=True).map(tuple),
    verdict=st.none() | st.sampled_from(Verdict),
)


@given(FILTERS)
def test_address_round_trip(filters: Filters) -> None:
    """An address made from filters is read as the same filters."""
    query = filters.address("/flags").partition("?")[2]
    assert read_filters(parse_qs(query, keep_blank_values=True)) == filters


def test_unknown_values_are_left_out() -> None:
    """An old bookmark with an unknown tier or state opens the plain queue."""
    values = {"tier": ["nonsense"], "state": ["gone"], "verdict": ["maybe"], "colour": ["red"]}
    assert read_filters(values) == Filters()


def test_toggles() -> None:
    """Choosing a value again takes it back; tiers add up in their order."""
    assert Filters().with_brand("a").with_brand("a") == Filters()
    both = Filters().with_tier(Tier.LIKELY).with_tier(Tier.CERTAIN)
    assert both.tiers == (Tier.CERTAIN, Tier.LIKELY)
    assert both.with_tier(Tier.CERTAIN).tiers == (Tier.LIKELY,)
    assert Filters(seller="s").with_source("x").seller == ""


def test_verdict_belongs_to_decided_flags() -> None:
    """A verdict filter shows decided flags, and goes when another state is chosen."""
    decided = Filters().with_verdict(Verdict.LEGITIMATE)
    assert decided.states == (FlagState.DECIDED,)
    assert decided.with_state(FlagState.OPEN).verdict is None
    assert decided.with_verdict(Verdict.LEGITIMATE).verdict is None


def test_query() -> None:
    """Empty fields do not filter."""
    query = Filters(brand="b").query(cursor="c", limit=7)
    assert (query.brand_id, query.source, query.cursor, query.limit) == ("b", None, "c", 7)
