"""Labelled frames from the data folders: DeepPCB boards, screws, and drawn scenes with a truth file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from andon_models import CLASSES, WrongInput

BOARD_CLASSES = {1: "open", 2: "short", 3: "mousebite", 4: "spur", 5: "copper", 6: "pinhole"}
SCREW_BOXES = ((5, 69, 261, 326), (305, 69, 561, 326), (5, 429, 261, 686), (325, 429, 581, 686))
FOLDS = (
    ("12100", "50600", "92000"),
    ("00041", "12000", "77000"),
    ("12300", "13000", "90100"),
)


@dataclass(frozen=True)
class Box:
    """A defect: class index and its rectangle in frame pixels."""

    kind: int
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        return (self.x1, self.y1, self.x2, self.y2)


@dataclass(frozen=True)
class Frame:
    """One labelled frame. `twin` is the defect-free picture of the same place, where there is one."""

    path: Path
    group: str
    family: str
    boxes: tuple[Box, ...]
    twin: Path | None = None
    slots: tuple[tuple[int, int, int, int], ...] = field(default=())


def boards(folder: Path) -> list[Frame]:
    """DeepPCB: every `*_test.jpg` with its template and boxes; the group is the board group."""
    frames = [_board(test) for test in sorted(folder.glob("*/*_test.jpg"))]
    if not frames:
        raise WrongInput(f"no board frames (*/*_test.jpg) under {folder}; give the folder that holds the board groups")
    return frames


def _board(test: Path) -> Frame:
    stem = test.name.removesuffix("_test.jpg")
    twin, truth = test.with_name(stem + "_temp.jpg"), test.with_name(stem + ".txt")
    for needed in (twin, truth):
        if not needed.is_file():
            raise WrongInput(f"{test} lacks its {needed.name}")
    boxes = []
    for number, line in enumerate(truth.read_text().splitlines(), 1):
        if not line.strip():
            continue
        try:
            x1, y1, x2, y2, kind = (int(word) for word in line.replace(",", " ").split())
            boxes.append(Box(CLASSES.index(BOARD_CLASSES[kind]), x1, y1, x2, y2))
        except (ValueError, KeyError) as error:
            raise WrongInput(f"{truth} line {number}: expected 'x1 y1 x2 y2 type' with type 1..6, got '{line}'") from error
    return Frame(test, test.parent.name, "boards", tuple(boxes), twin)


def screws(folder: Path) -> list[Frame]:
    """The mock assembly station: `N_1001.jpg` says which of four screws are there. The group is the photo's number modulo 5."""
    frames = []
    for path in sorted(folder.glob("*_*.jpg")):
        number, present = path.stem.split("_")
        if len(present) != 4 or set(present) - {"0", "1"} or not number.isdigit():
            raise WrongInput(f"{path}: the name must be NUMBER_FLAGS.jpg with four flags 0 or 1")
        missing = tuple(_hole(box) for box, flag in zip(SCREW_BOXES, present, strict=True) if flag == "0")
        frames.append(Frame(path, f"screws-{int(number) % 5}", "screws", missing, None, SCREW_BOXES))
    if not frames:
        raise WrongInput(f"no screw photos (N_1001.jpg) under {folder}")
    return frames


def _hole(slot: tuple[int, int, int, int]) -> Box:
    """Where the empty hole shows: photos were taken by hand, so it wanders about 30 px around the middle of its slot."""
    x, y = (slot[0] + slot[2]) / 2, (slot[1] + slot[3]) / 2
    return Box(CLASSES.index("missing_screw"), x - 70, y - 70, x + 70, y + 70)


def labelled(folder: Path, truth: Path, family: str) -> list[Frame]:
    """Frames by a truth file with the header file,variant,view,verdict,class,x1,y1,x2,y2 (a row per box).

    A golden frame of the same variant and view becomes the twin."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in _rows(truth):
        rows.setdefault(row["file"], []).append(row)
    golden: dict[str, list[Path]] = {}
    for name, same in rows.items():
        if same[0]["verdict"] == "golden":
            golden.setdefault(_group(same[0]), []).append(folder / name)
    frames: list[Frame] = []
    for name, same in rows.items():
        boxes = tuple(_box(row, truth) for row in same if row["verdict"] == "defect" and row.get("x1"))
        twins = golden.get(_group(same[0]), [])
        if same[0]["verdict"] != "golden":
            frames.append(Frame(folder / name, _group(same[0]), family, boxes, twins[len(frames) % len(twins)] if twins else None))
    if not frames:
        raise WrongInput(f"{truth} names no frames to judge")
    return frames


def _group(row: dict[str, str]) -> str:
    return f"{row.get('variant', '')}/{row.get('view', '')}"


def _rows(truth: Path) -> Iterator[dict[str, str]]:
    try:
        stream = truth.open(newline="", encoding="utf-8")
    except OSError as error:
        raise WrongInput(f"cannot read the truth file {truth}: {error.strerror}") from error
    with stream:
        reader = csv.DictReader(stream)
        if not reader.fieldnames or not {"file", "verdict"} <= set(reader.fieldnames):
            raise WrongInput(f"{truth}: the header must name at least file and verdict, got {reader.fieldnames}")
        yield from reader


def _box(row: dict[str, str], truth: Path) -> Box:
    if row["class"] not in CLASSES:
        raise WrongInput(f"{truth}: unknown class '{row['class']}' for {row['file']}; known are {', '.join(CLASSES)}")
    try:
        return Box(CLASSES.index(row["class"]), *(float(row[key]) for key in ("x1", "y1", "x2", "y2")))
    except (TypeError, ValueError) as error:
        raise WrongInput(f"{truth}: the box of {row['file']} is not four numbers") from error


def split(frames: list[Frame], fold: int | None) -> tuple[list[Frame], list[Frame]]:
    """(training, held out) by group, never by frame. Fold `None` trains on everything and holds nothing out.

    Drawn scenes always train: their parts and views are known beforehand, so they are measured on scenes of another seed."""
    if fold is None:
        return frames, []
    if not 0 <= fold < len(FOLDS):
        raise WrongInput(f"fold must be 0..{len(FOLDS) - 1} or all, not {fold}")
    held = set(FOLDS[fold]) | {f"screws-{fold}"}
    training = [frame for frame in frames if frame.group not in held]
    return training, [frame for frame in frames if frame.group in held]
