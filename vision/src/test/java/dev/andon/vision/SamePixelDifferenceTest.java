package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fast comparison finds what the former one found, to the bit: decisions rest on it. */
final class SamePixelDifferenceTest {
  private final PixelDifference fast = new PixelDifference();
  private final FormerPixelDifference former = new FormerPixelDifference();

  @Test
  void photographs_of_a_board_differ_as_before() {
    Random random = new Random(5);
    for (int i = 0; i < 12; i++) {
      try (Picture golden = board(323, 241, random);
          Picture frame = PhotographicNoise.of(golden, random)) {
        same(golden, frame, Grid.tiles(323, 241));
      }
    }
  }

  @Test
  void whole_shifts_up_to_and_beyond_the_largest_differ_as_before() {
    Random random = new Random(6);
    try (Picture golden = board(200, 180, random)) {
      for (int dy = -5; dy <= 5; dy++) {
        for (int dx = -5; dx <= 5; dx++) {
          try (Picture frame = moved(golden, dx, dy)) {
            same(golden, frame, Grid.tiles(200, 180));
          }
        }
      }
    }
  }

  @Test
  void noise_flat_faces_darkness_and_glare_differ_as_before() {
    Random random = new Random(7);
    try (Picture noise = noise(170, 165, random);
        Picture other = noise(170, 165, random);
        Picture flat = Pictures.plain(170, 165, 90, 90, 90);
        Picture dark = Pictures.plain(170, 165, 0, 0, 0);
        Picture glare = Pictures.plain(170, 165, 255, 255, 255)) {
      List<Picture> all = List.of(noise, other, flat, dark, glare);
      for (Picture golden : all) {
        for (Picture frame : all) {
          same(golden, frame, Grid.tiles(170, 165));
        }
      }
    }
  }

  @Test
  void one_comparison_serves_pictures_of_different_sizes_as_two_do() {
    Random random = new Random(8);
    for (int[] size : new int[][] {{320, 240}, {16, 40}, {17, 33}, {320, 240}, {400, 35}, {9, 7}}) {
      try (Picture golden = board(size[0], size[1], random);
          Picture frame = PhotographicNoise.of(golden, random)) {
        same(golden, frame, Grid.tiles(size[0], size[1]));
      }
    }
  }

  @Test
  void single_cells_and_tiles_at_the_rim_differ_as_before() {
    Random random = new Random(9);
    try (Picture golden = board(180, 170, random);
        Picture frame = PhotographicNoise.of(golden, random)) {
      List<Box> cells = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int x = random.nextInt(180);
        int y = random.nextInt(170);
        cells.add(new Box(x, y, x + 1 + random.nextInt(180 - x), y + 1 + random.nextInt(170 - y)));
      }
      cells.add(new Box(0, 0, 1, 1));
      cells.add(new Box(179, 169, 180, 170));
      same(golden, frame, cells);
    }
  }

  private void same(Picture golden, Picture frame, List<Box> tiles) {
    try (GreyPicture grey = GreyPicture.of(golden);
        GoldenPicture ready = GoldenPicture.of(grey);
        GoldenPicture quick = GoldenPicture.of(grey, true);
        GreyPicture seen = GreyPicture.of(frame)) {
      PixelDifference.Differences now = fast.compare(ready, seen, tiles);
      PixelDifference.Differences sooner = fast.compare(quick, seen, tiles);
      PixelDifference.Differences then = former.compare(grey, seen, tiles);
      assertThat(now.byTile()).containsExactly(then.byTile());
      assertThat(sooner.byTile()).containsExactly(then.byTile());
      assertThat(now.share()).isEqualTo(then.share()).isEqualTo(sooner.share());
      Box region = tiles.getFirst();
      int rows = Math.min(7, region.height());
      int columns = Math.min(9, region.width());
      assertThat(fast.map(ready, seen, region, rows, columns).values())
          .containsExactly(former.map(grey, seen, region, rows, columns).values());
    }
  }

  private static Picture board(int width, int height, Random random) {
    byte[] bgr = new byte[width * height * 3];
    int pitch = 11 + random.nextInt(20);
    long layout = random.nextLong();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        long cell = (x / pitch * 31L + y / pitch * 17L) ^ layout;
        byte level = (byte) (cell % 3 == 0 ? 200 : 80 + cell % 7);
        int at = (y * width + x) * 3;
        bgr[at] = level;
        bgr[at + 1] = level;
        bgr[at + 2] = level;
      }
    }
    return Picture.of(width, height, bgr);
  }

  private static Picture noise(int width, int height, Random random) {
    byte[] bgr = new byte[width * height * 3];
    random.nextBytes(bgr);
    return Picture.of(width, height, bgr);
  }

  /** Rows and columns that are moved in repeat the rim. */
  private static Picture moved(Picture picture, int dx, int dy) {
    int width = picture.width();
    int height = picture.height();
    byte[] from = picture.pixels();
    byte[] to = new byte[from.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int source =
            (Math.clamp(y - dy, 0, height - 1) * width + Math.clamp(x - dx, 0, width - 1)) * 3;
        System.arraycopy(from, source, to, (y * width + x) * 3, 3);
      }
    }
    return Picture.of(width, height, to);
  }
}
