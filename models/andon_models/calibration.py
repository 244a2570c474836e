"""What turns a student's raw answers into scores and decisions, fitted on frames of groups that the student never saw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import beta

from andon_models import CLASSES, measure
from andon_models.export import Joining
from andon_models.measure import Judged, Measured

MISSES, CONFIDENCE, FALSE_REJECTS = 0.01, 0.95, 0.02


@dataclass(frozen=True)
class Calibration:
    """The joining of class logits, one temperature for all classes, and the thresholds: on scores, and on the distance to golden tiles."""

    joining: Joining
    temperature: np.ndarray
    bands: dict[str, dict[str, float]]
    reference: dict[str, float] | None

    def calibrated(self, raw: Measured) -> Measured:
        """The same frames with logits whose sigmoid is the score: joined, and divided by the temperature."""
        return Measured([replace(judged, logits=judged.logits / self.temperature) for judged in joined(self.joining, raw)])


def calibrate(raws: list[Measured]) -> Calibration:
    """From raw answers, each by a student that never saw the groups of its frames; the frames of several students count together."""
    together = Measured([judged for raw in raws for judged in raw.judged])
    joining, common = measure.fit(*together.tiles())
    temperature = np.full(len(CLASSES), common)
    return Calibration(joining, temperature, _bands(joined(joining, together), temperature), _reference(together.judged))


def joined(joining: Joining, raw: Measured) -> list[Judged]:
    """The same frames with joined logits; the raw ones stay as they are."""
    return [replace(judged, logits=joining(judged.logits)) for judged in raw.judged]


def _bands(judged: list[Judged], temperature: np.ndarray) -> dict[str, dict[str, float]]:
    """One pair of thresholds for all classes; the policy looks at a frame's highest score."""
    top = [(j, float(measure.scores(j.logits, temperature).max())) for j in judged]
    bad = np.array([score for j, score in top if j.kind != "good"])
    good: dict[str, list[float]] = {}
    for j, score in top:
        if j.kind == "good":
            good.setdefault(j.group, []).append(score)
    accept = accept_below(bad) if len(bad) else 0.0
    reject = min(max((reject_above(np.array(scores)) for scores in good.values()), default=1.0), 0.999)
    return {name: {"accept_below": round(min(accept, reject), 4), "reject_above": round(reject, 4)} for name in CLASSES}


def accept_below(bad: np.ndarray) -> float:
    """The highest threshold below which, with a confidence of 95 % (Clopper and Pearson 1934), at most 1 % of defective frames lie; the lowest
    score of all when they are too few to say so (299 are needed). Of boards, half of the frames hold a single defect. Frames of one group resemble
    each other, so the bound is a little optimistic; what matters is the share missed on groups that gave no frame to the threshold (card)."""
    scores, missed = np.sort(bad), 0
    while missed + 1 < len(scores) and miss_bound(missed + 1, len(scores)) <= MISSES:
        missed += 1
    return float(scores[missed])


def miss_bound(missed: int, frames: int) -> float:
    """The rate of misses that is not exceeded with a confidence of 95 %."""
    return 1.0 if missed >= frames else float(beta.ppf(CONFIDENCE, missed + 1, frames - missed))


def reject_above(good: np.ndarray) -> float:
    """The score that 2 % of one group's good frames exceed. The highest of all groups counts: a board full of legitimate dots must not be rejected
    because the others are plain."""
    return float(np.sort(good)[::-1][int(np.floor(FALSE_REJECTS * len(good)))])


def _reference(judged: list[Judged]) -> dict[str, float] | None:
    farthest = [(j.kind, float(j.distance.max())) for j in judged if j.distance is not None]
    good = np.array([distance for kind, distance in farthest if kind == "good"])
    bad = np.array([distance for kind, distance in farthest if kind != "good"])
    if len(good) == 0 or len(bad) == 0:
        return None
    accept, reject = measure.thresholds(good, bad)
    return {"accept_below": round(min(accept, reject), 4), "reject_above": round(max(accept, reject), 4)}
