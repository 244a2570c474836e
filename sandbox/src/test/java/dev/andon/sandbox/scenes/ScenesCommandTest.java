package dev.andon.sandbox.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.truth.Truth;
import dev.andon.sandbox.truth.TruthCsv;
import dev.andon.sandbox.truth.TruthRow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    Map<String, TruthRow> rows = TruthCsv.read(folder.resolve("truth.csv"));

    assertThat(rows).hasSize(12 + 2 * 6);
    assertThat(rows.keySet()).allSatisfy(file -> assertThat(folder.resolve(file)).isNotEmptyFile());
    assertThat(rows.values().stream().limit(12))
        .allMatch(row -> row.truth().label() == Truth.Label.GOLDEN);
    assertThat(rows)
        .extractingByKey("frame-plate-top-000001.jpg")
        .extracting(TruthRow::variant)
        .isEqualTo("plate");
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
