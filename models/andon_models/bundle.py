"""A bundle: model, manifest, golden answers, card and plots in one folder, every figure taken from a measurement on held-out groups."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from andon_models import CLASSES, PREPROCESSING, TILE, WrongInput, card, export, measure
from andon_models.frames import Frame
from andon_models.measure import Judged, Measured
from andon_models.student import EMBEDDING, Student

LICENCE = "Apache-2.0"
SOURCES = {
    "boards": ("DeepPCB", "MIT", "https://github.com/tangsanli5201/DeepPCB"),
    "screws": ("Tensorflow visual inspection, screws", "Apache-2.0", "https://github.com/aaronzink/tensorflow-visual-inspection"),
    "scenes": ("Andon drawn scenes", "Apache-2.0", "./andon scenes"),
    "verdicts": ("the plant's own verdicts and corrections", "the plant's", "export of the hub"),
}


@dataclass(frozen=True)
class Request:
    """What to publish and where."""

    name: str
    version: str
    folder: Path
    seed: int
    training_seed: int
    steps: int
    fold: int | None


def build(student: Student, measured_student: Student, trained: list[Frame], held: list[Frame], request: Request) -> Path:
    """Calibrates on the held-out frames, writes the bundle, and measures what was written.

    `measured_student` is the one that never saw the held-out groups; `student` is the one that ships. They are the same
    unless the shipped one was trained on all groups."""
    target = request.folder / request.name / request.version
    target.mkdir(parents=True, exist_ok=True)
    model = target / "model.onnx"
    plain = np.zeros(len(CLASSES))
    if not held:
        raise WrongInput("there are no held-out frames to calibrate on; train with --fold 0, 1 or 2")
    export.write(measured_student, plain, model)
    raw = measure.measure(export.Runner(model), held, request.seed)
    shift, temperature = measure.fit_shift_and_temperature(*raw.tiles())
    for judged in raw.judged:
        judged.logits = (judged.logits + shift).astype(np.float32)
    export.write(student, shift, model)
    export.golden(model, target / "golden.json")
    metrics = figures(raw, temperature)
    manifest = _manifest(request, model, temperature, raw, trained, metrics)
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    card.write(target, manifest, raw, temperature)
    return target


def figures(measured: Measured, temperature: np.ndarray) -> dict:
    """The metrics block: boards together, each held-out group apart, screws apart, calibration, twins."""
    boards = [j for j in measured.judged if j.family == "boards"]
    logits, labels = measured.tiles()
    block = measure.figures(boards, temperature)
    block |= {name + "_reference": value for name, value in measure.figures(boards, temperature, reference=True).items()}
    block["twin_auroc"] = measure.twin_auroc(boards)
    block["ece"] = _ece(logits, labels, temperature)
    block["by_variant"] = {
        group: measure.figures(of, temperature) | {"twin_auroc": measure.twin_auroc(of)} for group, of in _by_group(measured.judged).items()
    }
    known = {g: v["tile_auroc"] for g, v in block["by_variant"].items() if v["tile_auroc"] is not None}
    block["worst_variant"] = min(known, key=known.get) if known else None
    block["by_class"] = _by_class(logits, labels)
    return _rounded(block)


def _by_group(judged: list[Judged]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.group, []).append(one)
    return dict(sorted(groups.items()))


def _ece(logits: np.ndarray, labels: np.ndarray, temperature: np.ndarray) -> float:
    probability = measure.scores(logits, temperature)
    per_class = [
        measure.ece(probability[labels[:, c] >= 0, c], labels[labels[:, c] >= 0, c])
        for c in range(len(CLASSES)) if (labels[:, c] == 1).sum() >= 10
    ]
    return float(np.mean(per_class)) if per_class else float("nan")


def _by_class(logits: np.ndarray, labels: np.ndarray) -> dict:
    found = {}
    for index, name in enumerate(CLASSES):
        good, bad = logits[labels[:, index] == 0, index], logits[labels[:, index] == 1, index]
        found[name] = {"positives": len(bad), "auroc": measure.auroc(good, bad)}
    return found


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    return value


def _bands(measured: Measured, temperature: np.ndarray) -> dict[str, dict[str, float]]:
    """One pair of thresholds for all classes: at most 1 % of defective held-out frames below, at most 2 % of good ones above."""
    top = {
        kind: np.array([measure.scores(j.logits, temperature).max() for j in measured.judged if j.kind in kinds])
        for kind, kinds in (("good", ("good",)), ("bad", ("defect", "one")))
    }
    accept, reject = measure.thresholds(top["good"], top["bad"])
    low, high = min(accept, reject), max(accept, reject)
    return {name: {"accept_below": round(low, 4), "reject_above": round(min(high, 0.999), 4)} for name in CLASSES}


def _reference(measured: Measured) -> dict[str, float] | None:
    paired = [j for j in measured.judged if j.distance is not None]
    if not paired:
        return None
    good = np.array([j.distance.max() for j in paired if j.kind == "good"])
    bad = np.array([j.distance.max() for j in paired if j.kind != "good"])
    accept, reject = measure.thresholds(good, bad)
    return {"accept_below": round(min(accept, reject), 4), "reject_above": round(max(accept, reject), 4)}


def _manifest(
    request: Request, model: Path, temperature: np.ndarray, raw: Measured, trained: list[Frame], metrics: dict
) -> dict:
    content = model.read_bytes()
    manifest = {
        "name": request.name,
        "version": request.version,
        "created": datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z"),
        "input": {"name": "pixels", "shape": [-1, 3, TILE, TILE], "range": "0..1 RGB"},
        "preprocessing": PREPROCESSING,
        "outputs": {"embedding": {"size": EMBEDDING}, "logits": {"classes": list(CLASSES)}},
        "classes": list(CLASSES),
        "temperature": {name: round(float(value), 4) for name, value in zip(CLASSES, temperature, strict=True)},
        "bands": _bands(raw, temperature),
        "files": {"model.onnx": {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}},
        "data": _data(trained),
        "training": {"steps": request.steps, "seed": request.training_seed, "held_out_fold": request.fold},
        "metrics": metrics,
        "licence": LICENCE,
    }
    reference = _reference(raw)
    if reference is not None:
        manifest["reference"] = reference
    return manifest


def _data(trained: list[Frame]) -> list[dict]:
    rows = []
    for family, (name, licence, source) in SOURCES.items():
        count = sum(frame.family == family for frame in trained)
        if count:
            rows.append({"name": name, "licence": licence, "source": source, "count": count})
    return rows
