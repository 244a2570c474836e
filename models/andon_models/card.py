"""The model card: tables and plots of one bundle, written from its manifest and measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from andon_models import CLASSES, measure
from andon_models.measure import Measured

COLUMNS = ("tile_auroc", "frame_auroc", "one_defect_frame_auroc", "undecided_at_1pct_miss", "twin_auroc")


def write(target: Path, manifest: dict[str, Any], measured: Measured, temperature: np.ndarray) -> None:
    """`card.md` and the plots beside it."""
    _reliability(target / "reliability.png", measured, temperature)
    _selective(target / "selective.png", measured, temperature)
    (target / "card.md").write_text(_text(manifest))


def _text(manifest: dict[str, Any]) -> str:
    metrics = manifest["metrics"]
    data = "\n".join(f"| {row['name']} | {row['count']} | {row['licence']} | {row['source']} |" for row in manifest["data"])
    return f"""# {manifest['name']} {manifest['version']}

A triage model for {' / '.join(manifest['classes'])}: it looks at 160 px tiles of a frame and says, per class, how likely a defect is,
and gives an embedding by which a tile is compared with the golden tile of the same place. It decides which frames are clear enough to
settle at the station; it does not replace the verdict of a stronger model on doubtful ones.

Made {manifest['created']}; licence of the weights: {manifest['licence']}; pre-processing `{manifest['preprocessing']}`;
{manifest['files']['model.onnx']['bytes']:,} bytes of ONNX (opset 17, plain operators).

## Trained on
| data | frames | licence | source |
|---|---|---|---|
{data}

{_training(manifest)}

{_whose(manifest)}

Thresholds of the manifest, for views without golden frames: below {_band(manifest)[0]} a frame passes, above {_band(manifest)[1]} it is a defect. The first lets, with a
confidence of 95 %, at most 1 % of the defective frames pass that it was chosen on; the second leaves 98 % of the good frames of every group alone.

## Measured on board groups never seen in training, by the Python pipeline
Captures carry photographic noise (shift within 2 px, gain within 5 %, sensor noise 2 to 6 levels, JPEG 70 to 95). "One defect" frames are
clean boards with a single defect of the test image pasted in: boards with seven defects hide misses. "Undecided" is the share of
frames that must be escalated so that at most 1 % of defective frames pass and at most 2 % of good ones are rejected.

| | without golden frame | distance to the golden tile alone |
|---|---|---|
""" + "".join(  # noqa: E501
        f"| {name.replace('_', ' ')} | {_cell(metrics[name])} | {_cell(metrics[name + '_reference'])} |\n"
        for name in ("tile_auroc", "frame_auroc", "one_defect_frame_auroc", "undecided_at_1pct_miss", "one_defect_undecided_at_1pct_miss")
    ) + f"""
Same state against defective twin, by embedding: AUROC {_cell(metrics['twin_auroc'])}. Expected calibration error (mean over classes with
positives, tiles): {_cell(metrics['ece'])}. {_fitted(manifest)}

### By group
| group | {' | '.join(name.replace('_', ' ') for name in COLUMNS)} |
|---|{'---|' * len(COLUMNS)}
""" + "".join(
        f"| {group} | {' | '.join(_cell(row.get(name)) for name in COLUMNS)} |\n" for group, row in metrics["by_variant"].items()
    ) + f"""
Worst group by tiles: {metrics['worst_variant']}.

### By class (tiles)
| class | positive tiles | AUROC |
|---|---|---|
""" + "".join(f"| {name} | {row['positives']} | {_cell(row['auroc'])} |\n" for name, row in metrics["by_class"].items()) + """
### Robustness (tiles of held-out boards, one distortion at a time, without golden frame)
| distortion | tile AUROC |
|---|---|
""" + "".join(f"| {name} | {_cell(value)} |\n" for name, value in metrics["robustness"].items()) + f"""
### Speed and int8
16 tiles (a 640x640 frame) take {metrics['milliseconds_per_16_tiles_one_core']} ms of processor time on one x86-64 core (ONNX Runtime, no AVX-512).
{_int8(manifest)}
![reliability](reliability.png) ![escalated share against missed defects](selective.png)

## Where it fails
- Legitimate dots, rings and stubs of a board it has never seen look like copper, pin-holes and spurs. Without a golden frame nobody can
  tell: enrol golden frames.
- Thresholds do not transfer between boards: the bands in the manifest are a start, enrolment sets them per view.
- A missing hole is told by where a hole ought to be: of the drawn parts only views that were trained on are known, and a view whose
  tiles show little else (see the drawn views in the table) is not judged well without golden frames.
- The figures come from one split of the board groups and one seed; other groups can be several points better or worse.
- Of a board that it has never seen, a frame with a single small defect can score as low as a good one: without golden frames most good frames are
  asked about, because the threshold below which nothing is asked lies where almost no defect lies.
