package dev.andon.sandbox.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.FrameTruth;
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

    List<FrameTruth> rows = TruthFile.read(folder.resolve("truth.csv"));

    assertThat(rows).hasSize(12 + 2 * 6);
    assertThat(rows).allSatisfy(row -> assertThat(folder.resolve(row.file())).isNotEmptyFile());
    assertThat(rows.subList(0, 12)).allMatch(row -> row.state() == FrameTruth.State.GOLDEN);
    assertThat(rows.get(12).file()).isEqualTo("frame-plate-top-000001.jpg");
    assertThat(rows.get(12).variant()).isEqualTo("plate");
  }

  @Test
  void a_share_above_one_is_refused_with_the_value() {
    assertThat(run("--out", folder.toString(), "--defects", "1.5")).isEqualTo(2);
    assertThat(errors.toString()).contains("--defects").contains("1.5");
    assertThat(Files.exists(folder.resolve("truth.csv"))).isFalse();
  }

  @Test
  void one_product_is_written_as_a_folder_of_good_and_one_of_bad_frames() {
    assertThat(run("--product", "textile", "--good", "2", "--bad", "3", "--out", folder.toString()))
        .as(errors.toString())
        .isZero();

    assertThat(folder.resolve("good")).isDirectoryContaining("glob:**/textile-000002.jpg");
    List<FrameTruth> rows = TruthFile.read(folder.resolve("truth.csv"));
    assertThat(rows).hasSize(5).allSatisfy(row -> assertThat(folder.resolve(row.file())).exists());
    assertThat(rows.get(0).state()).isEqualTo(FrameTruth.State.PASS);
    assertThat(rows.get(4).file()).isEqualTo("bad/textile-000003.jpg");
    assertThat(rows.get(4).state()).isEqualTo(FrameTruth.State.DEFECT);
    assertThat(rows.get(4).variant()).isEqualTo("textile");
  }

  @Test
  void machined_parts_are_written_the_same_way_and_no_part_twice() {
    assertThat(run("--product", "plate", "--good", "40", "--bad", "2", "--out", folder.toString()))
        .as(errors.toString())
        .isZero();

    List<FrameTruth> rows = TruthFile.read(folder.resolve("truth.csv"));
    assertThat(rows).hasSize(42);
    assertThat(rows.subList(0, 40)).allMatch(row -> row.state() == FrameTruth.State.PASS);
    assertThat(rows.subList(40, 42)).allMatch(row -> !row.defects().isEmpty());
  }

  @Test
  void an_unknown_product_and_options_that_do_not_go_together_are_refused() {
    String out = folder.toString();
    assertThat(run("--product", "shoe", "--out", out)).isEqualTo(2);
    assertThat(run("--good", "3", "--out", out)).isEqualTo(2);
    assertThat(run("--product", "textile", "--frames", "3", "--out", out)).isEqualTo(2);
    assertThat(run("--product", "textile", "--bad", "-1", "--out", out)).isEqualTo(2);
    assertThat(errors.toString())
        .contains(
            "--product must be one of [textile, plate, flange, bracket], not shoe",
            "--good needs --product",
            "--frames does not go with --product",
            "--good and --bad must be 0 to 100000, not 60 and -1");
    assertThat(folder).isEmptyDirectory();
  }

  private int run(String... arguments) {
    return new CommandLine(new ScenesCommand())
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }
}
