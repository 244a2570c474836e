"""Whole-frame captures for measuring: photographic noise between a golden frame and a capture, and frames with one defect only."""

from __future__ import annotations

import cv2
import numpy as np

from andon_models import augment
from andon_models.frames import Box, Frame
from andon_models.tiles import read


def capture(rng: np.random.Generator, frame: np.ndarray) -> np.ndarray:
    """The frame photographed again: shifted within 2 px, gain within 5 %, sensor noise of 2 to 6 levels, JPEG 70 to 95."""
    height, width = frame.shape[:2]
    x, y = rng.uniform(-2, 2, 2)
    moved = cv2.warpAffine(
        frame, np.array([[1, 0, x], [0, 1, y]]), (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    moved = moved * rng.uniform(0.95, 1.05) + rng.standard_normal(moved.shape, dtype=np.float32) * rng.uniform(2, 6)
    return augment.through_jpeg(moved.clip(0, 255).astype(np.uint8), int(rng.integers(70, 96)))


def versions(rng: np.random.Generator, frame: Frame) -> list[tuple[str, np.ndarray, tuple[Box, ...]]]:
    """(kind, BGR picture, boxes): the frame itself, and for twins also the clean place and the place with one of the defects."""
    whole = read(frame.path)
    if frame.twin is None:
        return [("defect" if frame.boxes else "good", whole, frame.boxes)]
    clean = read(frame.twin)
    found = [("good", clean, ()), ("defect" if frame.boxes else "good", whole, frame.boxes)]
    if frame.boxes and frame.family == "boards":
        box = frame.boxes[int(rng.integers(len(frame.boxes)))]
        one = clean.copy()
        x1, y1, x2, y2 = max(0, int(box.x1) - 4), max(0, int(box.y1) - 4), int(box.x2) + 4, int(box.y2) + 4
        one[y1:y2, x1:x2] = whole[y1:y2, x1:x2]
        found.append(("one", one, (box,)))
    return found


DISTORTIONS = {
    "noise 12": lambda rng, f: (f + rng.standard_normal(f.shape) * 12).clip(0, 255).astype(np.uint8),
    "blur 1.2": lambda rng, f: cv2.GaussianBlur(f, (0, 0), 1.2),
    "gain 0.8": lambda rng, f: (f * 0.8).astype(np.uint8),
    "gain 1.2": lambda rng, f: (f * 1.2).clip(0, 255).astype(np.uint8),
    "turn 2 deg": lambda rng, f: cv2.warpAffine(
        f, cv2.getRotationMatrix2D((f.shape[1] / 2, f.shape[0] / 2), 2, 1), (f.shape[1], f.shape[0]), borderMode=cv2.BORDER_REPLICATE
    ),
    "jpeg 50": lambda rng, f: cv2.imdecode(cv2.imencode(".jpg", f, [cv2.IMWRITE_JPEG_QUALITY, 50])[1], cv2.IMREAD_COLOR),
}
