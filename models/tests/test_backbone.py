"""The backbone of patch memories is the published network, cut off and frozen, at any size of picture."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from torch.nn import functional

from andon_models import WrongInput, backbone, export
from andon_models.cli import main

SHIPPED = Path(__file__).resolve().parents[1] / "bundles/andon-patches/0.1.0"


@pytest.fixture(scope="module")
def state():
    return backbone.weights()


@pytest.fixture(scope="module")
def exported(tmp_path_factory, state):
    path = tmp_path_factory.mktemp("backbone") / "model.onnx"
    path.write_bytes(backbone.build(state).SerializeToString())
    return path


def as_published(state, pixels):
    """The network layer by layer as its authors wrote it: batch normalisation apart, padding by TensorFlow's rule for the size at hand."""
    tensors = {name: torch.from_numpy(np.asarray(value)) for name, value in state.items()}

    def layer(x, name, normalisation, stride, group=1, bounded=True):
        kernel = tensors[f"{name}.weight"]
        side, before, after = kernel.shape[-1], [], []
        for length in x.shape[-2:]:
            missing = max((-(-length // stride) - 1) * stride + side - length, 0)
            before.append(missing // 2)
            after.append(missing - missing // 2)
        x = functional.conv2d(functional.pad(x, (before[1], after[1], before[0], after[0])), kernel, stride=stride, groups=group)
        mean, variance, weight, bias = (tensors[f"{normalisation}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
        x = functional.batch_norm(x, mean, variance, weight, bias, eps=1e-3)
        return functional.relu6(x) if bounded else x

    x = layer((torch.from_numpy(pixels) * 255 - 127) / 128, "_conv_stem", "_bn0", 2)
    found = {}
    for index, block in enumerate(backbone.BLOCKS):
        name, entering = f"_blocks.{index}", x
        if block.expansion > 1:
            x = layer(x, f"{name}._expand_conv", f"{name}._bn0", 1)
        x = layer(x, f"{name}._depthwise_conv", f"{name}._bn1", block.stride, group=x.shape[1])
        x = layer(x, f"{name}._project_conv", f"{name}._bn2", 1, bounded=False)
        x = x + entering if x.shape == entering.shape else x
        if index in backbone.TAPS:
            found[backbone.TAPS[index]] = x.numpy()
    return found


@pytest.mark.parametrize("size", [(320, 432), (96, 64), (16, 16)])
def test_the_export_answers_as_the_published_network_at_any_size(state, exported, size):
    height, width = size
    pixels = np.random.default_rng(3).random((1, 3, height, width), dtype=np.float32)
    found, expected = backbone.Runner(exported).run(pixels), as_published(state, pixels)
    assert found["stride8"].shape == (1, 40, height // 8, width // 8)
    assert found["stride16"].shape == (1, 112, height // 16, width // 16)
    for name in found:
        assert np.abs(found[name] - expected[name]).max() < 1e-3


def test_the_export_has_the_checked_opset_and_operators_and_stays_small(exported):
    export.check(exported)
    assert exported.stat().st_size < 3_000_000
    assert {node.op_type for node in onnx.load(str(exported)).graph.node} == {"Mul", "Sub", "Conv", "Clip", "Add"}


def test_every_layer_up_to_the_last_output_is_used_and_none_behind_it(state):
    kernels = [tensor for tensor in backbone.build(state).graph.initializer if tensor.name.endswith(".kernel")]
    names = [name.split(".") for name in state if name.startswith("_blocks.") and name.endswith("_conv.weight")]
    assert len(kernels) == 1 + sum(int(block) <= max(backbone.TAPS) for _, block, *_ in names)


def test_other_weights_than_the_published_are_refused(monkeypatch):
    monkeypatch.setattr(backbone, "SHA256", "0" * 64)
    with pytest.raises(WrongInput, match="not the file that was published"):
        backbone.weights()


def test_a_missing_package_is_told_with_the_way_out(monkeypatch):
    monkeypatch.setattr(backbone, "PACKAGE", "a-package-that-nobody-installed")
    with pytest.raises(WrongInput, match=r"run models/install\.py"):
        backbone.weights()


def test_the_command_publishes_a_bundle_whose_manifest_names_its_files(tmp_path, capsys):
    assert main(["backbone", "--version", "9.9.9", "--out", str(tmp_path)]) == 0
    folder = tmp_path / "andon-patches/9.9.9"
    assert f"published {folder}" in capsys.readouterr().out
    assert_keeps_its_promises(folder)


def test_the_shipped_bundle_keeps_its_promises_and_is_what_the_export_makes(exported):
    manifest = assert_keeps_its_promises(SHIPPED)
    assert manifest["weights"]["sha256"] == backbone.SHA256
    pixels = backbone.formula(64, 64, 7, 13, 29)
    shipped, fresh = backbone.Runner(SHIPPED / "model.onnx").run(pixels), backbone.Runner(exported).run(pixels)
    assert all(np.abs(shipped[name] - fresh[name]).max() < 1e-4 for name in shipped)


def assert_keeps_its_promises(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["kind"], manifest["name"], manifest["version"]) == ("patches", *folder.parts[-2:])
    for name, entry in manifest["files"].items():
        content = (folder / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
    assert "Apache-2.0" in (folder / "card.md").read_text()
    golden, runner = json.loads((folder / "golden.json").read_text()), backbone.Runner(folder / "model.onnx")
    for case in golden["cases"]:
        factors = (case["x_factor"], case["y_factor"], case["c_factor"])
        found = runner.run(backbone.formula(case["width"], case["height"], *factors))
        assert all(np.abs(values.ravel() - case[name]).max() < golden["tolerance"] for name, values in found.items())
    return manifest
