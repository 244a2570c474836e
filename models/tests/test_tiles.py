import numpy as np
import pytest

from andon_models import WrongInput
from andon_models.tiles import cut, grid, read, share_inside, tensor


def test_a_640_board_is_cut_into_sixteen_tiles_of_160():
    tiles = grid(640, 640)
    assert len(tiles) == 16
    assert tiles[0] == (0, 0, 160, 160)
    assert tiles[5] == (160, 160, 320, 320)


def test_a_large_frame_has_at_most_64_tiles_that_cover_it():
    tiles = grid(5000, 3000)
    assert len(tiles) <= 64
    assert sum((x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in tiles) == 5000 * 3000


def test_tiles_overlap_rather_than_be_enlarged():
    tiles = grid(1280, 720)
    assert len(tiles) == 40
    assert tiles[8] == (0, 140, 160, 300)
    assert tiles[-1] == (1120, 560, 1280, 720)
    assert grid(700, 160)[1] == (175, 0, 350, 160)


def test_a_tiny_frame_is_one_tile():
    assert grid(3, 2) == [(0, 0, 3, 2)]


def test_a_tile_of_160_is_taken_pixel_by_pixel_with_red_first():
    frame = np.zeros((200, 200, 3), np.uint8)
    frame[10, 20] = (1, 2, 3)
    tile = cut(frame, (20, 10, 180, 170))
    assert tile[0, 0].tolist() == [3, 2, 1]
    assert tensor([tile])[0, :, 0, 0].tolist() == pytest.approx([3 / 255, 2 / 255, 1 / 255])


def test_a_tile_outside_the_frame_is_refused():
    with pytest.raises(WrongInput, match="not inside"):
        cut(np.zeros((100, 100, 3), np.uint8), (0, 0, 160, 160))


def test_a_truncated_picture_is_refused_with_its_name(tmp_path):
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 cut")
    with pytest.raises(WrongInput, match=r"broken\.jpg"):
        read(broken)


def test_half_a_box_inside_is_a_share_of_a_half():
    assert share_inside((150, 0, 170, 10), (0, 0, 160, 160)) == pytest.approx(0.5)
