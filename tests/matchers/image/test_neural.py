"""The neural descriptor: lazily loaded, versioned by its model, scored against a background."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import ConfigurationError, SignatureMismatch, UsageError
from casework.frontier import PictureSignature
from matchers.image.neural import NeuralDescriptor, NeuralIndex
from matchers.image.signature import Pixels, compare
from tests.matchers.image.drawing import drawn

PIXELS: Pixels = np.asarray(drawn(1))


class FakeSession:
    """A model that averages each colour, of the input shape that its bytes name."""

    def __init__(self, model: bytes, _options: object, providers: list[str]) -> None:
        if model == b"broken":
            raise RuntimeError(providers)
        sides: list[object] = ["height", 8] if model == b"free" else [8, 8]
        self.shape = [1, 3] if model == b"flat" else [1, 3, *sides]

    def get_inputs(self) -> list[SimpleNamespace]:
        """One input."""
        return [SimpleNamespace(name="picture", shape=self.shape)]

    def run(self, _: None, given: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Means of the colours and of the upper half's."""
        batch = given["picture"]
        half = batch[:, :, : batch.shape[2] // 2]
        return [np.concatenate([batch.mean(axis=(2, 3)), half.mean(axis=(2, 3))], axis=1)]


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime in place of the extra."""
    module = ModuleType("onnxruntime")
    module.InferenceSession = FakeSession  # type: ignore[attr-defined]  # made up here
    module.SessionOptions = SimpleNamespace  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onnxruntime", module)


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("model", [b"small", b"free"])
def test_a_vector_is_a_signature_of_its_model(model: bytes) -> None:
    """The same picture and model give the same bits, under an algorithm that names the model."""
    descriptor = NeuralDescriptor(model)
    signature = descriptor.signature(PIXELS, "panel", (0.0, 0.0, 0.5, 0.5))
    assert signature == descriptor.signature(PIXELS, "panel", (0.0, 0.0, 0.5, 0.5))
    assert signature.algorithm == descriptor.algorithm
    assert len(bytes.fromhex(signature.bits)) == 6
    other = NeuralDescriptor(b"other").signature(PIXELS)
    with pytest.raises(SignatureMismatch):
        compare(signature, other)
    with pytest.raises(SignatureMismatch, match="cannot be compared"):
        NeuralIndex(descriptor.algorithm, []).search(other, 0)


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("model", [b"broken", b"flat"])
def test_a_file_that_is_no_model_is_named(model: bytes) -> None:
    """A wrong file is a configuration error, not a crash of the runtime."""
    with pytest.raises(ConfigurationError, match=r"copy\.onnx"):
        NeuralDescriptor(model, "copy.onnx").signature(PIXELS)


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is one sentence that tells how to get it."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(UsageError, match=r"pip install 'markwarden\[neural\]'"):
        NeuralDescriptor(b"small").signature(PIXELS)


def signature(*numbers: int) -> PictureSignature:
    """A vector as a signature."""
    return PictureSignature("neural-a", np.array(numbers, np.int8).tobytes().hex(), 100)


def test_what_resembles_everything_scores_low() -> None:
    """The background's likeness is taken off; without a background nothing is."""
    shirt, label = signature(100, 10, 0), signature(0, 10, 100)
    index = NeuralIndex("neural-a", [signature(100, 0, 5), signature(99, 5, 0)])
    index.add(1, [shirt])
    index.add(2, [label, signature(0, 100, 0)])
    (hit,) = index.search(label, 0.5)
    assert (hit.label, hit.cosine) == (2, 1.0)
    assert index.search(shirt, 0.5) == ()
    assert NeuralIndex("neural-a", []).version != index.version
    index.remove(2)
    assert index.search(label, 0.5) == ()
    plain = NeuralIndex("neural-a", [])
    plain.add(1, [shirt])
    assert plain.search(shirt, 0.5)[0].score == 1


VECTORS = st.lists(st.integers(-127, 127), min_size=4, max_size=4)


@settings(deadline=None)
@given(VECTORS.filter(any), st.lists(VECTORS, max_size=5))
def test_an_exact_copy_is_the_nearest(vector: list[int], others: list[list[int]]) -> None:
    """Whatever else is stored, a reference's own vector is among the best."""
    index = NeuralIndex("neural-a", [])
    index.add(0, [signature(*vector)])
    for label, other in enumerate(others, start=1):
        index.add(label, [signature(*other)])
    hits = index.search(signature(*vector), -2)
    assert max(hit.score for hit in hits) == next(hit.score for hit in hits if hit.label == 0)


@pytest.mark.skipif(
    not (importlib.util.find_spec("onnxruntime") and importlib.util.find_spec("onnx")),
    reason="needs the extra neural, and onnx to make a model",
)
def test_a_real_model_runs() -> None:
    """A tiny model, made here, describes pictures through the real runtime."""
    onnx = importlib.import_module("onnx")
    helper, real = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [
            helper.make_node("AveragePool", ["x"], ["pooled"], kernel_shape=[8, 8], strides=[8, 8]),
            helper.make_node("Flatten", ["pooled"], ["y"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("x", real, [1, 3, 32, 32])],
        [helper.make_tensor_value_info("y", real, [1, 48])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    descriptor = NeuralDescriptor(model.SerializeToString())
    index = NeuralIndex(descriptor.algorithm, [descriptor.signature(np.asarray(drawn(50)))])
    for seed in range(5):
        index.add(seed, [descriptor.signature(np.asarray(drawn(seed)))])
    hits = index.search(descriptor.signature(np.asarray(drawn(3))), 0.0)
    assert hits[0].label == 3
    with pytest.raises(ConfigurationError, match="no model that can be run"):
        NeuralDescriptor(b"no model").signature(PIXELS)
