"""A bundle: model, manifest, golden answers, card and plots in one folder, every figure taken from a measurement on held-out groups."""

from __future__ import annotations

import datetime
import hashlib
import json
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from andon_models import CLASSES, PREPROCESSING, TILE, WrongInput, captures, card, export, measure, quantise
from andon_models.batches import Sampler
from andon_models.calibration import Calibration, calibrate
from andon_models.frames import Frame
from andon_models.measure import Judged, Measured
from andon_models.student import EMBEDDING, Heads
from andon_models.tiles import tensor

LICENCE = "Apache-2.0"
FEW = 12
# Batches of training tiles that set the ranges of the int8 variant.
DRAWS = 4
SOURCES = {
    "boards": ("DeepPCB", "MIT", "https://github.com/tangsanli5201/DeepPCB"),
    "screws": ("Tensorflow visual inspection, screws", "Apache-2.0", "https://github.com/aaronzink/tensorflow-visual-inspection"),
    "scenes": ("Andon drawn scenes", "Apache-2.0", "./andon scenes"),
    "verdicts": ("the plant's own verdicts and corrections", "the plant's", "export of the hub"),
}
# The temperature of logits that are divided by theirs already.
CALIBRATED = np.ones(len(CLASSES))
START_WEIGHTS = {
    "name": "MobileNetV2 1.0 224 (ImageNet-1k), int8, de-quantised", "licence": "Apache-2.0",
    "source": "https://github.com/google-coral/test_data",
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
    trunk: str = "plain"


@dataclass(frozen=True)
class Sibling:
    """A student that never saw the groups of the `held` frames, the frames that it saw, and for how many steps."""

    fold: int
    steps: int
    student: Heads
    trained: list[Frame]
    held: list[Frame]


@dataclass
class _Measured:
    """What one student answered: raw logits of the held-out frames, and figures that need another run of it (filled in by and by)."""

    raw: Measured
    calibrated: Measured = field(default_factory=Measured)
    distorted: dict[str, list[Judged]] = field(default_factory=dict)
    int8: dict[str, Any] = field(default_factory=dict)


def build(student: Heads, trained: list[Frame], held: list[Frame], request: Request) -> Path:
    """One bundle, calibrated and measured on the same held-out frames (its calibration error is therefore optimistic)."""
    raw = _answers(student, held, request.seed)
    calibration = calibrate([raw])
    return _publish_sibling(Sibling(request.fold or 0, request.steps, student, trained, held), _Measured(raw), calibration, request)


def build_all(shipped: Heads, trained: list[Frame], siblings: list[Sibling], request: Request) -> Path:
    """The bundle that ships and, beside it as NAME-foldN, the siblings that it is measured by.

    Each sibling is calibrated on what the others answered for the groups that they never saw: on its own held-out groups neither its weights nor
    its thresholds are then tuned. The shipped model takes the answers of all; its figures are those of the siblings together."""
    measured = [_Measured(_answers(sibling.student, sibling.held, request.seed)) for sibling in siblings]
    for index, (sibling, own) in enumerate(zip(siblings, measured, strict=True)):
        calibration = calibrate([other.raw for at, other in enumerate(measured) if at != index])
        _publish_sibling(sibling, own, calibration, replace(request, name=f"{request.name}-fold{sibling.fold}", fold=sibling.fold, steps=sibling.steps))
        print(f"published {request.name}-fold{sibling.fold} {request.version}", flush=True)
    calibration = calibrate([own.raw for own in measured])
    together = Measured([judged for own in measured for judged in own.calibrated.judged])
    metrics = figures(together)
    metrics["robustness"] = _robustness(measured)
    metrics["int8"] = _worst_of([own.int8 for own in measured])
    target = _folder(request)
    export.write(shipped, calibration.joining, target / "model.onnx")
    _write_int8(target, trained, request.seed)
    metrics["int8"]["milliseconds_per_16_tiles_one_core"] = _speed(target / "model.int8.onnx")
    metrics["sibling_steps"] = {f"fold{sibling.fold}": sibling.steps for sibling in siblings}
    return _describe(target, request, calibration, together, trained, metrics)


def _publish_sibling(sibling: Sibling, own: _Measured, calibration: Calibration, request: Request) -> Path:
    """Figures of one student on its own held-out frames; fills in what `own` still lacks."""
    own.calibrated = calibration.calibrated(own.raw)
    target = _folder(request)
    export.write(sibling.student, calibration.joining, target / "model.onnx")
    own.distorted = _distorted(target / "model.onnx", sibling.held, request.seed)
    metrics = figures(own.calibrated)
    metrics["robustness"] = _robustness([own])
    _write_int8(target, sibling.trained, request.seed)
    own.int8 = metrics["int8"] = _int8(target, sibling.held, request.seed)
    return _describe(target, request, calibration, own.calibrated, sibling.trained, metrics)


def _folder(request: Request) -> Path:
    target = request.folder / request.name / request.version
    target.mkdir(parents=True, exist_ok=True)
    return target


def _answers(student: Heads, held: list[Frame], seed: int) -> Measured:
    """Raw answers on captures of the held-out frames."""
    if not held:
        raise WrongInput("there are no held-out frames to calibrate on; train with --fold 0, 1 or 2")
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.onnx"
        export.write(student, None, model)
        return measure.measure(export.Runner(model), held, seed)


def _describe(
    target: Path, request: Request, calibration: Calibration, judged: Measured, trained: list[Frame], metrics: dict[str, Any]
) -> Path:
    """Golden answers, manifest and card of the model that lies in `target`."""
    model = target / "model.onnx"
    metrics["milliseconds_per_16_tiles_one_core"] = _speed(model)
    export.golden(model, target / "golden.json")
    manifest = _manifest(request, model, calibration, judged, trained, metrics)
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    card.write(target, manifest, judged, CALIBRATED)
    return target


def _distorted(model: Path, held: list[Frame], seed: int) -> dict[str, list[Judged]]:
    """Held-out boards under one distortion each, on top of nothing else."""
    boards = [frame for frame in held if frame.family == "boards"]
    few, runner = boards[:: max(1, len(boards) // FEW)], export.Runner(model)
    return {name: measure.measure(runner, few, seed, change).judged for name, change in captures.DISTORTIONS.items()}


def _robustness(measured: list[_Measured]) -> dict[str, Any]:
    """Tile AUROC by distortion."""
    return _rounded({
        name: measure.figures([judged for own in measured for judged in own.distorted[name]], CALIBRATED)["tile_auroc"]
        for name in captures.DISTORTIONS
    })


def _speed(model: Path) -> float:
    """Least processor time of a few runs over a 640x640 frame's tiles, one thread."""
    runner, pixels = export.Runner(model), np.full((16, 3, TILE, TILE), 0.5, np.float32)
    times = []
    for _ in range(8):
        before = time.process_time()
        runner.run(pixels)
        times.append(time.process_time() - before)
    return round(min(times) * 1000, 1)


def _write_int8(target: Path, trained: list[Frame], seed: int) -> None:
    """`model.int8.onnx` beside `model.onnx`, calibrated on tiles of the frames that the model was trained on."""
    sampler = Sampler(trained[:: max(1, len(trained) // FEW)], seed)
    pixels = np.concatenate([sampler.draw().pixels for _ in range(DRAWS)])
    quantise.quantise(target / "model.onnx", target / "model.int8.onnx", tensor(list(pixels)))


def _int8(target: Path, held: list[Frame], seed: int) -> dict[str, Any]:
    """What `model.int8.onnx` loses against float on the same held-out captures (AUROC points of 100)."""
    few = held[:: max(1, len(held) // (6 * FEW))]
    judged = {
        name: measure.figures(measure.measure(export.Runner(target / name), few, seed).judged, CALIBRATED)
        for name in ("model.onnx", "model.int8.onnx")
    }
    lost = {}
    for name in ("tile_auroc", "frame_auroc", "one_defect_frame_auroc"):
        exact, rounded = judged["model.onnx"][name], judged["model.int8.onnx"][name]
        if exact is not None and rounded is not None:
            lost[name] = 100 * (exact - rounded)
    return _rounded({"points_lost": lost, "milliseconds_per_16_tiles_one_core": _speed(target / "model.int8.onnx")})


def _worst_of(told: list[dict[str, Any]]) -> dict[str, Any]:
    """The most that any sibling loses in int8, by figure."""
    names = {name for one in told for name in one["points_lost"]}
    return {"points_lost": {name: max(one["points_lost"].get(name, 0.0) for one in told) for name in sorted(names)}}


def figures(measured: Measured, temperature: np.ndarray = CALIBRATED) -> dict[str, Any]:
    """The metrics block: boards together, each held-out group apart, screws apart, calibration, twins."""
    boards = [j for j in measured.judged if j.family == "boards"]
    logits, labels = measured.tiles()
    block: dict[str, Any] = dict(measure.figures(boards, temperature))
    block |= {name + "_reference": value for name, value in measure.figures(boards, temperature, reference=True).items()}
    block["twin_auroc"] = measure.twin_auroc(boards)
    block["ece"] = _ece(logits, labels, temperature)
    block["by_variant"] = {
        group: measure.figures(of, temperature) | {"twin_auroc": measure.twin_auroc(of)} for group, of in _by_group(measured.judged).items()
    }
    known = {g: v["tile_auroc"] for g, v in block["by_variant"].items() if v["tile_auroc"] is not None}
    block["worst_variant"] = min(known, key=lambda group: known[group]) if known else None
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


def _by_class(logits: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    found = {}
    for index, name in enumerate(CLASSES):
        good, bad = logits[labels[:, index] == 0, index], logits[labels[:, index] == 1, index]
        found[name] = {"positives": len(bad), "auroc": measure.auroc(good, bad)}
    return found


def _rounded(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: _four_decimals(value) for name, value in figures.items()}


def _four_decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return _rounded(value)
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    return value


def _manifest(
    request: Request, model: Path, calibration: Calibration, judged: Measured, trained: list[Frame], metrics: dict[str, Any]
) -> dict[str, Any]:
    files = {path.name: _entry(path) for path in (model, model.with_name("model.int8.onnx")) if path.is_file()}
    measured_groups = {one.group for one in judged.judged if one.family != "scenes"}
    seen = bool(measured_groups & {frame.group for frame in trained})
    manifest: dict[str, Any] = {
        "name": request.name,
        "version": request.version,
        "created": datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z"),
        "input": {"name": "pixels", "shape": [-1, 3, TILE, TILE], "range": "0..1 RGB"},
        "preprocessing": PREPROCESSING,
        "outputs": {"embedding": {"size": EMBEDDING}, "logits": {"classes": list(CLASSES)}},
        "classes": list(CLASSES),
        "temperature": {name: round(float(value), 4) for name, value in zip(CLASSES, calibration.temperature, strict=True)},
        "bands": calibration.bands,
        "files": files,
        "data": _data(trained),
        "training": {
            "steps": request.steps, "seed": request.training_seed, "trunk": request.trunk, "held_out_fold": request.fold,
            "held_out_groups_trained": seen,
        },
        "metrics": metrics,
        "licence": LICENCE,
    }
    if request.trunk == "mobilenet":
        manifest["training"]["start_weights"] = START_WEIGHTS
    if calibration.reference is not None:
        manifest["reference"] = calibration.reference
    return manifest


def _entry(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _data(trained: list[Frame]) -> list[dict[str, Any]]:
    rows = []
    for family, (name, licence, source) in SOURCES.items():
        count = sum(frame.family == family for frame in trained)
        if count:
            rows.append({"name": name, "licence": licence, "source": source, "count": count})
    return rows
