"""MobileNetV2 (Sandler et al. 2018) with start weights from an int8 TFLite file, de-quantised.

The file's batch norms are folded into its convolutions, so the network here has none: each layer is a convolution with a bias."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from andon_models import WrongInput

WEIGHTS = "tf2_mobilenet_v2_1.0_224_ptq.tflite"
# (expansion, channels, blocks, first stride) of the inverted residuals.
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
_CONVOLUTION, _DEPTHWISE = 3, 4


class Layer(nn.Module):
    """A convolution padded as TensorFlow's "SAME": with stride 2, more at the right and below."""

    def __init__(self, inputs: int, outputs: int, size: int, stride: int, groups: int = 1, bent: bool = True) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2 if stride == 1 else 0, groups=groups)
        self.wide = stride == 2
        self.bent = bent

    def forward(self, x: Tensor) -> Tensor:
        x = self.convolution(functional.pad(x, (0, 1, 0, 1)) if self.wide else x)
        return torch.clamp(x, 0, 6) if self.bent else x


class Block(nn.Module):
    """An inverted residual."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        widen = [Layer(inputs, hidden, 1, 1)] if expansion > 1 else []
        self.layers = nn.Sequential(*widen, Layer(hidden, hidden, 3, stride, hidden), Layer(hidden, outputs, 1, 1, bent=False))
        self.added = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x) if self.added else self.layers(x)


def layers() -> nn.ModuleList:
    """Stem and 17 blocks; pixels in -1..1. After block 13 the stride is 16, after block 17 it is 32 (sides divisible by 32)."""
    found: list[nn.Module] = [Layer(3, 32, 3, 2)]
    inputs = 32
    for expansion, outputs, blocks, stride in STAGES:
        for index in range(blocks):
            found.append(Block(inputs, outputs, stride if index == 0 else 1, expansion))
            inputs = outputs
    return nn.ModuleList(found)


def load(network: nn.ModuleList, path: Path) -> None:
    """Fills the network with the file's weights, in the order in which both apply them."""
    wanted = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    found = _convolutions(path)[: len(wanted)]
    for convolution, (weight, bias) in zip(wanted, found, strict=False):
        if tuple(weight.shape) != tuple(convolution.weight.shape):
            raise WrongInput(f"{path} is no MobileNetV2 1.0: a convolution is {tuple(weight.shape)}, expected {tuple(convolution.weight.shape)}")
        with torch.no_grad():
            convolution.weight.copy_(weight)
            convolution.bias.copy_(bias)
    if len(found) < len(wanted):
        raise WrongInput(f"{path} is no MobileNetV2 1.0: {len(found)} convolutions, expected {len(wanted)}")


def _convolutions(path: Path) -> list[tuple[Tensor, Tensor]]:
    import tflite

    try:
        content = path.read_bytes()
    except OSError as error:
        raise WrongInput(f"no start weights at {path} ({error.strerror}); give the folder of {WEIGHTS} with --weights") from error
    if content[4:8] != b"TFL3":
        raise WrongInput(f"{path} is no TFLite file")
    try:
        model = tflite.Model.GetRootAsModel(content, 0)
        graph = model.Subgraphs(0)
        found = []
        for index in range(graph.OperatorsLength()):
            operator = graph.Operators(index)
            kind = model.OperatorCodes(operator.OpcodeIndex()).BuiltinCode()
            if kind in (_CONVOLUTION, _DEPTHWISE):
                _, weight, bias = (graph.Tensors(int(number)) for number in operator.InputsAsNumpy()[:3])
                axis = 3 if kind == _DEPTHWISE else 0
                order = (3, 0, 1, 2) if kind == _DEPTHWISE else (0, 3, 1, 2)
                found.append((torch.from_numpy(_numbers(model, weight, axis).transpose(order).copy()), torch.from_numpy(_numbers(model, bias, 0))))
    except (ValueError, IndexError, TypeError, AttributeError) as error:
        raise WrongInput(f"{path} is damaged: {error!r}") from error
    return found


def _numbers(model: Any, tensor: Any, axis: int) -> np.ndarray:
    """A tensor's real numbers: (stored - zero point) * scale, per channel along `axis` where it has more than one scale."""
    kinds: dict[int, type[np.generic]] = {2: np.int32, 3: np.uint8, 9: np.int8}
    shape = tensor.ShapeAsNumpy()
    stored = np.frombuffer(model.Buffers(tensor.Buffer()).DataAsNumpy().tobytes(), kinds[tensor.Type()]).reshape(shape)
    told = tensor.Quantization()
    along = [1] * len(shape)
    if told.ScaleLength() > 1:
        along[axis] = told.ScaleLength()
    zero, scale = told.ZeroPointAsNumpy().reshape(along), told.ScaleAsNumpy().reshape(along)
    return ((stored.astype(np.float64) - zero) * scale).astype(np.float32)
