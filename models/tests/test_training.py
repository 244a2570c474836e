import json

import cv2
import numpy as np
import onnx
import pytest
import torch

from andon_models import CLASSES, WrongInput, export, training
from andon_models import frames as source
from andon_models.batches import Sampler, targets
from andon_models.cli import main
from andon_models.frames import Box

PLAN = training.Plan(steps=2, width=8, keep_every=1)


def all_frames(data):
    return source.boards(data / "deeppcb") + source.screws(data / "screws")


def test_the_same_seed_draws_the_same_batch(data):
    first, second = (Sampler(all_frames(data), 3).draw() for _ in range(2))
    assert np.array_equal(first.pixels, second.pixels)
    assert np.array_equal(first.dense, second.dense)


def test_captures_of_a_defective_state_are_labelled_and_clean_ones_are_not(data):
    batch = Sampler(all_frames(data), 3).draw()
    copper = CLASSES.index("copper")
    assert (batch.tile[batch.state == 1, copper] != 0).all()
    clean_boards = [i for i in range(len(batch.place)) if batch.state[i] == 0 and batch.place[i] < 7]
    assert not (batch.tile[clean_boards, copper] == 1).all()


def test_drawn_scenes_are_captured_beside_their_golden_frame(data, tmp_path):
    folder = tmp_path / "scenes"
    folder.mkdir()
    golden = np.full((480, 640, 3), 120, np.uint8)
    cv2.imwrite(str(folder / "g.png"), golden)
    cv2.circle(golden, (300, 200), 25, (0, 0, 0), -1)
    cv2.imwrite(str(folder / "a.png"), golden)
    (folder / "truth.csv").write_text(
        "file,variant,view,verdict,class,x1,y1,x2,y2\ng.png,plate,top,golden,,,,,\na.png,plate,top,defect,dent,275,175,325,225\n"
    )
    batch = Sampler(source.labelled(folder, folder / "truth.csv", "scenes"), 4).draw()
    assert batch.state.max() == 1
    assert (batch.tile[batch.state == 0] == 0).all()
    assert (batch.tile[:, CLASSES.index("dent")] == 1).any()


def test_a_sliver_of_a_defect_is_not_judged():
    tile, dense = targets([Box(0, 158, 0, 178, 20)])
    assert tile[0] == -1
    assert (dense[0] != 1).all()


def test_training_goes_on_from_its_checkpoint(data, tmp_path):
    training.train(all_frames(data), PLAN, tmp_path / "run")
    longer = training.Plan(steps=3, width=8, keep_every=1)
    training.train(all_frames(data), longer, tmp_path / "run")
    assert torch.load(tmp_path / "run" / "checkpoint.pt", weights_only=True)["step"] == 3


def test_a_paused_run_can_go_on_with_other_groups(data, tmp_path):
    found = all_frames(data)
    training.train(found[:4], training.Plan(steps=9, width=8), tmp_path / "run", pause_at=2)
    assert training.opened(tmp_path / "run" / "checkpoint.pt")["step"] == 2
    training.train(found, training.Plan(steps=4, width=8), tmp_path / "run")
    assert training.opened(tmp_path / "run" / "checkpoint.pt")["step"] == 4


def test_a_run_that_is_stopped_keeps_what_it_has_learnt(data, tmp_path, monkeypatch):
    steps = training.step

    def stop_after_the_second(state, plan, batch):
        if state.step == 2:
            raise SystemExit(143)
        return steps(state, plan, batch)

    monkeypatch.setattr(training, "step", stop_after_the_second)
    with pytest.raises(SystemExit):
        training.train(all_frames(data), training.Plan(steps=9, width=8, keep_every=100), tmp_path / "run")
    assert training.opened(tmp_path / "run" / "checkpoint.pt")["step"] == 2


