package dev.andon.edge.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Drawn;
import dev.andon.edge.capture.FrameTruth;
import dev.andon.edge.capture.TruthFile;
import dev.andon.edge.triage.TinyModel;
import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ModelsCommandTest {
  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  @Test
  void evaluate_writes_the_promised_figures_with_and_without_golden_frames() throws Exception {
    Path frames = drawFrames();
    Files.writeString(folder.resolve("truth.csv"), truthOf(frames));
    int code =
        run(
            "evaluate",
            "--bundle",
            TinyModel.directory().toString(),
            "--frames",
            frames.toString(),
            "--truth",
            folder.resolve("truth.csv").toString(),
            "--out",
            folder.resolve("out").toString());
    assertThat(code).as(output.toString()).isZero();
    JsonNode metrics =
        JsonMapper.builder().build().readTree(folder.resolve("out/metrics.json").toFile());
    assertThat(metrics.path("frames").intValue()).isEqualTo(12);
    assertThat(metrics.path("defective").intValue()).isEqualTo(6);
    // The dark spots are nothing that the tiny model's classes know; beside a golden frame they
    // stand out.
    assertThat(metrics.path("tile_auroc").doubleValue()).isLessThan(0.9);
    assertThat(metrics.path("tile_auroc_reference").doubleValue()).isEqualTo(1.0);
    assertThat(metrics.path("frame_auroc_reference").doubleValue()).isEqualTo(1.0);
    assertThat(metrics.path("undecided_at_1pct_miss_reference").doubleValue()).isZero();
    assertThat(metrics.path("twin_auroc_pixel").doubleValue()).isEqualTo(1.0);
    assertThat(metrics.path("worst_variant").stringValue()).isEqualTo("v1");
    assertThat(metrics.path("by_variant").path("v1").path("frames").intValue()).isEqualTo(12);
    for (String plot : List.of("roc.svg", "selective.svg", "reliability.svg")) {
      assertThat(folder.resolve("out").resolve(plot))
          .content()
          .startsWith("<svg")
          .endsWith("</svg>\n");
    }
  }

  @Test
  void evaluate_counts_frames_it_cannot_read() throws Exception {
    Path frames = drawFrames();
    Files.write(frames.resolve("good1.jpg"), new byte[0]);
    Files.writeString(
        folder.resolve("truth.csv"), truthOf(frames) + "missing.jpg,v1,top,pass,,,,,\n");
    run(
        "evaluate",
        "--bundle",
        TinyModel.directory().toString(),
        "--frames",
        frames.toString(),
        "--truth",
        folder.resolve("truth.csv").toString(),
        "--out",
        folder.resolve("out").toString());
    assertThat(output.toString())
        .contains("skipped good1.jpg: the file is empty")
        .contains("skipped missing.jpg: there is no such file");
    assertThat(folder.resolve("out/metrics.json")).content().contains("\"skipped\" : 2");
  }

  @Test
  void enroll_saves_a_view_and_tries_it_on_bad_frames() throws Exception {
    Path frames = drawFrames();
    Path good = Files.createDirectories(folder.resolve("good"));
    Path bad = Files.createDirectories(folder.resolve("bad"));
    Files.copy(frames.resolve("golden.jpg"), good.resolve("a.jpg"));
    Files.copy(frames.resolve("bad0.jpg"), bad.resolve("b.jpg"));
    int code =
        run(
            "enroll",
            "--bundle",
            TinyModel.directory().toString(),
            "--variant",
            "v1",
            "--view",
            "top",
            "--good",
            good.toString(),
            "--bad",
            bad.toString(),
            "--bank",
            folder.resolve("bank").toString());
    assertThat(code).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("enrolled v1/top from 1 golden frames")
        .contains("b.jpg: unsure about 1 regions, is asked")
        .contains("0 of 1 bad frames passed")
        .contains(
            "frames of v1/top that lie over a golden frame pass; what differs is asked about");
    assertThat(folder.resolve("bank")).isDirectoryContaining("glob:**.ref");
  }

  @Test
  void enroll_fails_where_a_known_bad_frame_passes() throws Exception {
    Path frames = drawFrames();
    Path good = Files.createDirectories(folder.resolve("good"));
    Files.copy(frames.resolve("golden.jpg"), good.resolve("a.jpg"));
    assertThat(enroll(good, "--bad", good.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("a.jpg: PASSED").contains("1 of 1 bad frames passed");
  }

  @Test
  void enroll_refuses_slots_that_are_not_of_the_view_and_a_folder_without_bad_pictures()
      throws Exception {
    Path frames = drawFrames();
    Path good = Files.createDirectories(folder.resolve("good"));
    Files.copy(frames.resolve("golden.jpg"), good.resolve("a.jpg"));
    Path slots = folder.resolve("slots.csv");
    Files.writeString(slots, SlotFile.HEADER + "\nv1,side,0,0,160,160\n");
    assertThat(enroll(good, "--slots", slots.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("has no slots of v1/top, it has slots of [v1/side]");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(enroll(good, "--bad", empty.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("no readable picture in");
  }

  @Test
  void enroll_says_that_golden_frames_which_do_not_lie_over_one_another_decide_nothing()
      throws Exception {
    Path good = Files.createDirectories(folder.resolve("good"));
    for (int i = 0; i < 6; i++) {
      try (Picture face = Drawn.grey(320, 160);
          Picture loose = Drawn.marked(face, 40 * i, 15 * i, 50, 170, 170, 170)) {
        Files.write(good.resolve(i + ".jpg"), loose.jpeg());
      }
    }
    assertThat(enroll(good, "--bad", good.toString())).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("every frame of v1/top is asked about", "0 of 6 bad frames passed");
  }

  @Test
  void enroll_says_by_what_the_view_is_judged_and_obeys_who_chooses() throws Exception {
    Path good = Files.createDirectories(folder.resolve("good"));
    for (int i = 0; i < 3; i++) {
      try (Picture face = Drawn.grey(320, 160);
          Picture loose = Drawn.marked(face, 60 * i, 30 * i, 50, 170, 170, 170)) {
        Files.write(good.resolve(i + ".jpg"), loose.jpeg());
      }
    }
    String backbone =
        Path.of(System.getProperty("andon.root"), "models/bundles/andon-patches/0.1.0").toString();
    assertThat(enroll(good, "--patches", backbone)).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("mode patches (chosen by the golden frames): golden frames differ by ")
        .contains("remembered: the frame as a whole");
    assertThat(enroll(good, "--patches", backbone, "--mode", "pixels")).isZero();
    assertThat(output.toString()).contains("mode pixels (as told)");
    assertThat(enroll(good, "--mode", "patches")).isEqualTo(1);
    assertThat(output.toString()).contains("patches need a backbone");
    assertThat(enroll(good, "--mode", "both")).isEqualTo(1);
    assertThat(output.toString()).contains("--mode must be pixels, patches or auto, not both");
    assertThat(enroll(good, "--tiles", "17")).isEqualTo(1);
    assertThat(output.toString()).contains("tiles must be 1 … 16, got 17");
  }

  private int enroll(Path good, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "enroll",
                "--bundle",
                TinyModel.directory().toString(),
                "--variant",
                "v1",
                "--view",
                "top",
                "--good",
                good.toString(),
                "--bank",
                folder.resolve("bank").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void a_golden_frame_of_another_size_is_named() throws Exception {
    Path good = Files.createDirectories(folder.resolve("good"));
    Files.copy(drawFrames().resolve("golden.jpg"), good.resolve("a.jpg"));
    try (Picture other = Drawn.grey(160, 160)) {
      Files.write(good.resolve("b.jpg"), other.jpeg());
    }
    int code =
        run(
            "enroll",
            "--bundle",
            TinyModel.directory().toString(),
            "--variant",
            "v1",
            "--view",
            "top",
            "--good",
            good.toString(),
            "--bank",
            folder.resolve("bank").toString());
    assertThat(code).isEqualTo(1);
    assertThat(output.toString())
        .contains("b.jpg is 160 x 160 pixels, the frames before it 320 x 160");
    assertThat(folder.resolve("bank")).doesNotExist();
  }

  @Test
  void verify_and_list_name_what_is_wrong_with_a_bundle() throws Exception {
    assertThat(run("verify", "--bundle", TinyModel.directory().toString())).isZero();
    assertThat(output.toString()).contains("tiny 1.0.0 (andon-pre-1) opens and runs on cpu");
    Path broken = Files.createDirectories(folder.resolve("bundles/tiny/9"));
    Files.copy(TinyModel.directory().resolve("manifest.json"), broken.resolve("manifest.json"));
    assertThat(run("verify", "--bundle", broken.toString())).isEqualTo(1);
    assertThat(run("list", "--bundles", folder.resolve("bundles").toString())).isZero();
    assertThat(output.toString()).contains("model.onnx is missing");
  }

  @Test
  void verify_and_list_know_a_backbone_of_patches() {
    Path bundles = Path.of(System.getProperty("andon.root"), "models/bundles");
    Path patches = bundles.resolve("andon-patches/0.1.0");
    assertThat(run("verify", "--bundle", patches.toString())).as(output.toString()).isZero();
    assertThat(output.toString()).contains("andon-patches 0.1.0", "as published");
    assertThat(run("list", "--bundles", bundles.toString())).isZero();
    assertThat(output.toString()).contains("andon-triage 0.3.1").doesNotContain("refused");
  }

  @Test
  void wrong_input_ends_with_one_line_and_no_trace() {
    String bundle = TinyModel.directory().toString();
    String here = folder.toString();
    assertThat(run("verify", "--bundle", here)).isEqualTo(1);
    assertThat(
            run(
                "evaluate",
                "--bundle",
                bundle,
                "--frames",
                here,
                "--truth",
                here + "/none.csv",
                "--out",
                here))
        .isEqualTo(1);
    assertThat(
            run(
                "enroll",
                "--bundle",
                bundle,
                "--variant",
                "v",
                "--view",
                "w",
                "--good",
                here,
                "--bank",
                here + "/bank"))
        .isEqualTo(1);
    assertThat(run("truth", "--deeppcb", here, "--out", here + "/t.csv")).isEqualTo(1);
    assertThat(output.toString().lines())
        .hasSize(4)
        .anyMatch(line -> line.contains("manifest.json is missing"))
        .anyMatch(line -> line.contains("none.csv cannot be read"))
        .anyMatch(line -> line.contains("needs 1 … 50 golden frames, got 0"))
        .anyMatch(line -> line.contains("there is no GROUP/NAME_temp.jpg below"));
  }

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
  void slots_are_judged_position_by_position() throws Exception {
    Path frames = drawFrames();
    Files.writeString(folder.resolve("truth.csv"), truthOf(frames));
    Files.writeString(
        folder.resolve("slots.csv"),
        SlotFile.HEADER + "\nv1,top,0,0,160,160\nv1,top,160,0,320,160\n");
    String here = folder.toString();
    int code =
        run(
            "evaluate",
            "--bundle",
            TinyModel.directory().toString(),
            "--frames",
            frames.toString(),
            "--truth",
            here + "/truth.csv",
            "--slots",
            here + "/slots.csv",
            "--out",
            here + "/out");
    assertThat(code).as(output.toString()).isZero();
    JsonNode accuracy =
        JsonMapper.builder()
            .build()
            .readTree(folder.resolve("out/metrics.json").toFile())
            .path("accuracy_by_position");
    // All six spots lie in the second slot, and the tiny model sees none of them.
    assertThat(accuracy.path("1").doubleValue()).isEqualTo(1.0);
    assertThat(accuracy.path("2").doubleValue()).isEqualTo(0.5);
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

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new ModelsCommand());
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(output, true));
    return line.execute(arguments);
  }

  /** One golden frame, six good photographs of it and six with a dark spot. */
  private Path drawFrames() throws IOException {
    Path frames = Files.createDirectories(folder.resolve("frames"));
    Random random = new Random(9);
    try (Picture grey = Drawn.grey(320, 160);
        Picture golden = Drawn.marked(grey, 60, 50, 40, 130, 130, 130)) {
      Files.write(frames.resolve("golden.jpg"), golden.jpeg());
      for (int i = 0; i < 6; i++) {
        Files.write(frames.resolve("good" + i + ".jpg"), PhotographicNoise.jpegOf(golden, random));
        try (Picture bad = Drawn.marked(golden, 200 + 10 * i, 60, 24, 0, 0, 0)) {
          Files.write(frames.resolve("bad" + i + ".jpg"), PhotographicNoise.jpegOf(bad, random));
        }
      }
    }
    return frames;
  }

  private static String truthOf(Path frames) throws IOException {
    StringBuilder csv = new StringBuilder("file,variant,view,verdict,class,x1,y1,x2,y2\n");
    csv.append("golden.jpg,v1,top,golden,,,,,\n");
    for (int i = 0; i < 6; i++) {
      csv.append("good").append(i).append(".jpg,v1,top,pass,,,,,\n");
      int x = 200 + 10 * i;
      csv.append("bad").append(i).append(".jpg,v1,top,defect,scratch,");
      csv.append(x).append(",60,").append(x + 24).append(",84\n");
    }
    assertThat(frames).exists();
    return csv.toString();
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
