"""A tiny foreign pair: a vision transformer and a text transformer with random weights, under the contracts of DESIGN §5, each with its card.

  cd models && python -m encoders.foreign.tiny --out DIR [--seed 0]

Writes DIR/image-encoder.{onnx,json}, DIR/text-encoder.{onnx,json} and DIR/expected.json: inputs and the answers that reference.py (NumPy alone)
gives to them. The pair has learnt nothing: it shows that any network of these forms can stand where the shipped one stands, on every backend.
tests/support/tiny_pair holds what seed 0 gives.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from common.onnx_meta import CONTRACT_KEY, contract_text, write_sidecar

from ..image.graph import OPSET, GraphBuilder, f32
from ..image.self_test import SIZE, known_picture, self_test
from ..text.reference import Encoder as Words
from .reference import image_answer, pixels_of, text_answer

SYMBOLS = ("auspicious-cloud", "crane", "dragon", "lotus", "peony")
MEAN, STD = [122.7709, 116.746, 104.0937], [68.5005, 66.6322, 70.3232]  # as CLIP normalises, of 0..255
TEXTS = ("莲花丝巾", "蓮花絲巾", "Dragon and phoenix silk scarf, 100% mulberry silk", "红", "龙凤呈祥 gift box")
Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class Sizes:
    width: int = 16
    heads: int = 2
    blocks: int = 2
    dim: int = 32
    patch_px: int = 16
    grid: int = 14  # patches a side that the position table is made for; other sizes interpolate it
    buckets: int = 251  # a token's row is its id modulo this
    positions: int = 32  # of the text; later tokens share the last one


def random_weights(sizes: Sizes, rng: np.random.Generator) -> tuple[Weights, Weights]:
    """Rounded to float16, as the files hold them."""
    w, d = sizes.width, sizes.dim
    draw = lambda *shape, gain=1.0: (rng.standard_normal(shape) * gain / np.sqrt(np.prod(shape[1:]) or 1)).astype(np.float16).astype(np.float32)  # noqa: E731
    norm = lambda: np.stack([1 + draw(w, gain=0.1), draw(w, gain=0.1)])  # noqa: E731

    def blocks() -> Weights:
        held: Weights = {}
        for n in range(sizes.blocks):
            held |= {f"{n}.norm1": norm(), f"{n}.qkv": draw(3 * w, w), f"{n}.qkv.b": draw(3 * w, gain=0.1), f"{n}.out": draw(w, w), f"{n}.out.b": draw(w, gain=0.1)}
            held |= {f"{n}.norm2": norm(), f"{n}.up": draw(4 * w, w), f"{n}.up.b": draw(4 * w, gain=0.1), f"{n}.down": draw(w, 4 * w), f"{n}.down.b": draw(w, gain=0.1)}
        return held | {"norm": norm(), "project": draw(d, w)}

    image = {"patch": draw(w, 3, sizes.patch_px, sizes.patch_px, gain=4.0), "class": draw(w, gain=0.5), "position": draw(w, sizes.grid, sizes.grid, gain=5.0), "symbols": draw(len(SYMBOLS), w, gain=3.0)}
    return image | {"first": norm()} | blocks(), {"token": draw(sizes.buckets, w, gain=4.0), "position": draw(sizes.positions, w)} | blocks()


class Transformer(GraphBuilder):
    """Nodes that both networks share. Tensors are (B, N, W): batch, places, width."""

    def __init__(self, sizes: Sizes, weights: Weights) -> None:
        super().__init__("float16")
        self.sizes, self.held = sizes, weights

    def shape(self, *values: int) -> str:
        name = "shape." + "_".join(str(v) for v in values).replace("-", "m")
        return name if any(known.name == name for known in self.initializers) else self.constant(name, np.array(values, np.int64))

    def index(self, name: str, value: int) -> str:
        """A scalar; `constant` would make it one value of one axis."""
        self.initializers.append(numpy_helper.from_array(np.array(value, np.int64), name))
        return name

    def number(self, name: str, value: float) -> str:
        return name if any(known.name == name for known in self.initializers) else self.constant(name, np.float32(value))

    def norm(self, x: str, name: str, out: str) -> str:
        scale, shift = (self.constant(f"{out}.{part}", value) for part, value in zip(("scale", "shift"), self.held[name]))
        return self.node("LayerNormalization", [x, scale, shift], out, axis=-1, epsilon=1e-5)

    def linear(self, x: str, name: str) -> str:
        """(B, N, I) -> (B, N, O)"""
        y = self.node("MatMul", [x, self.weight(f"{name}.w", np.ascontiguousarray(self.held[name].T))], f"{name}.product")
        return self.node("Add", [y, self.constant(f"{name}.bias", self.held[f"{name}.b"])], f"{name}.sum") if f"{name}.b" in self.held else y

    def gelu(self, x: str, name: str) -> str:
        erf = self.node("Erf", [self.node("Mul", [x, self.number("sqrt_half", np.sqrt(0.5))], f"{name}.scaled")], f"{name}.erf")
        half = self.node("Mul", [x, self.number("half", 0.5)], f"{name}.half")
        return self.node("Mul", [half, self.node("Add", [erf, self.number("one", 1.0)], f"{name}.gate")], f"{name}.gelu")

    def attention(self, x: str, n: int, bias: str | None) -> str:
        """bias: (B, 1, 1, N), added to the scores of the places that are looked at."""
        heads, each = self.sizes.heads, self.sizes.width // self.sizes.heads
        apart = self.node("Reshape", [self.linear(x, f"{n}.qkv"), self.shape(0, 0, 3, heads, each)], f"{n}.apart")
        ordered = self.node("Transpose", [apart], f"{n}.ordered", perm=[2, 0, 3, 1, 4])  # (3, B, heads, N, each)
        for at, part in enumerate("qkv"):
            self.node("Gather", [ordered, self.index(f"{n}.{part}.at", at)], f"{n}.{part}", axis=0)
        scores = self.node("MatMul", [f"{n}.q", self.node("Transpose", [f"{n}.k"], f"{n}.k.t", perm=[0, 1, 3, 2])], f"{n}.dots")
        scores = self.node("Mul", [scores, self.number("score_scale", each**-0.5)], f"{n}.scores")
        scores = self.node("Add", [scores, bias], f"{n}.masked") if bias else scores
        mixed = self.node("MatMul", [self.node("Softmax", [scores], f"{n}.weights", axis=-1), f"{n}.v"], f"{n}.mixed")
        together = self.node("Reshape", [self.node("Transpose", [mixed], f"{n}.back", perm=[0, 2, 1, 3]), self.shape(0, 0, self.sizes.width)], f"{n}.joined")
        return self.linear(together, f"{n}.out")

    def blocks(self, x: str, bias: str | None = None) -> str:
        for n in range(self.sizes.blocks):
            x = self.node("Add", [x, self.attention(self.norm(x, f"{n}.norm1", f"{n}.in"), n, bias)], f"{n}.looked")
            up = self.gelu(self.linear(self.norm(x, f"{n}.norm2", f"{n}.mid"), f"{n}.up"), f"{n}.up")
            x = self.node("Add", [x, self.linear(up, f"{n}.down")], f"{n}.thought")
        return x

    def unit(self, x: str) -> str:
        """(B, W) -> embedding (B, D) of unit length"""
        raw = self.node("MatMul", [x, self.weight("project.w", np.ascontiguousarray(self.held["project"].T))], "raw")
        length = self.node("Sqrt", [self.node("ReduceSum", [self.node("Mul", [raw, raw], "square"), self.shape(1)], "sum", keepdims=1)], "length")
        return self.node("Div", [raw, self.node("Max", [length, self.number("tiny", 1e-6)], "safe_length")], "embedding")


def image_model(sizes: Sizes, weights: Weights, metadata: dict[str, str]) -> onnx.ModelProto:
    b, w = Transformer(sizes, weights), sizes.width
    p = sizes.patch_px
    patches = b.node("Conv", ["pixels", b.weight("patch.w", weights["patch"])], "patches", kernel_shape=[p, p], strides=[p, p])  # (B, W, h, w)
    sides = b.node("Slice", [b.node("Shape", [patches], "patch.shape"), b.shape(2), b.shape(4), b.shape(0)], "sides")
    wanted = b.node("Concat", [b.shape(1, w), sides], "position.shape", axis=0)
    table = b.constant("position.table", weights["position"][None])
    position = b.node("Resize", [table, "", "", wanted], "position", mode="linear", coordinate_transformation_mode="half_pixel")
    placed = b.node("Add", [patches, position], "placed")
    places = b.node("Transpose", [b.node("Reshape", [placed, b.shape(0, 0, -1)], "flat"), ], "places", perm=[0, 2, 1])  # (B, N, W)
    batch = b.node("Slice", ["patch.shape", b.shape(0), b.shape(1), b.shape(0)], "batch")
    first = b.node("Expand", [b.constant("class", weights["class"].reshape(1, 1, w)), b.node("Concat", [batch, b.shape(1, w)], "class.shape", axis=0)], "class.rows")
    x = b.norm(b.node("Concat", [first, places], "tokens", axis=1), "first", "entered")
    x = b.norm(b.blocks(x), "norm", "left")
    head = b.node("Gather", [x, b.index("at_class", 0)], "head", axis=1)  # (B, W)
    rest = b.node("Slice", [x, b.shape(1), b.shape(2**31 - 1), b.shape(1)], "rest")
    evidence = b.node("Transpose", [b.node("MatMul", [rest, b.weight("symbols.w", np.ascontiguousarray(weights["symbols"].T))], "evidence")], "evidence.t", perm=[0, 2, 1])
    shaped = b.node("Concat", [batch, b.shape(len(SYMBOLS)), sides], "maps.shape", axis=0)
    b.node("Reshape", [evidence, shaped], "symbol_maps")
    b.node("ReduceMean", ["symbol_maps"], "symbol_logits", axes=[2, 3], keepdims=0)
    b.unit(head)
    outputs = [f32("embedding", ["B", sizes.dim]), f32("symbol_logits", ["B", len(SYMBOLS)]), f32("symbol_maps", ["B", len(SYMBOLS), "h", "w"])]
    return b.model("tiny-vit", [f32("pixels", ["B", 3, "H", "W"])], outputs, metadata)


def text_model(sizes: Sizes, weights: Weights, metadata: dict[str, str]) -> onnx.ModelProto:
    b = Transformer(sizes, weights)
    integer = lambda name, value: b.constant(name, np.array(value, np.int32))  # noqa: E731
    row = b.node("Mod", ["token_ids", integer("buckets", sizes.buckets)], "row")
    tokens = b.node("Gather", [b.weight("token.w", weights["token"]), row], "tokens", axis=0)  # (B, T, W)
    count = b.node("Squeeze", [b.node("Slice", [b.node("Shape", ["token_ids"], "ids.shape"), b.shape(1), b.shape(2), b.shape(0)], "count.1")], "count")
    order = b.node("Range", [b.index("from", 0), count, b.index("step", 1)], "order")
    nth = b.node("Min", [order, b.index("last", sizes.positions - 1)], "nth")
    x = b.node("Add", [tokens, b.node("Gather", [b.weight("position.w", weights["position"]), nth], "position", axis=0)], "placed")
    padded = b.node("Cast", [b.node("Equal", ["token_ids", integer("pad", 0)], "is_pad")], "padded", to=TensorProto.FLOAT)  # (B, T)
    far = b.node("Mul", [padded, b.number("far", -1e4)], "far.rows")
    bias = b.node("Unsqueeze", [far, b.shape(1, 2)], "bias")  # (B, 1, 1, T)
    x = b.blocks(x, bias)
    kept = b.node("Unsqueeze", [b.node("Sub", [b.number("one", 1.0), padded], "kept"), b.shape(2)], "kept.wide")
    total = b.node("ReduceSum", [b.node("Mul", [x, kept], "kept.rows"), b.shape(1)], "total", keepdims=0)
    number = b.node("Max", [b.node("ReduceSum", [kept, b.shape(1)], "kept.sum", keepdims=0), b.number("one", 1.0)], "kept.count")
    b.unit(b.norm(b.node("Div", [total, number], "mean"), "norm", "left"))
    ids = helper.make_tensor_value_info("token_ids", TensorProto.INT32, ["B", "T"])
    return b.model("tiny-text", [ids], [f32("embedding", ["B", sizes.dim])], metadata)


def image_card(sizes: Sizes) -> dict:
    port = lambda name, *shape: {"name": name, "dtype": "float32", "shape": list(shape)}  # noqa: E731
    unproven = {"positives": 0, "ap": None, "chance": None, "threshold": None, "precision_at_threshold": None, "claim": False, "box_quantile": 0.4}
    return {
        "contract": "image-encoder/1", "model": "tiny-vit", "version": "1", "opset": OPSET, "licence": "Apache-2.0",
        "inputs": [port("pixels", "B", 3, "H", "W")],
        "outputs": [port("embedding", "B", sizes.dim), port("symbol_logits", "B", len(SYMBOLS)), port("symbol_maps", "B", len(SYMBOLS), "h", "w")],
        "pixels": {"layout": "NCHW", "channels": "RGB", "mean": MEAN, "std": STD, "resize": "stretch", "sizes": [224, 448], "multiple_of": 32,
                   "embedding_size": 224, "symbol_size": 448, "map_stride": sizes.patch_px},
        "dim": sizes.dim, "symbols": list(SYMBOLS), "box_rule": "seeing/1", "symbol_calibration": [{"id": s, **unproven} for s in SYMBOLS],
    }  # fmt: skip


def text_card(sizes: Sizes, tokens: int) -> dict:
    return {
        "contract": "text-encoder/1", "model": "tiny-text", "version": "1", "dim": sizes.dim, "opset": OPSET, "licence": "Apache-2.0",
        "inputs": [{"name": "token_ids", "dtype": "int32", "shape": ["B", "T"]}], "outputs": [{"name": "embedding", "dtype": "float32", "shape": ["B", sizes.dim]}],
        "tokeniser": "ruyi-subword/1", "pad_id": 0, "tokens": tokens,
    }  # fmt: skip


def save(model_of, card: dict, path: Path) -> None:
    onnx.save(model_of({CONTRACT_KEY: contract_text(card)}), path)
    write_sidecar(path.with_suffix(".json"), card)


def rounded(values: np.ndarray) -> list:
    return np.round(values.astype(np.float64), 6).tolist()


def make(out: Path, seed: int) -> None:
    sizes, words = Sizes(), Words.load()
    image, text = random_weights(sizes, np.random.default_rng(seed))
    out.mkdir(parents=True, exist_ok=True)
    card = image_card(sizes)
    card["self_test"] = self_test(image_model(sizes, image, {}), MEAN, STD)
    save(lambda metadata: image_model(sizes, image, metadata), card, out / "image-encoder.onnx")
    ids = [words.tokeniser.tokenise(line) for line in TEXTS]
    answers = [text_answer(sizes, text, np.array([row])) for row in ids]
    card = text_card(sizes, len(words.tokeniser.tokens)) | {"self_test": {"input": ids[0], "embedding": rounded(answers[0][0])}}
    save(lambda metadata: text_model(sizes, text, metadata), card, out / "text-encoder.onnx")
    pictures = []
    for size in (SIZE, 2 * SIZE):
        answer = image_answer(sizes, image, pixels_of(known_picture(size), MEAN, STD))
        pictures.append({"input": "weyl", "size": size, "embedding": rounded(answer["embedding"][0]), "symbol_logits": rounded(answer["symbol_logits"][0]), "dragon_row_0": rounded(answer["symbol_maps"][0, 2, 0])})
    texts = [{"text": line, "token_ids": row, "embedding": rounded(answer[0])} for line, row, answer in zip(TEXTS, ids, answers)]
    (out / "expected.json").write_text(json.dumps({"pictures": pictures, "texts": texts}, ensure_ascii=False) + "\n", "utf-8")
    for path in sorted(out.glob("*-encoder.onnx")):
        print(f"{path.name}: {path.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    make(args.out, args.seed)


if __name__ == "__main__":
    main()
