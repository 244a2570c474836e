"""Batches by place: captures of the clean state and of the defective twin side by side, with what each tile and cell should say."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass

import cv2
import numpy as np

from andon_models import CLASSES, TILE, WrongInput, augment
from andon_models.frames import Box, Frame
from andon_models.student import DENSE
from andon_models.tiles import share_inside

ENOUGH = 0.25
CELL = TILE // DENSE
WINDOW = 240
# Places per batch: about three captures of each board and drawn part, two of each screw.
PLACES = {"boards": 7, "screws": 2, "scenes": 2, "verdicts": 3}


@dataclass
class Batch:
    """pixels uint8 [N, 160, 160, 3]; tile and dense targets 1, 0 or -1 (do not judge); place and state numbers and family name per tile."""

    pixels: np.ndarray
    tile: np.ndarray
    dense: np.ndarray
    place: np.ndarray
    state: np.ndarray
    family: np.ndarray


@dataclass
class _Copy:
    pixels: np.ndarray
    tile: np.ndarray
    dense: np.ndarray
    place: int
    state: int


class Pictures:
    """Decoded frames, kept in memory: boards as one grey plane, others as RGB. Read-only after loading."""

    def __init__(self, frames: list[Frame]) -> None:
        self._kept: dict[str, np.ndarray] = {}
        for frame in frames:
            self._load(frame.path, frame.family)
            if frame.twin is not None:
                self._load(frame.twin, frame.family)

    def _load(self, path: object, family: str) -> None:
        flag = cv2.IMREAD_GRAYSCALE if family == "boards" else cv2.IMREAD_COLOR
        picture = cv2.imread(str(path), flag)
        if picture is None:
            raise WrongInput(f"{path} is no readable image; replace or remove it")
        self._kept[str(path)] = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)

    def __getitem__(self, path: object) -> np.ndarray:
        return self._kept[str(path)]


class Sampler:
    """Draws batches without end. Groups are drawn by the square root of their size, so that a large group does not rule.

    Not thread-safe: one sampler, one thread.
    """

    def __init__(self, frames: list[Frame], seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._pictures = Pictures(frames)
        families = {name: _by_group([frame for frame in frames if frame.family == name]) for name in PLACES}
        self._families = {name: groups for name, groups in families.items() if groups}
        if not self._families:
            raise WrongInput("nothing to train on: no frames were given")

    def draw(self) -> Batch:
        copies: list[_Copy] = []
        drawn: list[str] = []
        place = 0
        for family, groups in self._families.items():
            for _ in range(PLACES[family]):
                frame = self._frame(groups)
                if family == "boards":
                    copies += self._pair(frame, place)
                elif frame.twin is not None:
                    copies += self._beside_golden(frame, place)
                else:
                    copies += self._alone(frame, place)
                drawn += [family] * (len(copies) - len(drawn))
                place += 1
        return Batch(
            np.stack([copy.pixels for copy in copies]),
            np.stack([copy.tile for copy in copies]),
            np.stack([copy.dense for copy in copies]),
            np.array([copy.place for copy in copies]),
            np.array([copy.state for copy in copies]),
            np.array(drawn),
        )

    def _frame(self, groups: list[list[Frame]]) -> Frame:
        weights = np.sqrt([len(group) for group in groups])
        group = groups[int(self._rng.choice(len(groups), p=weights / weights.sum()))]
        return group[int(self._rng.integers(len(group)))]

    def _centre(self, frame: Frame, width: int, height: int, near_defect: float) -> tuple[float, float]:
        rng, margin = self._rng, TILE / 2
        if frame.boxes and rng.random() < near_defect:
            box = frame.boxes[int(rng.integers(len(frame.boxes)))]
            reach = 75
            x = (box.x1 + box.x2) / 2 + rng.uniform(-reach, reach)
            y = (box.y1 + box.y2) / 2 + rng.uniform(-reach, reach)
            return float(np.clip(x, margin, width - margin)), float(np.clip(y, margin, height - margin))
        return float(rng.uniform(margin, width - margin)), float(rng.uniform(margin, height - margin))

    def _pair(self, frame: Frame, place: int) -> list[_Copy]:
        """Captures of the clean place and of a defective state of it (two of one, one of the other), pixels mixed in both directions."""
        rng = self._rng
        clean, defective = self._pictures[frame.twin], self._pictures[frame.path]
        height, width = clean.shape[:2]
        centre = self._centre(frame, width, height, 0.75)
        x = int(np.clip(centre[0] - WINDOW // 2, 0, width - WINDOW))
        y = int(np.clip(centre[1] - WINDOW // 2, 0, height - WINDOW))
        window = (slice(y, y + WINDOW), slice(x, x + WINDOW))
        boxes = [Box(b.kind, b.x1 - x, b.y1 - y, b.x2 - x, b.y2 - y) for b in frame.boxes if _touches(b, x, y)]
        state, kept = self._mix(clean[window], defective[window], boxes)
        colours = augment.palette(rng)
        matrix = augment.place_transform(rng, (centre[0] - x, centre[1] - y), float(rng.uniform(0.85, 1.18)), turn=True)
        twice_good = rng.random() < 0.5
        good = self._captures(clean[window], colours, matrix, [], place, 0, 2 if twice_good else 1)
        same = not any(share_inside(augment.warp_box(b.rectangle, matrix), (0, 0, TILE, TILE)) > 0 for b in kept)
        bad = self._captures(state, colours, matrix, kept, place, 0 if same else 1, 1 if twice_good else 2)
        return good + bad

    def _mix(self, clean: np.ndarray, defective: np.ndarray, boxes: list[Box]) -> tuple[np.ndarray, list[Box]]:
        """Some defects of the twin pasted into the clean place, or healed in the defective one; also patches without any defect."""
        rng = self._rng
        kept = [box for box in boxes if rng.random() < 0.6] if rng.random() < 0.7 else list(boxes)
        gone = [box for box in boxes if box not in kept]
        base, donor, moved = (defective, clean, gone) if rng.random() < 0.5 else (clean, defective, kept)
        mixed = base.copy()
        for box in moved:
            _paste(mixed, donor, box.rectangle)
        blocked = np.zeros(mixed.shape, bool)
        for box in boxes:
            blocked[max(0, int(box.y1) - 6) : max(0, int(box.y2) + 6), max(0, int(box.x1) - 6) : max(0, int(box.x2) + 6)] = True
        for _ in range(2):
            size = rng.integers(20, 60, 2)
            px, py = int(rng.integers(0, WINDOW - size[0])), int(rng.integers(0, WINDOW - size[1]))
            if not blocked[py : py + size[1], px : px + size[0]].any():
                _paste(mixed, donor, (px, py, px + int(size[0]), py + int(size[1])))
        return mixed, kept

    def _beside_golden(self, frame: Frame, place: int) -> list[_Copy]:
        """A golden frame and another capture of the same view, as it stands: no turns, since a view's pose is what shows a missing hole."""
        rng = self._rng
        golden, judged = self._pictures[frame.twin], self._pictures[frame.path]
        height, width = golden.shape[:2]
        centre = self._centre(frame, width, height, 0.6)
        if rng.random() < 0.5:
            centre = _on_grid(centre[0], width), _on_grid(centre[1], height)
        x, y = max(0, int(centre[0]) - WINDOW // 2), max(0, int(centre[1]) - WINDOW // 2)
        window = (slice(y, y + WINDOW), slice(x, x + WINDOW))
        boxes = [Box(b.kind, b.x1 - x, b.y1 - y, b.x2 - x, b.y2 - y) for b in frame.boxes]
        matrix = augment.place_transform(rng, (centre[0] - x, centre[1] - y), float(rng.uniform(0.97, 1.03)), turn=False)
        same = not any(share_inside(augment.warp_box(b.rectangle, matrix), (0, 0, TILE, TILE)) > 0 for b in boxes)
        plain = (np.zeros(3, np.float32), np.full(3, 255, np.float32))
        times = 2 if rng.random() < 0.5 else 1
        good = self._captures(golden[window], plain, matrix, [], place, 0, times)
        return good + self._captures(judged[window], plain, matrix, boxes, place, 0 if same else 1, 3 - times)

    def _alone(self, frame: Frame, place: int) -> list[_Copy]:
        """Two captures of a place that has no twin: a slot of the photo, or a tile anywhere."""
        rng = self._rng
        picture = self._pictures[frame.path]
        height, width = picture.shape[:2]
        if frame.slots and rng.random() < 0.65:
            slot = frame.slots[int(rng.integers(len(frame.slots)))]
            side = max(slot[2] - slot[0], slot[3] - slot[1])
            centre = ((slot[0] + slot[2]) / 2 + rng.uniform(-25, 25), (slot[1] + slot[3]) / 2 + rng.uniform(-25, 25))
            scale = side / TILE * float(rng.uniform(0.85, 1.2))
        else:
            centre = self._centre(frame, width, height, 0.6)
            scale = float(rng.uniform(0.85, 1.2))
        white = rng.uniform(0.8, 1.2, 3) if frame.family == "screws" else np.ones(3)
        reach = int(TILE * scale * 0.75)
        x, y = max(0, int(centre[0]) - reach), max(0, int(centre[1]) - reach)
        window = picture[y : y + 2 * reach, x : x + 2 * reach]
        if scale > 1.3:
            window = cv2.GaussianBlur(window, (0, 0), 0.4 * scale)
        matrix = augment.place_transform(rng, (centre[0] - x, centre[1] - y), scale, turn=True)
        boxes = [Box(b.kind, b.x1 - x, b.y1 - y, b.x2 - x, b.y2 - y) for b in frame.boxes]
        return self._captures(window, (np.zeros(3, np.float32), (255 * white).astype(np.float32)), matrix, boxes, place, 0, 2)

    def _captures(
        self, picture: np.ndarray, colours: augment.Colours, matrix: np.ndarray, boxes: list[Box], place: int, state: int, times: int
    ) -> list[_Copy]:
        copies = []
        for _ in range(times):
            moved = augment.jitter(self._rng, matrix, 1.6)
            pixels = augment.photograph(self._rng, augment.tint(augment.warp(picture, moved), colours), 0.12)
            tile, dense = targets([Box(b.kind, *augment.warp_box(b.rectangle, moved)) for b in boxes])
            copies.append(_Copy(pixels, tile, dense, place, state))
        return copies


def targets(boxes: list[Box]) -> tuple[np.ndarray, np.ndarray]:
    """Tile labels [C] and cell labels [C, 20, 20] for boxes in tile pixels: 1 defect, 0 none, -1 not judged (a sliver, or a box's rim)."""
    tile = np.zeros(len(CLASSES), np.int8)
    dense = np.zeros((len(CLASSES), DENSE, DENSE), np.int8)
    for box in boxes:
        share = share_inside(box.rectangle, (0, 0, TILE, TILE))
        if share <= 0:
            continue
        if share >= ENOUGH:
            tile[box.kind] = 1
        elif tile[box.kind] == 0:
            tile[box.kind] = -1
        _mark(dense[box.kind], box, 1.15, -1)
    for box in boxes:
        if share_inside(box.rectangle, (0, 0, TILE, TILE)) >= ENOUGH:
            _mark(dense[box.kind], box, 0.6, 1)
    return tile, dense


def _mark(cells: np.ndarray, box: Box, grow: float, value: int) -> None:
    x, y = (box.x1 + box.x2) / 2 / CELL, (box.y1 + box.y2) / 2 / CELL
    half_w, half_h = (box.x2 - box.x1) / 2 / CELL * grow, (box.y2 - box.y1) / 2 / CELL * grow
    x1, x2 = int(np.floor(x - half_w + 0.5)), int(np.ceil(x + half_w - 0.5))
    y1, y2 = int(np.floor(y - half_h + 0.5)), int(np.ceil(y + half_h - 0.5))
    x1, y1 = min(max(x1, 0), DENSE - 1), min(max(y1, 0), DENSE - 1)
    area = cells[y1 : min(max(y2, y1 + 1), DENSE), x1 : min(max(x2, x1 + 1), DENSE)]
    if value < 0:
        area[area == 0] = value
    else:
        area[:] = value


def _touches(box: Box, x: int, y: int) -> bool:
    return box.x2 > x and box.x1 < x + WINDOW and box.y2 > y and box.y1 < y + WINDOW


def _paste(target: np.ndarray, source: np.ndarray, box: tuple[float, float, float, float]) -> None:
    x1, y1 = max(0, int(box[0]) - 4), max(0, int(box[1]) - 4)
    x2, y2 = max(0, int(box[2]) + 4), max(0, int(box[3]) + 4)
    target[y1:y2, x1:x2] = source[y1:y2, x1:x2]


def _by_group(frames: list[Frame]) -> list[list[Frame]]:
    groups: dict[str, list[Frame]] = {}
    for frame in frames:
        groups.setdefault(frame.group, []).append(frame)
    return [groups[name] for name in sorted(groups)]


class Ahead:
    """Draws batches on a thread of its own, a few ahead. Batches come in the sampler's order. Close it when done."""

    def __init__(self, sampler: Sampler, depth: int = 3) -> None:
        self._sampler = sampler
        self._queue: queue.Queue[Batch | BaseException] = queue.Queue(depth)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="batches", daemon=True)
        self._thread.start()

    def next(self) -> Batch:
        drawn = self._queue.get()
        if isinstance(drawn, BaseException):
            raise drawn
        return drawn

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                drawn: Batch | BaseException = self._sampler.draw()
            except BaseException as error:
                drawn = error
            while not self._stop.is_set():
                try:
                    self._queue.put(drawn, timeout=0.2)
                    break
                except queue.Full:
                    continue
            if isinstance(drawn, BaseException):
                return


def _on_grid(place: float, size: int) -> float:
    """The centre of the grid's tile that is nearest to a place, in pixels."""
    return float(np.clip(round(place / TILE - 0.5) * TILE + TILE / 2, TILE / 2, size - TILE / 2))
