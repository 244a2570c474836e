"""Photographic augmentation: geometry, light, colour, blur, sensor noise, JPEG. Every draw comes from the generator given in."""

from __future__ import annotations

import cv2
import numpy as np

from andon_models import TILE


def place_transform(rng: np.random.Generator, centre: tuple[float, float], scale: float, turn: bool) -> np.ndarray:
    """Source-to-tile affine matrix [2, 3]: `scale` source px per tile px, quarter turns and mirroring when `turn`, a few degrees of tilt."""
    angle = np.deg2rad(rng.normal(0, 1.5) + (90 * int(rng.integers(4)) if turn else 0))
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / scale
    if turn and rng.random() < 0.5:
        matrix = matrix @ np.array([[-1.0, 0.0], [0.0, 1.0]])
    shift = np.array([TILE / 2, TILE / 2]) - matrix @ np.array(centre)
    return np.hstack([matrix, shift[:, None]])


def jitter(rng: np.random.Generator, matrix: np.ndarray, pixels: float) -> np.ndarray:
    """The same place captured again: shifted by up to `pixels`, turned by up to 0.35 degrees, scaled by up to 0.3 %."""
    angle, scale = np.deg2rad(rng.uniform(-0.35, 0.35)), 1 + rng.uniform(-0.003, 0.003)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([TILE / 2, TILE / 2])
    shift = middle - turn @ middle + rng.uniform(-pixels, pixels, 2)
    return np.hstack([turn @ matrix[:, :2], (turn @ matrix[:, 2] + shift)[:, None]])


def warp(image: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return cv2.warpAffine(image, matrix, (TILE, TILE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def warp_box(box: tuple[float, float, float, float], matrix: np.ndarray) -> tuple[float, float, float, float]:
    xs, ys = np.array([box[0], box[2], box[0], box[2]]), np.array([box[1], box[1], box[3], box[3]])
    moved = matrix[:, :2] @ np.stack([xs, ys]) + matrix[:, 2:]
    return float(moved[0].min()), float(moved[1].min()), float(moved[0].max()), float(moved[1].max())


Colours = tuple[np.ndarray, np.ndarray]


def palette(rng: np.random.Generator) -> Colours:
    """Two RGB colours (0..255) for the dark and the light end of a grey picture; most of the time plain black and white."""
    if rng.random() < 0.65:
        return np.zeros(3, np.float32), np.full(3, 255, np.float32)
    dark = rng.uniform(0, 90) + rng.uniform(-25, 25, 3)
    light = dark.mean() + rng.uniform(80, 200) + rng.uniform(-30, 30, 3)
    return dark.clip(0, 255).astype(np.float32), light.clip(0, 255).astype(np.float32)


def tint(tile: np.ndarray, colours: Colours) -> np.ndarray:
    """A grey or RGB tile as float32 RGB with black and white laid on the two colours."""
    dark, light = colours
    if tile.ndim == 2:
        tile = cv2.cvtColor(tile, cv2.COLOR_GRAY2RGB)
    return tile.astype(np.float32) * ((light - dark) / np.float32(255)) + dark


def photograph(rng: np.random.Generator, tile: np.ndarray, gain: float) -> np.ndarray:
    """One capture of a tile (float32 RGB 0..255) as uint8: light, blur, noise and compression differ from capture to capture."""
    tile = tile * (1 + rng.uniform(-gain, gain)) + rng.uniform(-6, 6)
    if rng.random() < 0.3:
        tile = _uneven_light(rng, tile)
    if rng.random() < 0.5:
        tile = cv2.GaussianBlur(tile, (0, 0), float(rng.uniform(0.3, 1.2)))
    if rng.random() < 0.8:
        tile = tile + _noise(rng, tile.shape)
    tile = tile.clip(0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        tile = through_jpeg(tile, int(rng.integers(60, 96)))
    return tile


def through_jpeg(picture: np.ndarray, quality: int) -> np.ndarray:
    """What is left of a picture (BGR, bytes) that was stored as JPEG of this quality, 0..100."""
    decoded = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    if decoded is None:
        raise AssertionError(f"OpenCV cannot read the JPEG that it wrote of a picture of shape {picture.shape}")
    return decoded


def _uneven_light(rng: np.random.Generator, tile: np.ndarray) -> np.ndarray:
    across, down = rng.uniform(-0.15, 0.15, 2)
    line = np.linspace(-1, 1, TILE, dtype=np.float32)
    return tile * (1 + across * line[None, :, None] + down * line[:, None, None])


def _noise(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    strength = float(rng.uniform(1, 12))
    if rng.random() < 0.7:
        return rng.standard_normal(shape[:2], dtype=np.float32)[:, :, None] * strength
    return rng.standard_normal(shape, dtype=np.float32) * strength
