import gzip
import json

import numpy as np
import pytest
import torch

from andon_models import WrongInput, training
from andon_models import frames as source
from andon_models.batches import Sampler
from andon_models.cli import main
from andon_models.teacher import Teacher
from andon_models.tokens import Tokens


@pytest.fixture
def vocabulary(tmp_path):
    """Merges that make "hole" and "in" out of letters, in the format of CLIP's file."""
    path = tmp_path / "vocabulary.txt.gz"
    path.write_bytes(gzip.compress(b"#version\nh o\nl e</w>\nho le</w>\ni n</w>\n"))
    return path


@pytest.fixture
def teacher(tmp_path, vocabulary):
    """Two small towers with seeded weights: the image tower as ONNX, the text tower as TorchScript."""
    torch.manual_seed(3)
    image = torch.nn.Sequential(torch.nn.Conv2d(3, 6, 8, 8), torch.nn.AdaptiveAvgPool2d(2), torch.nn.Flatten())
    torch.onnx.export(image, (torch.zeros(1, 3, 32, 32),), str(tmp_path / "image.onnx"), input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, dynamo=False)
    text = torch.nn.Sequential(torch.nn.Embedding(600, 24), torch.nn.Flatten(), torch.nn.Linear(24 * 12, 24))
    torch.jit.trace(text, torch.zeros(1, 12, dtype=torch.int64)).save(str(tmp_path / "text.pt"))
    (tmp_path / "teacher.json").write_text(json.dumps({
        "name": "tiny", "image": {"file": "image.onnx", "side": 32, "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.2, 0.2]},
        "text": {"file": "text.pt", "vocabulary": vocabulary.name, "length": 12},
    }))
    return tmp_path, image


def test_words_are_joined_by_the_merges_in_their_order(vocabulary):
    tokens = Tokens(vocabulary, 8)
    hole, inside = 512 + 2, 512 + 3
    assert tokens("Hole  in") == [512 + 4, hole, inside, 512 + 5, 0, 0, 0, 0]
    assert tokens("hole " * 20) == [512 + 4] + [hole] * 6 + [512 + 5]


def test_tiles_are_normalised_as_the_card_says_and_embedded_as_by_the_original(teacher):
    folder, original = teacher
    pixels = np.random.default_rng(1).integers(0, 255, (2, 32, 32, 3), dtype=np.uint8)
    with torch.no_grad():
        expected = original(((torch.from_numpy(pixels) / 255 - torch.tensor([0.5, 0.4, 0.3])) / 0.2).permute(0, 3, 1, 2))
    expected = torch.nn.functional.normalize(expected).numpy()
    assert np.allclose(Teacher(folder).tiles(pixels), expected, atol=1e-5)


def test_a_missing_teacher_says_where_to_put_one(tmp_path):
    with pytest.raises(WrongInput, match=r"no teacher at .*put its image tower"):
        Teacher(tmp_path / "nowhere")


def test_a_missing_tower_is_named(teacher):
    (teacher[0] / "image.onnx").unlink()
    with pytest.raises(WrongInput, match=r"names image\.onnx"):
        Teacher(teacher[0])


def test_a_file_that_is_no_tower_is_refused(teacher):
    (teacher[0] / "image.onnx").write_bytes(b"junk")
    with pytest.raises(WrongInput, match="no model that ONNX Runtime can load"):
        Teacher(teacher[0])


def test_a_student_trained_with_a_teacher_moves_towards_it(data, teacher):
    found = source.boards(data / "deeppcb") + source.screws(data / "screws")
    plan = training.Plan(steps=30, width=8, warm_up=1, rate=1e-2)
    state = training.start(plan, Teacher(teacher[0]))
    batch = Sampler(found, 1).draw()
    terms = [training.step(state, plan, batch)["teacher"] for _ in range(12)]
    assert terms[-1] < terms[0] * 0.8


def test_the_teacher_is_measured_by_its_prompts(data, teacher, capsys):
    assert main(["teacher", "--data", str(data), "--teacher", str(teacher[0]), "--frames-per-group", "1"]) == 0
    assert "tiny, zero-shot, frames with defect: AUROC" in capsys.readouterr().out
