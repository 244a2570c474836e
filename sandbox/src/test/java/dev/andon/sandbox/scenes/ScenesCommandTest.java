package dev.andon.sandbox.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Truth;
import dev.andon.edge.capture.TruthFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ScenesCommandTest {

  @TempDir Path folder;

  private final StringWriter errors = new StringWriter();

  @Test
  void every_row_of_the_truth_file_has_its_frame_and_golden_frames_come_first() {
    assertThat(run("--out", folder.toString(), "--frames", "12", "--golden", "2", "--seed", "4"))
        .isZero();

    List<Truth> rows = TruthFile.read(folder.resolve("truth.csv"));

    assertThat(rows).hasSize(12 + 2 * 6);
    assertThat(rows).allSatisfy(row -> assertThat(folder.resolve(row.file())).isNotEmptyFile());
    assertThat(rows.subList(0, 12)).allMatch(row -> row.state() == Truth.State.GOLDEN);
    assertThat(rows.get(12).file()).isEqualTo("frame-plate-top-000001.jpg");
    assertThat(rows.get(12).variant()).isEqualTo("plate");
  }

  @Test
  void a_share_above_one_is_refused_with_the_value() {
    assertThat(run("--out", folder.toString(), "--defects", "1.5")).isEqualTo(2);
    assertThat(errors.toString()).contains("--defects").contains("1.5");
    assertThat(Files.exists(folder.resolve("truth.csv"))).isFalse();
  }

  private int run(String... arguments) {
    return new CommandLine(new ScenesCommand())
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }
}
