"""The command line. Every command says what it needs when something is missing, and exits 2 on wrong input."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from andon_models import WrongInput

if TYPE_CHECKING:
    from andon_models import bundle


def main(argv: list[str]) -> int:
    arguments = _parser().parse_args(argv)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        return int(arguments.run(arguments))
    except WrongInput as wrong:
        print(f"error: {wrong}", file=sys.stderr)
        return 2


_COMMANDS = "{train,bundle,publish,evaluate,teacher,teacher-train,compare-teaching,prompts,distill,card,backbone}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="andon_models", description="Train and publish Andon's triage model.")
    commands = parser.add_subparsers(required=True, metavar=_COMMANDS)
    _train(commands.add_parser("train", help="train a student"))
    _bundle(commands.add_parser("bundle", help="calibrate, export and measure a trained student"))
    _publish(commands.add_parser("publish", help="publish a model trained on all groups beside the siblings that it is measured by"))
    _evaluate(commands.add_parser("evaluate", help="measure a published bundle on held-out groups"))
    _teacher(commands.add_parser("teacher", help="measure a teacher without training, by its prompts"))
    _teacher_train(commands.add_parser("teacher-train", help="train the built-in teacher (CLIP-style, no CLIP weights)"))
    _compare_teaching(commands.add_parser("compare-teaching", help="the same student with and without a teacher, over several seeds"))
    _prompts(commands.add_parser("prompts", help="encode the prompts once with a small sentence model"))
    _distill(commands.add_parser("distill", help="learn from an export of verdicts; publish only what is not worse"))
    _card(commands.add_parser("card", help="bring the figures of models/figures into a bundle's card"))
    _backbone(commands.add_parser("backbone", help="export the frozen backbone of patch memories"))
    return parser


def _data_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with deeppcb/ and screws/")
    command.add_argument("--scenes", type=Path, help="folder of drawn scenes with truth.csv (./andon scenes --out DIR)")
    command.add_argument("--held-scenes", type=Path, help="scenes of another seed, to measure on")
    command.add_argument("--fold", default="0", help="0, 1, 2: hold these board groups out; all: hold nothing out")


def _train(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument("--out", type=Path, required=True, help="folder of the checkpoint; training goes on from it")
    command.add_argument("--steps", type=int, default=3000)
    command.add_argument("--minutes", type=float, help="stop (resumable) after this long")
    command.add_argument("--pause-at", type=int, help="stop (resumable) at this step of the plan, to go on with other groups")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--trunk", choices=("plain", "mobilenet"), default="plain", help="mobilenet starts from the weights in --weights")
    command.add_argument("--weights", type=Path, help="folder of the start weights (default: DATA/weights)")
    command.add_argument("--rate", type=float, help="highest learning rate (default: 0.002 for plain, 0.001 for mobilenet)")
    command.add_argument("--cooldown", type=float, default=0.3)
    command.add_argument("--threads", type=int, default=2)
    command.add_argument("--teacher", type=Path, help="folder of a CLIP-family teacher to distil from")
    command.add_argument("--reduced", action="store_true", help="a tiny run (a few frames, 12 steps) that shows the pipeline works")
    command.set_defaults(run=_run_train)


def _run_train(arguments: argparse.Namespace) -> int:
    from andon_models import training
    from andon_models.frames import split
    from andon_models.teacher import Teacher

    _compute(arguments.threads)
    frames, held = split(load(arguments), fold(arguments.fold))
    if arguments.reduced:
        frames, arguments.steps = reduced(frames), min(arguments.steps, 12)
    print(f"{len(frames)} frames to train on, {len(held)} held out", flush=True)
    rate = arguments.rate or (2e-3 if arguments.trunk == "plain" else 1e-3)
    plan = training.Plan(arguments.steps, arguments.seed, rate, cooldown=arguments.cooldown, trunk=arguments.trunk)
    weights = arguments.weights or arguments.data / "weights"
    teacher = Teacher(arguments.teacher) if arguments.teacher else None
    training.train(frames, plan, arguments.out, arguments.minutes, teacher, arguments.pause_at, weights)
    return 0


def _bundle(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument("--from", dest="checkpoint", type=Path, required=True, help="checkpoint of the run that held the fold out")
    _bundle_options(command)
    command.set_defaults(run=_run_bundle)


def _bundle_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--name", default="andon-triage")
    command.add_argument("--version", required=True)
    command.add_argument("--out", type=Path, default=Path("models/bundles"))
    command.add_argument("--frames-per-group", type=int, default=40, help="held-out frames measured per group")
    command.add_argument("--seed", type=int, default=7)


def _run_bundle(arguments: argparse.Namespace) -> int:
    from andon_models import bundle, training
    from andon_models.frames import split

    _compute(1)
    training_frames, held = split(load(arguments), fold(arguments.fold))
    held = some(held + held_scenes(arguments), arguments.frames_per_group)
    request = _request(arguments, arguments.checkpoint, fold(arguments.fold))
    print(f"published {bundle.build(training.averaged(arguments.checkpoint), training_frames, held, request)}")
    return 0


def _request(arguments: argparse.Namespace, checkpoint: Path, held_out: int | None) -> bundle.Request:
    from andon_models import bundle, training

    kept = training.opened(checkpoint)
    return bundle.Request(
        arguments.name, arguments.version, arguments.out, arguments.seed, kept["plan"]["seed"], kept["step"], held_out,
        kept["plan"].get("trunk", "plain"),
    )


def _publish(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument(
        "--folds", type=Path, nargs=3, required=True, metavar="CHECKPOINT", help="checkpoints of the runs that held fold 0, 1 and 2 out"
    )
    command.add_argument("--ship", type=Path, required=True, help="checkpoint to ship, trained on all groups")
    _bundle_options(command)
    command.set_defaults(run=_run_publish)


def _run_publish(arguments: argparse.Namespace) -> int:
    from andon_models import bundle, training
    from andon_models.frames import split

    _compute(1)
    frames, scenes, siblings = load(arguments), held_scenes(arguments), []
    for index, checkpoint in enumerate(arguments.folds):
        trained, held = split(frames, index)
        held = some(held + scenes, arguments.frames_per_group)
        siblings.append(bundle.Sibling(index, training.opened(checkpoint)["step"], training.averaged(checkpoint), trained, held))
    request = _request(arguments, arguments.ship, None)
    print(f"published {bundle.build_all(training.averaged(arguments.ship), frames, siblings, request)}")
    return 0


def _evaluate(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument("--bundle", type=Path, required=True)
    command.add_argument("--frames-per-group", type=int, default=40)
    command.add_argument("--seed", type=int, default=11)
    command.set_defaults(run=_run_evaluate)


def _run_evaluate(arguments: argparse.Namespace) -> int:
    import json

    import numpy as np

    from andon_models import CLASSES, bundle, export, measure
    from andon_models.frames import split

    try:
        manifest = json.loads((arguments.bundle / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise WrongInput(f"{arguments.bundle} is no bundle: {error}") from error
    if manifest.get("classes") != list(CLASSES):
        raise WrongInput(f"{arguments.bundle} has the classes {manifest.get('classes')}, this program knows {list(CLASSES)}")
    export.check(arguments.bundle / "model.onnx")
    _, held = split(load(arguments), fold(arguments.fold))
    held += held_scenes(arguments)
    runner = export.Runner(arguments.bundle / "model.onnx")
    temperature = np.array([manifest["temperature"][name] for name in CLASSES])
    found = bundle.figures(measure.measure(runner, some(held, arguments.frames_per_group), arguments.seed), temperature)
    print(json.dumps(found, indent=1))
    return 0


def _teacher(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument("--teacher", type=Path, required=True)
    command.add_argument("--frames-per-group", type=int, default=10)
    command.set_defaults(run=_run_teacher)


def _run_teacher(arguments: argparse.Namespace) -> int:
    import numpy as np

    from andon_models import captures, measure
    from andon_models.frames import split
    from andon_models.teacher import Teacher
    from andon_models.tiles import cut, grid

    teacher = Teacher(arguments.teacher)
    _, held = split(load(arguments), fold(arguments.fold))
    rng = np.random.default_rng(11)
    top: dict[str, list[float]] = {}
    for frame in some(held, arguments.frames_per_group):
        for kind, picture, _ in captures.versions(rng, frame):
            tiles = list(frame.slots) or grid(picture.shape[1], picture.shape[0])
            score = teacher.suspicion(np.stack([cut(picture, tile) for tile in tiles])).max()
            top.setdefault(kind, []).append(float(score))
    for kind in ("defect", "one"):
        found = measure.auroc(np.array(top.get("good", [])), np.array(top.get(kind, [])))
        print(f"{teacher.card.name}, zero-shot, frames with {kind}: AUROC {'not measured' if found is None else round(found, 4)}")
    return 0


def _teacher_train(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument("--out", type=Path, required=True, help="folder of the checkpoint; the teacher is written to OUT/teacher")
    command.add_argument("--weights", type=Path, help="folder of the start weights (default: DATA/weights)")
    command.add_argument("--steps", type=int, default=900)
    command.add_argument("--minutes", type=float, help="stop (resumable) after this long")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--rate", type=float, default=1e-3)
    command.add_argument("--threads", type=int, default=2)
    command.add_argument("--reduced", action="store_true", help="a tiny run (a few frames, 4 steps) that shows the pipeline works")
    command.set_defaults(run=_run_teacher_train)


def _run_teacher_train(arguments: argparse.Namespace) -> int:
    from andon_models import teacher_training, training
    from andon_models.frames import split

    _compute(arguments.threads)
    frames, held = split(load(arguments), fold(arguments.fold))
    if arguments.reduced:
        frames, arguments.steps = reduced(frames), min(arguments.steps, 4)
    print(f"{len(frames)} frames to train on, {len(held)} held out", flush=True)
    plan = training.Plan(arguments.steps, arguments.seed, arguments.rate, cooldown=0.4)
    weights = arguments.weights or arguments.data / "weights"
    folder = teacher_training.train(frames, plan, arguments.out, weights, fold(arguments.fold), arguments.minutes)
    print(f"teacher written to {folder}")
    return 0


def _compare_teaching(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument("--teacher", type=Path, required=True)
    command.add_argument("--out", type=Path, required=True, help="folder of the runs; what is done there is not done again")
    command.add_argument("--steps", type=int, default=400)
    command.add_argument("--from", dest="begun", type=Path, help="checkpoint whose weights every run goes on from (default: from scratch)")
    command.add_argument("--arm", choices=("labels", "taught"), help="run this half only (default: both)")
    command.add_argument("--rate", type=float, default=2e-3)
    command.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    command.add_argument("--frames-per-group", type=int, default=24)
    command.add_argument("--threads", type=int, default=2)
    command.set_defaults(run=_run_compare_teaching)


def _run_compare_teaching(arguments: argparse.Namespace) -> int:
    from andon_models import compare_teaching, training
    from andon_models.frames import split

    _compute(arguments.threads)
    frames, held = split(load(arguments), fold(arguments.fold))
    held = some(held, arguments.frames_per_group)
    plan = training.Plan(arguments.steps, rate=arguments.rate)
    arms = (arguments.arm,) if arguments.arm else compare_teaching.ARMS
    told = compare_teaching.run(frames, held, arguments.teacher, plan, arguments.seeds, arguments.out, arguments.begun, arms)
    print(compare_teaching.table(told))
    return 0


def _prompts(command: argparse.ArgumentParser) -> None:
    command.add_argument("--sentences", type=Path, required=True, help="folder of all-MiniLM-L6-v2 (config.json, vocab.txt, model.safetensors)")
    command.add_argument("--out", type=Path, help="the file to write (default: the one that comes with this package)")
    command.set_defaults(run=_run_prompts)


def _run_prompts(arguments: argparse.Namespace) -> int:
    from andon_models import sentences
    from andon_models.prompts import GOOD, PROMPTS

    texts = [*GOOD, *(text for of in PROMPTS.values() for text in of)]
    target = arguments.out or sentences.PROMPTS_FILE
    sentences.write_prompts(sentences.Sentences(arguments.sentences), texts, target)
    print(f"{len(texts)} prompts encoded into {target}")
    return 0


def _distill(command: argparse.ArgumentParser) -> None:
    _data_options(command)
    command.add_argument("--from", dest="export", type=Path, required=True, help="export of the hub: pictures and verdicts.csv")
    command.add_argument("--dataset", type=Path, required=True, help="new folder for the frozen data set")
    command.add_argument("--running", type=Path, required=True, help="bundle that runs now")
    command.add_argument("--checkpoint", type=Path, required=True, help="checkpoint of the running bundle, to go on from")
    command.add_argument("--locked", type=Path, help="labelled folder (truth.csv) to compare on; the held-out groups when not given")
    command.add_argument("--out", type=Path, required=True, help="folder of the new run and its candidate bundle")
    command.add_argument("--bundles", type=Path, default=Path("bundles"))
    command.add_argument("--version", required=True)
    command.add_argument("--steps", type=int, default=600, help="further steps")
    command.add_argument("--least-agreement", type=float, default=0.8)
    command.add_argument("--frames-per-group", type=int, default=40)
    command.add_argument("--seed", type=int, default=7)
    command.add_argument("--threads", type=int, default=2)
    command.set_defaults(run=_run_distill)


def _run_distill(arguments: argparse.Namespace) -> int:
    import shutil

    from andon_models import bundle, frames, training, verdicts

    _compute(arguments.threads)
    frozen = verdicts.freeze(arguments.export, arguments.dataset, arguments.least_agreement)
    print(f"{frozen.kept} frames frozen as {frozen.sha256[:12]}, left out: {frozen.left_out}", flush=True)
    known, held = frames.split(load(arguments), fold(arguments.fold))
    held += held_scenes(arguments)
    learnt = frames.labelled(frozen.folder, frozen.folder / "truth.csv", "verdicts")
    locked = frames.labelled(arguments.locked, arguments.locked / "truth.csv", "locked") if arguments.locked else held
    arguments.out.mkdir(parents=True, exist_ok=True)
    done = training.opened(arguments.checkpoint)["step"]
    shutil.copyfile(arguments.checkpoint, arguments.out / "checkpoint.pt")
    before = training.opened(arguments.checkpoint)["plan"]
    steps = done + arguments.steps
    plan = training.Plan(
        steps, arguments.seed, before["rate"], width=before["width"], trunk=before.get("trunk", "plain"), cooldown=arguments.steps / steps
    )
    student = training.averaged(training.train(known + learnt, plan, arguments.out))
    name = arguments.running.resolve().parent.name
    request = bundle.Request(name, arguments.version, arguments.out / "candidate", arguments.seed, plan.seed, plan.steps, fold(arguments.fold), plan.trunk)
    candidate = bundle.build(student, known + learnt, some(held, arguments.frames_per_group), request)
    compared = verdicts.compare(arguments.running, candidate, some(locked, arguments.frames_per_group), arguments.seed)
    print(f"running   {compared.running}\ncandidate {compared.candidate}")
    if compared.worse:
        print(f"not published: worse on the locked set: {'; '.join(compared.worse)}", file=sys.stderr)
        return 3
    target = arguments.bundles / name / arguments.version
    if target.exists():
        raise WrongInput(f"{target} exists; give a new --version")
    shutil.copytree(candidate, target)
    print(f"published {target}")
    return 0


def _card(command: argparse.ArgumentParser) -> None:
    command.add_argument("--bundle", type=Path, required=True)
    command.add_argument("--figures", type=Path, required=True, help="folder that models/figures wrote")
    command.set_defaults(run=_run_card)


def _run_card(arguments: argparse.Namespace) -> int:
    from andon_models import crossvalidation

    crossvalidation.write(arguments.bundle, arguments.figures)
    print(f"written into {arguments.bundle / 'card.md'}")
    return 0


def _backbone(command: argparse.ArgumentParser) -> None:
    command.add_argument("--version", default="0.1.0")
    command.add_argument("--out", type=Path, default=Path("bundles"), help="folder of bundles; OUT/andon-patches/VERSION is written")
    command.set_defaults(run=_run_backbone)


def _run_backbone(arguments: argparse.Namespace) -> int:
    from andon_models import backbone

    print(f"published {backbone.publish(arguments.out, arguments.version)}")
    return 0


def _compute(threads: int) -> None:
    import torch

    from andon_models import memory

    torch.set_num_threads(threads)
    memory.keep_freed()


def some(frames: list[Any], per_group: int) -> list[Any]:
    """The same few frames of each group, spread evenly over it."""
    groups: dict[str, list[Any]] = {}
    for frame in frames:
        groups.setdefault(frame.group, []).append(frame)
    kept = []
    for group in groups.values():
        every = max(1, len(group) // per_group)
        kept += group[::every][:per_group]
    return kept


def fold(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdigit():
        raise WrongInput(f"--fold must be 0, 1, 2 or all, not '{text}'")
    return int(text)


def load(arguments: argparse.Namespace) -> list[Any]:
    from andon_models import frames

    found = frames.boards(arguments.data / "deeppcb") + frames.screws(arguments.data / "screws")
    if arguments.scenes is not None:
        found += frames.labelled(arguments.scenes, arguments.scenes / "truth.csv", "scenes")
    return found


def held_scenes(arguments: argparse.Namespace) -> list[Any]:
    from andon_models import frames

    folder = arguments.held_scenes
    return frames.labelled(folder, folder / "truth.csv", "scenes") if folder else []


def reduced(frames: list[Any]) -> list[Any]:
    kept: dict[str, list[Any]] = {}
    for frame in frames:
        kept.setdefault(frame.group, []).append(frame)
    return [frame for group in kept.values() for frame in group[:4]]
