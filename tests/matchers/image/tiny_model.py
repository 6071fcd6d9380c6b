"""The smallest useful model: averages over the cells of a 32 x 32 picture."""

from __future__ import annotations

import importlib


def tiny_model() -> bytes:
    """The model's file, made by `onnx`."""
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
    made: bytes = model.SerializeToString()
    return made
