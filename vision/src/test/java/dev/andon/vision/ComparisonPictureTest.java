package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.Box;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ComparisonPictureTest {
  private static final ComparisonPicture.Tint TINT = new ComparisonPicture.Tint(1.3, 3);

  /** A textured grey face, with a dark square where one is wanted. */
  private static Picture face(int width, int height, int squareX, int squareY, int side) {
    Random random = new Random(4);
    byte[] bgr = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean dark = x >= squareX && x < squareX + side && y >= squareY && y < squareY + side;
        byte level = (byte) (dark ? 20 : 120 + 40 * ((x / 16 + y / 16) % 2) + random.nextInt(4));
        for (int channel = 0; channel < 3; channel++) {
          bgr[3 * (y * width + x) + channel] = level;
        }
      }
    }
    return Picture.of(width, height, bgr);
  }

  private static Picture compared(Picture golden, Picture doubtful, Box region) {
    try (PixelDifference difference = new PixelDifference();
        GreyPicture pixels = GreyPicture.of(golden);
        GoldenPicture good = GoldenPicture.of(pixels);
        GreyPicture grey = GreyPicture.of(doubtful)) {
      ComparisonPicture.Panel panel = ComparisonPicture.panel(region);
      DistanceMap map = difference.map(good, grey, region, panel.height(), panel.width());
      return ComparisonPicture.draw(good.grey(), grey, region, map, TINT);
    }
  }

  /** How much redder than blue a pixel is. */
  private static int red(Picture picture, int x, int y) {
    byte[] bgr = picture.pixels();
    int at = 3 * (y * picture.width() + x);
    return (bgr[at + 2] & 0xFF) - (bgr[at] & 0xFF);
  }

  @Test
  void good_stands_left_and_grey_and_only_what_differs_is_tinted_on_the_right() {
    Box region = new Box(40, 40, 240, 200);
    try (Picture golden = face(320, 240, 0, 0, 0);
        Picture doubtful = face(320, 240, 100, 90, 20);
        Picture drawn = compared(golden, doubtful, region)) {
      assertThat(drawn.width()).isEqualTo(2 * 200 + ComparisonPicture.GAP);
      assertThat(drawn.height()).isEqualTo(160);
      int right = 200 + ComparisonPicture.GAP;
      assertThat(red(drawn, 70, 60)).as("the same place of the good part").isZero();
      assertThat(red(drawn, right + 70, 60)).as("the square").isGreaterThan(100);
      assertThat(red(drawn, right + 150, 130)).as("elsewhere").isZero();
    }
  }

  @Test
  void a_part_that_lies_a_few_pixels_off_is_tinted_where_it_is_wrong() {
    try (Picture golden = face(320, 240, 0, 0, 0);
        Picture moved = shifted(face(320, 240, 100, 90, 20), 3, -2);
        Picture drawn = compared(golden, moved, golden.bounds())) {
      ComparisonPicture.Panel panel = ComparisonPicture.panel(golden.bounds());
      double scale = panel.width() / 320.0;
      int right = panel.width() + ComparisonPicture.GAP;
      assertThat(red(drawn, right + (int) (113 * scale), (int) (98 * scale))).isGreaterThan(100);
      assertThat(red(drawn, right + (int) (250 * scale), (int) (40 * scale))).isZero();
      assertThat(red(drawn, right, 100)).as("what the shift moved in").isZero();
    }
  }

  private static Picture shifted(Picture picture, int dx, int dy) {
    try (picture) {
      int width = picture.width();
      int height = picture.height();
      byte[] from = picture.pixels();
      byte[] to = new byte[from.length];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int sourceX = Math.clamp(x - dx, 0, width - 1);
          int sourceY = Math.clamp(y - dy, 0, height - 1);
          System.arraycopy(from, 3 * (sourceY * width + sourceX), to, 3 * (y * width + x), 3);
        }
      }
      return Picture.of(width, height, to);
    }
  }

  @Test
  void a_small_defect_in_a_large_frame_is_not_averaged_away() {
    try (Picture golden = face(1600, 1200, 0, 0, 0);
        Picture doubtful = face(1600, 1200, 804, 604, 8);
        Picture drawn = compared(golden, doubtful, golden.bounds())) {
      assertThat(drawn.width()).isEqualTo(ComparisonPicture.MOST_WIDTH);
      assertThat(drawn.height()).isEqualTo(189);
      int right = ComparisonPicture.MOST_PANEL + ComparisonPicture.GAP;
      int x = right + 808 * ComparisonPicture.MOST_PANEL / 1600;
      assertThat(red(drawn, x, 608 * 189 / 1200)).isGreaterThan(50);
    }
  }

  @Test
  void a_map_of_few_cells_is_laid_over_the_whole_region() {
    float[] cells = new float[4 * 6];
    cells[2 * 6 + 4] = 9;
    try (Picture face = face(300, 200, 0, 0, 0);
        GreyPicture grey = GreyPicture.of(face);
        Picture drawn =
            ComparisonPicture.draw(grey, grey, face.bounds(), new DistanceMap(4, 6, cells), TINT)) {
      int right = ComparisonPicture.MOST_PANEL + ComparisonPicture.GAP;
      assertThat(red(drawn, right + (int) (252 * 4.5 / 6), (int) (168 * 2.5 / 4)))
          .isGreaterThan(100);
      assertThat(red(drawn, right + 20, 20)).isZero();
    }
  }

  @Test
  void the_thinnest_region_and_the_loudest_picture_stay_within_the_bounds() {
    byte[] noise = new byte[3 * 4000 * 3];
    new Random(1).nextBytes(noise);
    try (Picture line = Picture.of(4000, 3, noise);
        Picture drawn = compared(line, line, line.bounds())) {
      assertThat(drawn.height()).isEqualTo(1);
    }
    byte[] loud = new byte[3 * 640 * 640];
    new Random(2).nextBytes(loud);
    try (Picture golden = face(640, 640, 0, 0, 0);
        Picture doubtful = Picture.of(640, 640, loud);
        Picture drawn = compared(golden, doubtful, golden.bounds())) {
      assertThat(drawn.jpeg().length).isLessThan(128 << 10);
    }
  }
}
