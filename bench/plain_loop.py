#!/usr/bin/env python3
"""The plain loop that people write in Python: OpenCV and onnxruntime, tile by tile, one thread.

    python3 bench/plain_loop.py --model models/bundles/andon-triage/0.3.1/model.onnx --frame frame.png --frames 20

Prints a line of JSON: milliseconds of CPU and by the clock for each frame (median), from decoded frame to score. With --serve it
prints "ready" and answers each line on its standard input, the number of frames to look at, with such a line; so
`./andon bench edge` runs it in turn with its own loop. Needs numpy, opencv-python(-headless) and onnxruntime.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time

import cv2
import numpy as np
import onnxruntime as ort

TILE = 160


def starts(side: int) -> list[int]:
    """Where tiles begin along a side of the frame: they overlap where they would be smaller than the model's input."""
    count = max(1, int(side / TILE + 0.5))
    if count > 1 and count * TILE > side:
        return [i * (side - TILE) // (count - 1) for i in range(count)]
    return [i * side // count for i in range(count)]


def session(model: str, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def look(model: ort.InferenceSession, name: str, frame: np.ndarray) -> float:
    """The worst score of any class in any tile."""
    worst = 0.0
    for y in starts(frame.shape[0]):
        for x in starts(frame.shape[1]):
            tile = cv2.cvtColor(frame[y : y + TILE, x : x + TILE], cv2.COLOR_BGR2RGB)
            pixels = tile.astype(np.float32) / 255.0
            outputs = model.run(["embedding", "logits"], {name: np.transpose(pixels, (2, 0, 1))[np.newaxis]})
            worst = max(worst, float((1.0 / (1.0 + np.exp(-outputs[1]))).max()))
    return worst


def measure(model: ort.InferenceSession, frame: np.ndarray, frames: int) -> dict[str, float]:
    name = model.get_inputs()[0].name
    cpu: list[float] = []
    wall: list[float] = []
    score = 0.0
    for _ in range(frames):
        cpu_before, wall_before = time.thread_time(), time.perf_counter()
        score = look(model, name, frame)
        cpu.append((time.thread_time() - cpu_before) * 1000)
        wall.append((time.perf_counter() - wall_before) * 1000)
    return {"cpu_ms": statistics.median(cpu), "wall_ms": statistics.median(wall), "score": score}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="model.onnx")
    parser.add_argument("--frame", required=True, help="a picture")
    parser.add_argument("--frames", type=int, default=20, help="how often it is looked at; default: %(default)s")
    parser.add_argument("--threads", type=int, default=1, help="inside one inference; default: %(default)s")
    parser.add_argument("--serve", action="store_true", help="measure as often as asked")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    frame = cv2.imread(arguments.frame)
    if frame is None:
        print(f"{arguments.frame} is no picture", file=sys.stderr)
        return 2
    model = session(arguments.model, arguments.threads)
    measure(model, frame, 1)
    if not arguments.serve:
        print(json.dumps(measure(model, frame, arguments.frames)))
        return 0
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(model, frame, int(line))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
