"""Learning from verdicts: an export of the hub's verdicts and an operator's corrections becomes a frozen data set, a retrained student
and a comparison on a locked test set. A student that is worse than the running bundle is not published.

The export is a folder with `verdicts.csv`: file,variant,view,verdict,class,x1,y1,x2,y2,provider,operator,agreement (a row per box).
`verdict` is pass, defect or golden; `operator` is the verdict of a person where one looked, `agreement` the share 0..1 of repeated or
parallel answers that said the same.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from andon_models import CLASSES, WrongInput, measure
from andon_models.export import Runner
from andon_models.frames import Frame

COLUMNS = ("file", "variant", "view", "verdict", "class", "x1", "y1", "x2", "y2", "provider", "operator", "agreement")
TOLERANCE = 0.002


@dataclass(frozen=True)
class Frozen:
    """A data set that no longer changes: its folder, its hash over every picture and row, and what was left out and why."""

    folder: Path
    sha256: str
    kept: int
    left_out: dict[str, int]


def freeze(export: Path, target: Path, least_agreement: float) -> Frozen:
    """Copies the usable frames of an export into `target` with a truth file and `provenance.json`."""
    rows = _rows(export / "verdicts.csv")
    if target.exists() and any(target.iterdir()):
        raise WrongInput(f"{target} is not empty; a frozen data set is written once, give a new folder")
    target.mkdir(parents=True, exist_ok=True)
    left_out: Counter[str] = Counter()
    kept: dict[str, list[dict[str, str]]] = {}
    for name, same in rows.items():
        reason = _unusable(export, name, same, least_agreement)
        if reason:
            left_out[reason] += 1
        else:
            kept[name] = same
    if not kept:
        raise WrongInput(f"{export} has no frame to learn from; left out: {dict(left_out)}")
    digest = hashlib.sha256()
    provenance: Counter[str] = Counter()
    with (target / "truth.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS[:9], extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for name in sorted(kept):
            picture = (export / name).read_bytes()
            stored = hashlib.sha256(picture).hexdigest() + Path(name).suffix
            shutil.copyfile(export / name, target / stored)
            digest.update(stored.encode())
            for row in kept[name]:
                judged = row | {"file": stored, "verdict": row["operator"] or row["verdict"]}
                writer.writerow(judged)
                digest.update(json.dumps([judged[key] for key in COLUMNS]).encode())
            provenance[kept[name][0]["provider"] or "unknown"] += 1
    frozen = Frozen(target, digest.hexdigest(), len(kept), dict(left_out))
    (target / "provenance.json").write_text(json.dumps({
        "sha256": frozen.sha256, "frames": frozen.kept, "left_out": frozen.left_out, "by_provider": dict(provenance),
        "by_operator": sum(bool(same[0]["operator"]) for same in kept.values()), "least_agreement": least_agreement,
    }, indent=1) + "\n")
    return frozen


def _unusable(export: Path, name: str, same: list[dict[str, str]], least_agreement: float) -> str | None:
    """Why a frame cannot teach anything, or None."""
    path = (export / name).resolve()
    if not path.is_relative_to(export.resolve()) or not path.is_file():
        return "picture missing"
    if len({row["verdict"] for row in same}) > 1 or len({row["operator"] for row in same}) > 1:
        return "contradictory verdicts"
    first = same[0]
    operator, verdict = first["operator"], first["operator"] or first["verdict"]
    if verdict not in ("pass", "defect", "golden"):
        return "no verdict"
    if not operator and _number(first["agreement"], name) < least_agreement:
        return "too little agreement"
    if verdict == "defect" and ((operator and operator != first["verdict"]) or any(not row["x1"] or row["class"] not in CLASSES for row in same)):
        return "defect without a box"
    return None


def _number(text: str, name: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError as error:
        raise WrongInput(f"the agreement of {name} is not a number: '{text}'") from error


def _rows(path: Path) -> dict[str, list[dict[str, str]]]:
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            reader = csv.DictReader(stream)
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise WrongInput(f"{path} lacks the columns {', '.join(sorted(missing))}")
            rows: dict[str, list[dict[str, str]]] = {}
            for row in reader:
                rows.setdefault(row["file"], []).append({key: row[key] or "" for key in COLUMNS})
            return rows
    except OSError as error:
        raise WrongInput(f"cannot read {path}: {error.strerror}") from error


@dataclass(frozen=True)
class Comparison:
    """Running bundle against candidate on the locked set: frame AUROC and undecided share, and whether the candidate may be published."""

    running: dict[str, float | None]
    candidate: dict[str, float | None]

    @property
    def worse(self) -> list[str]:
        found = []
        for name, sign in (("tile_auroc", 1), ("frame_auroc", 1), ("undecided_at_1pct_miss", -1)):
            before, after = self.running[name], self.candidate[name]
            if before is not None and after is not None and sign * (after - before) < -TOLERANCE:
                found.append(f"{name} {before:.4f} -> {after:.4f}")
        return found


def compare(running: Path, candidate: Path, locked: list[Frame], seed: int) -> Comparison:
    """Both bundles on the same captures of the locked frames."""
    return Comparison(_figures(running, locked, seed), _figures(candidate, locked, seed))


def _figures(bundle: Path, locked: list[Frame], seed: int) -> dict[str, float | None]:
    try:
        manifest = json.loads((bundle / "manifest.json").read_text())
        temperature = np.array([manifest["temperature"][name] for name in CLASSES])
    except (OSError, ValueError, KeyError) as error:
        raise WrongInput(f"{bundle} is no bundle of these classes: {error}") from error
    return measure.figures(measure.measure(Runner(bundle / "model.onnx"), locked, seed).judged, temperature)
