"""The int8 variant of a model: static quantisation with tiles from the training frames, per-channel weights."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process


class _Tiles(CalibrationDataReader):
    def __init__(self, pixels: np.ndarray) -> None:
        self._rest = iter(np.split(pixels, len(pixels)))

    def get_next(self) -> dict[str, np.ndarray] | None:
        following = next(self._rest, None)
        return None if following is None else {"pixels": following}


# Convolutions that stay in float: the first of a pretrained trunk (stem and three blocks, few channels carry all there) and the heads.
FIRST, LAST = 9, 6


def quantise(model: Path, target: Path, pixels: np.ndarray) -> None:
    """Writes the int8 variant; `pixels` are tiles [N, 3, 160, 160] in 0..1. Only the inner convolutions are quantised: the first ones, heads
    and embedding stay in float. Weights use seven bits: on processors without VNNI the eight-bit products saturate, which cost 16 AUROC points.
    `Clip` is quantised with the convolution before it: what it cuts off must not take up the range of the numbers."""
    logging.getLogger().setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(model), str(prepared))
        found = [node for node in onnx.load(str(prepared)).graph.node if node.op_type == "Conv"]
        pretrained = any(attribute.name == "group" and attribute.i > 1 for node in found for attribute in node.attribute)
        convolutions, first = [node.name for node in found], FIRST if pretrained else 1
        quantize_static(
            str(prepared), str(target), _Tiles(pixels), quant_format=QuantFormat.QDQ, op_types_to_quantize=["Conv", "Clip"], per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, calibrate_method=CalibrationMethod.MinMax,
            nodes_to_exclude=convolutions[:first] + convolutions[-LAST:], reduce_range=True,
        )
