import json

import numpy as np
import pytest
import torch

from andon_models import CLASSES, WrongInput, locked_text, mobilenet, sentences, teacher_training, training
from andon_models import frames as source
from andon_models.batches import Sampler
from andon_models.cli import main
from andon_models.locked_text import ImageTower, Prompts
from andon_models.prompts import GOOD, PROMPTS
from andon_models.teacher import Teacher

WORDS = "[PAD] [UNK] [CLS] [SEP] a hole pin ##hole - screw miss ##ing".split()
SIZE, LAYERS = 24, 2


@pytest.fixture
def sentence_folder(tmp_path):
    """A sentence model of seeded random weights in the layout of all-MiniLM-L6-v2."""
    generator = torch.Generator().manual_seed(5)
    shapes = {
        "embeddings.word_embeddings.weight": (len(WORDS), SIZE), "embeddings.position_embeddings.weight": (32, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE), "embeddings.LayerNorm.weight": (SIZE,), "embeddings.LayerNorm.bias": (SIZE,),
    }
    for layer in range(LAYERS):
        for part, rows, columns in (("attention.self.query", SIZE, SIZE), ("attention.self.key", SIZE, SIZE), ("attention.self.value", SIZE, SIZE),
                                    ("attention.output.dense", SIZE, SIZE), ("intermediate.dense", 96, SIZE), ("output.dense", SIZE, 96)):
            shapes[f"encoder.layer.{layer}.{part}.weight"], shapes[f"encoder.layer.{layer}.{part}.bias"] = (rows, columns), (rows,)
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{part}.weight"], shapes[f"encoder.layer.{layer}.{part}.bias"] = (SIZE,), (SIZE,)
    header, body = {}, b""
    for name, shape in shapes.items():
        numbers = torch.randn(shape, generator=generator).numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [len(body), len(body) + len(numbers)]}
        body += numbers
    told = json.dumps(header).encode()
    (tmp_path / "model.safetensors").write_bytes(len(told).to_bytes(8, "little") + told + body)
    (tmp_path / "config.json").write_text(json.dumps({"num_hidden_layers": LAYERS, "num_attention_heads": 4, "layer_norm_eps": 1e-12}))
    (tmp_path / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    return tmp_path


def test_words_are_cut_into_the_longest_known_pieces(sentence_folder):
    encoder = sentences.Sentences(sentence_folder)
    assert encoder.pieces("A pinhole, MISSING") == [2, 4, 6, 7, 1, 10, 11, 3]
    assert encoder.pieces("zebra") == [2, 1, 3]


def test_a_sentence_has_one_unit_vector_that_depends_on_the_order_of_its_words(sentence_folder):
    first, second, again = sentences.Sentences(sentence_folder)(["a pin hole", "hole a pin", "a pin  hole"])
    assert np.isclose(np.linalg.norm(first), 1, atol=1e-5)
    assert np.allclose(first, again)
    assert not np.allclose(first, second, atol=1e-3)


def test_the_encoder_agrees_with_pytorchs_own_transformer_layer(sentence_folder):
    encoder = sentences.Sentences(sentence_folder)
    layer = torch.nn.TransformerEncoderLayer(SIZE, 4, 96, dropout=0, activation="gelu", layer_norm_eps=1e-12, batch_first=True).eval()
    weights, name = encoder._weights, "encoder.layer.0"
    with torch.no_grad():
        for kind in ("weight", "bias"):
            getattr(layer.self_attn, f"in_proj_{kind}").copy_(
                torch.cat([weights[f"{name}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")])
            )
            for ours, theirs in (("attention.output.dense", layer.self_attn.out_proj), ("attention.output.LayerNorm", layer.norm1),
                                 ("intermediate.dense", layer.linear1), ("output.dense", layer.linear2), ("output.LayerNorm", layer.norm2)):
                getattr(theirs, kind).copy_(weights[f"{name}.{ours}.{kind}"])
        x = torch.randn(7, SIZE, generator=torch.Generator().manual_seed(2))
        assert torch.allclose(encoder._layer(x, name), layer(x[None])[0], atol=1e-4)


def test_a_folder_without_a_sentence_model_is_refused(tmp_path):
    with pytest.raises(WrongInput, match="holds no sentence model"):
        sentences.Sentences(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "vocab.txt").write_text("a\n")
    (tmp_path / "model.safetensors").write_bytes(b"junk")
    with pytest.raises(WrongInput, match="holds no sentence model"):
        sentences.Sentences(tmp_path)


def test_the_prompts_that_come_along_are_encoded(capsys):
    known = sentences.encoded()
    assert set(known) == {*GOOD, *(text for of in PROMPTS.values() for text in of)}
    assert all(np.isclose(np.linalg.norm(vector), 1, atol=1e-3) for vector in known.values())


def test_prompts_can_be_encoded_again(sentence_folder, tmp_path):
    target = tmp_path / "prompts.json"
    assert main(["prompts", "--sentences", str(sentence_folder), "--out", str(target)]) == 0
    assert Prompts.read(target).vectors.shape == (len(GOOD) + sum(map(len, PROMPTS.values())), SIZE)


def test_a_new_class_whose_prompt_is_not_encoded_is_named(tmp_path):
    told = json.loads(sentences.PROMPTS_FILE.read_text())
    del told["prompts"]["an empty screw hole"]
    (tmp_path / "prompts.json").write_text(json.dumps(told))
    with pytest.raises(WrongInput, match="lacks the prompt 'an empty screw hole'"):
        Prompts.read(tmp_path / "prompts.json")


def test_prompts_fit_the_tiles_they_describe():
    prompts = Prompts.read()
    tile = torch.zeros(4, len(CLASSES), dtype=torch.int8)
    tile[1, CLASSES.index("copper")] = 1
    tile[2, CLASSES.index("copper")] = -1
    fits = prompts.fitting(tile, np.array(["boards", "boards", "boards", "screws"]))
    clean, board, stray = (prompts.texts.index(text) for text in (
        "a clean part without any defect", "a flawless printed circuit board", "a spot of stray copper on a board"))
    assert fits[:, clean].tolist() == [1, 0, -1, 1]
    assert fits[:, board].tolist() == [1, 0, -1, 0]
    assert fits[:, stray].tolist() == [0, 1, -1, 0]


def test_start_weights_that_are_missing_or_no_mobilenet_are_refused(tmp_path):
    with pytest.raises(WrongInput, match=r"no start weights at .*--weights"):
        mobilenet.load(mobilenet.layers(), tmp_path / "none.tflite")
    (tmp_path / "junk.tflite").write_bytes(b"junk")
    with pytest.raises(WrongInput, match="is no TFLite file"):
        mobilenet.load(mobilenet.layers(), tmp_path / "junk.tflite")
    (tmp_path / "short.tflite").write_bytes(b"\x1c\0\0\0TFL3" + b"\0" * 40)
    with pytest.raises(WrongInput):
        mobilenet.load(mobilenet.layers(), tmp_path / "short.tflite")


def test_a_stride_of_two_pads_to_the_right_and_below():
    layer = mobilenet.Layer(1, 1, 3, 2)
    with torch.no_grad():
        layer.convolution.weight.zero_()[0, 0, 0, 0] = 1
        layer.convolution.bias.zero_()
    x = torch.arange(16.0).view(1, 1, 4, 4) / 4
    assert torch.equal(layer(x)[0, 0], torch.tensor([[0.0, 0.5], [2.0, 2.5]]))


@pytest.fixture
def untrained(monkeypatch):
    """Random start weights in place of the ones that need the data folder."""
    monkeypatch.setattr(mobilenet, "load", lambda network, path: None)


def test_the_teacher_learns_goes_on_and_is_written_as_a_teacher_folder(data, tmp_path, untrained):
    found = source.boards(data / "deeppcb") + source.screws(data / "screws")
    for steps in (1, 2):
        folder = teacher_training.train(found, training.Plan(steps, warm_up=1), tmp_path / "run", data, 0)
    assert training.opened(tmp_path / "run" / "checkpoint.pt")["step"] == 2
    teacher = Teacher(folder)
    batch = Sampler(found, 1).draw()
    tower = ImageTower(teacher.size)
    tower.load_state_dict(training.opened(tmp_path / "run" / "checkpoint.pt")["average"])
    with torch.no_grad():
        expected = torch.nn.functional.normalize(tower(locked_text.pixels(batch.pixels[:3]))[0]).numpy()
    assert np.allclose(teacher.tiles(batch.pixels[:3]), expected, atol=1e-4)
    state = training.start(training.Plan(2, width=8), teacher)
    terms = training.step(state, training.Plan(2, width=8), batch)
    assert {"teacher", "chances", "prompts"} <= set(terms)


def test_a_loss_that_is_no_number_stops_the_teacher(data, untrained):
    state = teacher_training.start(training.Plan(1), data)
    with torch.no_grad():
        state.tower.whole.bias.fill_(float("nan"))
    with pytest.raises(WrongInput, match="loss became nan at step 0"):
        teacher_training.step(state, training.Plan(1), Sampler(source.boards(data / "deeppcb"), 1).draw())


def test_without_start_weights_the_command_says_where_they_belong(data, tmp_path, capsys):
    assert main(["teacher-train", "--data", str(data), "--out", str(tmp_path / "run"), "--reduced"]) == 2
    assert "no start weights at" in capsys.readouterr().err


def test_a_teacher_is_compared_with_labels_alone(data, tmp_path, untrained, capsys):
    found = source.boards(data / "deeppcb")
    folder = teacher_training.train(found, training.Plan(1, warm_up=1), tmp_path / "run", data, 0)
    command = ["compare-teaching", "--data", str(data), "--teacher", str(folder), "--out", str(tmp_path / "out"), "--threads", "1"]
    assert main([*command, "--steps", "1", "--seeds", "1", "--frames-per-group", "1"]) == 0
    told = json.loads((tmp_path / "out" / "comparison.json").read_text())
    assert set(told["runs"]["taught"]) == {"1"}
    assert "| twin_auroc |" in capsys.readouterr().out
