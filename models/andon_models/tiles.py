"""The pixel rules of `andon-pre-1`: grid, crop, resize, colour order. The Java module `vision` follows the same rules."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np

from andon_models import TILE, WrongInput

MAX_TILES = 64
Rectangle = tuple[int, int, int, int]


def grid(width: int, height: int) -> list[Rectangle]:
    """Row-major tiles [x1, y1, x2, y2) of a frame: at most 64 of them, 160 px a side (overlapping where they would be narrower) or more."""
    if width < 1 or height < 1:
        raise WrongInput(f"a frame needs at least one pixel, not {width}x{height}")
    columns, rows = max(1, _half_up(width / TILE)), max(1, _half_up(height / TILE))
    while columns * rows > MAX_TILES:
        scale = math.sqrt(MAX_TILES / (columns * rows))
        columns, rows = max(1, math.floor(columns * scale)), max(1, math.floor(rows * scale))
    return [(x1, y1, x2, y2) for y1, y2 in _spans(height, rows) for x1, x2 in _spans(width, columns)]


def _spans(side: int, count: int) -> list[tuple[int, int]]:
    if count > 1 and count * TILE > side:
        starts = [i * (side - TILE) // (count - 1) for i in range(count)]
        return [(start, start + TILE) for start in starts]
    return [(i * side // count, (i + 1) * side // count) for i in range(count)]


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def cut(frame: np.ndarray, box: Rectangle) -> np.ndarray:
    """One tile of a BGR frame as uint8 RGB [160, 160, 3]."""
    x1, y1, x2, y2 = box
    height, width = frame.shape[:2]
    if not (0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height):
        raise WrongInput(f"tile {box} is not inside the {width}x{height} frame")
    crop = frame[y1:y2, x1:x2]
    if crop.shape[:2] != (TILE, TILE):
        shrink = crop.shape[0] >= TILE and crop.shape[1] >= TILE
        crop = cv2.resize(crop, (TILE, TILE), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR)
    return cv2.cvtColor(crop, cv2.COLOR_BGR2RGB)


def tensor(tiles: list[np.ndarray]) -> np.ndarray:
    """uint8 RGB tiles as float32 [N, 3, 160, 160] in 0..1."""
    return np.ascontiguousarray(np.stack(tiles).transpose(0, 3, 1, 2)).astype(np.float32) / np.float32(255)


def read(path: Path) -> np.ndarray:
    """A BGR frame from an image file."""
    try:
        encoded = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    except OSError as error:
        raise WrongInput(f"cannot read the frame {path}: {error.strerror}") from error
    frame = cv2.imdecode(encoded, cv2.IMREAD_COLOR) if encoded.size else None
    if frame is None:
        raise WrongInput(f"{path} is no readable image ({encoded.size} bytes); replace or remove it")
    return frame


def share_inside(box: tuple[float, float, float, float], tile: Rectangle) -> float:
    """Which part (0..1) of a defect's box lies inside the tile."""
    width = min(box[2], tile[2]) - max(box[0], tile[0])
    height = min(box[3], tile[3]) - max(box[1], tile[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max(1e-6, (box[2] - box[0]) * (box[3] - box[1]))
