#!/usr/bin/env python3
"""Prints the tables of docs/models.md from what models/targets measured: tables.py OUT. Needs Python's own library only."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Measured = list[tuple[str, dict[str, Any]]]

PRODUCTS = ["cookies", "screws", "slots", "textile", "plates", "boards", "boards-20"]
VERDICTS = [0, 1, 5, 20, 50, 99, 100]


def golden_numbers(metrics: Row) -> list[int]:
    return sorted({run["golden"] for run in metrics["runs"]})


def each_seed(rows: list[Row], form: Callable[[Row], str]) -> str:
    return ", ".join(form(row) for row in sorted(rows, key=lambda row: row["seed"]))


def share(spread: Row, digits: int = 1) -> str:
    low, high = 100 * spread["low"], 100 * spread["high"]
    return f"{100 * spread['mean']:.{digits}f} % ({low:.0f} to {high:.0f})"


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def heading(*cells: object) -> None:
    row(*cells)
    print("|" + "---|" * len(cells))


def before(measured: Measured) -> None:
    print("\n### Before any verdict")
    heading("product", "golden", "mode", "AUROC, by seed", "without golden", "bad passed", "good rejected", "bad rejected", "good asked")
    for name, metrics in measured:
        alone = metrics.get("auroc_without_golden", metrics.get("frame_auroc", ""))
        for golden in golden_numbers(metrics):
            runs = [run for run in metrics["runs"] if run["golden"] == golden]
            lines = [d for d in metrics["decisions"] if d["golden"] == golden and d["verdicts"] == 0]
            bad = sum(lines[0][f"bad_{fate}"] for fate in ("passed", "asked", "rejected"))
            good = sum(lines[0][f"good_{fate}"] for fate in ("passed", "asked", "rejected"))
            row(
                name,
                golden,
                runs[0]["mode"],
                each_seed(runs, lambda run: f"{run.get('auroc', float('nan')):.3f}"),
                f"{alone:.3f}" if alone != "" else "",
                each_seed(lines, lambda d: str(d["bad_passed"])) + f" of {bad}",
                each_seed(lines, lambda d: str(d["good_rejected"])) + f" of {good}",
                each_seed(lines, lambda d: str(d["bad_rejected"])),
                each_seed(lines, lambda d: str(d["good_asked"])),
            )


def after(measured: Measured) -> None:
    print("\n### After so many judged defects (mean, and from the twentieth below to the twentieth above)")
    heading("product", "golden", "judged", "defective passed", "good asked", "good rejected")
    for name, metrics in measured:
        for spread in metrics["spread"]:
            if spread["verdicts"] in VERDICTS and not (name in ("plates", "boards", "boards-20") and spread["verdicts"] > 0):
                row(name, spread["golden"], spread["verdicts"], share(spread["bad_passed"]), share(spread["good_asked"]), share(spread["good_rejected"]))


def draws(measured: Measured) -> None:
    print("\n### The draws themselves: defective passed, good asked, good rejected; by seed")
    heading("product", "golden", "judged", "bad passed", "of", "good asked", "good rejected", "of")
    for name, metrics in measured:
        for golden in golden_numbers(metrics):
            for verdicts in (20, 50, 99):
                lines = [d for d in metrics["decisions"] if d["golden"] == golden and d["verdicts"] == verdicts]
                if lines:
                    row(
                        name,
                        golden,
                        verdicts,
                        each_seed(lines, lambda d: str(d["bad_passed"])),
                        sum(lines[0][f"bad_{fate}"] for fate in ("passed", "asked", "rejected")),
                        each_seed(lines, lambda d: str(d["good_asked"])),
                        each_seed(lines, lambda d: str(d["good_rejected"])),
                        sum(lines[0][f"good_{fate}"] for fate in ("passed", "asked", "rejected")),
                    )


def strangers(measured: Measured) -> None:
    print("\n### Strangers and faulty pictures after the most judged defects that there are; seeds together")
    heading("shown to", "golden", "judged", "what", "frames", "passed", "not this view", "asked", "held", "rejected")
    keys = ("frames", "passed", "not_this_view", "asked", "held", "rejected")
    for name, metrics in measured:
        for golden in golden_numbers(metrics):
            mine = [s for s in metrics["strangers"] if s["golden"] == golden]
            most = max([s["verdicts"] for s in mine], default=0)
            for what in dict.fromkeys(s["what"] for s in mine):
                lines = [s for s in mine if s["what"] == what and s["verdicts"] == most]
                if lines:
                    row(name, golden, most, Path(what).name, *(sum(s[key] for s in lines) for key in keys))


def effort(measured: Measured) -> None:
    print("\n### Time")
    heading("product", "golden", "CPU of a frame", "CPU of a frame that is asked about", "enrolling: CPU", "enrolling: clock")
    for name, metrics in measured:
        for golden in golden_numbers(metrics):
            runs = [run for run in metrics["runs"] if run["golden"] == golden]
            row(
                name,
                golden,
                each_seed(runs, lambda run: f"{run['cpu_ms_per_frame']:.0f}") + " ms",
                f"{metrics.get('cpu_ms_per_asked_frame', float('nan')):.0f} ms",
                each_seed(runs, lambda run: f"{run['enrol_cpu_seconds']:.1f}") + " s",
                each_seed(runs, lambda run: f"{run['enrol_seconds']:.1f}") + " s",
            )


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    out = Path(arguments[0])
    measured = []
    for name in PRODUCTS:
        file = out / name / "metrics.json"
        if file.is_file():
            measured.append((name, json.loads(file.read_text(encoding="utf-8"))))
    if not measured:
        print(f"tables.py: {out} holds no metrics.json; run models/targets first", file=sys.stderr)
        return 1
    for table in (before, after, draws, strangers, effort):
        table(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
