"""Scores of held-out frames and the figures drawn from them. The published figures come from the Java evaluate command; these steer training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from sklearn.metrics import roc_auc_score

from andon_models import CLASSES, captures
from andon_models.batches import targets
from andon_models.export import Joining, Runner
from andon_models.frames import Box, Frame
from andon_models.tiles import Rectangle, cut, grid, tensor

ENOUGH_POSITIVES = 10


@dataclass
class Judged:
    """One capture: logits [T, 10], labels [T, 10] (1, 0, -1), 1-cosine to the golden tiles [T] where there is a golden frame."""

    group: str
    family: str
    kind: str
    logits: np.ndarray
    labels: np.ndarray
    embedding: np.ndarray
    distance: np.ndarray | None = None


@dataclass
class Measured:
    judged: list[Judged] = field(default_factory=list)

    def tiles(self) -> tuple[np.ndarray, np.ndarray]:
        return np.concatenate([j.logits for j in self.judged]), np.concatenate([j.labels for j in self.judged])


Change = Callable[[np.random.Generator, np.ndarray], np.ndarray]


def measure(runner: Runner, frames: list[Frame], seed: int, change: Change = captures.capture) -> Measured:
    """Every version of every frame, captured with noise and judged by tiles."""
    rng = np.random.default_rng(seed)
    found = Measured()
    for frame in frames:
        golden = None
        for kind, picture, boxes in captures.versions(rng, frame):
            tiles = list(frame.slots) or grid(picture.shape[1], picture.shape[0])
            embedding, logits = _judge(runner, change(rng, picture), tiles)
            if kind == "good" and frame.twin is not None:
                golden = _judge(runner, captures.capture(rng, picture), tiles)[0]
            distance = None if golden is None else 1 - (embedding * golden).sum(axis=1)
            labels = np.stack([_labels(boxes, tile) for tile in tiles])
            found.judged.append(Judged(frame.group, frame.family, kind, logits, labels, embedding, distance))
    return found


def _judge(runner: Runner, picture: np.ndarray, tiles: list[Rectangle]) -> tuple[np.ndarray, np.ndarray]:
    return runner.run(tensor([cut(picture, tile) for tile in tiles]))


def _labels(boxes: tuple[Box, ...], tile: Rectangle) -> np.ndarray:
    sx, sy = 160 / (tile[2] - tile[0]), 160 / (tile[3] - tile[1])
    moved = [Box(b.kind, (b.x1 - tile[0]) * sx, (b.y1 - tile[1]) * sy, (b.x2 - tile[0]) * sx, (b.y2 - tile[1]) * sy) for b in boxes]
    return targets(moved)[0]


def scores(logits: np.ndarray, temperature: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(logits / temperature, -40, 40)))


def auroc(good: np.ndarray, bad: np.ndarray) -> float | None:
    if len(good) == 0 or len(bad) == 0:
        return None
    return float(roc_auc_score(np.r_[np.zeros(len(good)), np.ones(len(bad))], np.r_[good, bad]))


def figures(measured: list[Judged], temperature: np.ndarray, reference: bool = False) -> dict[str, float | None]:
    """Tile, frame and one-defect AUROC, and the undecided share at 1 % misses and 2 % false rejects."""
    tile_score = {id(j): _tile_score(j, temperature, reference) for j in measured}
    judged_any = [(tile_score[id(j)][t], j.labels[t]) for j in measured for t in range(len(j.labels))]
    good = np.array([s for s, labels in judged_any if (labels == 0).all()])
    bad = np.array([s for s, labels in judged_any if (labels == 1).any()])
    top = {kind: np.array([tile_score[id(j)].max() for j in measured if j.kind == kind]) for kind in ("good", "defect", "one")}
    return {
        "tile_auroc": auroc(good, bad),
        "frame_auroc": auroc(top["good"], top["defect"]),
        "one_defect_frame_auroc": auroc(top["good"], top["one"]),
        "undecided_at_1pct_miss": undecided(top["good"], top["defect"]),
        "one_defect_undecided_at_1pct_miss": undecided(top["good"], top["one"]),
    }


def _tile_score(judged: Judged, temperature: np.ndarray, reference: bool) -> np.ndarray:
    if reference:
        return judged.distance if judged.distance is not None else np.zeros(len(judged.logits))
    return (judged.logits / temperature).max(axis=1)


def undecided(good: np.ndarray, bad: np.ndarray) -> float | None:
    """Share of frames between the two thresholds: below the first at most 1 % of the bad lie, above the second at most 2 % of the good."""
    if len(good) == 0 or len(bad) == 0:
        return None
    accept, reject = thresholds(good, bad)
    both = np.r_[good, bad]
    return float(((both >= accept) & (both <= reject)).mean()) if accept <= reject else 0.0


def thresholds(good: np.ndarray, bad: np.ndarray) -> tuple[float, float]:
    """(accept below, reject above)."""
    accept = float(np.sort(bad)[int(np.floor(0.01 * len(bad)))])
    reject = float(np.sort(good)[::-1][int(np.floor(0.02 * len(good)))])
    return accept, reject


def twin_auroc(measured: list[Judged]) -> float | None:
    """Same state (golden against a good capture) against the twin (golden against a tile with a defect), by embedding distance."""
    near = np.concatenate([j.distance for j in measured if j.kind == "good" and j.distance is not None] or [np.zeros(0)])
    far = np.concatenate(
        [j.distance[(j.labels == 1).any(axis=1)] for j in measured if j.kind != "good" and j.distance is not None] or [np.zeros(0)]
    )
    return auroc(near, far)


def fit(logits: np.ndarray, labels: np.ndarray) -> tuple[Joining, float]:
    """The joining and the temperature that minimise the log loss on held-out tiles (Platt 1999): first per class, then of "any defect".

    A class with fewer than ten positives keeps its spread and is shifted so that almost all of its scores stay below 0.1: nothing is
    known of it."""
    shift, spread = np.zeros(len(CLASSES)), np.ones(len(CLASSES))
    for index in range(len(CLASSES)):
        judged = labels[:, index] >= 0
        x, y = logits[judged, index].astype(np.float64), labels[judged, index].astype(np.float64)
        if y.sum() < ENOUGH_POSITIVES:
            shift[index] = min(0.0, -2.2 - float(np.quantile(x, 0.999)))
            continue
        scale, offset = _logistic(x, y)
        scale = max(scale, 0.05)
        spread[index], shift[index] = 1 / scale, offset / scale
    joined = Joining(shift, spread, 0.0)(logits).max(axis=1).astype(np.float64)
    good, bad = (labels == 0).all(axis=1), (labels == 1).any(axis=1)
    if bad.sum() < ENOUGH_POSITIVES:
        return Joining(shift, spread, 0.0), 1.0
    scale, offset = _logistic(joined[good | bad], bad[good | bad].astype(np.float64))
    scale = max(scale, 0.05)
    return Joining(shift, spread, offset / scale), 1 / scale


def _logistic(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    scale, offset = 1.0, 0.0
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(scale * x + offset, -40, 40)))
        w = p * (1 - p) + 1e-9
        gradient = np.array([(x * (p - y)).sum() + 1e-3 * (scale - 1), (p - y).sum()])
        hessian = np.array([[(w * x * x).sum() + 1e-3, (w * x).sum()], [(w * x).sum(), w.sum()]])
        step = np.linalg.solve(hessian + 1e-6 * np.eye(2), gradient)
        scale, offset = scale - float(np.clip(step[0], -1, 1)), offset - float(np.clip(step[1], -3, 3))
        if np.abs(step).max() < 1e-7:
            break
    return scale, offset


def ece(probability: np.ndarray, truth: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error (Guo et al. 2017), equal-width bins."""
    index = np.minimum((probability * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        chosen = index == b
        if chosen.any():
            total += chosen.mean() * abs(float(probability[chosen].mean()) - float(truth[chosen].mean()))
    return total
