"""RUN/model.pt -> artifacts/user-encoder.onnx and user-encoder.json (contract "user-encoder/1").

  python -m encoders.user.export_onnx RUN/model.pt [--out DIR]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
from pathlib import Path

import onnx
import torch

from .config import Config
from .model import VISUAL_FLOOR, UserEncoder
from .simulate import KINDS

ARTIFACTS = Path(__file__).parent / "artifacts"
DIM, MODALITIES, OPSET = 128, ("visual", "text"), 18
INPUTS = ("item_vectors", "event_kinds", "ages_days", "mask")
OUTPUTS = ("queries", "modality_weights")


def example_inputs(batch: int, length: int, seed: int = 0) -> tuple[torch.Tensor, ...]:
    """Random histories of mixed length, padded on the right; the first one is empty when there is more than one."""
    generator = torch.Generator().manual_seed(seed)
    vectors = torch.nn.functional.normalize(torch.randn(batch, length, len(MODALITIES), DIM, generator=generator), dim=-1)
    lengths = torch.randint(1, length + 1, (batch,), generator=generator)
    if batch > 1:
        lengths[0] = 0
    mask = (torch.arange(length) < lengths.unsqueeze(1)).float()
    kinds = (torch.randint(1, len(KINDS), (batch, length), generator=generator) * mask).int()
    ages = torch.rand(batch, length, generator=generator) * 365 * mask
    return vectors * mask[:, :, None, None], kinds, ages, mask


def contract_of(settings: dict, weights: Path) -> dict:
    run = lambda *command: subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True).stdout
    changed = run("git", "status", "--porcelain", "--", ".", ":!artifacts")
    return {
        "contract": "user-encoder/1",
        "model": "ruyi-user-encoder",
        "version": "0.1.0",
        "dim": DIM,
        "modalities": list(MODALITIES),
        "kinds": list(KINDS),
        "max_events": Config.max_events,
        "visual_floor": VISUAL_FLOOR,
        "weight_total": 1.4,
        "inputs": [
            {"name": "item_vectors", "type": "float32", "shape": ["B", "L", len(MODALITIES), DIM]},
            {"name": "event_kinds", "type": "int32", "shape": ["B", "L"]},
            {"name": "ages_days", "type": "float32", "shape": ["B", "L"]},
            {"name": "mask", "type": "float32", "shape": ["B", "L"]},
        ],
        "outputs": [
            {"name": "queries", "type": "float32", "shape": ["B", len(MODALITIES), DIM]},
            {"name": "modality_weights", "type": "float32", "shape": ["B", len(MODALITIES)]},
        ],
        "opset": OPSET,
        "licence": "Apache-2.0",
        "source_commit": run("git", "rev-parse", "HEAD").strip() + ("-dirty" if changed else ""),
        "weights_sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "training": settings,
    }


def load_model(path: Path) -> UserEncoder:
    model = UserEncoder(Config.width)
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=ARTIFACTS)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    settings = json.loads((args.weights.parent / "results.json").read_text(encoding="utf-8"))["config"]
    contract = contract_of(settings, args.weights)
    batch, length = torch.export.Dim("B", min=1, max=4096), torch.export.Dim("L", min=1, max=4096)
    program = torch.onnx.export(
        load_model(args.weights), example_inputs(3, 9), dynamo=True, input_names=INPUTS, output_names=OUTPUTS,
        dynamic_shapes=tuple({0: batch, 1: length} for _ in INPUTS), opset_version=OPSET, external_data=False,
    )  # fmt: skip
    proto = program.model_proto
    onnx.helper.set_model_props(proto, {"ruyi.contract": json.dumps(contract, separators=(",", ":"))})
    for node in proto.graph.node:  # exporter's notes hold source paths
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*proto.graph.value_info, *proto.graph.input, *proto.graph.output, *proto.graph.initializer):
        del value.metadata_props[:]
    del proto.graph.metadata_props[:]
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, str(args.out / "user-encoder.onnx"))
    (args.out / "user-encoder.json").write_text(json.dumps(contract, indent=2) + "\n", encoding="utf-8")
    print((args.out / "user-encoder.onnx").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
