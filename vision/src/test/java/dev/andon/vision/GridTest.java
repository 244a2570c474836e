package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GridTest {

  @Test
  void a_board_of_640_has_sixteen_tiles_row_by_row() {
    List<Box> tiles = Grid.tiles(640, 640);
    assertThat(tiles).hasSize(16);
    assertThat(tiles.get(1)).isEqualTo(new Box(160, 0, 320, 160));
    assertThat(tiles.get(4)).isEqualTo(new Box(0, 160, 160, 320));
  }

  @Test
  void half_a_tile_rounds_up() {
    assertThat(Grid.tiles(1280, 720)).hasSize(8 * 5);
  }

  @Test
  void tiles_cover_every_pixel_once_and_never_exceed_64() {
    int[] sides = {1, 79, 80, 159, 161, 333, 600, 789, 1080, 1920, 4096, 12_000, 65_000};
    for (int width : sides) {
      for (int height : sides) {
        List<Box> tiles = Grid.tiles(width, height);
        assertThat(tiles).hasSizeBetween(1, Grid.MAX_TILES);
        assertThat(tiles.stream().mapToLong(Box::area).sum()).isEqualTo((long) width * height);
        assertThat(tiles.getLast().x2()).isEqualTo(width);
        assertThat(tiles.getLast().y2()).isEqualTo(height);
      }
    }
  }
}
