package dev.andon.edge.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.fixtures.Drawn;
import dev.andon.fixtures.SpottedFrames;
import dev.andon.fixtures.TinyModel;
import dev.andon.vision.Picture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ModelsCommandTest {
  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  @Test
  void enroll_saves_a_view_and_tries_it_on_bad_frames() throws Exception {
    Path frames = SpottedFrames.drawnIn(folder.resolve("frames"));
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
    Path frames = SpottedFrames.drawnIn(folder.resolve("frames"));
    Path good = Files.createDirectories(folder.resolve("good"));
    Files.copy(frames.resolve("golden.jpg"), good.resolve("a.jpg"));
    assertThat(enroll(good, "--bad", good.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("a.jpg: PASSED").contains("1 of 1 bad frames passed");
  }

  @Test
  void enroll_refuses_slots_that_are_not_of_the_view_and_a_folder_without_bad_pictures()
      throws Exception {
    Path frames = SpottedFrames.drawnIn(folder.resolve("frames"));
    Path good = Files.createDirectories(folder.resolve("good"));
    Files.copy(frames.resolve("golden.jpg"), good.resolve("a.jpg"));
    Path slots = folder.resolve("slots.csv");
    Files.writeString(slots, "variant,view,x1,y1,x2,y2\nv1,side,0,0,160,160\n");
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
    Files.copy(
        SpottedFrames.drawnIn(folder.resolve("frames")).resolve("golden.jpg"),
        good.resolve("a.jpg"));
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
    assertThat(output.toString().lines())
        .hasSize(2)
        .anyMatch(line -> line.contains("manifest.json is missing"))
        .anyMatch(line -> line.contains("needs 1 … 50 golden frames, got 0"));
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new ModelsCommand());
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(output, true));
    return line.execute(arguments);
  }
}
