"""A checkpoint as ONNX, checked against PyTorch, and the golden file that the Java side is checked against."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
import torch
from torch import Tensor, nn

from andon_models import CLASSES, TILE, WrongInput
from andon_models.student import EMBEDDING, Heads

OPSET = 17
LARGEST = 12_000_000
# Every operator is in ONNX Runtime's CPU provider and in the operator list of TensorRT 8.6 (JetPack 6).
ALLOWED = frozenset(
    "Add AveragePool Clip Concat Constant Conv DepthToSpace Div Exp Flatten Gather Gemm Identity Log MatMul MaxPool Mul "
    "ReduceMax ReduceMean ReduceSum Relu Reshape Shape Slice Sqrt Squeeze Sub Unsqueeze Cast GlobalAveragePool Pow Sigmoid "
    "QuantizeLinear DequantizeLinear".split()
)


@dataclass(frozen=True)
class Joining:
    """How raw logits become the shipped ones, fitted on held-out tiles: z = (raw + shift) / spread per class, then every class is lifted
    so that the highest equals the log-sum of all classes, plus a common offset.

    Evidence that is split between classes ("open or mousebite?") is evidence for a defect all the same, and the station looks at the
    highest score. The order of tiles is then the order by "any defect", which the student was trained on.
    """

    shift: np.ndarray
    spread: np.ndarray
    offset: float

    def __call__(self, raw: np.ndarray) -> np.ndarray:
        z = (raw.astype(np.float64) + self.shift) / self.spread
        return (z + np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)) + self.offset).astype(np.float32)


PLAIN = Joining(np.zeros(len(CLASSES)), np.ones(len(CLASSES)), 0.0)


class Shipped(nn.Module):
    """What leaves the factory: embedding and joined logits (raw ones when `joining` is None)."""

    def __init__(self, student: Heads, joining: Joining | None) -> None:
        super().__init__()
        self.student = student
        self.joining = joining
        kept = joining or PLAIN
        self.shift = nn.Parameter(torch.tensor(kept.shift, dtype=torch.float32), requires_grad=False)
        self.scale = nn.Parameter(torch.tensor(1 / kept.spread, dtype=torch.float32), requires_grad=False)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        embedding, logits, _ = self.student(pixels)
        if self.joining is None:
            return embedding, logits
        z = (logits + self.shift) * self.scale
        top = torch.amax(z, dim=1, keepdim=True)
        return embedding, z + torch.log(torch.exp(z - top).sum(dim=1, keepdim=True)) + self.joining.offset


def write(student: Heads, joining: Joining | None, target: Path) -> None:
    """Exports with a free batch size, checks operators, size and agreement within 1e-3."""
    shipped = Shipped(student, joining).eval()
    sample = torch.rand(2, 3, TILE, TILE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            shipped, (sample,), str(target), input_names=["pixels"], output_names=["embedding", "logits"], opset_version=OPSET,
            dynamic_axes={name: {0: "batch"} for name in ("pixels", "embedding", "logits")}, dynamo=False,
        )
    _fold(target)
    check(target)
    with torch.no_grad():
        expected = [output.numpy() for output in shipped(sample)]
    for name, ours, theirs in zip(("embedding", "logits"), expected, Runner(target).run(sample.numpy()), strict=True):
        difference = float(np.abs(ours - theirs).max())
        if difference > 1e-3:
            raise WrongInput(f"{target}: {name} differs by {difference:.2g} between PyTorch and ONNX Runtime")


def _fold(path: Path) -> None:
    """PyTorch writes padding at the right and below as a small computation before the convolution; ONNX has it as a property of the
    convolution. ONNX Runtime's basic rewrites make the computation a constant, and each `Pad` is then taken into its convolution."""
    folded = path.with_suffix(".folded")
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folded)
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    model = onnx.load(str(folded))
    folded.unlink()
    _take_in_padding(model.graph)
    drop_unused(model.graph)
    plain = [entry for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    del model.opset_import[:]
    model.opset_import.extend(plain)
    onnx.save(model, str(path))


def _take_in_padding(graph: onnx.GraphProto) -> None:
    constants = {tensor.name: tensor for tensor in graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    for pad in [node for node in graph.node if node.op_type == "Pad"]:
        behind = readers.get(pad.output[0], [])
        amounts = constants.get(pad.input[1])
        if amounts is None or len(behind) != 1 or behind[0].op_type != "Conv":
            continue
        top, left, bottom, right = (int(value) for value in onnx.numpy_helper.to_array(amounts)[[2, 3, 6, 7]])
        attribute = next(entry for entry in behind[0].attribute if entry.name == "pads")
        before = list(attribute.ints)
        attribute.ints[:] = [before[0] + top, before[1] + left, before[2] + bottom, before[3] + right]
        behind[0].input[0] = pad.input[0]
        graph.node.remove(pad)


def drop_unused(graph: onnx.GraphProto) -> None:
    """Takes out constants that no node reads any more; ONNX Runtime would warn of them at every start."""
    read = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in read]
    del graph.initializer[:]
    graph.initializer.extend(kept)


def check(path: Path) -> None:
    """Refuses a model of another opset, with unknown operators, or too large to ship."""
    try:
        model = onnx.load(str(path))
    except Exception as error:
        raise WrongInput(f"{path} is no ONNX model: {error}") from error
    opset = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), None)
    if opset != OPSET:
        raise WrongInput(f"{path} has opset {opset}, expected {OPSET}")
    strange = {node.op_type for node in model.graph.node} - ALLOWED
    if strange:
        raise WrongInput(f"{path} uses operators outside the checked list: {', '.join(sorted(strange))}")
    if path.stat().st_size > LARGEST:
        raise WrongInput(f"{path} has {path.stat().st_size} bytes, at most {LARGEST} are allowed")


class Runner:
    """A bundle's model on ONNX Runtime, one thread. Thread-safe."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def run(self, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(embedding [N, 128], logits [N, 10]) for float32 [N, 3, 160, 160] in 0..1."""
        embedding, logits = self._session.run(["embedding", "logits"], {"pixels": pixels})
        return embedding, logits


def golden(model: Path, target: Path) -> None:
    """Three inputs that anyone can compute, with what this model answers."""
    runner = Runner(model)
    cases = []
    for x_factor, y_factor, c_factor in ((7, 13, 29), (3, 5, 11), (1, 2, 97)):
        pixels = formula(x_factor, y_factor, c_factor)
        embedding, logits = runner.run(pixels[None])
        cases.append({
            "x_factor": x_factor, "y_factor": y_factor, "c_factor": c_factor,
            "embedding": [round(float(v), 7) for v in embedding[0]], "logits": [round(float(v), 6) for v in logits[0]],
        })
    target.write_text(json.dumps({
        "formula": "pixels[0][c][y][x] = ((x*x_factor + y*y_factor + c*c_factor) mod 256) / 255, c = 0 red, 1 green, 2 blue",
        "tolerance": 0.001, "cases": cases,
    }, indent=1) + "\n")


def formula(x_factor: int, y_factor: int, c_factor: int) -> np.ndarray:
    c, y, x = np.meshgrid(np.arange(3), np.arange(TILE), np.arange(TILE), indexing="ij")
    return (((x * x_factor + y * y_factor + c * c_factor) % 256) / 255).astype(np.float32)


assert EMBEDDING == 128 and len(CLASSES) == 10