- A scene of another kind (bottles, say) is scored as if it were a part, and may be passed or rejected with confidence: only golden frames tell that
  something else stands before the camera.
- Classes without positive tiles above were not measured; their scores are held low on purpose.
- Defects cut by a tile's border to less than a quarter are not counted for that tile.
"""


def _training(manifest: dict[str, Any]) -> str:
    told = manifest["training"]
    text = f"{told['steps']} training steps, seed {told['seed']}, trunk `{told['trunk']}`"
    fold = told["held_out_fold"]
    text += ", no board group held out." if fold is None else f", fold {fold} held out."
    start = told.get("start_weights")
    return text if start is None else f"""{text} The trunk began with the weights of {start['name']}
({start['licence']}, {start['source']}); its first four layers kept them."""


def _whose(manifest: dict[str, Any]) -> str:
    if not manifest["training"]["held_out_groups_trained"]:
        return "The figures below are this model's own, on groups and photos that it never saw."
    siblings = f"{manifest['name']}-fold0, -fold1 and -fold2"
    steps = ", ".join(str(count) for count in manifest["metrics"]["sibling_steps"].values())
    return f"""**This model was trained on all groups.** The figures below are those of its siblings `{siblings}` ({manifest['version']}; {steps} steps),
published beside it: each group was judged by the one that never saw it. Measure those on these boards, and this one only on boards that are not in the
data above."""


def _fitted(manifest: dict[str, Any]) -> str:
    if not manifest["training"]["held_out_groups_trained"] and "-fold" not in manifest["name"]:
        return "Temperature and shifts were fitted on these same frames, so the error is optimistic."
    return "Temperature, shifts and thresholds of each sibling were fitted on what the others answered for other groups."


def _band(manifest: dict[str, Any]) -> tuple[str, str]:
    band = next(iter(manifest["bands"].values()))
    return f"{band['accept_below']:.4f}", f"{band['reject_above']:.4f}"


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _int8(manifest: dict[str, Any]) -> str:
    if "model.int8.onnx" not in manifest["files"]:
        return ""
    told = manifest["metrics"]["int8"]
    worst = " (the most of any sibling)" if manifest["training"]["held_out_groups_trained"] else ""
    return f"""`model.int8.onnx` takes {told['milliseconds_per_16_tiles_one_core']} ms and loses {_points(told['points_lost'])}{worst} against float on the same
held-out captures. Stem, first blocks and heads stay in float.
"""


def _points(lost: dict[str, Any]) -> str:
    return ", ".join(f"{value:.2f} points of {name.replace('_', ' ')}" for name, value in lost.items() if value is not None) or "nothing measured"


def _figure(size: tuple[float, float] = (4.2, 3.6)) -> tuple[Any, ...]:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot, *pyplot.subplots(figsize=size)


def _reliability(target: Path, measured: Measured, temperature: np.ndarray) -> None:
    logits, labels = measured.tiles()
    probability = measure.scores(logits, temperature)
    pyplot, figure, axes = _figure()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for index, name in enumerate(CLASSES):
        judged = labels[:, index] >= 0
        if (labels[judged, index] == 1).sum() < 10:
            continue
        p, y = probability[judged, index], labels[judged, index]
        bins = np.minimum((p * 10).astype(int), 9)
        kept = [b for b in range(10) if (bins == b).sum() >= 5]
        axes.plot([p[bins == b].mean() for b in kept], [y[bins == b].mean() for b in kept], marker="o", markersize=3, label=name)
    axes.set(xlabel="score", ylabel="share of tiles with the defect", title="Reliability")
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=6)
    figure.tight_layout()
    figure.savefig(target, dpi=110)
    pyplot.close(figure)


def _selective(target: Path, measured: Measured, temperature: np.ndarray) -> None:
    """Escalated share against missed share when everything above a threshold is escalated or rejected."""
    boards = [j for j in measured.judged if j.family == "boards"]
    pyplot, figure, axes = _figure()
    for label, score in (
        ("class scores", lambda j: (j.logits / temperature).max()),
        ("golden distance", lambda j: j.distance.max() if j.distance is not None else 0.0),
    ):
        good = np.array([score(j) for j in boards if j.kind == "good"])
        for kind, style in (("defect", "-"), ("one", "--")):
            bad = np.array([score(j) for j in boards if j.kind == kind])
            if not len(good) or not len(bad):
                continue
            cuts = np.quantile(bad, np.linspace(0, 0.2, 41))
            axes.plot([(bad < c).mean() * 100 for c in cuts], [(good >= c).mean() * 100 for c in cuts], style, label=f"{label}, {kind}")
    axes.set(xlabel="defective frames accepted, %", ylabel="good frames not accepted, %", title="Selective prediction", xlim=(0, 20))
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=6)
    figure.tight_layout()
    figure.savefig(target, dpi=110)
    pyplot.close(figure)
