"""The training loop: seeded, resumable, with a time estimate, and an average of weights that is always ready to export."""

from __future__ import annotations

import copy
import math
import pickle
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import nn

from andon_models import WrongInput, mobilenet
from andon_models.batches import Ahead, Batch, Sampler
from andon_models.frames import Frame
from andon_models.losses import Losses, Taught
from andon_models.student import Heads, make
from andon_models.teacher import Teacher

KEEP_SECONDS = 120
# Start weights move slower than what is new.
SLOWER = 0.1


@dataclass(frozen=True)
class Plan:
    """How to train. The rate warms up, stays, and falls over the last `cooldown` part of the steps."""

    steps: int
    seed: int = 1
    rate: float = 2e-3
    warm_up: int = 60
    cooldown: float = 0.3
    width: int = 24
    keep_every: int = 50
    trunk: str = "plain"

    def rate_at(self, step: int) -> float:
        start = self.steps * (1 - self.cooldown)
        if step < self.warm_up:
            return self.rate * (step + 1) / self.warm_up
        if step < start:
            return self.rate
        return self.rate * max(0.01, 1 - (step - start) / max(1.0, self.steps - start))


@dataclass
class State:
    """Everything a run needs to go on after a stop."""

    student: Heads
    average: Heads
    losses: Losses
    optimiser: torch.optim.Optimizer
    teacher: Teacher | None = None
    step: int = 0


class Counted(Protocol):
    """Whatever counts its steps."""

    step: int


def train(
    frames: list[Frame], plan: Plan, out: Path, minutes: float | None = None, teacher: Teacher | None = None, pause_at: int | None = None,
    weights: Path | None = None,
) -> Path:
    """Trains to the plan's last step (or to `pause_at`, or until the minutes are up) and returns the checkpoint; goes on from it when it is
    there."""
    torch.manual_seed(plan.seed)
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    state = start(plan, teacher, None if checkpoint.exists() else weights)
    if checkpoint.exists():
        restore(state, plan, checkpoint)
        print(f"going on from step {state.step} of {checkpoint}", flush=True)
    ahead = Ahead(Sampler(frames, plan.seed * 1_000_003 + state.step))
    until = time.monotonic() + minutes * 60 if minutes else math.inf
    try:
        last = plan.steps if pause_at is None else min(plan.steps, pause_at)
        run(state, last, ahead, until, lambda batch: step(state, plan, batch), lambda: keep(state, plan, checkpoint), plan.keep_every)
    except (KeyboardInterrupt, SystemExit):
        keep(state, plan, checkpoint)
        raise
    finally:
        ahead.close()
    keep(state, plan, checkpoint)
    return checkpoint


def start(plan: Plan, teacher: Teacher | None = None, weights: Path | None = None) -> State:
    """A fresh student; `weights` fills a trunk that has start weights, which then moves slower than the rest."""
    student, losses = make(plan.trunk, plan.width), Losses(teacher.size if teacher else 0)
    old = list(student.layers.parameters()) if plan.trunk == "mobilenet" else []
    if old and weights is not None:
        mobilenet.load(student.layers, weights / mobilenet.WEIGHTS)
    average = copy.deepcopy(student)
    student.to(memory_format=torch.channels_last)
    known = {id(p) for p in old}
    new = [p for p in student.parameters() if id(p) not in known]
    groups = [
        {"params": [p for p in new if p.ndim > 1], "weight_decay": 0.02},
        {"params": [p for p in new if p.ndim <= 1] + list(losses.parameters()), "weight_decay": 0.0},
    ]
    trained = [p for p in old if p.requires_grad]
    if trained:
        groups.append({"params": trained, "weight_decay": 0.02, "slower": SLOWER})
    return State(student, average, losses, torch.optim.AdamW(groups, lr=plan.rate), teacher)


def run(
    state: Counted, last: int, ahead: Ahead, until: float, update: Callable[[Batch], dict[str, float]], store: Callable[[], None],
    keep_every: int,
) -> None:
    """Batch after batch to the last step or until the clock says so; tells how it goes and stores now and then."""
    begun, first = time.monotonic(), state.step
    shown: dict[str, float] = {}
    kept = begun
    while state.step < last and time.monotonic() < until:
        terms = update(ahead.next())
        for name, value in terms.items():
            shown[name] = 0.95 * shown.get(name, value) + 0.05 * value
        if state.step % 20 == 0:
            pace = (time.monotonic() - begun) / max(1, state.step - first)
            left = min((last - state.step) * pace, until - time.monotonic())
            told = " ".join(f"{name} {value:.4f}" for name, value in shown.items())
            print(f"step {state.step}/{last} {told} {pace:.2f} s/step, {left / 60:.0f} min left", flush=True)
        if state.step % keep_every == 0 or time.monotonic() - kept > KEEP_SECONDS:
            store()
            kept = time.monotonic()


