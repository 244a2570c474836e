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
  void half_a_tile_rounds_up_and_tiles_overlap_rather_than_be_enlarged() {
    List<Box> tiles = Grid.tiles(1280, 720);
    assertThat(tiles).hasSize(8 * 5);
    assertThat(tiles.get(8)).isEqualTo(new Box(0, 140, 160, 300));
    assertThat(tiles.getLast()).isEqualTo(new Box(1120, 560, 1280, 720));
  }

  @Test
  void less_than_half_a_tile_more_makes_larger_tiles() {
    assertThat(Grid.tiles(700, 640)).hasSize(16).contains(new Box(175, 0, 350, 160));
  }

  @Test
  void tiles_cover_every_pixel_and_never_exceed_64() {
    int[] sides = {1, 79, 80, 159, 161, 333, 600, 789, 1080, 1920, 4096, 12_000, 65_000};
    for (int width : sides) {
      for (int height : sides) {
        List<Box> tiles = Grid.tiles(width, height);
        assertThat(tiles).hasSizeBetween(1, Grid.MAX_TILES);
        assertThat(tiles.getLast().x2()).isEqualTo(width);
        assertThat(tiles.getLast().y2()).isEqualTo(height);
        int columns = (int) tiles.stream().filter(tile -> tile.y1() == 0).count();
        for (int slot = 0; slot < tiles.size(); slot++) {
          Box tile = tiles.get(slot);
          assertThat(tile.width()).isGreaterThanOrEqualTo(Math.min(width, Grid.TILE));
          assertThat(tile.height()).isGreaterThanOrEqualTo(Math.min(height, Grid.TILE));
          boolean first = slot % columns == 0;
          assertThat(tile.x1()).isLessThanOrEqualTo(first ? 0 : tiles.get(slot - 1).x2());
          boolean top = slot < columns;
          assertThat(tile.y1()).isLessThanOrEqualTo(top ? 0 : tiles.get(slot - columns).y2());
        }
      }
    }
  }
}
