package dev.andon.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.models.SlotFile;
import dev.andon.edge.triage.ViewKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Products that do not lie still, with the bundles that ship. */
@Tag("frames")
final class FolderTrialTest {
  private static final Path DATA = Path.of(System.getProperty("andon.data"));
  private static final Path BUNDLES =
      Path.of(System.getProperty("andon.root"), "models/bundles/andon-triage");

  @TempDir private Path folder;

  @Test
  void beside_one_golden_cookie_no_broken_one_passes_and_no_whole_one_is_rejected()
      throws Exception {
    JsonNode metrics = evaluate(cookies("good"), cookies("bad"), 1, "0");
    assertThat(metrics.path("decisions").get(0).path("bad_passed").intValue()).isZero();
    assertThat(metrics.path("decisions").get(0).path("good_rejected").intValue()).isZero();
  }

  @Test
  void beside_five_golden_photos_no_missing_screw_passes_before_a_verdict() throws Exception {
    JsonNode metrics = evaluate(screws("_1111"), screws("_[01]*0[01]*"), 5, "0");
    assertThat(metrics.path("bad").intValue()).isEqualTo(73);
    assertThat(metrics.path("decisions").get(0).path("bad_passed").intValue()).isZero();
  }

  @Test
  void after_twenty_judged_defects_hardly_a_good_cookie_is_asked_about_and_no_stranger_passes()
      throws Exception {
    JsonNode metrics =
        evaluate(
            cookies("good"), cookies("bad"), 20, "0,20", "--strangers", screws("_1111").toString());
    assertThat(metrics.path("auroc").doubleValue()).isGreaterThanOrEqualTo(0.99);
    JsonNode before = metrics.path("decisions").get(0);
    assertThat(before.path("good_asked").intValue()).isEqualTo(25);
    assertThat(before.path("bad_passed").intValue()).isZero();
    JsonNode after = metrics.path("decisions").get(1);
    assertThat(after.path("verdicts").intValue()).isEqualTo(20);
    assertThat(after.path("good_asked").intValue()).isLessThanOrEqualTo(3);
    assertThat(after.path("bad_passed").intValue()).isLessThanOrEqualTo(2);
    assertThat(Path.of(folder.toString(), "out/asked.svg")).content().startsWith("<svg");
    assertThat(Path.of(folder.toString(), "out/frames.csv")).content().hasLineCount(66);
    assertThatNoStrangerPasses(metrics);
  }

  @Test
  void in_their_slots_five_golden_photos_tell_every_missing_screw() throws Exception {
    Path slots = folder.resolve("slots.csv");
    try (Writer csv = Files.newBufferedWriter(slots)) {
      SlotFile.write(new ViewKey("product", "view"), ScrewTruth.SLOTS, csv);
    }
    JsonNode metrics =
        evaluate(
            screws("_1111"),
            screws("_(1101|0111)"),
            5,
            "0,20",
            "--slots",
            slots.toString(),
            "--strangers",
            cookies("good").toString());
    assertThat(metrics.path("auroc").doubleValue()).isGreaterThanOrEqualTo(0.995);
    JsonNode before = metrics.path("decisions").get(0);
    assertThat(before.path("bad_passed").intValue()).isZero();
    assertThat(before.path("good_rejected").intValue()).isZero();
    assertThatNoStrangerPasses(metrics);
  }

  /** Other products and pictures of faulty cameras. */
  private static void assertThatNoStrangerPasses(JsonNode metrics) {
    assertThat(metrics.path("strangers").size()).isGreaterThan(4);
    for (JsonNode shown : metrics.path("strangers")) {
      assertThat(shown.path("passed").intValue()).as(shown.path("what").stringValue()).isZero();
    }
  }

  private static Path cookies(String which) {
    return DATA.resolve("cookie").resolve(which);
  }

  private Path screws(String pattern) throws IOException {
    Path target =
        Files.createDirectories(folder.resolve("screws" + Integer.toHexString(pattern.hashCode())));
    try (Stream<Path> photos = Files.list(DATA.resolve("screws"))) {
      for (Path photo : photos.toList()) {
        String name = photo.getFileName().toString();
        if (name.matches("\\d+" + pattern + "\\.jpg")) {
          Files.copy(photo, target.resolve(name));
        }
      }
    }
    return target;
  }

  private JsonNode evaluate(Path good, Path bad, int golden, String verdicts, String... more)
      throws IOException {
    Path out = folder.resolve("out");
    StringWriter output = new StringWriter();
    CommandLine line = new CommandLine(new LabCommand());
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(output, true));
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        0,
        List.of(
            "evaluate",
            "--bundle",
            newestBundle(),
            "--good",
            good.toString(),
            "--bad",
            bad.toString(),
            "--golden",
            String.valueOf(golden),
            "--verdicts",
            verdicts,
            "--out",
            out.toString()));
    assertThat(line.execute(arguments.toArray(String[]::new))).as(output.toString()).isZero();
    return JsonMapper.builder().build().readTree(out.resolve("metrics.json").toFile());
  }

  private static String newestBundle() throws IOException {
    try (Stream<Path> versions = Files.list(BUNDLES)) {
      return versions.sorted().reduce((first, second) -> second).orElseThrow().toString();
    }
  }
}
