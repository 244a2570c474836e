package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.fixtures.Drawn;
import dev.andon.fixtures.TinyModel;
import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GridTriagerTest {
  private static final ViewKey VIEW = new ViewKey("v1", "top");

  @TempDir private Path folder;
  private final TriageModel model = TinyModel.load();
  private final ReferenceBank bank = new ReferenceBank();
  private final GridTriager triager =
      new GridTriager(
          model, Layout.GRID, bank, new TriagePolicy(model.bundle().manifest(), List.of()));

  @AfterEach
  void close() {
    triager.close();
    model.close();
  }

  @Test
  void beside_its_golden_frame_a_part_passes_and_a_bright_red_spot_is_a_scratch() throws Exception {
    try (Picture part = Drawn.part(320, 320)) {
      enrol(part);
      assertThat(triage(part.copy())).isEqualTo(new Triage.Confident(new Verdict.Pass()));
      assertThat(triage(Drawn.marked(part, 200, 30, 12, 100, 100, 255)))
          .isInstanceOfSatisfying(
              Triage.Confident.class,
              confident ->
                  assertThat(((Verdict.Defect) confident.verdict()).findings())
                      .singleElement()
                      .satisfies(
                          finding -> {
                            assertThat(finding.label()).isEqualTo("scratch");
                            assertThat(finding.box()).isEqualTo(new Box(160, 0, 320, 160));
                          }));
    }
  }

  @Test
  void beside_one_golden_frame_a_spot_that_no_class_knows_is_asked_about_in_its_slot()
      throws Exception {
    try (Picture part = Drawn.part(320, 320)) {
      enrol(part);
      assertThat(triage(Drawn.marked(part, 30, 200, 12, 20, 20, 20)))
          .isInstanceOfSatisfying(
              Triage.Unsure.class,
              unsure -> assertThat(unsure.regions()).extracting(Region::slot).containsExactly(2));
    }
  }

  @Test
  void a_view_that_was_never_enrolled_is_asked_about_however_sure_the_classes_are()
      throws Exception {
    try (Picture part = Drawn.part(320, 320)) {
      assertThat(triage(part.copy())).isInstanceOf(Triage.Unsure.class);
      assertThat(triage(Drawn.marked(part, 200, 30, 12, 100, 100, 255)))
          .isInstanceOf(Triage.Unsure.class);
    }
  }

  @Test
  void golden_frames_of_another_variant_are_no_grounds() throws Exception {
    try (Picture part = Drawn.part(320, 320)) {
      enrol(part);
      assertThat(triager.triage(part, new ViewKey("v2", "top"))).isInstanceOf(Triage.Unsure.class);
    }
  }

  @Test
  void golden_frames_that_do_not_lie_over_one_another_are_no_grounds() throws Exception {
    List<Picture> loose = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      try (Picture face = Drawn.grey(320, 320)) {
        loose.add(Drawn.marked(face, 40 * i, 200 - 30 * i, 60, 160, 160, 160));
      }
    }
    ReferenceView view = new Enrolment(model, Layout.GRID, 2, new Random(1)).enrol(VIEW, loose);
    bank.put(view);
    assertThat(view.registered()).isFalse();
    assertThat(view.noise().pixels()).isGreaterThan(4);
    for (Picture golden : loose) {
      assertThat(triage(golden)).isInstanceOf(Triage.Unsure.class);
    }
  }

  @Test
  void dark_flat_and_blurred_pictures_are_faults_of_the_camera() throws Exception {
    assertThat(fault(Picture.of(320, 320, new byte[320 * 320 * 3])))
        .isEqualTo(CameraFault.Kind.DARK);
    assertThat(fault(Drawn.grey(320, 320))).isEqualTo(CameraFault.Kind.FLAT);
    try (Picture part = Drawn.part(320, 320)) {
      enrol(part);
      assertThat(fault(dimmed(part))).isEqualTo(CameraFault.Kind.DARK);
      assertThat(fault(blurred(part))).isEqualTo(CameraFault.Kind.BLURRED);
    }
  }

  @Test
  void a_photograph_of_a_golden_frame_is_no_fault_of_the_camera() throws Exception {
    try (Picture part = Drawn.part(320, 320)) {
      enrol(part);
      for (int seed = 0; seed < 20; seed++) {
        assertThat(triage(PhotographicNoise.of(part, new Random(seed))))
            .isNotInstanceOf(Triage.Unfit.class);
      }
    }
  }

  @Test
  void a_lens_cap_is_no_golden_frame() {
    Enrolment enrolment = new Enrolment(model, Layout.GRID, 2, new Random(1));
    try (Picture part = Drawn.part(320, 320);
        Picture cap = Drawn.grey(320, 320)) {
      assertThatThrownBy(() -> enrolment.enrol(VIEW, List.of(part, cap)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("golden frame 2 of 2 shows no part: camera flat");
    }
  }

  private CameraFault.Kind fault(Picture picture) throws InterruptedException {
    return ((Triage.Unfit) triage(picture)).fault().kind();
  }

  /** A tenth of the light. */
  private static Picture dimmed(Picture picture) {
    byte[] bgr = picture.pixels();
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = (byte) ((bgr[i] & 0xff) / 5);
    }
    return Picture.of(picture.width(), picture.height(), bgr);
  }

  /** Every pixel becomes the mean of a row of 41, then of a column of 41. */
  private static Picture blurred(Picture picture) {
    int side = picture.width();
    byte[] once = smeared(picture.pixels(), 3);
    return Picture.of(side, side, smeared(once, 3 * side));
  }

  private static byte[] smeared(byte[] bgr, int step) {
    byte[] target = new byte[bgr.length];
    for (int i = 0; i < bgr.length; i++) {
      int sum = 0;
      for (int d = -20; d <= 20; d++) {
        sum += bgr[Math.floorMod(i + d * step, bgr.length)] & 0xff;
      }
      target[i] = (byte) (sum / 41);
    }
    return target;
  }

  @Test
  void a_view_without_grounds_is_told_of_once_with_the_reason() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger(GridTriager.class.getName());
    Handler ear = ear(told);
    log.addHandler(ear);
    try (Picture part = Drawn.part(320, 320)) {
      triage(part.copy());
      triage(part.copy());
      assertThat(told).singleElement().asString().contains("v1/top", "it has no golden frames");
      told.clear();
      enrol(part);
      try (GridTriager fresh =
          new GridTriager(
              model, Layout.GRID, bank, new TriagePolicy(model.bundle().manifest(), List.of()))) {
        triage(fresh, part.copy());
        assertThat(told).isEmpty();
        assertThat(triage(fresh, Drawn.part(480, 320))).isInstanceOf(Triage.Unsure.class);
        assertThat(told)
            .singleElement()
            .asString()
            .contains("320x320", "480x320", "enrol it again");
      }
    } finally {
      log.removeHandler(ear);
    }
  }

  private static Handler ear(List<String> told) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        told.add(record.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void with_five_golden_frames_a_dark_spot_that_no_class_knows_is_found() throws Exception {
    List<Picture> goldenFrames = new ArrayList<>();
    try (Picture golden = Drawn.part(320, 320)) {
      for (int seed = 0; seed < 5; seed++) {
        goldenFrames.add(PhotographicNoise.of(golden, new Random(50 + seed)));
      }
      bank.put(new Enrolment(model, Layout.GRID, 2, new Random(1)).enrol(VIEW, goldenFrames));
      assertThat(triage(Drawn.marked(golden, 100, 60, 24, 0, 0, 0)))
          .isInstanceOfSatisfying(
              Triage.Confident.class,
              confident ->
                  assertThat(((Verdict.Defect) confident.verdict()).findings())
                      .extracting(Verdict.Finding::box)
                      .containsExactly(new Box(0, 0, 160, 160)));
      for (int seed = 0; seed < 5; seed++) {
        assertThat(triage(PhotographicNoise.of(golden, new Random(seed))))
            .isEqualTo(new Triage.Confident(new Verdict.Pass()));
      }
    } finally {
      goldenFrames.forEach(Picture::close);
    }
  }

  @Test
  void a_frame_of_another_size_than_its_golden_frames_is_not_compared() throws Exception {
    try (Picture golden = Drawn.part(320, 320);
        Picture other = Drawn.part(480, 320)) {
      enrol(golden);
      Examined wider = triager.examine(other, VIEW);
      assertThat(wider.tiles()).hasSize(6).allMatch(t -> t.reference().isEmpty());
      assertThat(wider.grounds()).isInstanceOf(Grounds.None.class);
      Examined fitting = triager.examine(golden, VIEW);
      assertThat(fitting.tiles()).hasSize(4).allMatch(t -> t.reference().isPresent());
      assertThat(fitting.grounds()).isEqualTo(new Grounds.Golden(1, 0));
    }
  }

  @Test
  void a_view_with_slots_of_its_own_is_judged_there_alone() throws Exception {
    List<Box> slots = List.of(new Box(10, 10, 60, 60), new Box(100, 100, 300, 300));
    Layout layout = new Layout(Map.of(VIEW, slots));
    try (GridTriager own =
            new GridTriager(
                model, layout, bank, new TriagePolicy(model.bundle().manifest(), List.of()));
        Picture grey = Drawn.grey(320, 320)) {
      assertThat(own.examine(grey, VIEW).tiles()).extracting(JudgedTile::box).isEqualTo(slots);
      assertThat(own.examine(grey, new ViewKey("v1", "side")).tiles()).hasSize(4);
    }
  }

  @Test
  void a_reference_comes_back_from_disk_as_it_was() throws Exception {
    try (Picture golden = Drawn.part(320, 320)) {
      ReferenceView view = enrol(golden);
      BankFiles files = new BankFiles(folder, model.version());
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
  }

  @Test
  void a_damaged_reference_and_one_of_another_model_are_left_aside_by_name() throws Exception {
    try (Picture golden = Drawn.part(320, 320)) {
      ReferenceView view = enrol(golden);
      Path file = new BankFiles(folder, model.version()).save(view);
      ModelVersion next = new ModelVersion("tiny", "2.0.0", "andon-pre-1");
      assertThat(new BankFiles(folder, next).load().refused())
          .singleElement()
          .asString()
          .contains(file.toString(), "1.0.0", "2.0.0", "enrol this view again");
      damage(file);
      BankFiles.Loaded loaded = new BankFiles(folder, model.version()).load();
      assertThat(loaded.views()).isEmpty();
      assertThat(loaded.refused()).singleElement().asString().contains("hash does not match");
    }
  }

  @Test
  void a_bank_keeps_its_bound_in_bytes() throws Exception {
    try (Picture golden = Drawn.part(320, 320)) {
      ReferenceView view = enrol(golden);
      ReferenceBank small = new ReferenceBank(100);
      assertThatThrownBy(() -> small.put(view))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("v1/top")
          .hasMessageContaining("more than the 100 allowed");
      assertThat(small.keys()).isEmpty();
    }
  }

  @Test
  void golden_frames_of_different_sizes_are_refused() {
    Enrolment enrolment = new Enrolment(model, Layout.GRID, 2, new Random(1));
    try (Picture small = Drawn.part(160, 160);
        Picture large = Drawn.part(320, 320)) {
      assertThatThrownBy(() -> enrolment.enrol(VIEW, List.of(small, large)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("differ in size");
    }
  }

  private ReferenceView enrol(Picture golden) throws InterruptedException {
    ReferenceView view =
        new Enrolment(model, Layout.GRID, 4, new Random(1)).enrol(VIEW, List.of(golden));
    bank.put(view);
    return view;
  }

  private Triage triage(Picture picture) throws InterruptedException {
    return triage(triager, picture);
  }

  private static Triage triage(GridTriager by, Picture picture) throws InterruptedException {
    try (Frame frame =
        new Frame(
            picture,
            Frame.PixelFormat.ENCODED,
            Instant.EPOCH,
            0,
            0,
            "p1",
            VIEW.variant(),
            VIEW.view(),
            new Cursor("p1.png", 0))) {
      return by.triage(frame);
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
