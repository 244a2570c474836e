package dev.andon.sandbox.bench.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.SandboxMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark itself, as short as it can be: no figures worth keeping. */
final class EdgeBenchTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return SandboxMain.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  @Tag("slow")
  void a_tiny_run_measures_every_figure_tells_how_far_it_is_and_leaves_two_files()
      throws IOException {
    int status =
        run(
            "bench",
            "edge",
            "--out",
            folder.toString(),
            "--rounds",
            "1",
            "--frames",
            "1",
            "--day-frames",
            "24",
            "--python",
            folder.resolve("no-python").toString(),
            "--json");
    assertThat(status).as(err.toString()).isZero();
    JsonNode json = JsonMapper.shared().readTree(out.toString());
    assertThat(json).isEqualTo(JsonMapper.shared().readTree(folder.resolve("edge.json").toFile()));
    assertThat(json.get("figures").size()).isEqualTo(10);
    for (JsonNode figure : json.get("figures")) {
      boolean python = figure.get("name").stringValue().contains("Python");
      assertThat(figure.has("not_measured")).as(figure.toString()).isEqualTo(python);
      assertThat(python || figure.get("value").doubleValue() > 0).as(figure.toString()).isTrue();
    }
    assertThat(folder.resolve("edge.md")).content().contains("| durable enqueue", "no-python");
    assertThat(err.toString()).contains("round 1 of 1", "a day of frames: 24 of 24, RSS");
    try (var left = Files.list(folder)) {
      assertThat(left.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("edge.json", "edge.md");
    }
  }

  @Test
  void wrong_counts_are_refused_before_anything_is_measured() {
    assertThat(run("bench", "edge", "--out", folder.resolve("out").toString(), "--rounds", "0"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--rounds and --frames count from 1");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void a_floor_is_held_by_the_median_of_the_rounds() {
    EdgeFigure.Measured figure =
        new EdgeFigure.Measured("x", "ms", List.of(9.0, 1.0, 2.0), Floor.atMost(2), "");
    assertThat(figure.value()).isEqualTo(2);
    assertThat(figure.broken()).isFalse();
    assertThat(figure.tableLine()).contains("| 2.000 ms | 1.000 to 9.000, 3 | ≤ 2.000 | yes |");
    assertThat(new EdgeFigure.Measured("x", "", List.of(1.1), Floor.atLeast(1.2), "").broken())
        .isTrue();
  }

  @Test
  void what_could_not_be_measured_says_why_and_breaks_no_floor() {
    EdgeFigure missing = new EdgeFigure.Missing("x", Floor.atLeast(1.2), "no Python");
    EdgeReport report =
        new EdgeReport(
            "a machine",
            List.of(
                missing,
                new EdgeFigure.Measured("y", "MB", List.of(500.0), Floor.atMost(450), "")));
    assertThat(report.broken()).containsExactly("y");
    assertThat(report.table()).contains("| x | not measured: no Python | | ≥ 1.200 | |");
    assertThat(report.json()).contains("\"not_measured\" : \"no Python\"");
  }

  @Test
  void a_part_that_failed_is_named_with_its_reason_in_one_line() {
    EdgeFigure failed = new EdgeFigure.Failed("a day of frames", "no picture:\nits log");
    assertThat(failed.broken()).isTrue();
    assertThat(failed.tableLine())
        .isEqualTo("| a day of frames | failed: no picture: its log | | | no |%n".formatted());
  }
}