def test_a_loss_that_is_no_number_stops_before_the_weights_are_touched(data):
    state = training.start(PLAN)
    with torch.no_grad():
        state.student.dense.bias.fill_(float("nan"))
    before = state.student.lift.weight.clone()
    with pytest.raises(WrongInput, match="loss became nan at step 0"):
        training.step(state, PLAN, Sampler(all_frames(data), 1).draw())
    assert torch.equal(before, state.student.lift.weight)


def test_a_damaged_checkpoint_is_refused(tmp_path):
    (tmp_path / "checkpoint.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(WrongInput, match="damaged"):
        training.restore(training.start(PLAN), PLAN, tmp_path / "checkpoint.pt")


def test_the_exported_model_answers_like_the_trained_one_and_its_golden_file_holds(tmp_path):
    student = training.start(PLAN).average.eval()
    joining = export.Joining(np.linspace(-1, 1, len(CLASSES)), np.linspace(0.5, 2, len(CLASSES)), -1.5)
    export.write(student, joining, tmp_path / "model.onnx")
    pixels = np.stack([export.formula(7, 13, 29), export.formula(1, 2, 97)])
    embedding, logits = export.Runner(tmp_path / "model.onnx").run(pixels)
    with torch.no_grad():
        expected = student(torch.from_numpy(pixels))
    assert np.allclose(embedding, expected[0].numpy(), atol=1e-4)
    assert np.allclose(logits, joining(expected[1].numpy()), atol=1e-3)
    assert np.allclose((embedding**2).sum(axis=1), 1, atol=1e-3)


def test_a_student_with_a_pretrained_trunk_is_exported_without_padding_of_its_own(tmp_path):
    plan = training.Plan(steps=2, trunk="mobilenet")
    student = training.start(plan).average.eval()
    export.write(student, export.PLAIN, tmp_path / "model.onnx")
    graph = onnx.load(tmp_path / "model.onnx").graph
    assert "Pad" not in {node.op_type for node in graph.node}
    assert {tensor.name for tensor in graph.initializer} <= {name for node in graph.node for name in node.input}
    pixels = np.stack([export.formula(7, 13, 29), export.formula(1, 2, 97), export.formula(3, 5, 11)])
    embedding, logits = export.Runner(tmp_path / "model.onnx").run(pixels)
    with torch.no_grad():
        expected = student(torch.from_numpy(pixels))
    assert np.allclose(embedding, expected[0].numpy(), atol=1e-4)
    assert np.allclose(logits, export.PLAIN(expected[1].numpy()), atol=1e-3)


def test_start_weights_move_slower_than_what_is_new_and_the_first_layers_not_at_all(data):
    plan = training.Plan(steps=9, warm_up=1, rate=1e-3, trunk="mobilenet")
    state = training.start(plan)
    before = {name: value.clone() for name, value in state.student.state_dict().items()}
    training.step(state, plan, Sampler(all_frames(data), 1).draw())
    moved = {name: float((value - before[name]).abs().max()) for name, value in state.student.state_dict().items() if name.endswith("weight")}
    assert moved["layers.1.layers.0.convolution.weight"] == 0
    assert 0 < moved["layers.9.layers.0.convolution.weight"] < 2.1e-4
    assert moved["lift.weight"] > 5e-4


def test_a_checkpoint_of_another_trunk_is_refused(data, tmp_path):
    training.train(all_frames(data), PLAN, tmp_path / "run")
    with pytest.raises(WrongInput, match=r"trunk and width .*'plain', 8.*, the plan says .*'mobilenet'"):
        training.train(all_frames(data), training.Plan(steps=3, trunk="mobilenet"), tmp_path / "run")


def test_a_trunk_that_is_not_known_is_refused():
    with pytest.raises(WrongInput, match="there is no trunk 'oak'"):
        training.start(training.Plan(steps=1, trunk="oak"))


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"junk")
    with pytest.raises(WrongInput, match="no ONNX model"):
        export.check(tmp_path / "model.onnx")


def small_model(target, opset=export.OPSET, operator="Relu"):
    shape = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in ("x", "y")]
    graph = onnx.helper.make_graph([onnx.helper.make_node(operator, ["x"], ["y"])], "g", shape[:1], shape[1:])
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)]), target)
    return target


