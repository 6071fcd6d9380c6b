"""Where the rooms are: inside the checkout, and nobody else's package."""

from __future__ import annotations

import importlib
import importlib.metadata
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
ROOMS = (
    "casework",
    "matchers",
    "evidence",
    "index",
    "crawler",
    "review",
    "commands",
    "markwarden",
)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_resolves_inside_the_checkout(room: str) -> None:
    """PyPI has packages named as some of our rooms are; ours must be the one that is imported."""
    module = importlib.import_module(room)
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(CHECKOUT)


def test_no_other_distribution_claims_a_room() -> None:
    """An installed package that brings a top-level name of ours would overwrite or shadow it."""
    claims = importlib.metadata.packages_distributions()
    others = {
        room: [owner for owner in claims.get(room, []) if owner != "markwarden"] for room in ROOMS
    }
    assert {room: owners for room, owners in others.items() if owners} == {}


def test_configuration_is_data() -> None:
    """`config` is no package: PyPI's `config` would be shadowed by it or overwrite it."""
    assert not list((CHECKOUT / "config").rglob("*.py"))
