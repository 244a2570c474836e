import pytest

from andon_models import WrongInput
from andon_models import frames as source


def test_boards_carry_their_group_twin_and_boxes(data):
    found = source.boards(data / "deeppcb")
    assert {frame.group for frame in found} == {"12100", "00041", "12300"}
    assert all(frame.twin and frame.twin.name.endswith("_temp.jpg") and len(frame.boxes) == 1 for frame in found)


def test_a_fold_never_shares_a_group_with_its_training_frames(data):
    found = source.boards(data / "deeppcb") + source.screws(data / "screws")
    for fold in range(3):
        training, held = source.split(found, fold)
        assert training and held
        assert not {f.group for f in training} & {f.group for f in held}


def test_a_missing_screw_is_a_box_in_its_slot(data):
    frame = next(f for f in source.screws(data / "screws") if f.path.name == "0_1001.jpg")
    assert len(frame.boxes) == 2


def test_a_folder_without_boards_is_refused(tmp_path):
    with pytest.raises(WrongInput, match="no board frames"):
        source.boards(tmp_path)


def test_a_board_without_its_template_is_refused(data):
    next((data / "deeppcb" / "12100").glob("*_temp.jpg")).unlink()
    with pytest.raises(WrongInput, match="lacks its"):
        source.boards(data / "deeppcb")


def test_a_wrong_truth_line_is_named(data):
    truth = next((data / "deeppcb" / "12100").glob("*.txt"))
    truth.write_text("1 2 3 4 9\n")
    with pytest.raises(WrongInput, match=r"\.txt line 1"):
        source.boards(data / "deeppcb")


def test_a_truth_file_with_an_unknown_class_is_refused(tmp_path):
    truth = tmp_path / "truth.csv"
    truth.write_text("file,variant,view,verdict,class,x1,y1,x2,y2\na.png,v,w,defect,rust,1,2,3,4\n")
    with pytest.raises(WrongInput, match="unknown class 'rust'"):
        source.labelled(tmp_path, truth, "scenes")


def test_a_golden_frame_becomes_the_twin_of_its_view(tmp_path):
    truth = tmp_path / "truth.csv"
    truth.write_text(
        "file,variant,view,verdict,class,x1,y1,x2,y2\n"
        "g.png,plate,top,golden,,,,,\n"
        "a.png,plate,top,defect,dent,1,2,30,40\n"
        "a.png,plate,top,defect,scratch,5,6,70,80\n"
        "b.png,plate,close,pass,,,,,\n"
    )
    first, second = source.labelled(tmp_path, truth, "scenes")
    assert first.twin == tmp_path / "g.png" and len(first.boxes) == 2
    assert second.twin is None and second.boxes == ()


def test_a_truth_file_that_judges_nothing_is_refused(tmp_path):
    truth = tmp_path / "truth.csv"
    truth.write_text("file,variant,view,verdict\n")
    with pytest.raises(WrongInput, match="no frames to judge"):
        source.labelled(tmp_path, truth, "scenes")
