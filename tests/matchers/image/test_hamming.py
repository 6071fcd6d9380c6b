"""The exact scan against its slow, obvious twin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.image import hamming
from matchers.image.hamming import HammingBank

Found = set[tuple[int, int, int, bool]]


def codes(seed: int, count: int, width: int) -> npt.NDArray[np.uint8]:
    """Codes of few distinct bytes, so that near ones occur."""
    generator = np.random.default_rng(seed)
    return generator.choice(np.array([0, 1, 255, 254], np.uint8), (count, width))


def slow(
    bank: npt.NDArray[np.uint8], probes: npt.NDArray[np.uint8], limit: int, removed: set[int]
) -> Found:
    """Compare every pair bit by bit."""
    found: Found = set()
    for label, code in enumerate(bank):
        for row, probe in enumerate(probes):
            for inverted in (False, True):
                other = ~probe if inverted else probe
                distance = int(np.unpackbits(code ^ other).sum())
                if distance <= limit and label not in removed:
                    found.add((label, row, distance, inverted))
    return found


def fast(bank: HammingBank, probes: npt.NDArray[np.uint8], limit: int) -> Found:
    """What the bank says, as a set."""
    nearby = bank.within(probes, limit, complements=True)
    columns = (nearby.labels, nearby.probes, nearby.distances, nearby.inverted)
    return {(int(a), int(b), int(c), bool(d)) for a, b, c, d in zip(*columns, strict=True)}


@given(
    st.integers(0, 1000),
    st.integers(0, 40),
    st.integers(0, 5),
    st.sampled_from([8, 32]),
    st.integers(0, 256),
    st.sets(st.integers(0, 40), max_size=5),
)
def test_the_scan_equals_its_twin(
    seed: int, count: int, probes: int, width: int, limit: int, removed: set[int]
) -> None:
    """Whatever is stored, asked and removed, both find the same pairs."""
    stored, asked = codes(seed, count, width), codes(seed + 1, probes, width)
    half = count // 2
    bank = HammingBank(stored[:half], np.arange(half))
    bank.add(stored[half:], np.arange(half, count))
    for label in removed:
        bank.remove(label)
    assert fast(bank, asked, limit) == slow(stored, asked, limit, removed)
    assert len(bank) == len(set(range(count)) - removed)
    kept, labels = bank.arrays()
    assert set(labels.tolist()) == set(range(count)) - removed
    assert fast(HammingBank(kept, labels), asked, limit) == fast(bank, asked, limit)


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bank of many blocks answers like one of a single block."""
    stored, asked = codes(1, 500, 32), codes(2, 3, 32)
    bank = HammingBank(stored, np.arange(500))
    whole = fast(bank, asked, 120)
    monkeypatch.setattr(hamming, "BLOCK", 64)
    assert whole
    assert fast(bank, asked, 120) == whole


def test_complements_are_asked_for() -> None:
    """Without the wish a negative is not found."""
    code = codes(1, 1, 32)
    bank = HammingBank(~code, np.arange(1))
    assert bank.within(code, 10).labels.tolist() == []
    assert bank.within(code, 10, complements=True).inverted.tolist() == [True]
