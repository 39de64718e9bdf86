"""Writes the shipped files from a trained table.

  python -m encoders.text.export TABLE.npz --cedict FILE.txt.gz [--out DIR]

Files: words-NNN.safetensors (the table, each at most 1 MiB), text-encoder.onnx (the same table), text-encoder.json (contract).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .quantise import load_trained
from .reference import ARTIFACTS, Encoder
from .tokeniser import PAD_ID

MAX_FILE_BYTES = 1 << 20
ALIGN = 64
OPSET = 18
_NAMES = {"uint8": "U8", "int8": "I8", "uint32": "U32", "float32": "F32"}


def safetensors_bytes(tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> bytes:
    """Header padded and every tensor begun at a multiple of 64; gaps are U8 tensors `_pad0`, `_pad1`, …"""
    header: dict[str, object] = {"__metadata__": metadata}
    data = bytearray()
    pads = 0
    for name, tensor in tensors.items():
        if gap := -len(data) % ALIGN:
            header[f"_pad{pads}"] = {"dtype": "U8", "shape": [gap], "data_offsets": [len(data), len(data) + gap]}
            data += bytes(gap)
            pads += 1
        raw = np.ascontiguousarray(tensor).tobytes()
        shape = list(tensor.shape)
        header[name] = {"dtype": _NAMES[tensor.dtype.name], "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-(8 + len(text)) % ALIGN)
    return len(text).to_bytes(8, "little") + text + bytes(data)


def words_file(encoder: Encoder, begin: int, end: int) -> bytes:
    tokens = encoder.tokeniser.tokens[begin:end]
    tensors = {
        "token.offsets": np.cumsum([0, *map(len, tokens)]).astype(np.uint32),
        "token.bytes": np.frombuffer(b"".join(tokens), np.uint8),
        "row.q": encoder.rows_q[begin:end],
        "row.scale": encoder.scales[begin:end],
    }
    if begin == 0:
        codes = sorted(encoder.tokeniser.fold_codes)
        tensors["fold.from"] = np.array(codes, np.uint32)
        tensors["fold.to"] = np.array([encoder.tokeniser.fold_codes[c] for c in codes], np.uint32)
    return safetensors_bytes(tensors, {"ruyi.kind": "words", "ruyi.version": "1"})


def write_words(encoder: Encoder, out: Path) -> list[dict]:
    """Equal shares of the tokens in as few files as fit the size limit; old files are removed first."""
    for old in out.glob("words-*.safetensors"):
        old.unlink()
    count = len(encoder.tokeniser.tokens)
    parts = 1
    while True:
        bounds = [count * i // parts for i in range(parts + 1)]
        files = [words_file(encoder, a, b) for a, b in zip(bounds, bounds[1:])]
        if max(map(len, files)) <= MAX_FILE_BYTES:
            break
        parts += 1
    entries = []
    for i, raw in enumerate(files):
        name = f"words-{i:03d}.safetensors"
        (out / name).write_bytes(raw)
        entries.append({"file": name, "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest(), "tokens": bounds[i + 1] - bounds[i]})
    return entries


def onnx_model(encoder: Encoder, contract: str) -> onnx.ModelProto:
    """token_ids i32 [B, T], padded with 0 -> embedding f32 [B, D]; a row without tokens stays zero."""
    constants = {
        "row_q": encoder.rows_q,
        "row_scale": encoder.scales,
        "last": np.array([-1], np.int64),
        "tokens_axis": np.array([1], np.int64),
        "tiny": np.array(1e-20, np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["row_q", "token_ids"], ["picked_q"], axis=0),  # [B, T, D]
        helper.make_node("Cast", ["picked_q"], ["picked"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["row_scale", "token_ids"], ["picked_scale"], axis=0),  # [B, T]
        helper.make_node("Unsqueeze", ["picked_scale", "last"], ["scale"]),  # [B, T, 1]
        helper.make_node("Mul", ["picked", "scale"], ["parts"]),
        helper.make_node("ReduceSum", ["parts", "tokens_axis"], ["total"], keepdims=0),  # [B, D]
        helper.make_node("ReduceL2", ["total", "last"], ["norm"], keepdims=1),  # [B, 1]
        helper.make_node("Max", ["norm", "tiny"], ["safe_norm"]),
        helper.make_node("Div", ["total", "safe_norm"], ["embedding"]),
    ]
    graph = helper.make_graph(
        nodes,
        "ruyi-text-encoder",
        [helper.make_tensor_value_info("token_ids", TensorProto.INT32, ["B", "T"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["B", encoder.dim])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10, producer_name="ruyi")
    helper.set_model_props(model, {"ruyi.contract": contract})
    onnx.checker.check_model(model, full_check=True)
    return model


def source_commit() -> str:
    """HEAD, marked dirty when this folder has uncommitted changes other than its artifacts."""
    run = lambda *command: subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True).stdout
    changed = run("git", "status", "--porcelain", "--", ".", ":!artifacts")
    return run("git", "rev-parse", "HEAD").strip() + ("-dirty" if changed else "")


def contract_of(encoder: Encoder, words: list[dict], settings: dict, dictionary: Path) -> dict:
    return {
        "contract": "text-encoder/1",
        "model": "ruyi-text-table",
        "version": "0.1.0",
        "dim": encoder.dim,
        "inputs": [{"name": "token_ids", "type": "int32", "shape": ["B", "T"]}],
        "outputs": [{"name": "embedding", "type": "float32", "shape": ["B", encoder.dim]}],
        "tokeniser": "ruyi-subword/1",
        "pad_id": PAD_ID,
        "tokens": len(encoder.tokeniser.tokens),
        "words": words,
        "opset": OPSET,
        "licence": "CC-BY-SA-4.0",
        "source_commit": source_commit(),
        "dictionary_sha256": hashlib.sha256(dictionary.read_bytes()).hexdigest(),
        "training": settings,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--cedict", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ARTIFACTS)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    encoder = load_trained(args.table)
    with np.load(args.table, allow_pickle=False) as table:
        settings = json.loads(str(table["config"]))
    contract = contract_of(encoder, write_words(encoder, args.out), settings, args.cedict)
    text = json.dumps(contract, ensure_ascii=False, separators=(",", ":"))
    onnx.save(onnx_model(encoder, text), str(args.out / "text-encoder.onnx"))
    (args.out / "text-encoder.json").write_text(json.dumps(contract, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    for path in sorted(args.out.iterdir()):
        print(f"{path.stat().st_size:>9} {path.name}")


if __name__ == "__main__":
    main()
