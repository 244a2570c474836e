"""Does a teacher help? The same student, batches, steps and seeds, once on labels alone and once with the teacher, on held-out groups."""

from __future__ import annotations

import json
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from andon_models import CLASSES, WrongInput, bundle, export, measure, training
from andon_models.frames import Frame
from andon_models.teacher import Teacher

FIGURES = ("tile_auroc", "frame_auroc", "one_defect_frame_auroc", "undecided_at_1pct_miss", "tile_auroc_reference", "twin_auroc")
ARMS = ("labels", "taught")


def run(
    frames: list[Frame], held: list[Frame], teacher: Path, plan: training.Plan, seeds: list[int], out: Path, begun: Path | None = None,
    arms: tuple[str, ...] = ARMS,
) -> dict[str, Any]:
    """Trains what is missing (resumable), measures each student, and writes `comparison.json`. With `begun` every run goes on from the weights of
    that checkpoint, for the plan's steps, with a falling rate. Both arms may be run by processes of their own; the last one to end counts."""
    if not held:
        raise WrongInput("there are no held-out groups to compare on; give --fold 0, 1 or 2")
    Teacher(teacher)
    found: dict[str, dict[int, dict[str, Any]]] = {arm: {} for arm in ARMS}
    for seed in seeds:
        for arm in arms:
            folder = out / f"{arm}-{seed}"
            done = folder / "figures.json"
            if not done.is_file():
                print(f"{arm}, seed {seed}", flush=True)
                guide = Teacher(teacher) if arm == "taught" else None
                checkpoint = training.train(frames, _planned(plan, seed, folder, begun), folder, teacher=guide)
                done.write_text(json.dumps(figures(checkpoint, held, "student" if begun else "average")) + "\n")
    for seed in seeds:
        for arm in ARMS:
            done = out / f"{arm}-{seed}" / "figures.json"
            if done.is_file():
                found[arm][seed] = json.loads(done.read_text())
    arms_told = {arm: summary(list(of.values())) for arm, of in found.items()}
    told = {"steps": plan.steps, "seeds": seeds, "begun": begun is not None, "arms": arms_told, "runs": found}
    (out / "comparison.json").write_text(json.dumps(told, indent=1) + "\n")
    return told


def _planned(plan: training.Plan, seed: int, folder: Path, begun: Path | None) -> training.Plan:
    if begun is None:
        return replace(plan, seed=seed)
    fresh = not (folder / "checkpoint.pt").is_file()
    done = training.begin_from(begun, folder) if fresh else int(training.opened(begun)["step"])
    of = training.opened(begun)["plan"]
    total = done + plan.steps
    return replace(plan, seed=seed, steps=total, cooldown=plan.steps / total, width=of["width"], trunk=of.get("trunk", "plain"))


def figures(checkpoint: Path, held: list[Frame], which: str = "average") -> dict[str, float | None]:
    """The boards' figures of a checkpoint, after the same calibration as a bundle gets. A run that only went on for a few steps is measured by its
    last weights: the average still holds the start."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.onnx"
        export.write(training.averaged(checkpoint, which), None, model)
        raw = measure.measure(export.Runner(model), held, 11)
    joining, common = measure.fit(*raw.tiles())
    for judged in raw.judged:
        judged.logits = joining(judged.logits)
    block = bundle.figures(raw, np.full(len(CLASSES), common))
    return {name: block[name] for name in FIGURES}


def summary(runs: list[dict[str, float | None]]) -> dict[str, dict[str, float] | None]:
    """Mean and standard deviation over the seeds."""
    found: dict[str, dict[str, float] | None] = {}
    for name in FIGURES:
        values = [value for run in runs if (value := run[name]) is not None]
        if not values or len(values) < len(runs):
            found[name] = None
        else:
            spread = statistics.stdev(values) if len(values) > 1 else 0.0
            found[name] = {"mean": round(statistics.fmean(values), 4), "sd": round(spread, 4)}
    return found


def table(told: dict[str, Any]) -> str:
    """As a Markdown table."""
    lines = [f"| {told['steps']} steps, seeds {', '.join(map(str, told['seeds']))} | labels alone | with the teacher |", "|---|---|---|"]
    for name in FIGURES:
        cells = [told["arms"][arm][name] for arm in ARMS]
        lines.append(f"| {name} | " + " | ".join("–" if c is None else f"{c['mean']:.4f} ± {c['sd']:.4f}" for c in cells) + " |")
    return "\n".join(lines)
