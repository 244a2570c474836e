import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Two threads on a busy machine wait for each other.
torch.set_num_threads(1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A made-up data folder in the shape of the real one: three board groups of two pairs each, and ten screw photos."""
    rng = np.random.default_rng(5)
    for group in ("12100", "00041", "12300"):
        folder = tmp_path / "deeppcb" / group
        folder.mkdir(parents=True)
        for number in range(2):
            clean = np.full((640, 640), 255, np.uint8)
            for _ in range(12):
                x, y = rng.integers(0, 600, 2)
                cv2.rectangle(clean, (int(x), int(y)), (int(x) + 30, int(y) + 200), 0, -1)
            defective = clean.copy()
            cv2.circle(defective, (320, 300), 9, 0, -1)
            name = f"{group}{number:03d}"
            cv2.imwrite(str(folder / f"{name}_temp.jpg"), clean)
            cv2.imwrite(str(folder / f"{name}_test.jpg"), defective)
            (folder / f"{name}.txt").write_text("305 285 335 315 5\n")
    screws = tmp_path / "screws"
    screws.mkdir()
    for number in range(10):
        cv2.imwrite(str(screws / f"{number}_10{number % 2}1.jpg"), rng.integers(0, 255, (789, 600, 3), dtype=np.uint8))
    return tmp_path


@pytest.fixture(autouse=True)
def one_frame_for_side_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Robustness and int8 on one frame: enough to see that they are measured."""
    from andon_models import bundle

    monkeypatch.setattr(bundle, "FEW", 1)
    monkeypatch.setattr(bundle, "DRAWS", 1)