def step(state: State, plan: Plan, batch: Batch) -> dict[str, float]:
    """One update. Raises when the loss is not a number, before the weights are touched."""
    state.student.train()
    for group in state.optimiser.param_groups:
        group["lr"] = plan.rate_at(state.step) * group.get("slower", 1.0)
    pixels = torch.from_numpy(batch.pixels).permute(0, 3, 1, 2).float().div_(255)
    outputs = state.student(pixels.contiguous(memory_format=torch.channels_last))
    terms = state.losses(
        outputs, *(torch.from_numpy(array) for array in (batch.tile, batch.dense, batch.place, batch.state)),
        None if state.teacher is None else taught(state.teacher, batch),
    )
    total = terms["total"]
    if not torch.isfinite(total):
        raise WrongInput(f"the loss became {total.item()} at step {state.step}; lower --rate and start again from the last checkpoint")
    state.optimiser.zero_grad(set_to_none=True)
    total.backward()
    torch.nn.utils.clip_grad_norm_(state.student.parameters(), 2.0)
    state.optimiser.step()
    state.step += 1
    follow(state.average, state.student, state.step)
    return {name: float(value.detach()) for name, value in terms.items()}


@torch.no_grad()
def follow(average: nn.Module, trained: nn.Module, step: int) -> None:
    """The running average of the weights, quick at first."""
    weight = min(0.998, (1 + step) / (10 + step))
    followed = dict(trained.state_dict())
    for name, value in average.state_dict().items():
        if value.dtype.is_floating_point:
            value.mul_(weight).add_(followed[name], alpha=1 - weight)
        else:
            value.copy_(followed[name])


def taught(teacher: Teacher, batch: Batch) -> Taught:
    embedding = teacher.tiles(batch.pixels)
    if teacher.card.pairs is None:
        return Taught(torch.from_numpy(embedding))
    prompts, (scale, offset) = teacher.classes(), teacher.card.pairs
    chances = torch.sigmoid(torch.from_numpy(embedding @ prompts.T).float() * scale + offset)
    return Taught(torch.from_numpy(embedding), chances, torch.from_numpy(prompts))


def keep(state: State, plan: Plan, checkpoint: Path) -> None:
    store({
        "plan": asdict(plan), "step": state.step, "student": state.student.state_dict(), "average": state.average.state_dict(),
        "losses": state.losses.state_dict(), "optimiser": state.optimiser.state_dict(), "random": torch.get_rng_state(),
    }, checkpoint)


def store(kept: dict[str, Any], checkpoint: Path) -> None:
    """Writes a checkpoint whole or not at all."""
    part = checkpoint.with_suffix(".part")
    torch.save(kept, part)
    part.replace(checkpoint)


def restore(state: State, plan: Plan, checkpoint: Path) -> None:
    kept = opened(checkpoint)
    before, wanted = (kept["plan"].get("trunk", "plain"), kept["plan"]["width"]), (plan.trunk, plan.width)
    if before != wanted:
        raise WrongInput(f"{checkpoint} is a student of trunk and width {before}, the plan says {wanted}; use another --out")
    try:
        state.student.load_state_dict(kept["student"])
        state.average.load_state_dict(kept["average"])
        state.losses.load_state_dict(kept["losses"], strict=False)
        same_losses = set(kept["losses"]) == set(state.losses.state_dict())
        if same_losses and kept["optimiser"] is not None:
            state.optimiser.load_state_dict(kept["optimiser"])
    except (RuntimeError, KeyError, ValueError) as error:
        raise WrongInput(f"{checkpoint} is of another version ({error}); remove it to start again") from error
    state.step = kept["step"]
    torch.set_rng_state(kept["random"])


def begin_from(checkpoint: Path, out: Path) -> int:
    """Puts another run's weights into `out` as a start, without the state of its optimiser; returns the steps that are done."""
    kept = opened(checkpoint)
    out.mkdir(parents=True, exist_ok=True)
    store(kept | {"optimiser": None}, out / "checkpoint.pt")
    return int(kept["step"])


def opened(checkpoint: Path) -> dict[str, Any]:
    """What a checkpoint holds."""
    if not checkpoint.is_file():
        raise WrongInput(f"no checkpoint {checkpoint}; run `python -m andon_models train` first")
    try:
        kept = torch.load(checkpoint, weights_only=True)
    except (RuntimeError, EOFError, OSError, pickle.UnpicklingError) as error:
        raise WrongInput(f"{checkpoint} is damaged; remove it to start again") from error
    if not isinstance(kept, dict) or not {"plan", "step", "student", "average"} <= set(kept):
        raise WrongInput(f"{checkpoint} is no checkpoint of this program; remove it to start again")
    return kept


def averaged(checkpoint: Path, which: str = "average") -> Heads:
    """The averaged student of a checkpoint (or, with `student`, the one that was trained last), in evaluation mode."""
    kept = opened(checkpoint)
    student = make(kept["plan"].get("trunk", "plain"), kept["plan"]["width"])
    student.load_state_dict(kept[which])
    return student.eval()
