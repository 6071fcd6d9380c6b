"""What all records of the trade have in common."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import is_dataclass
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework
from casework.entries import EntryReader
from casework.listing import Availability, ImageRef, Listing, Price, Seller

_MODULES = [
    importlib.import_module(f"casework.{module.name}")
    for module in pkgutil.iter_modules(casework.__path__)
]
_RECORDS = sorted(
    {
        value
        for module in _MODULES
        for _, value in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(value) and not value.__name__.startswith("_") and value is not EntryReader
    },
    key=lambda record: record.__name__,
)
_TEXT = st.text(max_size=8)
_LISTINGS = st.builds(
    Listing,
    source=_TEXT,
    native_id=_TEXT,
    url=_TEXT,
    title=_TEXT,
    seen_at=st.datetimes(timezones=st.just(UTC)),
    price=st.none()
    | st.builds(
        Price,
        st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2),
        st.sampled_from(["CNY", None]),
        _TEXT,
    ),
    availability=st.sampled_from([None, *Availability]),
    attributes=st.lists(st.tuples(_TEXT, _TEXT), max_size=2).map(tuple),
    images=st.lists(st.builds(ImageRef, _TEXT, st.integers(0, 9)), max_size=2).map(tuple),
    seller=st.none() | st.builds(Seller, _TEXT, st.none() | _TEXT),
)


@pytest.mark.parametrize("record", _RECORDS, ids=lambda record: record.__name__)
def test_records_are_values(record: type) -> None:
    """Every record is frozen, slotted and says in its docstring what it is."""
    parameters = record.__dataclass_params__  # type: ignore[attr-defined]  # it is a dataclass
    assert parameters.frozen
    assert "__slots__" in vars(record)
    assert inspect.getdoc(record)


@given(_LISTINGS)
def test_a_listing_survives_the_codec(listing: Listing) -> None:
    """What is written to the record comes back equal, prices and times included."""
    assert msgspec.json.decode(msgspec.json.encode(listing), type=Listing) == listing


def test_amounts_keep_their_digits() -> None:
    """A price of 12.50 does not come back as 12.5 or as a binary fraction."""
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    listing = Listing("s", "1", "u", "t", seen, price=Price(Decimal("12.50"), "CNY", "¥12.50"))
    again = msgspec.json.decode(msgspec.json.encode(listing), type=Listing)
    assert again.price is not None
    assert str(again.price.amount) == "12.50"
