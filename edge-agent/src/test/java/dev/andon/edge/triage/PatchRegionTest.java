package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.wire.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PatchRegionTest {

  @Test
  void frames_that_are_not_large_are_looked_at_as_a_whole() {
    assertThat(PatchRegion.ofFrame(new Box(0, 0, 640, 480), 6).tiles()).isEqualTo(1);
    assertThat(PatchRegion.ofFrame(new Box(0, 0, 1280, 720), 6).tiles()).isEqualTo(1);
  }

  @Test
  void large_frames_are_looked_at_in_a_bounded_number_of_tiles() {
    Box full = new Box(0, 0, 1920, 1080);
    assertThat(PatchRegion.ofFrame(full, 6)).isEqualTo(new PatchRegion(full, 3, 2));
    assertThat(PatchRegion.ofFrame(full, 16)).isEqualTo(new PatchRegion(full, 5, 3));
    Box square = new Box(0, 0, 1000, 1000);
    assertThat(PatchRegion.ofFrame(square, 6)).isEqualTo(new PatchRegion(square, 2, 2));
  }

  @Test
  void no_frame_has_more_tiles_than_told() {
    for (int most = 1; most <= PatchRegion.MOST_TILES; most++) {
      for (int width = 960; width < 6000; width += 170) {
        for (int height = 960; height < 6000; height += 170) {
          assertThat(PatchRegion.ofFrame(new Box(0, 0, width, height), most).tiles())
              .isBetween(1, most);
        }
      }
    }
  }

  @Test
  void one_tile_leaves_a_large_frame_whole() {
    Box full = new Box(0, 0, 1920, 1080);
    assertThat(PatchRegion.ofFrame(full, 1)).isEqualTo(new PatchRegion(full, 1, 1));
  }

  @Test
  void each_slot_is_a_region() {
    List<Box> slots = List.of(new Box(0, 0, 9, 9), new Box(5, 5, 20, 30));
    assertThat(PatchRegion.ofSlots(slots)).extracting(PatchRegion::box).isEqualTo(slots);
  }

  @Test
  void more_tiles_than_allowed_are_refused() {
    assertThatThrownBy(() -> new PatchRegion(new Box(0, 0, 9, 9), 4, 5))
        .hasMessageContaining("1 … 16 tiles, not 4×5");
  }
}
