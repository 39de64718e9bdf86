"""Writes the encoder as ONNX nodes from plain weights: no tracing, every node is named and accounted for.

Weights are stored as float16 with a Cast to float32 in front of each use (half the bytes, float32 arithmetic, no float16 shader needed
in the browser), as int8 with a scale per output channel (a quarter of the bytes; Cast and Mul, folded into constants when a session
starts), or as float32 for the copy that extracts training features.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .backbone import TRUNK_END, Conv, layers, trunk_layers

OPSET = 17
IR_VERSION = 8
STORES = ("int8", "float16", "float32")


def quantise(value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """float (O, ...) -> int8 of the same shape and float32 scales (O, 1, ...): value is about q · scale, zero stays zero."""
    largest = np.abs(value).reshape(len(value), -1).max(1)
    scale = np.maximum(largest, 1e-12).astype(np.float32).reshape(-1, *[1] * (value.ndim - 1)) / np.float32(127)
    return np.clip(np.rint(value / scale), -127, 127).astype(np.int8), scale


class GraphBuilder:
    """Collects nodes and initialisers; names are unique because every node's name is its output's name."""

    def __init__(self, store: str = "float16") -> None:
        if store not in STORES:
            raise ValueError(f"unknown weight store {store!r}: one of {', '.join(STORES)}")
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
        """A float32 tensor (O, ...) for the nodes, kept in the file as the store says."""
        value = np.asarray(value, np.float32)
        if self.store == "float32" or value.size < 64:
            return self.constant(name, value)
        if self.store == "int8":
            small, scale = quantise(value)
            wide = self.node("Cast", [self.constant(f"{name}.i8", small)], f"{name}.wide", to=TensorProto.FLOAT)
            return self.node("Mul", [wide, self.constant(f"{name}.scale", scale)], name)
        half = value.astype(np.float16)
        if not np.isfinite(half).all():
            raise ValueError(f"{name} does not fit float16: largest magnitude {np.abs(value).max()}")
        self.constant(f"{name}.f16", half)
        return self.node("Cast", [f"{name}.f16"], name, to=TensorProto.FLOAT)

    def convolution(self, name: str, x: str, kernel: np.ndarray, bias: np.ndarray | None, stride: int = 1, pads: tuple[int, int] = (0, 0)) -> str:
        """kernel (O, I/groups, k, k); depthwise where it has one input channel per group."""
        inputs = [x, self.weight(f"{name}.w", kernel)] + ([] if bias is None else [self.constant(f"{name}.b", np.asarray(bias, np.float32))])
        before, after = pads
        return self.node(
            "Conv",
            inputs,
            f"{name}.conv",
            kernel_shape=[kernel.shape[2]] * 2,
            strides=[stride] * 2,
            pads=[before, before, after, after],
            group=kernel.shape[0] if kernel.shape[1] == 1 else 1,
        )

    def relu6(self, x: str, name: str) -> str:
        for bound, value in (("zero", 0), ("six", 6)):
            if not any(known.name == bound for known in self.initializers):
                self.constant(bound, np.float32(value))
        return self.node("Clip", [x, "zero", "six"], name)

    def doubled(self, x: str, name: str) -> str:
        """(B, C, h, w) -> (B, C, 2h, 2w), every cell repeated."""
        if not any(known.name == "double" for known in self.initializers):
            self.constant("double", np.array([1, 1, 2, 2], np.float32))
        return self.node("Resize", [x, "", "double"], name, mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")

    def convolutions(self, part: list[Conv], weights: dict[str, np.ndarray], x: str) -> dict[str, str]:
        """Adds `part` behind the tensor `x`; returns the name of each stage's map, and of the trunk's."""
        stages: dict[str, str] = {}
        entry = x
        for layer in part:
            if layer.opens_block:
                entry = x
            x = self.convolution(layer.name, x, weights[f"{layer.name}.w"], weights[f"{layer.name}.b"], layer.stride, layer.pads())
            if layer.relu6:
                x = self.relu6(x, f"{layer.name}.relu6")
            if layer.skip:
                x = self.node("Add", [x, entry], f"{layer.name}.skip")
            if layer.stage:
                stages[layer.stage] = x
            if layer.name == TRUNK_END:
                stages["trunk"] = x
        return stages

    def side(self, w: dict[str, np.ndarray], stages: dict[str, str]) -> str:
        """Adds the side branch behind the frozen stages; its features (B, W, H/16, W/16)."""
        scaled = self.node("Mul", [stages["trunk"], self.constant("side.gain", w["trunk.gain"].reshape(-1, 1, 1))], "side.scaled")
        z = self.node("Add", [scaled, self.constant("side.shift", w["trunk.shift"].reshape(-1, 1, 1))], "side.normal")
        down = self.convolution("side.down", z, w["down.w"], w["down.b"], 2, (2, 2))
        coarse = self.doubled(self.convolution("side.s32", stages["s32"], w["s32.w"], None), "side.s32.doubled")
        fine = self.convolution("side.s16", stages["s16"], w["s16.w"], w["b"])
        x = self.node("Add", [fine, self.convolution("side.trunk", down, w["trunk.w"], None)], "side.fine")
        x = self.node("Add", [x, coarse], "side.entry")
        for n in range(side_blocks(w)):
            y = self.relu6(self.convolution(f"side.{n}.expand", x, w[f"{n}.expand.w"], w[f"{n}.expand.b"]), f"side.{n}.expand.relu6")
            half = w[f"{n}.depth.w"].shape[2] // 2
            y = self.relu6(self.convolution(f"side.{n}.depth", y, w[f"{n}.depth.w"], w[f"{n}.depth.b"], 1, (half, half)), f"side.{n}.depth.relu6")
            x = self.node("Add", [x, self.convolution(f"side.{n}.project", y, w[f"{n}.project.w"], w[f"{n}.project.b"])], f"side.{n}.skip")
        return x

    def model(self, name: str, inputs: list, outputs: list, metadata: dict[str, str]) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="ruyi")
        model.ir_version = IR_VERSION
        helper.set_model_props(model, metadata)
        onnx.checker.check_model(model, full_check=True)
        return model


def f32(name: str, shape: list) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def side_blocks(weights: dict[str, np.ndarray]) -> int:
    return sum(name.endswith(".expand.w") for name in weights)


@dataclass
class SideBranch:
    """A small network beside the frozen layers, trained for motifs (tuning/side.py). Its evidence is added in logits scale."""

    weights: dict[str, np.ndarray]  # what s16 and s32 are normalised by is folded in; trunk.gain and trunk.shift (40,) stand for themselves
    symbols: np.ndarray  # (W, S)


@dataclass
class EncoderWeights:
    """Everything behind the backbone. S symbols, D dimensions of the embedding; maps are affine in logits scale."""

    symbol_s16: np.ndarray  # (112, S)
    symbol_s32: np.ndarray  # (320, S)
    symbol_bias: np.ndarray  # (S,)
    sharpness: np.ndarray  # (S,): softmax sharpness in units of the logits-scale map
    mean_share: np.ndarray  # (S,): of the plain mean in a symbol's pooling, the rest is the mean weighted by the softmax
    smooth_cells: int
    embed_weight: np.ndarray  # (112 + 320 + 1280, D), standardisation folded in
    embed_bias: np.ndarray  # (D,)
    side: SideBranch | None = None


def encoder(backbone: dict[str, np.ndarray], heads: EncoderWeights, store: str, metadata: dict[str, str]) -> onnx.ModelProto:
    """pixels -> embedding, symbol_logits, symbol_maps (DESIGN §5)."""
    b = GraphBuilder(store)
    stages = b.convolutions(layers(), backbone, "pixels")
    symbols, dim = heads.symbol_bias.shape[0], heads.embed_bias.shape[0]
    # Evidence maps: one 1x1 convolution per stage; the coarse one is repeated 2 x 2 and added.
    kernel = lambda w: np.ascontiguousarray(w.T[:, :, None, None])  # noqa: E731
    fine_w, coarse_w = b.weight("symbol.s16.w", kernel(heads.symbol_s16)), b.weight("symbol.s32.w", kernel(heads.symbol_s32))
    fine = b.node("Conv", [stages["s16"], fine_w, b.constant("symbol.b", heads.symbol_bias.astype(np.float32))], "symbol.s16", kernel_shape=[1, 1])
    coarse = b.node("Conv", [stages["s32"], coarse_w], "symbol.s32", kernel_shape=[1, 1])
    if heads.side is not None:
        own = b.convolution("side.symbol", b.side(heads.side.weights, stages), kernel(heads.side.symbols), None)
        fine = b.node("Add", [fine, own], "symbol.fine")
    doubled = b.doubled(coarse, "symbol.doubled")
    joined_maps = b.node("Add", [fine, doubled], "symbol.joined")
    side, half = heads.smooth_cells, heads.smooth_cells // 2
    b.node("AveragePool", [joined_maps], "symbol_maps", kernel_shape=[side, side], pads=[half] * 4, strides=[1, 1], count_include_pad=0)
    # Pooling: a share of the mean, the rest the mean weighted by the softmax of the map itself.
    flat = b.node("Reshape", ["symbol_maps", b.constant("pool.shape", np.array([0, 0, -1], np.int64))], "pool.flat")
    sharp = b.constant("pool.sharpness", heads.sharpness.astype(np.float32).reshape(1, symbols, 1))
    b.node("Mul", [flat, sharp], "pool.sharpened")
    attention = b.node("Softmax", ["pool.sharpened"], "pool.attention", axis=2)
    weighted = b.node("Mul", [attention, flat], "pool.weighted")
    axis = b.constant("pool.axis", np.array([2], np.int64))
    peak = b.node("ReduceSum", [weighted, axis], "pool.peak", keepdims=0)
    mean = b.node("ReduceMean", [flat], "pool.mean", axes=[2], keepdims=0)
    share = b.constant("pool.mean_share", heads.mean_share.astype(np.float32))
    rest = b.constant("pool.peak_share", (1 - heads.mean_share).astype(np.float32))
    b.node("Add", [b.node("Mul", [mean, share], "pool.mean_part"), b.node("Mul", [peak, rest], "pool.peak_part")], "symbol_logits")
    # Embedding: mean of each stage, one linear layer, unit length.
    means = [b.node("ReduceMean", [stages[s]], f"embed.{s}", axes=[2, 3], keepdims=0) for s in ("s16", "s32", "head")]
    joined = b.node("Concat", means, "embed.features", axis=1)
    weight = b.weight("embed.w", heads.embed_weight)
    b.node("Gemm", [joined, weight, b.constant("embed.b", heads.embed_bias.astype(np.float32))], "embed.raw")
    square = b.node("Mul", ["embed.raw", "embed.raw"], "embed.square")
    length = b.node("Sqrt", [b.node("ReduceSum", [square, b.constant("embed.axis", np.array([1], np.int64))], "embed.sum", keepdims=1)], "embed.length")
    b.node("Div", ["embed.raw", length], "embedding")
    outputs = [f32("embedding", ["B", dim]), f32("symbol_logits", ["B", symbols]), f32("symbol_maps", ["B", symbols, "h", "w"])]
    return b.model("ruyi-image-encoder", [f32("pixels", ["B", 3, "H", "W"])], outputs, metadata)


def trunk_extractor(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """pixels -> trunk (float32), for caching what the branches are trained on."""
    builder = GraphBuilder("float32")
    builder.node("Identity", [builder.convolutions(trunk_layers(), weights, "pixels")["trunk"]], "trunk")
    return builder.model("ruyi-image-trunk", [f32("pixels", ["B", 3, "H", "W"])], [f32("trunk", ["B", 40, "h", "w"])], {})


def feature_extractor(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """pixels -> s16, s32 (float32), for caching the features that the heads are trained on."""
    builder = GraphBuilder("float32")
    stages = builder.convolutions(layers(), weights, "pixels")
    for stage in ("s16", "s32", "head"):
        builder.node("Identity", [stages[stage]], stage)
    outputs = [
        f32("s16", ["B", 112, "h2", "w2"]),
        f32("s32", ["B", 320, "h", "w"]),
        f32("head", ["B", 1280, "h", "w"]),
    ]
    return builder.model("ruyi-image-features", [f32("pixels", ["B", 3, "H", "W"])], outputs, {})
