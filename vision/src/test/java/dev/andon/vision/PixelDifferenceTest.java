package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.andon.wire.Box;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PixelDifferenceTest {
  private final List<Box> tiles = Grid.tiles(320, 320);

  @Test
  void the_same_pixels_do_not_differ() {
    try (Picture board = board(0, 0)) {
      assertThat(differences(board, board)).containsExactly(new float[4], within(0f));
    }
  }

  @Test
  void every_shift_within_four_pixels_is_found() {
    try (Picture golden = board(0, 0)) {
      for (int dy = -4; dy <= 4; dy += 2) {
        for (int dx = -4; dx <= 4; dx++) {
          try (Picture moved = board(dx, dy)) {
            assertThat(differences(golden, moved)).containsExactly(new float[4], within(0f));
          }
        }
      }
    }
  }

  @Test
  void a_defect_shows_in_its_tile_alone_however_the_picture_lies() {
    try (Picture golden = board(0, 0);
        Picture moved = board(3, -2);
        Picture defective = Pictures.painted(moved, new Box(200, 40, 208, 48), 0, 0, 0)) {
      float[] differences = differences(golden, defective);
      assertThat(differences[1]).isGreaterThan(3);
      assertThat(differences[0]).isLessThan(0.5f);
      assertThat(differences[2]).isLessThan(0.5f);
      assertThat(differences[3]).isLessThan(0.5f);
    }
  }

  @Test
  void more_light_is_no_difference() {
    try (Picture golden = board(0, 0)) {
      byte[] bgr = golden.pixels();
      for (int i = 0; i < bgr.length; i++) {
        bgr[i] = (byte) Math.round((bgr[i] & 0xFF) * 1.1);
      }
      try (Picture brighter = Picture.of(320, 320, bgr)) {
        assertThat(differences(golden, brighter)).containsExactly(new float[4], within(0.5f));
      }
    }
  }

  @Test
  void a_photograph_of_the_same_board_differs_less_than_a_small_defect() {
    Random random = new Random(7);
    try (Picture golden = board(0, 0);
        Picture defective = Pictures.painted(golden, new Box(200, 40, 212, 52), 0, 0, 0)) {
      for (int i = 0; i < 10; i++) {
        try (Picture good = PhotographicNoise.of(golden, random);
            Picture bad = PhotographicNoise.of(defective, random)) {
          assertThat(max(differences(golden, good))).isLessThan(differences(golden, bad)[1]);
        }
      }
    }
  }

  @Test
  void a_faint_line_on_a_plain_face_counts_more_than_an_edge_that_moved_half_a_pixel() {
    try (Picture golden = board(0, 0);
        Picture scratched = Pictures.painted(golden, new Box(201, 21, 203, 37), 115, 115, 115)) {
      assertThat(golden.pixels()[(21 * 320 + 202) * 3]).isEqualTo((byte) 90);
      float[] scratch = differences(golden, scratched);
      float[] moved = differences(golden, halfwayTo(golden, board(1, 0)));
      assertThat(scratch[1]).isGreaterThan(1.2f);
      assertThat(max(moved)).isLessThan(scratch[1]);
    }
  }

  @Test
  void a_defect_takes_few_of_the_pixels_and_a_part_that_lies_elsewhere_many() {
    try (Picture golden = board(0, 0);
        Picture defective = Pictures.painted(golden, new Box(200, 40, 212, 52), 0, 0, 0);
        Picture elsewhere = board(9, 9)) {
      assertThat(compare(golden, golden).share()).isZero();
      assertThat(compare(golden, defective).share()).isBetween(0.0005, 0.01);
      assertThat(compare(golden, elsewhere).share()).isGreaterThan(0.04);
    }
  }

  @Test
  void pixels_outside_the_tiles_do_not_count() {
    try (Picture golden = board(0, 0);
        Picture defective = Pictures.painted(golden, new Box(200, 40, 212, 52), 0, 0, 0)) {
      List<Box> left = List.of(new Box(0, 0, 160, 320));
      assertThat(compare(golden, defective, left).share()).isZero();
    }
  }

  @Test
  void the_same_seed_makes_the_same_photograph() {
    try (Picture board = board(0, 0)) {
      byte[] first = PhotographicNoise.jpegOf(board, new Random(3));
      assertThat(PhotographicNoise.jpegOf(board, new Random(3))).isEqualTo(first);
      assertThat(PhotographicNoise.jpegOf(board, new Random(4))).isNotEqualTo(first);
    }
  }

  @Test
  void pictures_of_different_sizes_are_refused() {
    try (Picture golden = board(0, 0);
        Picture other = Pictures.pattern(64, 64)) {
      assertThatThrownBy(() -> differences(golden, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("64×64");
    }
  }

  @Test
  void grey_pixels_survive_their_png() {
    try (Picture board = board(0, 0);
        GreyPicture grey = GreyPicture.of(board);
        GreyPicture again = GreyPicture.decode(grey.png(), DecodeLimits.DEFAULT)) {
      assertThat(again.sameAs(grey)).isTrue();
    }
  }

  private float[] differences(Picture golden, Picture frame) {
    return compare(golden, frame).byTile();
  }

  private PixelDifference.Differences compare(Picture golden, Picture frame) {
    return compare(golden, frame, tiles);
  }

  private static PixelDifference.Differences compare(
      Picture golden, Picture frame, List<Box> tiles) {
    try (GreyPicture pixels = GreyPicture.of(golden);
        GoldenPicture reference = GoldenPicture.of(pixels);
        GreyPicture grey = GreyPicture.of(frame);
        PixelDifference difference = new PixelDifference()) {
      return difference.compare(reference, grey, tiles);
    }
  }

  /** Half a pixel between two whole ones. */
  private static Picture halfwayTo(Picture first, Picture second) {
    byte[] a = first.pixels();
    byte[] b = second.pixels();
    for (int i = 0; i < a.length; i++) {
      a[i] = (byte) (((a[i] & 0xFF) + (b[i] & 0xFF)) / 2);
    }
    second.close();
    return Picture.of(first.width(), first.height(), a);
  }

  private static float max(float[] values) {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  /** Bright blocks of uneven size on a dark ground; the ground reaches beyond the frame. */
  private static Picture board(int dx, int dy) {
    byte[] bgr = new byte[320 * 320 * 3];
    for (int y = 0; y < 320; y++) {
      for (int x = 0; x < 320; x++) {
        int u = x - dx + 40;
        int v = y - dy + 40;
        boolean copper = (u / 23 * 31 + v / 19 * 17) % 3 == 0;
        int at = (y * 320 + x) * 3;
        byte level = (byte) (copper ? 200 : 90);
        bgr[at] = level;
        bgr[at + 1] = level;
        bgr[at + 2] = level;
      }
    }
    return Picture.of(320, 320, bgr);
  }
}
