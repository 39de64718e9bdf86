"""Writes the encoder as ONNX nodes from plain weights: no tracing, every node is named and accounted for.

Weights are stored as float16 with a Cast to float32 in front of each use (half the bytes, float32 arithmetic, no
float16 shader needed in the browser), or as float32 for the copy that extracts training features.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .backbone import layers

OPSET = 17
IR_VERSION = 8


class GraphBuilder:
    """Collects nodes and initialisers; names are unique because every node's name is its output's name."""

    def __init__(self, store: str = "float16") -> None:
        if store not in ("float16", "float32"):
            raise ValueError(f"unknown weight store {store!r}")
        self.store = store
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def node(self, op: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, value: np.ndarray) -> str:
        """Stored as it is: shapes, axes, bounds and other small things."""
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str, value: np.ndarray) -> str:
        """A float32 tensor for the nodes, kept as float16 in the file where that is asked for."""
        value = np.asarray(value, np.float32)
        if self.store == "float32" or value.size < 64:
            return self.constant(name, value)
        half = value.astype(np.float16)
        if not np.isfinite(half).all():
            raise ValueError(f"{name} does not fit float16: largest magnitude {np.abs(value).max()}")
        self.constant(f"{name}.f16", half)
        return self.node("Cast", [f"{name}.f16"], name, to=TensorProto.FLOAT)

    def backbone(self, weights: dict[str, np.ndarray], pixels: str) -> dict[str, str]:
        """Adds the convolutions of `layers()`; returns the name of each stage's map."""
        self.constant("zero", np.float32(0))
        self.constant("six", np.float32(6))
        stages: dict[str, str] = {}
        x, entry = pixels, pixels
        for layer in layers():
            if layer.opens_block:
                entry = x
            before, after = layer.pads()
            kernel = self.weight(f"{layer.name}.w", weights[f"{layer.name}.w"])
            bias = self.constant(f"{layer.name}.b", weights[f"{layer.name}.b"])
            x = self.node(
                "Conv",
                [x, kernel, bias],
                f"{layer.name}.conv",
                kernel_shape=[layer.kernel] * 2,
                strides=[layer.stride] * 2,
                pads=[before, before, after, after],
                group=layer.groups,
            )
            if layer.relu6:
                x = self.node("Clip", [x, "zero", "six"], f"{layer.name}.relu6")
            if layer.skip:
                x = self.node("Add", [x, entry], f"{layer.name}.skip")
            if layer.stage:
                stages[layer.stage] = x
        return stages

    def model(self, name: str, inputs: list, outputs: list, metadata: dict[str, str]) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="ruyi")
        model.ir_version = IR_VERSION
        helper.set_model_props(model, metadata)
        onnx.checker.check_model(model, full_check=True)
        return model


def f32(name: str, shape: list) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def feature_extractor(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """pixels -> s16, s32 (float32), for caching the features that the heads are trained on."""
    builder = GraphBuilder("float32")
    stages = builder.backbone(weights, "pixels")
    for stage in ("s16", "s32", "head"):
        builder.node("Identity", [stages[stage]], stage)
    outputs = [
        f32("s16", ["B", 112, "h2", "w2"]),
        f32("s32", ["B", 320, "h", "w"]),
        f32("head", ["B", 1280, "h", "w"]),
    ]
    return builder.model("ruyi-image-features", [f32("pixels", ["B", 3, "H", "W"])], outputs, {})
