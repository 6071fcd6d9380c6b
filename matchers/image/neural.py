"""A neural copy descriptor, by the optional extra `neural`: an ONNX file that the user brings."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from casework.errors import ConfigurationError, SignatureMismatch, UsageError
from casework.frontier import PictureSignature
from matchers.image.signature import WHOLE_BOX, Box, Pixels

NEAREST = 3
"""Background pictures whose mean similarity is taken off a score."""
DEFAULT_SIDE = 224
_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], dtype=np.float32)

Vector = npt.NDArray[np.float32]


class NeuralDescriptor:
    """Describes pictures by a model given as bytes; the model's digest is part of the algorithm.

    The model takes a batch of RGB pictures (n x 3 x height x width, normalised as ImageNet's) and
    gives one vector each; SSCD is such a model.

    Raises:
        UsageError: at the first picture, where the extra is not installed.
        ConfigurationError: at the first picture, where the bytes are no such model.
    """

    def __init__(self, model: bytes, name: str = "the model") -> None:
        self._model, self._name = model, name
        self._session: Any = None
        self.algorithm = f"neural-{hashlib.sha256(model).hexdigest()[:12]}"

    def signature(
        self, pixels: Pixels, view: str = "whole", box: Box = WHOLE_BOX
    ) -> PictureSignature:
        """The picture's vector at length 127, each number as one signed byte."""
        if self._session is None:
            self._session = self._open()
        given = self._session.get_inputs()[0]
        height, width = (
            side if isinstance(side, int) else DEFAULT_SIDE for side in given.shape[2:4]
        )
        small = Image.fromarray(pixels).resize((width, height), Image.Resampling.BILINEAR)
        scaled = (np.asarray(small, dtype=np.float32) / 255 - _MEAN) / _SPREAD
        batch = np.ascontiguousarray(scaled.transpose(2, 0, 1)[None].astype(np.float32))
        vector = np.asarray(self._session.run(None, {given.name: batch})[0]).reshape(-1)
        length = max(float(np.linalg.norm(vector)), 1e-9)
        whole = np.clip(np.round(vector / length * 127), -127, 127).astype(np.int8)
        return PictureSignature(self.algorithm, whole.tobytes().hex(), 100, view, box)

    def _open(self) -> Any:
        try:
            runtime = importlib.import_module("onnxruntime")
        except ImportError:
            raise UsageError(
                "A neural descriptor needs the extra neural: pip install 'markwarden[neural]'."
            ) from None
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 1
        try:
            session = runtime.InferenceSession(
                self._model, options, providers=["CPUExecutionProvider"]
            )
            shape = session.get_inputs()[0].shape
        # The runtime raises errors of its own for each way in which bytes can be no model.
        except Exception as error:  # noqa: BLE001
            raise ConfigurationError(
                f"is no model that can be run ({type(error).__name__})", file=self._name
            ) from None
        if len(shape) != 4:
            raise ConfigurationError("takes no batch of pictures", file=self._name)
        return session


@dataclass(frozen=True, slots=True)
class NeuralHit:
    """A reference's label, its cosine similarity, and the score left of it by the background."""

    label: int
    cosine: float
    score: float


class NeuralIndex:
    """Vectors of references, searched exactly, scored against ordinary pictures.

    A picture that resembles everything (a shirt on white) is like many of the background too; what
    it resembles more than them is what counts. The background belongs to the index's version.
    """

    def __init__(self, algorithm: str, background: Sequence[PictureSignature]) -> None:
        self._algorithm = algorithm
        self._background = [self._vector(item) for item in background]
        self._vectors: dict[int, list[Vector]] = {}
        digest = hashlib.sha256("".join(item.bits for item in background).encode())
        self.version = f"{algorithm} background {digest.hexdigest()[:12]}"

    def add(self, label: int, signatures: Sequence[PictureSignature]) -> None:
        """Add a reference's views under its label.

        Raises:
            SignatureMismatch: another model made them.
        """
        self._vectors.setdefault(label, []).extend(self._vector(item) for item in signatures)

    def remove(self, label: int) -> None:
        """Forget a reference."""
        self._vectors.pop(label, None)

    def search(self, signature: PictureSignature, least: float) -> tuple[NeuralHit, ...]:
        """References that score at least so much, best first.

        Raises:
            SignatureMismatch: another model made the signature.
        """
        asked = self._vector(signature)
        usual = sorted((float(item @ asked) for item in self._background), reverse=True)[:NEAREST]
        taken_off = sum(usual) / len(usual) if usual else 0.0
        hits = []
        for label, vectors in self._vectors.items():
            cosine = max(float(vector @ asked) for vector in vectors)
            if cosine - taken_off >= least:
                hits.append(NeuralHit(label, round(cosine, 4), round(cosine - taken_off, 4)))
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.label)))

    def _vector(self, signature: PictureSignature) -> Vector:
        if signature.algorithm != self._algorithm:
            raise SignatureMismatch(
                f"A {signature.algorithm} signature cannot be compared with a {self._algorithm} one."
            )
        vector = np.frombuffer(bytes.fromhex(signature.bits), np.int8).astype(np.float32)
        return vector / np.float32(max(float(np.linalg.norm(vector)), 1e-9))