def test_a_model_of_another_opset_is_refused(tmp_path):
    with pytest.raises(WrongInput, match="has opset 13, expected 17"):
        export.check(small_model(tmp_path / "model.onnx", opset=13))


def test_a_model_with_operators_that_were_not_checked_is_refused(tmp_path):
    with pytest.raises(WrongInput, match="operators outside the checked list: Erf"):
        export.check(small_model(tmp_path / "model.onnx", operator="Erf"))


def test_a_bundle_of_other_classes_is_refused(data, tmp_path, capsys):
    (tmp_path / "manifest.json").write_text('{"classes": ["rust"]}')
    assert main(["evaluate", "--data", str(data), "--bundle", str(tmp_path)]) == 2
    assert "has the classes ['rust'], this program knows" in capsys.readouterr().err


def test_a_corrupt_picture_ends_training_with_its_name(data, tmp_path, capsys):
    (data / "deeppcb/00041/00041000_test.jpg").write_bytes(b"\xff\xd8 cut short")
    assert main(["train", "--data", str(data), "--out", str(tmp_path / "run"), "--reduced", "--threads", "1"]) == 2
    assert "00041000_test.jpg is no readable image" in capsys.readouterr().err


def test_a_corrupt_picture_ends_measuring_with_its_name(data, tmp_path, capsys):
    run = tmp_path / "run"
    training.train(all_frames(data), PLAN, run)
    (data / "deeppcb/12100/12100000_temp.jpg").write_bytes(b"")
    command = ["bundle", "--data", str(data), "--from", str(run / "checkpoint.pt"), "--version", "0.0.1", "--out", str(tmp_path)]
    assert main(command) == 2
    assert "12100000_temp.jpg is no readable image (0 bytes)" in capsys.readouterr().err


def test_missing_data_ends_with_a_clear_error(tmp_path, capsys):
    assert main(["train", "--data", str(tmp_path), "--out", str(tmp_path / "run")]) == 2
    assert "no board frames" in capsys.readouterr().err


def test_the_whole_pipeline_runs_in_its_reduced_form(data, tmp_path):
    run = tmp_path / "run"
    assert main(["train", "--data", str(data), "--out", str(run), "--reduced", "--threads", "1"]) == 0
    assert main(["bundle", "--data", str(data), "--from", str(run / "checkpoint.pt"), "--version", "0.0.1", "--out", str(tmp_path)]) == 0
    bundle = tmp_path / "andon-triage" / "0.0.1"
    assert {path.name for path in bundle.iterdir()} >= {"model.onnx", "manifest.json", "golden.json", "card.md"}
    assert main(["evaluate", "--data", str(data), "--bundle", str(bundle)]) == 0


def test_a_model_trained_on_all_groups_is_published_beside_the_ones_that_were_measured(data, tmp_path):
    for fold in ("0", "all"):
        command = ["train", "--data", str(data), "--fold", fold, "--out", str(tmp_path / fold), "--reduced", "--steps", "2", "--threads", "1"]
        assert main([*command]) == 0
    folds = [str(tmp_path / "0/checkpoint.pt")] * 3
    publish = ["publish", "--data", str(data), "--folds", *folds, "--ship", str(tmp_path / "all/checkpoint.pt"), "--frames-per-group", "1"]
    assert main([*publish, "--version", "0.0.1", "--out", str(tmp_path / "bundles")]) == 0
    shipped = tmp_path / "bundles/andon-triage/0.0.1"
    assert "trained on all groups" in (shipped / "card.md").read_text()
    assert json.loads((shipped / "manifest.json").read_text())["metrics"]["by_variant"].keys() >= {"12100", "00041", "12300"}
    for number in range(3):
        card = (tmp_path / f"bundles/andon-triage-fold{number}/0.0.1/card.md").read_text()
        assert "this model's own" in card
