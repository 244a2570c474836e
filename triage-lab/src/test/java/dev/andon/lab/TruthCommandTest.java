package dev.andon.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.FrameTruth;
import dev.andon.edge.capture.TruthFile;
import dev.andon.edge.models.SlotFile;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** How {@code models truth} reads the names of public data sets. */
final class TruthCommandTest {
  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  @Test
  void truth_is_made_from_the_names_of_boards() throws Exception {
    Path boards = drawBoards();
    Path csv = folder.resolve("boards.csv");
    run("truth", "--deeppcb", boards.toString(), "--out", csv.toString(), "--golden", "1");
    List<FrameTruth> rows = TruthFile.read(csv);
    assertThat(rows)
        .extracting(FrameTruth::file)
        .containsExactly(
            "77/77001_temp.jpg", "77/77001_test.jpg", "77/77002_temp.jpg", "77/77002_test.jpg");
    assertThat(rows)
        .extracting(FrameTruth::state)
        .containsExactly(
            FrameTruth.State.GOLDEN,
            FrameTruth.State.DEFECT,
            FrameTruth.State.PASS,
            FrameTruth.State.DEFECT);
    assertThat(rows.get(1).view()).isEqualTo("77001");
    assertThat(rows.get(1).defects())
        .extracting(FrameTruth.Mark::label)
        .containsExactly("mousebite", "open");
  }

  @Test
  void captures_of_boards_hold_golden_good_defective_and_single_defect_frames() throws Exception {
    Path boards = drawBoards();
    Path csv = folder.resolve("captures.csv");
    Path captures = folder.resolve("captures");
    run(
        "truth",
        "--deeppcb",
        boards.toString(),
        "--out",
        csv.toString(),
        "--captures",
        captures.toString());
    List<FrameTruth> rows = TruthFile.read(csv);
    assertThat(rows).hasSize(8).allMatch(row -> Files.exists(captures.resolve(row.file())));
    assertThat(rows.get(3).file()).isEqualTo("77/77001_one.jpg");
    assertThat(rows.get(3).defects()).hasSize(1);
  }

  @Test
  void a_place_can_be_photographed_with_more_golden_frames() throws Exception {
    Path boards = drawBoards();
    Path csv = folder.resolve("captures.csv");
    Path captures = folder.resolve("captures");
    String out = csv.toString();
    run(
        "truth",
        "--deeppcb",
        boards.toString(),
        "--out",
        out,
        "--captures",
        captures.toString(),
        "--golden",
        "3",
        "--places",
        "1");
    List<FrameTruth> rows = TruthFile.read(csv);
    assertThat(rows).filteredOn(row -> row.state() == FrameTruth.State.GOLDEN).hasSize(3);
    assertThat(rows).hasSize(6).allMatch(row -> Files.exists(captures.resolve(row.file())));
  }

  @Test
  void a_few_places_of_some_groups_can_be_chosen() throws Exception {
    String boards = drawBoards().toString();
    Path csv = folder.resolve("few.csv");
    String out = csv.toString();
    run("truth", "--deeppcb", boards, "--out", out, "--groups", "77,78", "--places", "1");
    assertThat(TruthFile.read(csv))
        .extracting(FrameTruth::file)
        .containsExactly("77/77001_temp.jpg", "77/77001_test.jpg");
    assertThat(run("truth", "--deeppcb", boards, "--out", out, "--groups", "12")).isEqualTo(1);
    assertThat(run("truth", "--deeppcb", boards, "--out", out, "--places", "0")).isEqualTo(1);
    assertThat(output.toString())
        .contains("in the groups [12]")
        .contains("--places must be 1 or more, not 0");
  }

  @Test
  void truth_is_made_from_the_names_of_screw_photos() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("screws"));
    for (String name : List.of("1_1111.jpg", "2_1001.jpg", "3_1111.jpg", "readme.txt")) {
      Files.writeString(photos.resolve(name), "");
    }
    Path csv = folder.resolve("screws.csv");
    Path slots = folder.resolve("slots.csv");
    run(
        "truth",
        "--screws",
        photos.toString(),
        "--out",
        csv.toString(),
        "--golden",
        "1",
        "--slots",
        slots.toString());
    List<FrameTruth> rows = TruthFile.read(csv);
    assertThat(rows)
        .extracting(FrameTruth::state)
        .containsExactly(FrameTruth.State.GOLDEN, FrameTruth.State.DEFECT, FrameTruth.State.PASS);
    assertThat(rows.get(1).defects())
        .extracting(FrameTruth.Mark::box)
        .containsExactly(ScrewTruth.SLOTS.get(1), ScrewTruth.SLOTS.get(2));
    assertThat(SlotFile.read(slots).slots().values()).containsExactly(ScrewTruth.SLOTS);
  }

  @Test
  void a_folder_without_boards_ends_with_one_line_and_no_trace() {
    assertThat(run("truth", "--deeppcb", folder.toString(), "--out", folder + "/t.csv"))
        .isEqualTo(1);
    assertThat(output.toString().lines())
        .singleElement()
        .asString()
        .contains("there is no GROUP/NAME_temp.jpg below");
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new LabCommand());
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(output, true));
    return line.execute(arguments);
  }

  private Path drawBoards() throws IOException {
    Path group = Files.createDirectories(folder.resolve("boards/77"));
    try (Picture board = Drawn.grey(96, 96);
        Picture bad = Drawn.marked(board, 10, 10, 8, 0, 0, 0)) {
      for (String name : List.of("77001", "77002")) {
        Files.write(group.resolve(name + "_temp.jpg"), board.jpeg());
        Files.write(group.resolve(name + "_test.jpg"), bad.jpeg());
        Files.writeString(group.resolve(name + ".txt"), "10 10 18 18 3\n40 40 50 50 1\n");
      }
    }
    return folder.resolve("boards");
  }
}
