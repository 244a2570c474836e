"""Brings the figures of the code that ships into a bundle's card: one table in which every board group stands once, measured by the sibling that
never saw it. The figures come from `./andon models evaluate` (see `models/figures`), so they are those of the code that runs at the station."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from andon_models import WrongInput
from andon_models.frames import FOLDS

START, END = "<!-- figures -->", "<!-- /figures -->"
PLOTS = ("roc.svg", "selective.svg", "reliability.svg")
COLUMNS = (
    ("tile_auroc", "tile"), ("frame_auroc", "frame"), ("one_defect_frame_auroc", "one defect"), ("undecided_at_1pct_miss", "undecided"),
    ("one_defect_undecided_at_1pct_miss", "undecided, one defect"),
)
GOLDEN = (*((f"{name}_reference", label) for name, label in COLUMNS), ("twin_auroc", "twins"), ("twin_auroc_pixel", "twins, pixels"))


def write(bundle: Path, figures: Path) -> None:
    """Puts the tables between the card's markers (at its head when it has none yet), and the plots beside it."""
    folds = [_metrics(figures / f"fold{index}") for index in range(len(FOLDS))]
    screws = [_metrics(figures / f"screws{index}") for index in range(len(FOLDS))]
    card = bundle / "card.md"
    try:
        text = card.read_text()
    except OSError as error:
        raise WrongInput(f"{bundle} has no card.md: {error.strerror}") from error
    section = f"{START}\n{_section(folds, screws)}{END}\n"
    if START in text and END in text:
        text = text[: text.index(START)] + section + text[text.index(END) + len(END) + 1 :]
    else:
        heading = "## Measured on board groups never seen"
        at = text.index(heading) if heading in text else len(text)
        text = f"{text[:at]}{section}\n{text[at:]}"
    card.write_text(text)
    for index in range(len(FOLDS)):
        for plot in PLOTS:
            shutil.copyfile(figures / f"fold{index}" / plot, bundle / f"fold{index}-{plot}")


def _metrics(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / "metrics.json").read_text())
    except (OSError, ValueError) as error:
        raise WrongInput(f"{folder} holds no metrics.json ({error}); run models/figures first") from error


def _section(folds: list[dict[str, Any]], screws: list[dict[str, Any]]) -> str:
    groups = {group: (index, row) for index, fold in enumerate(folds) for group, row in sorted(fold["by_variant"].items())}
    rows = [row for _, row in groups.values()]
    return f"""## Grouped cross-validation, measured with the code that ships
`models/figures`: each board group once, by the sibling of its fold, which never saw it. Per place one golden photograph, a good one, one with all
defects and one with a single defect, with the noise described below; {sum(fold["frames"] for fold in folds)} judged frames of
{len(groups)} groups. "Undecided" is the share of frames to be escalated so that at most 1 % of defective frames pass and at most 2 % of good
ones are rejected, with thresholds set on the row's own frames.

### Without golden frames
{_table(groups, rows, folds, COLUMNS)}
### With golden frames (class scores, embedding, registered pixels)
{_table(groups, rows, folds, GOLDEN)}
### What the policy decides with the thresholds that ship
| fold | frames | without golden: undecided, missed, falsely rejected | with golden | ECE |
|---|---|---|---|---|
{_decided(folds)}
### Screws, photos never seen
{_screws(screws)}
### Plots
{_plots(len(folds))}
"""


def _table(groups: dict[str, tuple[int, dict[str, Any]]], rows: list[dict[str, Any]], folds: list[dict[str, Any]], columns: tuple[tuple[str, str], ...]) -> str:
    lines = ["| group (fold) | " + " | ".join(label for _, label in columns) + " |", "|---|" + "---|" * len(columns)]
    for group, (fold, row) in groups.items():
        lines.append(f"| {group} ({fold}) | " + " | ".join(_cell(row.get(name)) for name, _ in columns) + " |")
    for title, pick in (("mean of groups", _mean), ("worst group", None)):
        cells = []
        for name, _ in columns:
            values = [row[name] for row in rows if row.get(name) is not None]
            worst = max if "undecided" in name else min
            cells.append(_cell(None if not values else pick(values) if pick else worst(values)))
        lines.append(f"| **{title}** | " + " | ".join(cells) + " |")
    for index, pooled in enumerate(folds):
        lines.append(f"| fold {index}, its groups pooled | " + " | ".join(_cell(pooled.get(name)) for name, _ in columns) + " |")
    return "\n".join(lines) + "\n"


def _decided(folds: list[dict[str, Any]]) -> str:
    lines = []
    for index, fold in enumerate(folds):
        cells = []
        for policy in ("policy", "policy_reference"):
            of = fold.get(policy)
            cells.append("–" if of is None else f"{of['undecided']:.3f}, {of['missed_defects']}, {of['false_rejects']}")
        lines.append(f"| {index} | {fold['frames']} | {cells[0]} | {cells[1]} | {_cell(fold.get('ece'))} |")
    return "\n".join(lines) + "\n"


def _screws(screws: list[dict[str, Any]]) -> str:
    lines = ["| fold | photos | accuracy at positions 1, 2, 3, 4 | tile AUROC |", "|---|---|---|---|"]
    for index, of in enumerate(screws):
        accuracy = ", ".join(_cell(value) for _, value in sorted(of.get("accuracy_by_position", {}).items()))
        lines.append(f"| {index} | {of['frames']} | {accuracy or '–'} | {_cell(of.get('tile_auroc'))} |")
    return "\n".join(lines) + "\n"


def _plots(folds: int) -> str:
    return "\n".join(" ".join(f"![fold {index}, {plot[:-4]}](fold{index}-{plot})" for plot in PLOTS) for index in range(folds))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
