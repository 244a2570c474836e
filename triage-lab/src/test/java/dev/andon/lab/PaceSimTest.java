package dev.andon.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.escalation.PaceSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** At the same budget fewer defects are missed than first come, first served. */
final class PaceSimTest {
  @TempDir Path folder;

  private static PaceFigures play(PaceStation station, ShiftPattern pattern, double share) {
    PaceFigures figures = new PaceFigures();
    for (long seed = 1; seed <= 2; seed++) {
      List<StreamFrame> shift = pattern.draw(station.pools(), 2_000, 0.1, new Random(seed));
      figures.add(new PaceTrial(PaceSettings.DEFAULT).play(shift, share, seed));
    }
    return figures;
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(ShiftPattern.class)
  void half_of_the_money_misses_at_least_three_tenths_fewer_defects_however_frames_come(
      ShiftPattern pattern) {
    for (PaceStation station : PaceStation.drawn(new Random(7))) {
      PaceFigures figures = play(station, pattern, 0.5);
      assertThat(figures.fewerMissed()).as("%s", station.name()).isGreaterThan(0.3);
      assertThat(figures.spent()).as("%s", station.name()).isBetween(0.95, 1.0);
    }
  }

  @Test
  void with_money_for_everything_nothing_is_missed_and_with_a_tenth_still_fewer() {
    PaceStation station = PaceStation.drawn(new Random(7)).getFirst();
    assertThat(play(station, ShiftPattern.STEADY, 1).fewerMissed()).isZero();
    assertThat(play(station, ShiftPattern.STEADY, 0.1).fewerMissed()).isGreaterThan(0.5);
  }

  private int run(StringWriter out, String... arguments) {
    CommandLine command = LabMain.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(out, true));
    return command.execute(arguments);
  }

  @Test
  void doubtful_frames_of_an_evaluation_are_played_and_written() throws Exception {
    StringBuilder csv = new StringBuilder("file,truth,score,triage,variant,view,golden,seed\n");
    for (int frame = 0; frame < 40; frame++) {
      csv.append("a.jpg,good,%s,unsure,cookie,belt,5,1\n".formatted(0.5 + frame / 100.0));
      csv.append("b.jpg,bad,%s,unsure,cookie,belt,5,1\n".formatted(0.8 + frame / 100.0));
    }
    csv.append("c.jpg,bad,9,confident,cookie,belt,5,1\n");
    Path frames = Files.writeString(folder.resolve("frames.csv"), csv);
    Path json = folder.resolve("pace.json");
    StringWriter out = new StringWriter();

    int status =
        run(
            out,
            "models",
            "pace-sim",
            "--scores",
            frames.toString(),
            "--seed",
            "1",
            "--frames",
            "400",
            "--out",
            json.toString());

    assertThat(status).as(out.toString()).isZero();
    assertThat(out.toString()).contains("cookie/belt, 5 golden, seed 1", "20 judged", "clusters");
    assertThat(Files.readString(json)).contains("fewer_missed", "missed_first_come");
  }

  @Test
  void a_file_without_doubt_and_a_budget_out_of_range_are_refused_by_name() throws Exception {
    Path frames =
        Files.writeString(
            folder.resolve("frames.csv"),
            "truth,score,triage,variant,view,golden,seed\nbad,1,confident,a,b,5,1\n");
    StringWriter out = new StringWriter();
    assertThat(run(out, "models", "pace-sim", "--scores", frames.toString())).isEqualTo(1);
    assertThat(run(out, "models", "pace-sim", "--budget", "2")).isEqualTo(1);
    assertThat(out.toString()).contains("frames.csv has no choice", "--budget must be 0.01 to 1.0");
  }
}
