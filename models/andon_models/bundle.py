"""A bundle: model, manifest, golden answers, card and plots in one folder, every figure taken from a measurement on held-out groups."""

from __future__ import annotations

import datetime
import hashlib
import json
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from andon_models import CLASSES, PREPROCESSING, TILE, WrongInput, captures, card, export, measure, quantise
from andon_models.batches import Sampler
from andon_models.frames import Frame
from andon_models.measure import Judged, Measured
from andon_models.student import EMBEDDING, Heads
from andon_models.tiles import tensor

LICENCE = "Apache-2.0"
FEW = 12
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


def build(
    student: Heads, measured_student: Heads, trained: list[Frame], held: list[Frame], request: Request,
    measured_trained: list[Frame] | None = None,
) -> Path:
    """Calibrates on the held-out frames, writes the bundle, and measures what was written.

    `measured_student` is the one that never saw the held-out groups; `student` is the one that ships. Where they differ (the shipped one was
    trained on all groups, the measured one on `measured_trained`), the measured one is published beside it as NAME-foldN, so that anybody can measure it on groups it never saw."""
    if not held:
        raise WrongInput("there are no held-out frames to calibrate on; train with --fold 0, 1 or 2")
    target = request.folder / request.name / request.version
    target.mkdir(parents=True, exist_ok=True)
    model = target / "model.onnx"
    export.write(measured_student, None, model)
    raw = measure.measure(export.Runner(model), held, request.seed)
    joining, common = measure.fit(*raw.tiles())
    temperature = np.full(len(CLASSES), common)
    for judged in raw.judged:
        judged.logits = joining(judged.logits)
    metrics = figures(raw, temperature)
    metrics["robustness"] = _robustness(measured_student, joining, temperature, held, request.seed)
    export.write(student, joining, model)
    metrics["milliseconds_per_16_tiles_one_core"] = _speed(model)
    metrics["int8"] = _int8(temperature, trained, held, target, request.seed)
    if student is not measured_student:
        name = f"{request.name}-fold{request.fold}"
        beside = request.folder / name / request.version
        beside.mkdir(parents=True, exist_ok=True)
        export.write(measured_student, joining, beside / "model.onnx")
        _describe(beside, replace(request, name=name), temperature, raw, measured_trained or [], metrics)
    _describe(target, request, temperature, raw, trained, metrics)
    return target


def _describe(target: Path, request: Request, temperature: np.ndarray, raw: Measured, trained: list[Frame], metrics: dict) -> None:
    """Golden answers, manifest and card of the model that lies in `target`."""
    export.golden(target / "model.onnx", target / "golden.json")
    manifest = _manifest(request, target / "model.onnx", temperature, raw, trained, metrics)
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    card.write(target, manifest, raw, temperature)


def _robustness(student: Heads, joining: export.Joining, temperature: np.ndarray, held: list[Frame], seed: int) -> dict:
    """Tile AUROC of held-out boards under one distortion each, on top of nothing else."""
    boards = [frame for frame in held if frame.family == "boards"]
    few = boards[:: max(1, len(boards) // FEW)]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.onnx"
        export.write(student, joining, model)
        runner = export.Runner(model)
        for name, change in captures.DISTORTIONS.items():
            found[name] = measure.figures(measure.measure(runner, few, seed, change).judged, temperature)["tile_auroc"]
    return _rounded(found)


def _speed(model: Path) -> float:
    """Least processor time of a few runs over a 640x640 frame's tiles, one thread."""
    runner, pixels = export.Runner(model), np.full((16, 3, TILE, TILE), 0.5, np.float32)
    times = []
    for _ in range(8):
        before = time.process_time()
        runner.run(pixels)
        times.append(time.process_time() - before)
    return round(min(times) * 1000, 1)


def _int8(temperature: np.ndarray, trained: list[Frame], held: list[Frame], target: Path, seed: int) -> dict:
    """Writes `model.int8.onnx` and says what it loses against float on the same held-out captures (AUROC points of 100)."""
    some_frames = trained[:: max(1, len(trained) // FEW)]
    sampler = Sampler(some_frames, seed)
    pixels = np.concatenate([sampler.draw().pixels for _ in range(4)])
    quantise.quantise(target / "model.onnx", target / "model.int8.onnx", tensor(list(pixels)))
    few = held[:: max(1, len(held) // (2 * FEW))]
    judged = {
        name: measure.figures(measure.measure(export.Runner(target / name), few, seed).judged, temperature)
        for name in ("model.onnx", "model.int8.onnx")
    }
    lost = {
        name: 100 * (judged["model.onnx"][name] - judged["model.int8.onnx"][name])
        for name in ("tile_auroc", "frame_auroc") if judged["model.onnx"][name] is not None
    }
    return _rounded({"points_lost": lost, "milliseconds_per_16_tiles_one_core": _speed(target / "model.int8.onnx")})


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
    files = {path.name: _entry(path) for path in (model, model.with_name("model.int8.onnx")) if path.is_file()}
    measured_groups = {judged.group for judged in raw.judged if judged.family != "scenes"}
    seen = bool(measured_groups & {frame.group for frame in trained})
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
        "files": files,
        "data": _data(trained),
        "training": {"steps": request.steps, "seed": request.training_seed, "held_out_fold": request.fold, "held_out_groups_trained": seen},
        "metrics": metrics,
        "licence": LICENCE,
    }
    reference = _reference(raw)
    if reference is not None:
        manifest["reference"] = reference
    return manifest


def _entry(path: Path) -> dict:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _data(trained: list[Frame]) -> list[dict]:
    rows = []
    for family, (name, licence, source) in SOURCES.items():
        count = sum(frame.family == family for frame in trained)
        if count:
            rows.append({"name": name, "licence": licence, "source": source, "count": count})
    return rows
