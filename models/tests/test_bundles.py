"""Every committed bundle keeps its promises."""

import hashlib
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from andon_models import export

ROOT = Path(__file__).resolve().parents[2]
# Triage models; the backbone of patch memories has its own tests.
BUNDLES = sorted(path.parent for path in ROOT.glob("models/bundles/andon-triage*/*/manifest.json"))


@pytest.fixture(params=BUNDLES, ids=lambda path: "-".join(path.parts[-2:]))
def bundle(request):
    return request.param


def test_there_is_a_bundle():
    assert BUNDLES


def test_the_manifest_follows_its_schema_and_names_its_folder(bundle):
    schema = json.loads((ROOT / "config/model-manifest.schema.json").read_text())
    manifest = json.loads((bundle / "manifest.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(manifest)
    assert (manifest["name"], manifest["version"]) == bundle.parts[-2:]
    assert manifest["classes"] == manifest["outputs"]["logits"]["classes"] == list(manifest["temperature"]) == list(manifest["bands"])
    assert all(band["accept_below"] <= band["reject_above"] for band in manifest["bands"].values())


def test_the_files_are_those_that_were_published(bundle):
    for name, entry in json.loads((bundle / "manifest.json").read_text())["files"].items():
        content = (bundle / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
    assert (bundle / "card.md").is_file()


def test_the_model_gives_its_golden_answers(bundle):
    export.check(bundle / "model.onnx")
    golden = json.loads((bundle / "golden.json").read_text())
    runner = export.Runner(bundle / "model.onnx")
    for case in golden["cases"]:
        embedding, logits = runner.run(export.formula(case["x_factor"], case["y_factor"], case["c_factor"])[None])
        assert np.abs(embedding[0] - case["embedding"]).max() < golden["tolerance"]
        assert np.abs(logits[0] - case["logits"]).max() < golden["tolerance"]
