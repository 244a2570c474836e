package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.andon.vision.PatchPreprocessing.Extent;
import dev.andon.wire.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PatchModelTest {
  private static PatchModel model;

  @BeforeAll
  static void open() {
    model = ShippedBackbone.open();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void the_short_side_becomes_320_pixels_and_both_sides_multiples_of_16() {
    assertThat(Extent.of(640, 480)).isEqualTo(new Extent(20, 27));
    assertThat(Extent.of(480, 640)).isEqualTo(new Extent(27, 20));
    assertThat(Extent.of(640, 640)).isEqualTo(new Extent(20, 20));
  }

  @Test
  void small_pictures_are_enlarged_to_twice_their_size_and_no_more() {
    assertThat(Extent.of(160, 160)).isEqualTo(new Extent(20, 20));
    assertThat(Extent.of(80, 96)).isEqualTo(new Extent(12, 10));
    assertThat(Extent.of(1, 1)).isEqualTo(new Extent(1, 1));
  }

  @Test
  void long_pictures_are_bounded_by_their_long_side() {
    assertThat(Extent.of(4000, 500)).isEqualTo(new Extent(10, 80));
    assertThat(Extent.of(20_000, 10)).isEqualTo(new Extent(1, 80));
  }

  @Test
  void a_picture_becomes_one_vector_of_152_floats_for_each_16_pixels() throws Exception {
    try (Picture picture = Pictures.pattern(320, 352)) {
      Patches patches = model.patches(picture);
      assertThat(patches).hasToString("Patches[22×20 of 152 floats]");
    }
  }

  @Test
  void a_region_is_seen_as_a_picture_of_its_own() throws Exception {
    Box region = new Box(40, 10, 200, 170);
    try (Picture picture = Pictures.pattern(300, 200);
        Picture crop = picture.crop(region)) {
      assertThat(model.patches(picture, region).values())
          .containsExactly(model.patches(crop).values(), within(1e-5f));
    }
  }

  @Test
  void a_large_region_is_seen_in_tiles_whose_patches_lie_side_by_side() throws Exception {
    Box region = new Box(10, 20, 331, 340);
    try (Picture picture = Pictures.pattern(340, 350)) {
      Patches all = model.patches(picture, region, 2, 2);
      Patches right = model.patches(picture, new Box(170, 180, 331, 340));
      assertThat(all.rows()).isEqualTo(2 * right.rows());
      assertThat(all.columns()).isEqualTo(2 * right.columns());
      int cell = right.rows() * all.columns() + right.columns();
      assertThat(Arrays.copyOfRange(all.values(), cell * all.size(), (cell + 1) * all.size()))
          .containsExactly(Arrays.copyOf(right.values(), right.size()), within(1e-5f));
    }
  }

  @Test
  void one_tile_is_the_region_itself_and_none_is_refused() throws Exception {
    try (Picture picture = Pictures.pattern(320, 352)) {
      assertThat(model.patches(picture, picture.bounds(), 1, 1).values())
          .containsExactly(model.patches(picture).values(), within(1e-5f));
      assertThatThrownBy(() -> model.patches(picture, picture.bounds(), 0, 1))
          .hasMessageContaining("got 0×1");
    }
  }

  @Test
  void the_corner_of_a_plain_picture_differs_less_from_its_inside_than_without_a_border()
      throws Exception {
    try (Picture picture = Pictures.plain(320, 320, 120, 130, 140)) {
      Patches patches = model.patches(picture);
      float inside = distance(patches, 10 * 20 + 10, 11 * 20 + 9);
      float corner = distance(patches, 0, 10 * 20 + 10);
      assertThat(inside).isLessThan(0.05f);
      // Without the mirrored border it is 0.79.
      assertThat(corner).isLessThan(0.55f);
    }
  }

  @Test
  void what_is_painted_changes_the_vectors_there_and_leaves_those_far_away() throws Exception {
    try (Picture plain = Pictures.plain(320, 320, 120, 130, 140);
        Picture painted = Pictures.painted(plain, new Box(32, 48, 64, 80), 10, 10, 10)) {
      Patches before = model.patches(plain);
      Patches after = model.patches(painted);
      assertThat(distance(before, after, 3 * 20 + 2)).isGreaterThan(0.5f);
      assertThat(distance(before, after, 17 * 20 + 18)).isLessThan(0.05f);
    }
  }

  @Test
  void a_cell_covers_its_share_of_the_region_and_all_cells_cover_it_all() {
    Patches patches = new Patches(3, 4, 1, new float[12]);
    Box region = new Box(10, 20, 111, 80);
    assertThat(patches.place(0, region)).isEqualTo(new Box(10, 20, 35, 40));
    assertThat(patches.place(11, region)).isEqualTo(new Box(85, 60, 111, 80));
    assertThatThrownBy(() -> patches.place(12, region)).hasMessageContaining("0 … 11, got 12");
  }

  @Test
  void a_region_outside_of_the_picture_is_refused() {
    try (Picture picture = Pictures.pattern(100, 100)) {
      assertThatThrownBy(() -> model.patches(picture, new Box(50, 50, 101, 100)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not lie inside");
    }
  }

  @Test
  void values_of_another_number_than_the_grid_has_are_refused() {
    assertThatThrownBy(() -> new Patches(2, 2, 3, new float[11]))
        .hasMessage("11 floats are not 2×2 vectors of 3");
    assertThatThrownBy(() -> new Patches(0, 2, 3, new float[0])).hasMessageContaining("rows");
  }

  @Test
  void many_threads_with_pictures_of_many_sizes_share_two_lanes() throws Exception {
    try (PatchModel shared = new PatchModel(model.bundle(), 2, 1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Patches>> calls = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int width = 40 + 8 * i;
        calls.add(() -> patterned(shared, width));
      }
      List<Future<Patches>> answers = threads.invokeAll(calls);
      for (int i = 0; i < 12; i++) {
        assertThat(answers.get(i).get().values())
            .containsExactly(patterned(model, 40 + 8 * i).values(), within(1e-5f));
      }
    }
  }

  @Test
  void its_version_names_the_bundle_and_its_preprocessing() {
    assertThat(model.version().name()).isEqualTo("andon-patches");
    assertThat(model.version().version()).isEqualTo("0.1.0");
    assertThat(model.device()).isEqualTo("cpu");
  }

  private static Patches patterned(PatchModel model, int width) throws InterruptedException {
    try (Picture picture = Pictures.pattern(width, 48)) {
      return model.patches(picture);
    }
  }

  private static float distance(Patches patches, int a, int b) {
    return distance(patches, patches, a, b);
  }

  private static float distance(Patches before, Patches after, int cell) {
    return distance(before, after, cell, cell);
  }

  private static float distance(Patches first, Patches second, int a, int b) {
    double sum = 0;
    for (int k = 0; k < first.size(); k++) {
      double difference =
          first.values()[a * first.size() + k] - second.values()[b * second.size() + k];
      sum += difference * difference;
    }
    return (float) Math.sqrt(sum);
  }
}
