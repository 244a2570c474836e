"""Any CLIP-family model as a teacher: an image tower and, for prompts, a text tower, as ONNX or TorchScript files in one folder.

No weights come with Andon and none are downloaded. A teacher's folder holds `teacher.json` and the files it names:

    {"name": "...", "licence": "...",
     "image": {"file": "image.onnx", "side": 224, "mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28]},
     "text":  {"file": "text.onnx", "vocabulary": "bpe_simple_vocab_16e6.txt.gz", "length": 77}}

Instead of a text tower, "text" may be {"encoded": "prompts.json"}: prompts that were encoded beforehand (`sentences.py`).
The image tower takes float32 [N, 3, side, side] and gives [N, E]; the text tower takes int64 [N, length] and gives [N, E].
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from andon_models import CLASSES, WrongInput, sentences
from andon_models.prompts import GOOD, PROMPTS
from andon_models.tokens import Tokens

Tower = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Card:
    """What `teacher.json` says."""

    name: str
    image: Path
    side: int
    mean: np.ndarray
    std: np.ndarray
    text: Path | None
    vocabulary: Path | None
    length: int
    encoded: Path | None = None
    pairs: tuple[float, float] | None = None


class Teacher:
    """Unit-length embeddings of tiles and prompts. Not thread-safe for TorchScript towers."""

    def __init__(self, folder: Path) -> None:
        self.card = _card(folder)
        self._image = _tower(self.card.image)
        self._text = _tower(self.card.text) if self.card.text else None
        self._classes: np.ndarray | None = None
        probe = self.tiles(np.zeros((1, 160, 160, 3), np.uint8))
        if probe.ndim != 2 or not np.isfinite(probe).all():
            raise WrongInput(f"the image tower {self.card.image} gives {probe.shape} (or numbers that are not finite), expected [N, E]")
        self.size = int(probe.shape[1])

    def tiles(self, pixels: np.ndarray) -> np.ndarray:
        """Embeddings [N, E] of uint8 RGB tiles [N, H, W, 3]."""
        side = self.card.side
        resized = np.stack([cv2.resize(tile, (side, side), interpolation=cv2.INTER_CUBIC) for tile in pixels]).astype(np.float32) / 255
        return _unit(self._image(np.ascontiguousarray(((resized - self.card.mean) / self.card.std).transpose(0, 3, 1, 2))))

    def prompts(self, texts: list[str]) -> np.ndarray:
        """Embeddings [N, E] of prompts."""
        if self.card.encoded is not None:
            known = sentences.encoded(self.card.encoded)
            missing = [text for text in texts if text not in known]
            if missing:
                raise WrongInput(f"{self.card.encoded} lacks the prompt '{missing[0]}'; encode it with `python -m andon_models prompts`")
            return np.stack([known[text] for text in texts])
        if self._text is None or self.card.vocabulary is None:
            raise WrongInput(f"the teacher {self.card.name} has no text tower; add \"text\" to its teacher.json")
        tokens = Tokens(self.card.vocabulary, self.card.length)
        return _unit(self._text(np.array([tokens(text) for text in texts], np.int64)))

    def suspicion(self, pixels: np.ndarray) -> np.ndarray:
        """[N]: how much nearer each tile is to the nearest defect's prompts than to the prompts of good parts. Zero-shot."""
        good = _unit(self.prompts(list(GOOD)).mean(axis=0, keepdims=True))
        tiles = self.tiles(pixels)
        return (tiles @ self.classes().T).max(axis=1) - (tiles @ good.T)[:, 0]

    def classes(self) -> np.ndarray:
        """The mean prompt of each class [C, E], unit length. Encoded once."""
        if self._classes is None:
            self._classes = np.concatenate([_unit(self.prompts(list(PROMPTS[name])).mean(axis=0, keepdims=True)) for name in CLASSES])
        return self._classes


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def _card(folder: Path) -> Card:
    path = folder / "teacher.json"
    if not path.is_file():
        raise WrongInput(
            f"no teacher at {folder}: put its image tower (ONNX or TorchScript) and a teacher.json there, see andon_models/teacher.py"
        )
    try:
        told = json.loads(path.read_text())
        image, text, pairs = told["image"], told.get("text") or {}, told.get("pairs")
        tower = "file" in text
        card = Card(
            told["name"], folder / image["file"], int(image["side"]), np.array(image["mean"], np.float32), np.array(image["std"], np.float32),
            folder / text["file"] if tower else None, folder / text["vocabulary"] if tower else None, int(text["length"]) if tower else 0,
            folder / text["encoded"] if "encoded" in text else None, (float(pairs["scale"]), float(pairs["offset"])) if pairs else None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise WrongInput(f"{path} is not as described in andon_models/teacher.py: {error!r}") from error
    if card.mean.shape != (3,) or card.std.shape != (3,) or (card.std <= 0).any() or not 32 <= card.side <= 1024:
        raise WrongInput(f"{path}: mean and std need three numbers each (std above 0), side must be 32..1024")
    for needed in (card.image, card.text, card.vocabulary, card.encoded):
        if needed is not None and not needed.is_file():
            raise WrongInput(f"{path} names {needed.name}, but there is no such file in {folder}")
    return card


def _tower(path: Path) -> Tower:
    return _onnx(path) if path.suffix == ".onnx" else _torchscript(path)


def _onnx(path: Path) -> Tower:
    import onnxruntime
    import torch

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise WrongInput(f"{path} is no model that ONNX Runtime can load: {error}") from error
    name = session.get_inputs()[0].name
    return lambda array: session.run(None, {name: array})[0]


def _torchscript(path: Path) -> Tower:
    import torch

    try:
        module = torch.jit.load(str(path), map_location="cpu").eval()
    except (RuntimeError, ValueError) as error:
        raise WrongInput(f"{path} is neither ONNX nor TorchScript: {error}") from error

    def run(array: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return module(torch.from_numpy(array)).numpy()

    return run
