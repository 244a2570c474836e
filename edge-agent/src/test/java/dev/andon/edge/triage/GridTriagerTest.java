package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Drawn;
import dev.andon.edge.capture.Frame;
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
  void a_plain_part_passes_and_a_bright_red_spot_is_a_scratch() throws Exception {
    assertThat(triage(Drawn.grey(320, 320))).isEqualTo(new Triage.Confident(new Verdict.Pass()));
    try (Picture grey = Drawn.grey(320, 320)) {
      Triage triage = triage(Drawn.marked(grey, 200, 30, 12, 100, 100, 255));
      assertThat(triage)
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
  void a_half_red_spot_is_asked_about_in_its_slot() throws Exception {
    try (Picture grey = Drawn.grey(320, 320)) {
      assertThat(triage(Drawn.marked(grey, 30, 200, 12, 100, 100, 191)))
          .isInstanceOfSatisfying(
              Triage.Unsure.class,
              unsure -> assertThat(unsure.regions()).extracting(Region::slot).containsExactly(2));
    }
  }

  @Test
  void a_view_without_golden_frames_or_with_others_is_told_of_once() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger(GridTriager.class.getName());
    Handler ear = ear(told);
    log.addHandler(ear);
    try (Picture grey = Drawn.grey(320, 320)) {
      triage(Drawn.grey(320, 320));
      triage(Drawn.grey(320, 320));
      assertThat(told).singleElement().asString().contains("v1/top has no golden frames");
      told.clear();
      enrol(grey);
      try (GridTriager fresh =
          new GridTriager(
              model, Layout.GRID, bank, new TriagePolicy(model.bundle().manifest(), List.of()))) {
        triage(fresh, Drawn.grey(320, 320));
        assertThat(told).isEmpty();
        triage(fresh, Drawn.grey(480, 320));
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
  void with_a_golden_frame_a_dark_spot_that_no_class_knows_is_found() throws Exception {
    try (Picture grey = Drawn.grey(320, 320);
        Picture golden = Drawn.marked(grey, 200, 30, 40, 130, 130, 130)) {
      Picture spoilt = Drawn.marked(golden, 60, 60, 24, 0, 0, 0);
      assertThat(triage(spoilt)).isEqualTo(new Triage.Confident(new Verdict.Pass()));
      enrol(golden);
      assertThat(triage(Drawn.marked(golden, 60, 60, 24, 0, 0, 0)))
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
    }
  }

  @Test
  void a_frame_of_another_size_than_its_golden_frames_is_judged_without_them() throws Exception {
    try (Picture golden = Drawn.grey(320, 320);
        Picture other = Drawn.grey(480, 320)) {
      enrol(golden);
      assertThat(triager.tiles(other, VIEW)).hasSize(6).allMatch(t -> t.reference().isEmpty());
      assertThat(triager.tiles(golden, VIEW)).hasSize(4).allMatch(t -> t.reference().isPresent());
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
      assertThat(own.tiles(grey, VIEW)).extracting(JudgedTile::box).isEqualTo(slots);
      assertThat(own.tiles(grey, new ViewKey("v1", "side"))).hasSize(4);
    }
  }

  @Test
  void a_reference_comes_back_from_disk_as_it_was() throws Exception {
    try (Picture golden = Drawn.grey(320, 320)) {
      ReferenceView view = enrol(golden);
      BankFiles files = new BankFiles(folder, model.version());
      files.save(view);
      BankFiles.Loaded loaded = files.load();
      assertThat(loaded.refused()).isEmpty();
      assertThat(loaded.views()).singleElement().usingRecursiveComparison().isEqualTo(view);
    }
  }

  @Test
  void a_damaged_reference_and_one_of_another_model_are_left_aside_by_name() throws Exception {
    try (Picture golden = Drawn.grey(320, 320)) {
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
    try (Picture golden = Drawn.grey(320, 320)) {
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
    try (Picture small = Drawn.grey(160, 160);
        Picture large = Drawn.grey(320, 320)) {
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
