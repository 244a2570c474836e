"""Writes the tiny test bundle: needs `pip install onnx`. Run in this folder: python make.py

logits: scratch = 20 * (brightest red - 0.75), dent = 20 * (brightest blue - 0.75), both over the tile's pixels 0..1.
embedding: L2 norm of (mean red, mean green, mean blue, brightest red - mean red).
"""

import hashlib
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

here = pathlib.Path(__file__).parent
pixels = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["N", 3, 160, 160])
embedding = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["N", 4])
logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 2])
weights = [
    numpy_helper.from_array(np.array([[20, 0], [0, 0], [0, 20]], np.float32), "w"),
    numpy_helper.from_array(np.array([-15, -15], np.float32), "b"),
    numpy_helper.from_array(np.array([[1, 0, 0, -1], [0, 1, 0, 0], [0, 0, 1, 0]], np.float32), "mean_to"),
    numpy_helper.from_array(np.array([[0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]], np.float32), "max_to"),
]
nodes = [
    helper.make_node("GlobalMaxPool", ["pixels"], ["max4"]),
    helper.make_node("Flatten", ["max4"], ["max"], axis=1),
    helper.make_node("GlobalAveragePool", ["pixels"], ["mean4"]),
    helper.make_node("Flatten", ["mean4"], ["mean"], axis=1),
    helper.make_node("Gemm", ["max", "w", "b"], ["logits"]),
    helper.make_node("MatMul", ["mean", "mean_to"], ["e1"]),
    helper.make_node("MatMul", ["max", "max_to"], ["e2"]),
    helper.make_node("Add", ["e1", "e2"], ["e"]),
    helper.make_node("LpNormalization", ["e"], ["embedding"], axis=1, p=2),
]
graph = helper.make_graph(nodes, "tiny", [pixels], [embedding, logits], weights)
for name, opset in (("model.onnx", 17), ("../opset99.onnx", 99)):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    (here / name).write_bytes(model.SerializeToString())
data = (here / "model.onnx").read_bytes()
classes = ["scratch", "dent"]
manifest = {
    "name": "tiny",
    "version": "1.0.0",
    "created": "2026-11-20",
    "input": {"name": "pixels", "shape": ["N", 3, 160, 160]},
    "preprocessing": "andon-pre-1",
    "outputs": {"embedding": {"size": 4}, "logits": {"classes": classes}},
    "classes": classes,
    "temperature": {"scratch": 1.0, "dent": 2.0},
    "bands": {c: {"accept_below": 0.2, "reject_above": 0.8} for c in classes},
    "files": {"model.onnx": {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}},
    "licence": "Apache-2.0",
}
(here / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
