import json

import cv2
import numpy as np
import pytest

from andon_models import WrongInput, verdicts
from andon_models.frames import labelled

HEADER = "file,variant,view,verdict,class,x1,y1,x2,y2,provider,operator,agreement\n"


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    for name in ("a.png", "b.png", "c.png", "d.png"):
        cv2.imwrite(str(folder / name), np.full((200, 200, 3), ord(name[0]), np.uint8))
    (folder / "verdicts.csv").write_text(
        HEADER
        + "a.png,v,w,pass,,,,,,cloud,,1.0\n"
        + "b.png,v,w,defect,dent,10,10,50,50,cloud,defect,0.4\n"
        + "c.png,v,w,pass,,,,,,cloud,,0.5\n"
        + "d.png,v,w,defect,dent,,,,,cloud,,1.0\n"
        + "gone.png,v,w,pass,,,,,,cloud,,1.0\n"
    )
    return folder


def test_a_frozen_set_keeps_what_is_agreed_or_confirmed_by_a_person_and_counts_the_rest(export, tmp_path):
    frozen = verdicts.freeze(export, tmp_path / "frozen", 0.9)
    assert frozen.kept == 2
    assert frozen.left_out == {"too little agreement": 1, "defect without a box": 1, "picture missing": 1}
    assert len(labelled(frozen.folder, frozen.folder / "truth.csv", "verdicts")) == 2
    assert json.loads((frozen.folder / "provenance.json").read_text())["by_operator"] == 1


def test_the_same_export_freezes_to_the_same_hash_and_another_to_another(export, tmp_path):
    first = verdicts.freeze(export, tmp_path / "one", 0.9)
    assert verdicts.freeze(export, tmp_path / "two", 0.9).sha256 == first.sha256
    assert verdicts.freeze(export, tmp_path / "three", 0.1).sha256 != first.sha256


def test_a_frozen_set_is_never_written_over(export, tmp_path):
    verdicts.freeze(export, tmp_path / "frozen", 0.9)
    with pytest.raises(WrongInput, match="written once"):
        verdicts.freeze(export, tmp_path / "frozen", 0.9)


def test_an_operator_who_overrules_a_defect_teaches_a_pass(export, tmp_path):
    (export / "verdicts.csv").write_text(HEADER + "a.png,v,w,defect,dent,1,1,9,9,cloud,pass,1.0\n")
    frozen = verdicts.freeze(export, tmp_path / "frozen", 0.9)
    (frame,) = labelled(frozen.folder, frozen.folder / "truth.csv", "verdicts")
    assert frame.boxes == ()


def test_a_picture_outside_the_export_is_not_taken(export, tmp_path):
    (tmp_path / "secret.png").write_bytes((export / "a.png").read_bytes())
    (export / "verdicts.csv").write_text(HEADER + "../secret.png,v,w,pass,,,,,,cloud,,1.0\na.png,v,w,pass,,,,,,cloud,,1.0\n")
    assert verdicts.freeze(export, tmp_path / "frozen", 0.9).left_out == {"picture missing": 1}


def test_an_export_without_the_columns_is_refused(export, tmp_path):
    (export / "verdicts.csv").write_text("file,verdict\na.png,pass\n")
    with pytest.raises(WrongInput, match="lacks the columns"):
        verdicts.freeze(export, tmp_path / "frozen", 0.9)


def test_a_worse_candidate_is_named_with_its_figures():
    before: dict[str, float | None] = {"tile_auroc": 0.98, "frame_auroc": 0.99, "undecided_at_1pct_miss": 0.1}
    after: dict[str, float | None] = {"tile_auroc": 0.97, "frame_auroc": 0.991, "undecided_at_1pct_miss": 0.2}
    assert verdicts.Comparison(before, after).worse == ["tile_auroc 0.9800 -> 0.9700", "undecided_at_1pct_miss 0.1000 -> 0.2000"]
    assert verdicts.Comparison(before, before).worse == []


def test_a_student_that_learnt_from_verdicts_is_published_only_when_it_is_not_worse(data, export, tmp_path, monkeypatch):
    from andon_models.cli import main

    run = tmp_path / "run"
    common = ["--data", str(data), "--fold", "0"]
    assert main(["train", *common, "--out", str(run), "--reduced", "--threads", "1"]) == 0
    published = ["--version", "0.0.1", "--out", str(tmp_path / "bundles")]
    assert main(["bundle", *common, "--from", str(run / "checkpoint.pt"), *published]) == 0
    learn = [
        "distill", *common, "--from", str(export), "--running", str(tmp_path / "bundles/andon-triage/0.0.1"),
        "--checkpoint", str(run / "checkpoint.pt"), "--bundles", str(tmp_path / "bundles"), "--steps", "2", "--threads", "1",
    ]
    monkeypatch.setattr(verdicts, "TOLERANCE", 2.0)
    assert main([*learn, "--dataset", str(tmp_path / "s1"), "--out", str(tmp_path / "r1"), "--version", "0.0.2"]) == 0
    assert (tmp_path / "bundles/andon-triage/0.0.2/model.onnx").exists()
    monkeypatch.setattr(verdicts, "TOLERANCE", -2.0)
    assert main([*learn, "--dataset", str(tmp_path / "s2"), "--out", str(tmp_path / "r2"), "--version", "0.0.3"]) == 3
    assert not (tmp_path / "bundles/andon-triage/0.0.3").exists()
