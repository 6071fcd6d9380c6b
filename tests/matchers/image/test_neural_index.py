"""Neural vectors: searched exactly, and scored against what ordinary pictures have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.frontier import PictureSignature
from matchers.image import neural_index
from matchers.image.neural_index import LEAST_BACKGROUND, USUAL, NeuralIndex


def signature(*numbers: int) -> PictureSignature:
    """A vector as a signature."""
    return PictureSignature("neural-a", np.array(numbers, np.int8).tobytes().hex(), 100)


def test_what_resembles_everything_scores_low() -> None:
    """The background's likeness is taken off; with too few of it, what is usual."""
    shirt, label = signature(100, 10, 0), signature(0, 10, 100)
    shirts = [signature(100, number % 5, 5) for number in range(LEAST_BACKGROUND)]
    index = NeuralIndex("neural-a", shirts)
    index.add(1, [shirt])
    index.add(2, [label, signature(0, 100, 0)])
    (hit,) = index.search(label, 0.5)
    assert (hit.label, hit.cosine) == (2, 1.0)
    assert index.search(shirt, 0.5) == ()
    assert NeuralIndex("neural-a", []).version != index.version
    index.remove(2)
    assert index.search(label, 0.5) == ()
    plain = NeuralIndex("neural-a", shirts[1:])
    plain.add(1, [shirt])
    assert plain.search(shirt, 0.5)[0].score == pytest.approx(1 - USUAL, abs=1e-3)
    assert NeuralIndex("neural-a", []).search(shirt, 0) == ()


VECTORS = st.lists(st.integers(-127, 127), min_size=4, max_size=4)


@given(VECTORS.filter(any), st.lists(VECTORS, max_size=5))
def test_an_exact_copy_is_the_nearest(vector: list[int], others: list[list[int]]) -> None:
    """Whatever else is stored, a reference's own vector is among the best."""
    index = NeuralIndex("neural-a", [])
    index.add(0, [signature(*vector)])
    for label, other in enumerate(others, start=1):
        index.add(label, [signature(*other)])
    hits = index.search(signature(*vector), -2)
    assert max(hit.score for hit in hits) == next(hit.score for hit in hits if hit.label == 0)


@given(VECTORS.filter(any), st.lists(VECTORS.filter(any), min_size=1, max_size=9), st.data())
def test_the_fast_search_equals_the_slow_one(
    asked: list[int], stored: list[list[int]], data: st.DataObject
) -> None:
    """In whatever blocks it reads, and whatever was removed, cosines are those of the definition."""
    removed = data.draw(st.sets(st.integers(0, len(stored) - 1)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neural_index, "BLOCK", data.draw(st.integers(1, 4)))
        index = NeuralIndex("neural-a", [])
        for label, vector in enumerate(stored):
            index.add(label, [signature(*vector)])
        for label in removed:
            index.remove(label)
        found = {hit.label: hit.cosine for hit in index.search(signature(*asked), -2)}
    slow = {
        label: float(np.dot(asked, vector) / np.linalg.norm(asked) / np.linalg.norm(vector))
        for label, vector in enumerate(stored)
        if label not in removed
    }
    assert set(found) == set(slow)
    assert all(found[label] == pytest.approx(slow[label], abs=2e-4) for label in slow)
