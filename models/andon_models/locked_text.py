"""The built-in teacher, CLIP-*style*: an image tower that starts from MobileNetV2's ImageNet weights is pulled towards prompts that a small
sentence model has encoded once and for all (locked text tower: Zhai et al. 2022, "LiT"; sigmoid pair loss: Zhai et al. 2023). It has seen
boards, screws and drawn parts only, a few thousand prompts' worth of language at most, and is no substitute for CLIP: it is what a plant has until
it brings CLIP weights.

The result is a teacher folder as `teacher.py` describes it: `image.onnx`, `prompts.json`, `teacher.json`.
"""

from __future__ import annotations

import json
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from andon_models import CLASSES, WrongInput, mobilenet, sentences
from andon_models.batches import Batch
from andon_models.export import OPSET
from andon_models.losses import masked
from andon_models.prompts import GOOD, PROMPTS

SIDE = 224
FROZEN = 4
NAME = "andon built-in teacher (CLIP-style: MobileNetV2 image tower, locked MiniLM prompts)"


class ImageTower(nn.Module):
    """Pixels [N, 3, 224, 224] in -1..1 to an embedding [N, E] in the prompts' space (not unit length) and local ones [N, E, 14, 14].

    The embedding joins the average of the last layer with the average and the maximum of a 14x14 map: a defect of 30 px in a tile of 160
    would be averaged away."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.layers = mobilenet.layers()
        self.lift = nn.Conv2d(320, 4 * 192, 1)
        self.fine = nn.Conv2d(96, 192, 1)
        self.local = nn.Conv2d(192, size, 1)
        self.whole = nn.Linear(320 + 2 * 192, size)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        with torch.no_grad():
            for layer in self.layers[:FROZEN]:
                pixels = layer(pixels)
        for layer in self.layers[FROZEN:14]:
            pixels = layer(pixels)
        deep = pixels
        for layer in self.layers[14:]:
            deep = layer(deep)
        fine = torch.relu(self.fine(pixels) + functional.pixel_shuffle(self.lift(deep), 2))
        pooled = torch.cat([deep.mean(dim=(2, 3)), fine.mean(dim=(2, 3)), fine.amax(dim=(2, 3))], dim=1)
        return self.whole(pooled), self.local(fine)


class Objective(nn.Module):
    """Sigmoid pair loss between tiles and prompts, and the same between places of a tile and the prompts of defects."""

    def __init__(self, prompts: Prompts) -> None:
        super().__init__()
        self.register_buffer("texts", torch.from_numpy(prompts.vectors), persistent=False)
        self.register_buffer("classes", torch.from_numpy(prompts.classes), persistent=False)
        self.prompts = prompts
        self.scale = nn.Parameter(torch.tensor(2.7))
        self.offset = nn.Parameter(torch.tensor(-4.0))
        self.local_offset = nn.Parameter(torch.tensor(-5.0))

    def forward(self, embedding: Tensor, local: Tensor, batch: Batch) -> dict[str, Tensor]:
        tile = torch.from_numpy(batch.tile)
        fits = self.prompts.fitting(tile, batch.family)
        pairs = masked(self.logits(embedding, self.texts) + self.offset, fits, 1.0).sum() / len(embedding)
        dense = functional.adaptive_max_pool2d(torch.from_numpy(batch.dense).float(), local.shape[2:])
        cells = torch.einsum("nehw,ce->nchw", functional.normalize(local, dim=1), self.classes) * self.scale.clamp(0, 4.5).exp()
        places = masked(cells + self.local_offset, dense, 4.0).sum() / len(embedding) / 14
        return {"pairs": pairs, "places": places, "total": pairs + 0.5 * places}

    def logits(self, embedding: Tensor, texts: Tensor) -> Tensor:
        return functional.normalize(embedding, dim=1) @ texts.T * self.scale.clamp(0, 4.5).exp()


@dataclass(frozen=True)
class Prompts:
    """All prompts [P, E], whose class each tells of (-1: a good part), and the mean prompt per class [C, E], all unit length."""

    texts: tuple[str, ...]
    vectors: np.ndarray
    kinds: np.ndarray
    classes: np.ndarray

    @staticmethod
    def read(path: Path = sentences.PROMPTS_FILE) -> Prompts:
        known = sentences.encoded(path)
        listed = [(text, -1) for text in GOOD] + [(text, CLASSES.index(name)) for name in CLASSES for text in PROMPTS[name]]
        missing = [text for text, _ in listed if text not in known]
        if missing:
            raise WrongInput(f"{path} lacks the prompt '{missing[0]}'; encode again with `python -m andon_models prompts --sentences FOLDER`")
        vectors = np.stack([known[text] for text, _ in listed]).astype(np.float32)
        kinds = np.array([kind for _, kind in listed])
        means = np.stack([vectors[kinds == index].mean(axis=0) for index in range(len(CLASSES))])
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return Prompts(tuple(text for text, _ in listed), vectors, kinds, means)

    def fitting(self, tile: Tensor, family: np.ndarray) -> Tensor:
        """[N, P]: whether a prompt fits a tile: 1, 0, or -1 where nobody can say. A prompt for good boards says nothing of screws."""
        columns = []
        clean = torch.where((tile == 1).any(dim=1), 0, torch.where((tile == -1).any(dim=1), -1, 1)).to(tile.dtype)
        for text, kind in zip(self.texts, self.kinds, strict=True):
            meant = GOOD.get(text)
            column = clean if kind < 0 else tile[:, int(kind)]
            if kind < 0 and meant is not None:
                column = torch.where(torch.from_numpy(family == meant), column, torch.zeros_like(column))
            columns.append(column)
        return torch.stack(columns, dim=1)


def pixels(tiles: np.ndarray) -> Tensor:
    """uint8 RGB tiles [N, H, W, 3] as the tower wants them."""
    import cv2

    resized = np.stack([cv2.resize(tile, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) for tile in tiles])
    return torch.from_numpy(resized).permute(0, 3, 1, 2).float().div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def write(tower: ImageTower, objective: Objective, told: dict[str, Any], target: Path) -> None:
    """The teacher folder."""
    target.mkdir(parents=True, exist_ok=True)
    sample = torch.rand(2, 3, SIDE, SIDE) * 2 - 1
    shipped = _Embedding(tower).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            shipped, (sample,), str(target / "image.onnx"), input_names=["pixels"], output_names=["embedding"], opset_version=OPSET,
            dynamic_axes={"pixels": {0: "batch"}, "embedding": {0: "batch"}}, dynamo=False,
        )
    shutil.copyfile(sentences.PROMPTS_FILE, target / "prompts.json")
    (target / "teacher.json").write_text(json.dumps({
        "name": NAME, "licence": "Apache-2.0",
        "image": {"file": "image.onnx", "side": SIDE, "mean": [0.5] * 3, "std": [0.5] * 3},
        "text": {"encoded": "prompts.json"},
        "pairs": {"scale": float(objective.scale.clamp(0, 4.5).exp().detach()), "offset": float(objective.offset.detach())},
        "training": told,
    }, indent=1) + "\n")


class _Embedding(nn.Module):
    def __init__(self, tower: ImageTower) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, pixels: Tensor) -> Tensor:
        return functional.normalize(self.tower(pixels)[0], dim=1)

