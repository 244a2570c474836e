package dev.andon.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.fixtures.SpottedFrames;
import dev.andon.fixtures.TinyModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code models evaluate} measures on a truth file of drawn frames. */
final class LabelledFramesTest {
  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  @Test
  void evaluate_writes_the_promised_figures_with_and_without_golden_frames() throws Exception {
    Path frames = SpottedFrames.drawnIn(folder.resolve("frames"));
    Files.writeString(folder.resolve("truth.csv"), SpottedFrames.TRUTH);
    int code = evaluate(frames);
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
    Path frames = SpottedFrames.drawnIn(folder.resolve("frames"));
    Files.write(frames.resolve("good1.jpg"), new byte[0]);
    Files.writeString(
        folder.resolve("truth.csv"), SpottedFrames.TRUTH + "missing.jpg,v1,top,pass,,,,,\n");
    evaluate(frames);
    assertThat(output.toString())
        .contains("skipped good1.jpg: the file is empty")
        .contains("skipped missing.jpg: there is no such file");
    assertThat(folder.resolve("out/metrics.json")).content().contains("\"skipped\" : 2");
  }

  @Test
  void slots_are_judged_position_by_position() throws Exception {
    Path frames = SpottedFrames.drawnIn(folder.resolve("frames"));
    Files.writeString(folder.resolve("truth.csv"), SpottedFrames.TRUTH);
    Files.writeString(
        folder.resolve("slots.csv"),
        "variant,view,x1,y1,x2,y2\nv1,top,0,0,160,160\nv1,top,160,0,320,160\n");
    int code = evaluate(frames, "--slots", folder.resolve("slots.csv").toString());
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
  void a_truth_file_that_is_not_there_ends_with_one_line_and_no_trace() {
    String here = folder.toString();
    String bundle = TinyModel.directory().toString();
    String none = here + "/none.csv";
    assertThat(
            run("evaluate", "--bundle", bundle, "--frames", here, "--truth", none, "--out", here))
        .isEqualTo(1);
    assertThat(output.toString().lines())
        .singleElement()
        .asString()
        .contains("none.csv cannot be read");
  }

  /** Beside {@code truth.csv}, into {@code out}. */
  private int evaluate(Path frames, String... more) {
    List<String> arguments =
        List.of(
            "evaluate",
            "--bundle",
            TinyModel.directory().toString(),
            "--frames",
            frames.toString(),
            "--truth",
            folder.resolve("truth.csv").toString(),
            "--out",
            folder.resolve("out").toString());
    return run(Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new LabCommand());
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(output, true));
    return line.execute(arguments);
  }
}
