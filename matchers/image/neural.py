"""A neural copy descriptor, by the optional extra `neural`: an ONNX file that the user brings."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from casework.errors import ConfigurationError, UsageError
from casework.frontier import PictureSignature
from matchers.image.signature import WHOLE_BOX, Box, Pixels

PREFIX = "neural-"
"""Beginning of the algorithm's name of all neural signatures; the model's digest follows."""
DEFAULT_SIDE = 288
"""Side of the picture, in pixels, for a model that takes any; SSCD's own."""
_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], dtype=np.float32)
_KEY = "pictures.neural_model"


def algorithm_of(model: bytes) -> str:
    """The name under which a model's signatures are kept."""
    return PREFIX + hashlib.sha256(model).hexdigest()[:12]


def read_model(path: str) -> bytes:
    """A model file's bytes, where they can be used.

    Raises:
        ConfigurationError: there is no such file, or the extra is not installed.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        raise ConfigurationError(
            "pictures are matched without the model: the extra neural is not installed "
            "(pip install 'markwarden[neural]').",
            key=_KEY,
            value=path,
        )
    try:
        return Path(path).expanduser().read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"pictures are matched without the model: it cannot be read ({error.strerror}).",
            key=_KEY,
            value=path,
        ) from None


class NeuralDescriptor:
    """Describes pictures by a model given as bytes; the model's digest is part of the algorithm.

    The model takes a batch of RGB pictures and gives one vector each: either n x 3 x height x width
    as floats, normalised as ImageNet's, or n x height x width x 3 as bytes. SSCD is such a model.

    Raises:
        UsageError: the extra is not installed.
        ConfigurationError: the bytes are no such model.
    """

    def __init__(self, model: bytes, name: str = "the model") -> None:
        self.algorithm = algorithm_of(model)
        self._session = _session(model, name)
        given = self._session.get_inputs()[0]
        self._input, self._bytes = given.name, given.type == "tensor(uint8)"
        sides = given.shape[1:3] if self._bytes else given.shape[2:4]
        self._height, self._width = (
            side if isinstance(side, int) else DEFAULT_SIDE for side in sides
        )
        try:
            self.signature(np.zeros((8, 8, 3), np.uint8))
        # The runtime raises errors of its own for each way in which a picture does not fit.
        except Exception as error:  # noqa: BLE001
            reason = type(error).__name__
            raise ConfigurationError(f"takes no pictures ({reason})", file=name) from None

    def signature(
        self, pixels: Pixels, view: str = "whole", box: Box = WHOLE_BOX
    ) -> PictureSignature:
        """The picture's vector at length 127, each number as one signed byte."""
        size = (self._width, self._height)
        small = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))
        batch: npt.NDArray[Any] = np.ascontiguousarray(small[None])
        if not self._bytes:
            scaled = (small.astype(np.float32) / 255 - _MEAN) / _SPREAD
            batch = np.ascontiguousarray(scaled.transpose(2, 0, 1)[None].astype(np.float32))
        vector = np.asarray(self._session.run(None, {self._input: batch})[0]).reshape(-1)
        length = max(float(np.linalg.norm(vector)), 1e-9)
        whole = np.clip(np.round(vector / length * 127), -127, 127).astype(np.int8)
        return PictureSignature(self.algorithm, whole.tobytes().hex(), 100, view, box)


def _session(model: bytes, name: str) -> Any:
    try:
        runtime = importlib.import_module("onnxruntime")
    except ImportError:
        raise UsageError(
            "A neural descriptor needs the extra neural: pip install 'markwarden[neural]'."
        ) from None
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        shape = session.get_inputs()[0].shape
    # The runtime raises errors of its own for each way in which bytes can be no model.
    except Exception as error:  # noqa: BLE001
        raise ConfigurationError(
            f"is no model that can be run ({type(error).__name__})", file=name
        ) from None
    if len(shape) != 4:
        raise ConfigurationError("takes no batch of pictures", file=name)
    return session
