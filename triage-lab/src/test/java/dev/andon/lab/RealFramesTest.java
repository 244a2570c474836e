package dev.andon.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.camera.VideoSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real boards, screws and video, where {@code andon.data} says that they lie. */
@Tag("frames")
final class RealFramesTest {
  private static final Path DATA = Path.of(System.getProperty("andon.data"));
  private static final Path BUNDLES =
      Path.of(System.getProperty("andon.root"), "models/bundles/andon-triage");

  @TempDir private Path folder;

  @Test
  void beside_golden_frames_boards_are_judged_without_a_miss() throws Exception {
    for (String group : List.of("00041", "12000", "50600", "92000")) {
      copyPlaces(group, 3);
    }
    String csv = folder.resolve("truth.csv").toString();
    String captures = folder.resolve("captures").toString();
    String boards = folder.resolve("boards").toString();
    run("truth", "--deeppcb", boards, "--captures", captures, "--out", csv, "--seed", "5");
    JsonNode metrics = evaluate(captures, csv, List.of());
    assertThat(metrics.path("frames").intValue()).isEqualTo(36);
    assertThat(metrics.path("frame_auroc_reference").doubleValue()).isGreaterThanOrEqualTo(0.99);
    assertThat(metrics.path("one_defect_frame_auroc_reference").doubleValue())
        .isGreaterThanOrEqualTo(0.97);
    JsonNode policy = metrics.path("policy_reference");
    assertThat(policy.path("missed_defects").intValue()).isZero();
    assertThat(policy.path("false_rejects").intValue()).isZero();
    // One golden frame a place: what no class finds likely is asked about, not rejected.
    assertThat(policy.path("undecided").doubleValue()).isLessThanOrEqualTo(0.1);
  }

  @Test
  void screws_are_judged_in_their_slots() throws Exception {
    String photos = DATA.resolve("screws").toString();
    String csv = folder.resolve("screws.csv").toString();
    String slots = folder.resolve("slots.csv").toString();
    run("truth", "--screws", photos, "--out", csv, "--slots", slots);
    JsonNode metrics = evaluate(photos, csv, List.of("--slots", slots));
    assertThat(metrics.path("frames").intValue()).isEqualTo(100);
    assertThat(metrics.path("by_class").path("missing_screw").path("tile_auroc").doubleValue())
        .isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void every_frame_of_a_video_comes_once_also_across_a_restart() throws Exception {
    CaptureSettings settings = CaptureSettings.of(Labelling.same("bottle", "belt"));
    Path video = DATA.resolve("video/bottle-detection.mp4");
    Cursor middle = new Cursor("bottle-detection.mp4", 599);
    assertThat(count(VideoSource.open(video, Optional.empty(), settings))).isEqualTo(1_189);
    assertThat(count(VideoSource.open(video, Optional.of(middle), settings)))
        .isEqualTo(1_189 - 600);
  }

  private static int count(FrameSource source) throws InterruptedException {
    int frames = 0;
    try (source) {
      while (source.next() instanceof Capture.Captured(Frame frame)) {
        frame.close();
        frames++;
      }
    }
    return frames;
  }

  private JsonNode evaluate(String frames, String csv, List<String> more) throws IOException {
    String out = folder.resolve("out").toString();
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "evaluate",
                    "--bundle",
                    newestBundle(),
                    "--frames",
                    frames,
                    "--truth",
                    csv,
                    "--out",
                    out),
                more.stream())
            .toList();
    run(arguments.toArray(String[]::new));
    return JsonMapper.builder().build().readTree(Path.of(out, "metrics.json").toFile());
  }

  private static String newestBundle() throws IOException {
    try (Stream<Path> versions = Files.list(BUNDLES)) {
      return versions.sorted().reduce((first, second) -> second).orElseThrow().toString();
    }
  }

  private void copyPlaces(String group, int places) throws IOException {
    Path target = Files.createDirectories(folder.resolve("boards").resolve(group));
    try (Stream<Path> files = Files.list(DATA.resolve("deeppcb").resolve(group))) {
      for (Path file : files.sorted().limit(3L * places).toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  private static void run(String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine line = new CommandLine(new LabCommand());
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(output, true));
    assertThat(line.execute(arguments)).as(output.toString()).isZero();
  }
}
