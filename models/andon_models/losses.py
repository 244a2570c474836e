"""What the student is trained on: tile labels, cell labels, and near and far pairs of places."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from andon_models.student import EMBEDDING


@dataclass(frozen=True)
class Taught:
    """What a teacher says of a batch: embeddings [N, E] of unit length, and where its pairs are calibrated, chances of each class [N, C] and the
    class prompts [C, E]."""

    embedding: Tensor
    chances: Tensor | None = None
    prompts: Tensor | None = None


class Losses(nn.Module):
    """Sum of tile, any-defect, dense and place terms. The place term is a sigmoid pair loss with a learnt scale and threshold (Zhai et al. 2023,
    "Sigmoid Loss for Language Image Pre-Training"): captures of one state are near, its defective twin and other places are far, under one
    global threshold, because the cache compares with one threshold as well.
    """

    def __init__(self, teacher_size: int = 0) -> None:
        super().__init__()
        self.project = nn.Linear(EMBEDDING, teacher_size) if teacher_size else None
        self.scale = nn.Parameter(torch.tensor(2.3))
        self.threshold = nn.Parameter(torch.tensor(0.8))
        if teacher_size:
            self.prompt_scale = nn.Parameter(torch.tensor(2.7))
            self.prompt_offset = nn.Parameter(torch.tensor(-4.0))

    def forward(
        self, outputs: tuple[Tensor, Tensor, Tensor], tile: Tensor, dense: Tensor, place: Tensor, state: Tensor,
        taught: Taught | None = None,
    ) -> dict[str, Tensor]:
        embedding, logits, cells = outputs
        terms = {
            "tile": masked(logits, tile, 1.0).sum() / len(logits),
            "any": masked(torch.logsumexp(logits, dim=1), _any(tile), 1.0).mean(),
            "dense": masked(cells, dense, 4.0).sum() / len(logits) / 20,
            "place": self._places(embedding, place, state),
        }
        terms["total"] = terms["tile"] + terms["any"] + 0.5 * terms["dense"] + terms["place"]
        if taught is not None:
            terms["teacher"] = self._teacher(embedding, taught.embedding, place)
            terms["total"] = terms["total"] + terms["teacher"]
            if taught.chances is not None and taught.prompts is not None:
                terms["chances"] = functional.binary_cross_entropy_with_logits(logits, taught.chances, reduction="sum") / len(logits)
                terms["prompts"] = self._prompts(embedding, tile, taught.prompts)
                terms["total"] = terms["total"] + terms["chances"] + terms["prompts"]
        return terms

    def _prompts(self, embedding: Tensor, tile: Tensor, prompts: Tensor) -> Tensor:
        """Sigmoid pairs between the student's projected embedding and the class prompts: a class head made of words."""
        assert self.project is not None
        near = functional.normalize(self.project(embedding), dim=1) @ prompts.T
        return masked(torch.exp(self.prompt_scale.clamp(0, 4.5)) * near + self.prompt_offset, tile, 1.0).sum() / len(embedding)

    def _teacher(self, embedding: Tensor, taught: Tensor, place: Tensor) -> Tensor:
        """Embedding matching through a projection, and the relations between different places (Park et al. 2019, "Relational Knowledge
        Distillation"). Not between captures of one place: a teacher for pictures in general puts a defective twin beside its clean one."""
        assert self.project is not None
        matched = (1 - functional.cosine_similarity(self.project(embedding), taught)).mean()
        apart = (place[:, None] != place[None, :]).to(embedding.dtype)
        ours, theirs = embedding @ embedding.T, taught @ taught.T
        relations = (functional.smooth_l1_loss(ours, theirs, reduction="none") * apart).sum() / apart.sum().clamp(min=1)
        return matched + relations

    def _places(self, embedding: Tensor, place: Tensor, state: Tensor) -> Tensor:
        near = embedding @ embedding.T
        there, back = torch.triu_indices(len(embedding), len(embedding), 1)
        same_place = place[there] == place[back]
        same_state = same_place & (state[there] == state[back])
        margin = torch.exp(self.scale.clamp(0, 4.5)) * (near[there, back] - self.threshold)
        loss = functional.softplus(torch.where(same_state, -margin, margin))
        twins = same_place & ~same_state
        others = ~same_place
        parts = [loss[chosen].mean() for chosen in (same_state, twins, others) if bool(chosen.any())]
        return torch.stack(parts).sum()


def _any(tile: Tensor) -> Tensor:
    """Whether a tile shows any defect: 1, 0, or -1 where only a sliver of one is inside."""
    top, low = tile.amax(dim=1), tile.amin(dim=1)
    return torch.where(top == 1, top, low)


def masked(logits: Tensor, target: Tensor, positive: float) -> Tensor:
    """Binary cross-entropy where the target is 0 or 1, nothing where it is -1; positives weigh `positive` times."""
    judged = (target >= 0).to(logits.dtype)
    wanted = target.clamp(min=0).to(logits.dtype)
    weight = judged * (1 + (positive - 1) * wanted)
    return functional.binary_cross_entropy_with_logits(logits, wanted, weight=weight, reduction="none")
