package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.fixtures.Drawn;
import dev.andon.fixtures.TinyModel;
import dev.andon.vision.PatchBundle;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import dev.andon.wire.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part in free pose, beside patches of its golden frames, from shadow to its own decisions. */
final class AutonomyTest {
  private static final ViewKey VIEW = new ViewKey("washer", "belt");
  private static final Verdict PASS = new Verdict.Pass();
  private static final Verdict DEFECT =
      new Verdict.Defect(List.of(new Verdict.Finding("crack", 1, new Box(0, 0, 9, 9))));

  private static TriageModel model;
  private static PatchModel patches;
  private static ReferenceView enrolled;

  @TempDir private Path folder;
  private final ReferenceBank bank = new ReferenceBank();
  private Shadow shadow = Shadow.ASK;
  private int asked;

  @BeforeAll
  static void enrolOnce() throws InterruptedException {
    model = TinyModel.load();
    patches =
        new PatchModel(
            PatchBundle.open(
                Path.of(System.getProperty("andon.root"), "models/bundles/andon-patches/0.1.0")));
    enrolled = enrolled(0);
  }

  @AfterAll
  static void close() {
    patches.close();
    model.close();
  }

  @BeforeEach
  void enrol() {
    bank.put(enrolled);
  }

  private static ReferenceView enrolled(int firstPose) throws InterruptedException {
    List<Picture> golden = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        golden.add(washer(firstPose + i));
      }
      return new Enrolment(model, Optional.of(patches), Layout.GRID, 1, new Random(1))
          .enrol(VIEW, golden);
    } finally {
      golden.forEach(Picture::close);
    }
  }

  @Test
  void in_shadow_every_frame_is_asked_about_and_no_class_score_is_told() throws Exception {
    try (GridTriager triager = triager(new Judgements())) {
      assertThat(triage(triager, washer(10)))
          .isInstanceOfSatisfying(
              Triage.Unsure.class,
              unsure -> {
                assertThat(unsure.asked()).map(AskedFrame::fair).contains(true);
                assertThat(unsure.regions()).allMatch(region -> region.scores().isEmpty());
                assertThat(unsure.regions()).allMatch(region -> region.embedding().length == 4);
              });
      assertThat(triage(triager, cracked(10))).isInstanceOf(Triage.Unsure.class);
      assertThat(triager.standing())
          .singleElement()
          .satisfies(
              view ->
                  assertThat(view.says())
                      .isEqualTo(
                          "washer/belt: 0 defects judged: nothing passes yet, 19 are needed for"
                              + " 5 %"));
    }
  }

  @Test
  void after_nineteen_judged_defects_what_looks_golden_passes_and_hardly_any_damage()
      throws Exception {
    try (GridTriager triager = triager(new Judgements())) {
      judge(triager, 19);
      int missed = 0;
      for (int pose = 40; pose < 52; pose++) {
        assertThat(triage(triager, washer(pose))).isEqualTo(new Triage.Confident(PASS));
        missed += triage(triager, cracked(pose)).equals(new Triage.Confident(PASS)) ? 1 : 0;
      }
      // Less than one of twelve is what 19 judged defects promise, in expectation.
      assertThat(missed).isLessThanOrEqualTo(2);
      assertThat(triager.standing().getFirst().says())
          .startsWith("washer/belt: 19 defects judged: at most about 5 % of defective parts pass");
    }
  }

  @Test
  void a_stranger_is_asked_about_whatever_was_judged() throws Exception {
    try (GridTriager triager = triager(new Judgements())) {
      judge(triager, 19);
      byte[] noise = new byte[320 * 320 * 3];
      new Random(3).nextBytes(noise);
      assertThat(triage(triager, Picture.of(320, 320, noise))).isInstanceOf(Triage.Unsure.class);
    }
  }

  @Test
  void what_was_bought_is_kept_over_a_restart_and_lost_with_other_golden_frames() throws Exception {
    Path file = folder.resolve("judged.jsonl");
    try (JudgementLog log = JudgementLog.in(file);
        GridTriager triager = triager(new Judgements(log))) {
      judge(triager, 19);
    }
    try (JudgementLog log = JudgementLog.in(file);
        GridTriager triager = triager(new Judgements(log))) {
      assertThat(triage(triager, washer(40))).isEqualTo(new Triage.Confident(PASS));
    }
    bank.put(enrolled(20));
    try (JudgementLog log = JudgementLog.in(file);
        GridTriager triager = triager(new Judgements(log))) {
      assertThat(triage(triager, washer(40))).isInstanceOf(Triage.Unsure.class);
    }
  }

  @Test
  void a_correction_that_says_an_ordinary_frame_was_defective_takes_the_right_back()
      throws Exception {
    try (GridTriager triager = triager(new Judgements())) {
      UUID ordinary = ask(triager, washer(30), PASS);
      judge(triager, 19);
      assertThat(triage(triager, washer(40))).isEqualTo(new Triage.Confident(PASS));
      triager.answered(ordinary, DEFECT, true);
      int stillPass = 0;
      for (int pose = 40; pose < 50; pose++) {
        stillPass += triage(triager, washer(pose)).equals(new Triage.Confident(PASS)) ? 1 : 0;
      }
      assertThat(stillPass).isLessThan(10);
    }
  }

  @Test
  void in_shadow_ordinary_frames_are_held_where_the_plant_says_so_and_damage_is_asked_about()
      throws Exception {
    shadow = Shadow.HOLD;
    try (GridTriager triager = triager(new Judgements())) {
      assertThat(triage(triager, washer(0))).isInstanceOf(Triage.Held.class);
      assertThat(triage(triager, cracked(10)))
          .isInstanceOfSatisfying(
              Triage.Unsure.class,
              unsure -> assertThat(unsure.asked().orElseThrow().fair()).isFalse());
      assertThat(triager.standing().getFirst().says())
          .endsWith("frames as ordinary as its golden ones are held and not asked about");
    }
  }

  @Test
  void in_shadow_ordinary_frames_pass_without_proof_only_where_the_plant_says_so()
      throws Exception {
    shadow = Shadow.LOCAL;
    try (GridTriager triager = triager(new Judgements())) {
      assertThat(triage(triager, washer(0))).isEqualTo(new Triage.Confident(PASS));
      assertThat(triage(triager, cracked(10))).isInstanceOf(Triage.Unsure.class);
      assertThat(triager.standing().getFirst().says()).contains("pass, without proof");
      judge(triager, 19);
      assertThat(triager.standing().getFirst().bounds().defects())
          .as("answers about suspicious frames alone prove nothing")
          .isZero();
    }
  }

  @Test
  void a_frame_chosen_at_random_is_asked_about_in_every_shadow_and_counts() throws Exception {
    for (Shadow each : Shadow.values()) {
      Autonomy always =
          new Autonomy(
              new Judgements(),
              new Autonomy.Settings(new ConformalBounds.Target(0.01, 0.05), 0.1, each),
              new Random(1));
      try (GridTriager triager = triager(always)) {
        assertThat(triage(triager, washer(0)))
            .as("%s: ten times a tenth is every frame", each)
            .isInstanceOfSatisfying(
                Triage.Unsure.class,
                unsure ->
                    assertThat(unsure.asked().orElseThrow())
                        .returns(AskedFrame.Why.CHOSEN, AskedFrame::why)
                        .returns(each == Shadow.LOCAL, AskedFrame::passing));
      }
    }
  }

  @Test
  void when_good_frames_begin_to_score_otherwise_the_view_is_in_shadow_again() throws Exception {
    Path file = folder.resolve("judged.jsonl");
    ReferenceView view = bank.find(VIEW).orElseThrow();
    Random random = new Random(5);
    Triage pass = new Triage.Confident(PASS);
    try (JudgementLog log = JudgementLog.in(file)) {
      Autonomy autonomy = autonomy(new Judgements(log));
      for (int i = 0; i < 60; i++) {
        UUID id = new UUID(1, i);
        boolean defective = i % 2 == 0;
        double score = (defective ? 3 : 1) + 0.1 * random.nextGaussian();
        autonomy.asked(
            id, new AskedFrame(VIEW, view.standard(), score, AskedFrame.Why.SHADOW, false));
        autonomy.answered(id, defective ? DEFECT : PASS, false);
      }
      for (int i = 0; i < 1_000; i++) {
        autonomy.decided(view, 1 + 0.1 * random.nextGaussian(), pass);
      }
      assertThat(autonomy.standing(view).bounds().passes()).isTrue();
      for (int i = 0; i < 400; i++) {
        autonomy.decided(view, 1.2 + 0.1 * random.nextGaussian(), pass);
      }
      assertThat(autonomy.standing(view).bounds().passes()).isFalse();
    }
    try (JudgementLog log = JudgementLog.in(file)) {
      assertThat(autonomy(new Judgements(log)).standing(view).says())
          .contains("0 defects judged", "good frames have begun to look otherwise once");
    }
  }

  @Test
  void scores_beside_earlier_golden_frames_are_no_drift_of_new_ones() {
    ReferenceView before = bank.find(VIEW).orElseThrow();
    ReferenceView renewed =
        new ReferenceView(
            VIEW,
            before.width(),
            before.height(),
            before.slots(),
            before.golden(),
            before.noise(),
            before.patches(),
            "renewed");
    Autonomy autonomy = autonomy(new Judgements());
    Triage pass = new Triage.Confident(PASS);
    for (int i = 0; i < 300; i++) {
      autonomy.decided(before, 1, pass);
    }
    for (int i = 0; i < 60; i++) {
      UUID id = new UUID(2, i);
      boolean defective = i % 2 == 0;
      autonomy.asked(
          id, new AskedFrame(VIEW, "renewed", defective ? 9 : 5, AskedFrame.Why.SHADOW, false));
      autonomy.answered(id, defective ? DEFECT : PASS, false);
    }
    for (int i = 0; i < 60; i++) {
      autonomy.decided(renewed, 5, pass);
    }
    assertThat(autonomy.standing(renewed).drifts()).isZero();
    assertThat(autonomy.standing(renewed).bounds().passes()).isTrue();
  }

  @Test
  void patches_come_back_from_disk_as_they_were_and_not_for_another_backbone() {
    ReferenceView view = bank.find(VIEW).orElseThrow();
    Optional<dev.andon.wire.ModelVersion> backbone = Optional.of(patches.version());
    new BankFiles(folder, model.version(), backbone).save(view);
    BankFiles.Loaded loaded = new BankFiles(folder, model.version(), backbone).load();
    assertThat(loaded.refused()).isEmpty();
    assertThat(loaded.views())
        .singleElement()
        .usingRecursiveComparison()
        .withEqualsForType(Arrays::equals, float[].class)
        .withEqualsForType(Arrays::equals, byte[].class)
        .isEqualTo(view);
    assertThat(new BankFiles(folder, model.version()).load().refused())
        .singleElement()
        .asString()
        .contains("andon-patches", "none of that kind", "./andon models enroll");
  }

  private GridTriager triager(Judgements judgements) {
    return triager(autonomy(judgements));
  }

  private GridTriager triager(Autonomy autonomy) {
    return new GridTriager(
        model,
        Layout.GRID,
        bank,
        new TriagePolicy(model.bundle().manifest(), List.of()),
        Optional.of(patches),
        autonomy);
  }

  private Autonomy autonomy(Judgements judgements) {
    return new Autonomy(
        judgements,
        new Autonomy.Settings(ConformalBounds.Target.DEFAULT, 0, shadow),
        new Random(1));
  }

  private void judge(GridTriager triager, int defects) throws InterruptedException {
    for (int pose = 0; pose < defects; pose++) {
      ask(triager, cracked(60 + pose), DEFECT);
    }
  }

  private UUID ask(GridTriager triager, Picture picture, Verdict answer)
      throws InterruptedException {
    UUID id = new UUID(0, ++asked);
    triager.asked(id, (Triage.Unsure) triage(triager, picture));
    triager.answered(id, answer, false);
    return id;
  }

  private static Triage triage(GridTriager triager, Picture picture) throws InterruptedException {
    try (picture) {
      return triager.triage(picture, VIEW);
    }
  }

  /** A light plate somewhere on a dark belt. */
  private static Picture washer(int pose) {
    Random random = new Random(pose);
    try (Picture belt = Drawn.grey(320, 320)) {
      return Drawn.marked(
          belt, 20 + random.nextInt(140), 20 + random.nextInt(140), 120, 180, 180, 180);
    }
  }

  /** With a dark hole in it. */
  private static Picture cracked(int pose) {
    Random random = new Random(pose);
    int x = 20 + random.nextInt(140);
    int y = 20 + random.nextInt(140);
    try (Picture whole = washer(pose)) {
      return Drawn.marked(
          whole, x + 20 + random.nextInt(50), y + 20 + random.nextInt(50), 30, 40, 40, 40);
    }
  }
}
