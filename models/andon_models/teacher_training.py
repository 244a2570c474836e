"""Trains the built-in teacher: seeded, resumable, with progress, on the same batches as the student."""

from __future__ import annotations

import copy
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from andon_models import WrongInput, locked_text, mobilenet, training
from andon_models.batches import Ahead, Batch, Sampler
from andon_models.frames import Frame
from andon_models.locked_text import FROZEN, ImageTower, Objective, Prompts

# The start weights move slower than what is new.
SLOWER = 0.1


@dataclass
class State:
    """Everything a run needs to go on after a stop."""

    tower: ImageTower
    average: ImageTower
    objective: Objective
    optimiser: torch.optim.Optimizer
    step: int = 0


def start(plan: training.Plan, weights: Path) -> State:
    prompts = Prompts.read()
    tower = ImageTower(prompts.vectors.shape[1])
    mobilenet.load(tower.layers, weights / mobilenet.WEIGHTS)
    tower.layers[:FROZEN].requires_grad_(False)
    old = [p for p in tower.layers.parameters() if p.requires_grad]
    new = [p for part in (tower.lift, tower.fine, tower.local, tower.whole) for p in part.parameters()]
    objective = Objective(prompts)
    groups = [
        {"params": old, "weight_decay": 0.02, "slower": SLOWER},
        {"params": new, "weight_decay": 0.02, "slower": 1.0},
        {"params": list(objective.parameters()), "weight_decay": 0.0, "slower": 1.0},
    ]
    return State(tower.to(memory_format=torch.channels_last), copy.deepcopy(tower), objective, torch.optim.AdamW(groups, lr=plan.rate))


def train(frames: list[Frame], plan: training.Plan, out: Path, weights: Path, fold: int | None, minutes: float | None = None) -> Path:
    """Trains to the plan's last step (or until the minutes are up) and writes the teacher's folder `out/teacher`."""
    torch.manual_seed(plan.seed)
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    state = start(plan, weights)
    if checkpoint.exists():
        _restore(state, checkpoint)
        print(f"going on from step {state.step} of {checkpoint}", flush=True)
    ahead = Ahead(Sampler(frames, plan.seed * 1_000_003 + state.step))
    until = time.monotonic() + minutes * 60 if minutes else math.inf
    try:
        training.run(
            state, plan.steps, ahead, until, lambda batch: step(state, plan, batch), lambda: _keep(state, plan, checkpoint), plan.keep_every
        )
    finally:
        _keep(state, plan, checkpoint)
        ahead.close()
    told = {"steps": state.step, "seed": plan.seed, "held_out_fold": fold, "frames": len(frames)}
    locked_text.write(state.average.eval(), state.objective, told, out / "teacher")
    return out / "teacher"


def step(state: State, plan: training.Plan, batch: Batch) -> dict[str, float]:
    """One update. Raises when the loss is not a number, before the weights are touched."""
    for group in state.optimiser.param_groups:
        group["lr"] = plan.rate_at(state.step) * group["slower"]
    terms = state.objective(*state.tower(locked_text.pixels(batch.pixels)), batch)
    total = terms["total"]
    if not torch.isfinite(total):
        raise WrongInput(f"the loss became {total.item()} at step {state.step}; lower --rate and start again from the last checkpoint")
    state.optimiser.zero_grad(set_to_none=True)
    total.backward()
    nn.utils.clip_grad_norm_([p for group in state.optimiser.param_groups for p in group["params"]], 2.0)
    state.optimiser.step()
    state.step += 1
    training.follow(state.average, state.tower, state.step)
    return {name: float(value.detach()) for name, value in terms.items()}


def _keep(state: State, plan: training.Plan, checkpoint: Path) -> None:
    training.store({
        "plan": asdict(plan), "step": state.step, "student": state.tower.state_dict(), "average": state.average.state_dict(),
        "losses": state.objective.state_dict(), "optimiser": state.optimiser.state_dict(), "random": torch.get_rng_state(),
    }, checkpoint)


def _restore(state: State, checkpoint: Path) -> None:
    kept = training.opened(checkpoint)
    try:
        state.tower.load_state_dict(kept["student"])
        state.average.load_state_dict(kept["average"])
        state.objective.load_state_dict(kept["losses"])
        state.optimiser.load_state_dict(kept["optimiser"])
    except (RuntimeError, KeyError, ValueError) as error:
        raise WrongInput(f"{checkpoint} is no checkpoint of this teacher ({error}); remove it to start again") from error
    state.step = kept["step"]
    torch.set_rng_state(kept["random"])
