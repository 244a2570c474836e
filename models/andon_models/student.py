"""The student: a small plain CNN on 160 px tiles with a dense defect map, class logits, and a place-wise embedding."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from andon_models import CLASSES, WrongInput, mobilenet

EMBEDDING = 128
DENSE = 20


def _conv(inputs: int, outputs: int, size: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _conv(width, width, 3, 1)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(self.first(x)))


class Heads(nn.Module):
    """What students have in common: tile logits from the dense map, and the embedding. `fine` channels lie at 20x20, `deep` ones below."""

    def __init__(self, fine: int, deep: int) -> None:
        super().__init__()
        self.dense = nn.Conv2d(fine, len(CLASSES), 1)
        self.sharpness = nn.Parameter(torch.full((1, len(CLASSES), 1, 1), 1.0))
        self.offset = nn.Parameter(torch.full((len(CLASSES),), -3.0))
        self.layout = nn.Conv2d(fine, 4, 1)
        self.whole = nn.Linear(fine + deep, EMBEDDING - 100)
        nn.init.constant_(self.dense.bias, -4.0)

    def judge(self, merged: Tensor, deep: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        dense = self.dense(merged)
        return self._embed(merged, deep), self._pool(dense), dense

    def _pool(self, dense: Tensor) -> Tensor:
        """Smooth maximum over the cells, per class: exact maximum for a large sharpness."""
        sharp = torch.clamp(self.sharpness, 0.3, 5.0)
        top = torch.amax(dense, dim=(2, 3), keepdim=True)
        total = torch.exp(sharp * (dense - top)).sum(dim=(2, 3))
        return top[:, :, 0, 0] + torch.log(total) / sharp[:, :, 0, 0] + self.offset

    def _embed(self, merged: Tensor, deep: Tensor) -> Tensor:
        layout = torch.nn.functional.avg_pool2d(self.layout(merged), 4).flatten(1)
        whole = self.whole(torch.cat([merged.mean(dim=(2, 3)), deep.mean(dim=(2, 3))], dim=1))
        joined = torch.cat([layout, whole], dim=1)
        return joined / torch.sqrt((joined * joined).sum(dim=1, keepdim=True) + 1e-6)


class Student(Heads):
    """Pixels [N, 3, 160, 160] in 0..1 to embedding [N, 128] (unit length), logits [N, 10] and the dense map [N, 10, 20, 20].

    Strides 4, 8 and 16; the 10x10 context is laid back over the 20x20 map by depth-to-space, so each 8 px cell is judged with a
    field of view of about 110 px. A tile's logit is a smooth maximum over its cells. The embedding keeps a coarse 5x5 layout (100 numbers)
    beside 28 global ones: one small defect then changes a few components strongly and is not averaged away.
    """

    def __init__(self, width: int = 24) -> None:
        super().__init__(2 * width, 4 * width)
        self.stem = nn.Sequential(_conv(3, width, 7, 4), Residual(width))
        self.middle = nn.Sequential(_conv(width, 2 * width, 3, 2), Residual(2 * width), Residual(2 * width))
        self.deep = nn.Sequential(_conv(2 * width, 4 * width, 3, 2), Residual(4 * width))
        self.lift = nn.Conv2d(4 * width, 8 * width, 1)
        self.spread = nn.PixelShuffle(2)
        self.merge = _conv(2 * width, 2 * width, 3, 1)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        fine = self.middle(self.stem((pixels - 0.5) * 4.0))
        deep = self.deep(fine)
        merged = self.merge(fine + self.spread(self.lift(deep)))
        return self.judge(merged, deep)


class Pretrained(Heads):
    """The same answers from a MobileNetV2 trunk with ImageNet start weights: stride 16 laid over the 20x20 map of stride 8. The first layers, which
    are the dearest to train, keep their start weights; the last ones, at stride 32, are left out (a quarter of the time of a tile)."""

    FROZEN = 4
    DEPTH = 14

    def __init__(self, fine: int = 48) -> None:
        super().__init__(fine, 96)
        self.layers = mobilenet.layers()[: self.DEPTH]
        self.layers[: self.FROZEN].requires_grad_(False)
        self.near = nn.Conv2d(32, fine, 1)
        self.lift = nn.Conv2d(96, 4 * fine, 1)
        self.spread = nn.PixelShuffle(2)
        self.merge = _conv(fine, fine, 3, 1)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = pixels * 2.0 - 1.0
        with torch.no_grad():
            for layer in self.layers[: self.FROZEN]:
                x = layer(x)
        for layer in self.layers[self.FROZEN : 7]:
            x = layer(x)
        deep = x
        for layer in self.layers[7:]:
            deep = layer(deep)
        merged = self.merge(torch.relu(self.near(x) + self.spread(self.lift(deep))))
        return self.judge(merged, deep)


def make(trunk: str, width: int) -> Heads:
    """A student by the name of its trunk: `plain` (of some width) or `mobilenet`."""
    if trunk == "plain":
        return Student(width)
    if trunk == "mobilenet":
        return Pretrained()
    raise WrongInput(f"there is no trunk '{trunk}'; known are plain and mobilenet")
