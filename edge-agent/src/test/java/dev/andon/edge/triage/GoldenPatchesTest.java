package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.fixtures.Drawn;
import dev.andon.fixtures.TinyModel;
import dev.andon.vision.PatchBundle;
import dev.andon.vision.PatchModel;
import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the backbone that ships, on drawn parts that do not lie still. */
final class GoldenPatchesTest {
  private static final PatchModel BACKBONE =
      new PatchModel(
          PatchBundle.open(
              Path.of(System.getProperty("andon.root"), "models/bundles/andon-patches/0.1.0")));

  private static final ViewKey VIEW = new ViewKey("v1", "top");
  private static final List<Box> SLOTS = List.of(new Box(0, 0, 80, 80), new Box(80, 0, 160, 80));

  @TempDir private Path folder;
  private final TriageModel model = TinyModel.load();
  private final List<Picture> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Picture::close);
    model.close();
  }

  @AfterAll
  static void closeBackbone() {
    BACKBONE.close();
  }

  @Test
  void what_is_ordinary_in_one_slot_is_not_in_another() throws Exception {
    GoldenPatches slots = enrol(new Layout(Map.of(VIEW, SLOTS)), 6).patches().orElseThrow();
    assertThat(slots.parts()).hasSize(2);
    GoldenPatches whole = enrol(Layout.GRID, 6).patches().orElseThrow();
    assertThat(whole.parts()).hasSize(1);
    double good = slots.see(BACKBONE, frame(31, 200, 40)).score();
    GoldenPatches.Seen bad = slots.see(BACKBONE, frame(32, 200, 200));
    assertThat(bad.score()).isGreaterThan(1.3 * good);
    assertThat(whole.see(BACKBONE, frame(32, 200, 200)).score()).isLessThan(bad.score());
    assertThat(bad.worst().overlap(SLOTS.get(1))).isEqualTo(bad.worst().area());
  }

  @Test
  void a_frame_that_was_golden_is_nearer_than_the_golden_ones_left_out() throws Exception {
    ReferenceView view = enrol(new Layout(Map.of(VIEW, SLOTS)), 6);
    GoldenPatches golden = view.patches().orElseThrow();
    assertThat(golden.golden()).hasSize(6).contains(1.0);
    assertThat(golden.spread()).isGreaterThanOrEqualTo(1);
    assertThat(golden.see(BACKBONE, frame(0, 200, 40)).score()).isLessThan(0.8);
  }

  @Test
  void slots_and_their_memories_come_back_from_disk_as_they_were() throws Exception {
    ReferenceView view = enrol(new Layout(Map.of(VIEW, SLOTS)), 4);
    BankFiles files = new BankFiles(folder, model.version(), Optional.of(BACKBONE.version()));
    files.save(view);
    BankFiles.Loaded loaded = files.load();
    assertThat(loaded.refused()).isEmpty();
    assertThat(loaded.views())
        .singleElement()
        .usingRecursiveComparison()
        .withEqualsForType(Arrays::equals, float[].class)
        .withEqualsForType(Arrays::equals, byte[].class)
        .isEqualTo(view);
  }

  @Test
  void golden_frames_that_do_not_lie_over_one_another_are_judged_by_patches() throws Exception {
    ReferenceView view = enrol(Layout.GRID, 4);
    assertThat(view.registered()).isFalse();
    assertThat(view.mode()).isEqualTo(Mode.PATCHES);
  }

  @Test
  void golden_frames_that_lie_over_one_another_are_judged_by_pixels() throws Exception {
    assertThat(enrol(still(3), Optional.empty()).mode()).isEqualTo(Mode.PIXELS);
  }

  @Test
  void either_can_be_forced() throws Exception {
    assertThat(enrol(still(3), Optional.of(Mode.PATCHES)).mode()).isEqualTo(Mode.PATCHES);
    assertThat(enrol(loose(3), Optional.of(Mode.PIXELS)).mode()).isEqualTo(Mode.PIXELS);
  }

  @Test
  void patches_of_one_golden_frame_are_refused_where_they_are_forced() {
    assertThatThrownBy(() -> enrol(still(1), Optional.of(Mode.PATCHES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("patches need a backbone and 2 golden frames, there are 1");
  }

  @Test
  void one_golden_frame_is_judged_by_pixels() throws Exception {
    assertThat(enrol(loose(1), Optional.empty()).mode()).isEqualTo(Mode.PIXELS);
  }

  @Test
  void scores_of_slots_and_of_whole_frames_are_of_different_standards() throws Exception {
    assertThat(enrol(new Layout(Map.of(VIEW, SLOTS)), 3).standard())
        .isNotEqualTo(enrol(Layout.GRID, 3).standard());
  }

  @Test
  void the_worst_place_of_a_large_frame_lies_where_the_defect_is() throws Exception {
    Picture face = kept(Drawn.part(960, 960));
    List<Picture> frames = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      frames.add(kept(PhotographicNoise.of(face, new Random(seed))));
    }
    PatchRegion region = PatchRegion.ofFrame(face.bounds(), 6);
    assertThat(region.tiles()).isEqualTo(4);
    GoldenPatches golden = GoldenPatches.of(BACKBONE, frames, List.of(region));
    Picture marked = kept(Drawn.marked(face, 610, 300, 16, 20, 20, 200));
    assertThat(golden.see(BACKBONE, marked).worst().overlap(new Box(560, 250, 676, 366)))
        .isPositive();
  }

  private ReferenceView enrol(Layout layout, int golden) throws InterruptedException {
    return new Enrolment(model, Optional.of(BACKBONE), layout, 1, new Random(1))
        .enrol(VIEW, loose(golden));
  }

  private ReferenceView enrol(List<Picture> golden, Optional<Mode> mode)
      throws InterruptedException {
    Enrolment.Choice choice = new Enrolment.Choice(mode, PatchRegion.DEFAULT_TILES);
    return new Enrolment(
            model,
            Optional.of(BACKBONE),
            Layout.GRID,
            1,
            new Random(1),
            choice,
            Enrolment.Progress.NONE)
        .enrol(VIEW, golden);
  }

  private List<Picture> loose(int count) {
    List<Picture> frames = new ArrayList<>();
    for (int seed = 0; seed < count; seed++) {
      frames.add(frame(seed, 200, 40));
    }
    return frames;
  }

  private List<Picture> still(int count) {
    Picture part = kept(Drawn.part(160, 80));
    List<Picture> frames = new ArrayList<>();
    for (int seed = 0; seed < count; seed++) {
      frames.add(kept(PhotographicNoise.of(part, new Random(seed))));
    }
    return frames;
  }

  /** A square of one level somewhere in the left half, of another somewhere in the right one. */
  private Picture frame(int seed, int left, int right) {
    Random random = new Random(seed);
    try (Picture face = Drawn.grey(160, 80);
        Picture one =
            Drawn.marked(
                face, 10 + random.nextInt(30), 10 + random.nextInt(30), 28, left, left, left)) {
      return kept(
          Drawn.marked(
              one, 90 + random.nextInt(30), 10 + random.nextInt(30), 28, right, right, right));
    }
  }

  private Picture kept(Picture picture) {
    open.add(picture);
    return picture;
  }
}
