"""The neural descriptor: versioned by its model, and clear about what it cannot use."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from casework.errors import ConfigurationError, SignatureMismatch, UsageError
from casework.settings import MatchSettings, PictureSettings, WorkerSettings
from matchers.image.decode import MADE_BY, decode, made_by, record_of
from matchers.image.index import PictureIndex
from matchers.image.neural import NeuralDescriptor, algorithm_of, read_model
from matchers.image.neural_index import NeuralIndex
from matchers.image.signature import Pixels, compare
from matchers.workers import WorkerPool
from tests.matchers.image.drawing import drawn, encoded, entry
from tests.matchers.image.tiny_model import tiny_model

PIXELS: Pixels = np.asarray(drawn(1))
REAL = pytest.mark.skipif(
    not (importlib.util.find_spec("onnxruntime") and importlib.util.find_spec("onnx")),
    reason="needs the extra neural, and onnx to make a model",
)


class FakeSession:
    """A model that averages each colour, of the input that its bytes name."""

    def __init__(self, model: bytes, _options: object, providers: list[str]) -> None:
        if model == b"broken":
            raise RuntimeError(providers)
        self.model = model
        sides: list[object] = ["height", 8] if model == b"free" else [8, 8]
        self.shape = {b"flat": [1, 3], b"bytes": ["n", "h", "w", 3]}.get(model, [1, 3, *sides])

    def get_inputs(self) -> list[SimpleNamespace]:
        """One input."""
        kind = "tensor(uint8)" if self.model == b"bytes" else "tensor(float)"
        return [SimpleNamespace(name="picture", shape=self.shape, type=kind)]

    def run(self, _: None, given: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Means of the colours and of the upper half's."""
        if self.model == b"choosy":
            raise RuntimeError
        batch = given["picture"]
        assert (batch.dtype == np.uint8) == (self.model == b"bytes")
        if self.model == b"bytes":
            batch = batch.transpose(0, 3, 1, 2).astype(np.float32)
        half = batch[:, :, : batch.shape[2] // 2]
        return [np.concatenate([batch.mean(axis=(2, 3)), half.mean(axis=(2, 3))], axis=1)]


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime in place of the extra."""
    module = ModuleType("onnxruntime")
    module.__spec__ = ModuleSpec("onnxruntime", None)
    module.InferenceSession = FakeSession  # type: ignore[attr-defined]  # made up here
    module.SessionOptions = SimpleNamespace  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onnxruntime", module)


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("model", [b"small", b"free", b"bytes"])
def test_a_vector_is_a_signature_of_its_model(model: bytes) -> None:
    """The same picture and model give the same bits, under an algorithm that names the model."""
    descriptor = NeuralDescriptor(model)
    signature = descriptor.signature(PIXELS, "panel", (0.0, 0.0, 0.5, 0.5))
    assert signature == descriptor.signature(PIXELS, "panel", (0.0, 0.0, 0.5, 0.5))
    assert signature.algorithm == descriptor.algorithm == algorithm_of(model)
    assert len(bytes.fromhex(signature.bits)) == 6
    other = NeuralDescriptor(b"other").signature(PIXELS)
    with pytest.raises(SignatureMismatch):
        compare(signature, other)
    with pytest.raises(SignatureMismatch, match="cannot be compared"):
        NeuralIndex(descriptor.algorithm, []).search(other, 0)


@pytest.mark.usefixtures("runtime")
def test_every_view_is_described() -> None:
    """A record has a vector of each of its views, and says which model made them."""
    descriptor, data = NeuralDescriptor(b"small"), encoded(drawn(1))
    picture = record_of(data, "u", decode(data, "u"), descriptor)
    views = [item.view for item in picture.signatures if item.algorithm == "pdq"]
    described = [item for item in picture.signatures if item.algorithm == descriptor.algorithm]
    assert [item.view for item in described] == views
    assert picture.made_by == made_by(descriptor.algorithm) != MADE_BY


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("model", [b"broken", b"flat", b"choosy"])
def test_a_file_that_is_no_model_is_named(model: bytes) -> None:
    """A wrong file is a configuration error, not a crash of the runtime."""
    with pytest.raises(ConfigurationError, match=r"copy\.onnx"):
        NeuralDescriptor(model, "copy.onnx")


@pytest.mark.usefixtures("runtime")
def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The setting, the path and what is wrong with it are said."""
    (tmp_path / "copy.onnx").write_bytes(b"small")
    assert read_model(str(tmp_path / "copy.onnx")) == b"small"
    with pytest.raises(ConfigurationError, match=r"^pictures\.neural_model: .*No such file.*none'"):
        read_model(str(tmp_path / "none"))


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is one sentence that tells how to get it."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(UsageError, match=r"pip install 'markwarden\[neural\]'"):
        NeuralDescriptor(b"small")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'markwarden\[neural\]'"):
        read_model("copy.onnx")


@REAL
def test_a_real_model_runs() -> None:
    """A tiny model, made here, describes pictures through the real runtime."""
    descriptor = NeuralDescriptor(tiny_model())
    index = NeuralIndex(descriptor.algorithm, [descriptor.signature(np.asarray(drawn(50)))])
    for seed in range(5):
        index.add(seed, [descriptor.signature(np.asarray(drawn(seed)))])
    hits = index.search(descriptor.signature(np.asarray(drawn(3))), 0.0)
    assert hits[0].label == 3
    with pytest.raises(ConfigurationError, match="no model that can be run"):
        NeuralDescriptor(b"no model")


@REAL
def test_the_pool_describes_with_a_real_model(tmp_path: Path) -> None:
    """The model is loaded in the worker, within its limits, and its vectors find a copy."""
    path = tmp_path / "tiny.onnx"
    path.write_bytes(tiny_model())
    with WorkerPool(WorkerSettings(), PictureSettings(neural_model=str(path))) as pool:
        protected = pool.read_picture(encoded(drawn(1)), "u").result(60)
        copy = pool.read_picture(encoded(drawn(1), "JPEG", quality=30), "v").result(60)
        assert pool.complaints() == ()
        assert protected.made_by == pool.made_by == made_by(algorithm_of(tiny_model()))
        shown = pool.explain_pictures(encoded(drawn(1)), encoded(drawn(1)), MatchSettings())
        assert shown.result(60).hit is not None
    found = PictureIndex.build([entry(protected)], MatchSettings()).protected.hits(
        copy, thorough=True
    )
    assert any(item.hit.similarity is not None for item in found)


def test_a_model_that_cannot_be_used_is_said_once(tmp_path: Path) -> None:
    """Pictures are matched all the same, without it."""
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"no model")
    with WorkerPool(WorkerSettings(), PictureSettings(neural_model=str(path))) as pool:
        for _ in range(2):
            assert pool.read_picture(encoded(drawn(1)), "u").result(60).made_by == MADE_BY
        (sentence,) = pool.complaints()
        assert str(path) in sentence
        assert pool.complaints() == ()
