package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.Box;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JudgementsTest {
  private static final ViewKey VIEW = new ViewKey("cookie", "belt, \"north\"");
  private static final Verdict DEFECT =
      new Verdict.Defect(List.of(new Verdict.Finding("crack", 0.9, new Box(0, 0, 9, 9))));
  private static final Verdict PASS = new Verdict.Pass();

  @TempDir private Path folder;

  @Test
  void an_answer_turns_what_was_asked_into_a_judged_score() {
    Judgements judgements = new Judgements();
    judgements.asked(id(1), fair(3.5));
    judgements.asked(id(2), fair(0.5));
    judgements.asked(id(3), fair(2.5));
    judgements.answered(id(1), DEFECT, false);
    judgements.answered(id(2), PASS, false);
    judgements.answered(id(3), new Verdict.Inconclusive(Verdict.Reason.UNSURE), false);
    assertThat(judgements.scores(VIEW, "g1", true)).containsExactly(3.5);
    assertThat(judgements.scores(VIEW, "g1", false)).containsExactly(0.5);
  }

  @Test
  void an_answer_on_what_was_never_asked_says_nothing() {
    Judgements judgements = new Judgements();
    judgements.answered(id(9), DEFECT, false);
    assertThat(judgements.scores(VIEW, "g1", true)).isEmpty();
  }

  @Test
  void a_persons_correction_replaces_the_answer_before() {
    Judgements judgements = new Judgements();
    judgements.asked(id(1), fair(1.5));
    judgements.answered(id(1), PASS, false);
    judgements.answered(id(1), DEFECT, true);
    assertThat(judgements.scores(VIEW, "g1", true)).containsExactly(1.5);
    assertThat(judgements.scores(VIEW, "g1", false)).isEmpty();
  }

  @Test
  void scores_of_other_golden_frames_and_answers_about_suspicious_frames_alone_prove_nothing() {
    Judgements judgements = new Judgements();
    judgements.asked(id(1), new AskedFrame(VIEW, "g0", 1, AskedFrame.Why.SHADOW, false));
    judgements.asked(id(2), new AskedFrame(VIEW, "g1", 2, AskedFrame.Why.DOUBT, false));
    judgements.answered(id(1), DEFECT, false);
    judgements.answered(id(2), DEFECT, false);
    assertThat(judgements.scores(VIEW, "g1", true)).isEmpty();
    assertThat(judgements.scores(VIEW, "g0", true)).containsExactly(1);
  }

  @Test
  void passes_that_were_asked_about_at_random_measure_what_is_really_missed() {
    Judgements judgements = new Judgements();
    for (int i = 0; i < 4; i++) {
      judgements.asked(id(i), new AskedFrame(VIEW, "g1", 0.1, AskedFrame.Why.CHOSEN, true));
      judgements.answered(id(i), i == 0 ? DEFECT : PASS, false);
    }
    assertThat(judgements.checked(VIEW, "g1")).isEqualTo(4);
    assertThat(judgements.missed(VIEW, "g1")).isEqualTo(1);
  }

  @Test
  void everything_comes_back_at_the_next_start_also_an_answer_that_came_after_it() {
    Path file = folder.resolve("bank/judged.jsonl");
    try (JudgementLog log = JudgementLog.in(file)) {
      Judgements judgements = new Judgements(log);
      judgements.asked(id(1), fair(3.5));
      judgements.asked(id(2), new AskedFrame(VIEW, "g1", 0.25, AskedFrame.Why.CHOSEN, true));
      judgements.answered(id(1), DEFECT, false);
    }
    try (JudgementLog log = JudgementLog.in(file)) {
      Judgements judgements = new Judgements(log);
      judgements.answered(id(2), PASS, false);
      assertThat(judgements.scores(VIEW, "g1", true)).containsExactly(3.5);
      assertThat(judgements.scores(VIEW, "g1", false)).containsExactly(0.25);
      assertThat(judgements.checked(VIEW, "g1")).isEqualTo(1);
    }
  }

  @Test
  void a_line_that_a_crash_tore_off_is_left_out_and_the_next_one_is_whole() throws IOException {
    Path file = folder.resolve("judged.jsonl");
    try (JudgementLog log = JudgementLog.in(file)) {
      new Judgements(log).asked(id(1), fair(1));
    }
    Files.writeString(file, "{\"id\":\"00000000-", StandardOpenOption.APPEND);
    try (JudgementLog log = JudgementLog.in(file)) {
      Judgements judgements = new Judgements(log);
      judgements.answered(id(1), DEFECT, false);
      judgements.asked(id(2), fair(2));
      judgements.answered(id(2), DEFECT, false);
    }
    try (JudgementLog log = JudgementLog.in(file)) {
      assertThat(new Judgements(log).scores(VIEW, "g1", true)).containsExactly(1, 2);
    }
  }

  @Test
  void rubbish_in_the_file_keeps_nobody_from_starting() throws IOException {
    Path file = folder.resolve("judged.jsonl");
    byte[] noise = new byte[5_000];
    new java.util.Random(1).nextBytes(noise);
    Files.write(file, noise);
    Files.writeString(
        file,
        "\n[]\nnull\n{\"id\":7}\n{\"id\":\"" + id(1) + "\",\"score\":\"much\"}\n",
        StandardOpenOption.APPEND);
    try (JudgementLog log = JudgementLog.in(file)) {
      assertThat(new Judgements(log).scores(VIEW, "g1", true)).isEmpty();
    }
  }

  @Test
  void what_cannot_be_written_counts_until_the_process_ends() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    try (JudgementLog log = JudgementLog.in(folder.resolve("file/judged.jsonl"))) {
      Judgements judgements = new Judgements(log);
      judgements.asked(id(1), fair(1));
      judgements.answered(id(1), DEFECT, false);
      assertThat(judgements.scores(VIEW, "g1", true)).containsExactly(1);
      assertThat(judgements.unkept()).as("and is counted").isEqualTo(2);
    }
  }

  @Test
  void others_cannot_read_it() throws IOException {
    Path file = folder.resolve("bank/judged.jsonl");
    try (JudgementLog log = JudgementLog.in(file)) {
      new Judgements(log).asked(id(1), fair(1));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_persons_word_stands_over_a_machines_whichever_came_first() {
    Judgements judgements = new Judgements();
    judgements.asked(id(1), fair(1.5));
    judgements.answered(id(1), DEFECT, true);
    judgements.answered(id(1), PASS, false);
    assertThat(judgements.scores(VIEW, "g1", true)).containsExactly(1.5);
    judgements.answered(id(1), PASS, true);
    assertThat(judgements.scores(VIEW, "g1", true)).isEmpty();
  }

  @Test
  void how_far_people_agree_with_the_machine_is_counted_and_kept() {
    Path file = folder.resolve("judged.jsonl");
    try (JudgementLog log = JudgementLog.in(file)) {
      Judgements judgements = new Judgements(log);
      for (int i = 1; i <= 4; i++) {
        judgements.asked(id(i), fair(i));
        judgements.answered(id(i), DEFECT, false);
      }
      judgements.answered(id(1), DEFECT, true);
      judgements.answered(id(2), PASS, true);
      judgements.asked(id(5), fair(5));
      judgements.answered(id(5), PASS, true);
      assertThat(judgements.agreement(VIEW)).isEqualTo(new Judgements.Agreement(2, 1));
    }
    try (JudgementLog log = JudgementLog.in(file)) {
      assertThat(new Judgements(log).agreement(VIEW)).isEqualTo(new Judgements.Agreement(2, 1));
    }
  }

  @Test
  void after_a_drift_what_was_judged_before_no_longer_counts_also_after_a_restart() {
    Path file = folder.resolve("judged.jsonl");
    Standard first = new Standard("g1", 0);
    try (JudgementLog log = JudgementLog.in(file)) {
      Judgements judgements = new Judgements(log);
      judgements.asked(id(1), fair(1));
      judgements.asked(id(2), fair(2));
      judgements.answered(id(1), DEFECT, false);
      judgements.drifted(VIEW, first);
      judgements.answered(id(2), DEFECT, false);
      assertThat(judgements.standard(VIEW, "g1").text()).isEqualTo("g1#1");
      assertThat(judgements.scores(VIEW, "g1#1", true)).as("asked before it").isEmpty();
    }
    try (JudgementLog log = JudgementLog.in(file)) {
      Judgements judgements = new Judgements(log);
      assertThat(judgements.standard(VIEW, "g1")).isEqualTo(new Standard("g1", 1));
      assertThat(judgements.standard(VIEW, "g2")).isEqualTo(new Standard("g2", 0));
      assertThat(judgements.standard(new ViewKey("cookie", "top"), "g1").drifts()).isZero();
      judgements.asked(id(3), new AskedFrame(VIEW, "g1#1", 3, AskedFrame.Why.SHADOW, false));
      judgements.answered(id(3), DEFECT, false);
      assertThat(judgements.scores(VIEW, "g1#1", true)).containsExactly(3);
    }
  }

  @Test
  void lines_of_the_version_before_are_read() throws IOException {
    Path file = folder.resolve("judged.jsonl");
    Files.writeString(
        file,
        """
        {"id":"%1$s","variant":"a","view":"b","standard":"g1","score":1.5,"fair":true,"passing":false}
        {"id":"%1$s","defective":true}
        {"id":"%2$s","variant":"a","view":"b","standard":"g1","score":2.5,"fair":false,"passing":false}
        {"id":"%2$s","defective":true}
        """
            .formatted(id(1), id(2)));
    try (JudgementLog log = JudgementLog.in(file)) {
      assertThat(new Judgements(log).scores(new ViewKey("a", "b"), "g1", true))
          .containsExactly(1.5);
    }
  }

  private static AskedFrame fair(double score) {
    return new AskedFrame(VIEW, "g1", score, AskedFrame.Why.SHADOW, false);
  }

  private static UUID id(long number) {
    return new UUID(0, number);
  }
}
