package dev.andon.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.fixtures.Drawn;
import dev.andon.fixtures.TinyModel;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code models evaluate} says about folders and truth files, with a tiny model. */
final class EvaluateCommandTest {
  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void a_truth_file_gives_what_the_policy_does_with_each_frame() throws Exception {
    drawn("frames", "golden", 1, false);
    drawn("frames", "good", 4, false);
    drawn("frames", "bad", 3, true);
    StringBuilder csv = new StringBuilder("file,variant,view,verdict\ngolden0.jpg,v,w,golden\n");
    IntStream.range(0, 4).forEach(i -> csv.append("good" + i + ".jpg,v,w,pass\n"));
    IntStream.range(0, 3).forEach(i -> csv.append("bad" + i + ".jpg,v,w,defect\n"));
    Files.writeString(folder.resolve("truth.csv"), csv);

    assertThat(truth("--verdicts", "0,20")).as(errors.toString()).isZero();

    JsonNode metrics = metrics();
    assertThat(metrics.path("auroc").doubleValue()).isEqualTo(1.0);
    assertThat(metrics.path("cpu_ms_per_frame").doubleValue()).isPositive();
    JsonNode decisions = metrics.path("decisions");
    assertThat(decisions).hasSize(2);
    assertThat(decisions.get(0).propertyNames())
        .containsExactly(
            "golden",
            "seed",
            "verdicts",
            "bad_passed",
            "bad_asked",
            "bad_rejected",
            "good_passed",
            "good_asked",
            "good_rejected");
    assertThat(decisions.get(0).path("golden").intValue()).isEqualTo(1);
    assertThat(counts(decisions.get(0), "bad")).isEqualTo(3);
    assertThat(counts(decisions.get(0), "good")).isEqualTo(4);
    assertThat(decisions.get(0).path("bad_passed").intValue()).isZero();
    assertThat(folder.resolve("out/frames.csv")).content().hasLineCount(8).contains("bad2.jpg");
    for (String plot : List.of("asked.svg", "missed.svg", "roc.svg")) {
      assertThat(folder.resolve("out").resolve(plot)).content().startsWith("<svg");
    }
  }

  @Test
  void a_truth_file_can_be_tried_with_other_numbers_of_golden_frames() throws Exception {
    drawn("frames", "golden", 1, false);
    drawn("frames", "good", 4, false);
    drawn("frames", "bad", 2, true);
    StringBuilder csv = new StringBuilder("file,variant,view,verdict\ngolden0.jpg,v,w,golden\n");
    IntStream.range(0, 4).forEach(i -> csv.append("good" + i + ".jpg,v,w,pass\n"));
    IntStream.range(0, 2).forEach(i -> csv.append("bad" + i + ".jpg,v,w,defect\n"));
    Files.writeString(folder.resolve("truth.csv"), csv);

    assertThat(truth("--golden", "1,3", "--seed", "1,2", "--verdicts", "0"))
        .as(errors.toString())
        .isZero();

    JsonNode decisions = metrics().path("decisions");
    assertThat(decisions).extracting(d -> d.path("golden").intValue()).containsExactly(1, 1, 3, 3);
    assertThat(decisions).extracting(d -> counts(d, "good")).containsExactly(4, 4, 2, 2);
    assertThat(truth("--golden", "5")).isEqualTo(1);
    assertThat(errors.toString())
        .contains("--golden 5 needs 6 golden or good frames of each view", "v/w has 5");
  }

  @Test
  void each_number_of_golden_frames_is_tried_with_each_seed() throws Exception {
    folders(6, 4);

    assertThat(evaluate("--golden", "1,5", "--seed", "1,2,3", "--verdicts", "0,1"))
        .as(errors.toString())
        .isZero();

    JsonNode metrics = metrics();
    assertThat(metrics.path("runs")).hasSize(6);
    assertThat(metrics.path("decisions")).hasSize(12);
    assertThat(metrics.path("decisions"))
        .extracting(d -> d.path("golden") + "/" + d.path("seed") + "/" + d.path("verdicts"))
        .contains("1/1/0", "1/3/1", "5/2/0")
        .doesNotHaveDuplicates();
    assertThat(metrics.path("spread")).hasSize(4);
    assertThat(metrics.path("spread").get(0).path("bad_passed").path("mean").doubleValue())
        .isZero();
    assertThat(folder.resolve("out/asked.svg"))
        .content()
        .contains("1 golden frame<", "5 golden frames<", "class=\"band c1\"");
    assertThat(folder.resolve("out/frames.csv")).content().hasLineCount(1 + 3 * 9 + 3 * 5);
  }

  @Test
  void strangers_and_faulty_pictures_are_shown_to_the_view() throws Exception {
    folders(4, 2);
    Path others = Files.createDirectories(folder.resolve("others"));
    try (Picture grey = Drawn.grey(200, 100);
        Picture other = Drawn.marked(grey, 20, 10, 90, 250, 250, 250)) {
      Files.write(others.resolve("a.jpg"), other.jpeg());
    }

    assertThat(evaluate("--golden", "2", "--verdicts", "0", "--strangers", others.toString()))
        .as(errors.toString())
        .isZero();

    JsonNode strangers = metrics().path("strangers");
    assertThat(strangers)
        .extracting(s -> s.path("what").stringValue())
        .containsExactly(others.toString(), "flat", "dark", "blurred", "very blurred");
    assertThat(strangers).extracting(s -> s.path("passed").intValue()).containsOnly(0);
    assertThat(strangers.get(0).path("frames").intValue()).isEqualTo(1);
    assertThat(strangers.get(1).path("held").intValue()).isEqualTo(2);
    assertThat(output.toString()).contains("a.jpg is 200x100 pixels and was scaled to 320x160");
  }

  @Test
  void frames_are_scaled_to_the_size_that_most_golden_frames_have() throws Exception {
    folders(6, 2);
    try (Picture tiny = Drawn.grey(1, 1)) {
      Files.write(folder.resolve("good/pixel.png"), tiny.png());
      Files.write(folder.resolve("bad/pixel.png"), tiny.png());
    }

    assertThat(evaluate("--golden", "3", "--seed", "1,2,3,4", "--verdicts", "0"))
        .as(errors.toString())
        .isEqualTo(1);

    // One of these seeds takes the single pixel for golden: it shows nothing, and that is said.
    assertThat(errors.toString()).contains("shows no part", "good/pixel.png");
    Files.delete(folder.resolve("good/pixel.png"));
    assertThat(evaluate("--golden", "3", "--verdicts", "0")).as(errors.toString()).isZero();
    assertThat(output.toString()).contains("bad/pixel.png is 1x1 pixels and was scaled to 320x160");
    assertThat(metrics().path("decisions").get(0).path("bad_passed").intValue()).isZero();
  }

  @Test
  void an_unreadable_picture_is_never_golden_and_never_counted() throws Exception {
    folders(3, 2);
    Files.writeString(folder.resolve("good/a-text.jpg"), "no picture");
    Files.write(folder.resolve("bad/empty.png"), new byte[0]);

    for (String seed : List.of("1", "2", "3", "4")) {
      assertThat(evaluate("--golden", "2", "--seed", seed, "--verdicts", "0"))
          .as(errors.toString())
          .isZero();
      assertThat(counts(metrics().path("decisions").get(0), "good")).isEqualTo(1);
      assertThat(counts(metrics().path("decisions").get(0), "bad")).isEqualTo(2);
    }
    assertThat(output.toString())
        .contains("skipped good/a-text.jpg", "skipped bad/empty.png: the file is empty");
  }

  @Test
  void folders_that_cannot_be_used_are_refused_in_one_sentence() throws Exception {
    folders(2, 1);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path texts = Files.createDirectories(folder.resolve("texts"));
    Files.writeString(texts.resolve("readme.txt"), "nothing to see");
    Path broken = Files.createDirectories(folder.resolve("broken"));
    Files.writeString(broken.resolve("a.jpg"), "no picture");
    Path file = Files.writeString(folder.resolve("file"), "a file");
    Path good = folder.resolve("good");
    Path bad = folder.resolve("bad");

    refused("--good " + empty + " holds no picture: files must end in .jpg", empty, bad);
    refused("--bad " + texts + " holds no picture: files must end in .jpg", good, texts);
    refused("--bad " + file + " is a file, not a folder", good, file);
    refused("--good " + folder.resolve("none") + " does not exist", folder.resolve("none"), bad);
    refused("no bad picture could be read: bad/a.jpg: neither a JPEG", good, broken);
    refused(
        "--golden 1 needs 2 good pictures that can be read, so that one is left to judge; "
            + broken
            + " has 1",
        broken,
        bad);
    assertThat(evaluate("--golden", "2")).isEqualTo(1);
    assertThat(errors.toString()).contains("--golden 2 needs 3 good pictures", good + " has 2");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private void refused(String words, Path good, Path bad) {
    errors.getBuffer().setLength(0);
    int code =
        run("--good", good.toString(), "--bad", bad.toString(), "--golden", "1", "--verdicts", "0");
    assertThat(code).as(errors.toString()).isEqualTo(1);
    assertThat(errors.toString().lines()).as(errors.toString()).hasSize(1);
    assertThat(errors.toString()).contains("andon models evaluate: ").contains(words);
  }

  @Test
  void wrong_usage_has_a_status_of_its_own() throws Exception {
    folders(2, 1);
    assertThat(evaluate("--golden", "0")).isEqualTo(2);
    assertThat(evaluate("--golden", "51")).isEqualTo(2);
    assertThat(evaluate("--golden", "many")).isEqualTo(2);
    assertThat(evaluate("--verdicts", "-1")).isEqualTo(2);
    assertThat(evaluate("--photographs", "0")).isEqualTo(2);
    assertThat(evaluate("--truth", "truth.csv")).isEqualTo(2);
    assertThat(errors.toString())
        .contains(
            "--golden must be 1 to 50, not 0",
            "--golden must be 1 to 50, not 51",
            "'many' is not an int",
            "--verdicts must be 0 or more, not -1",
            "--photographs must be 1 to 100, not 0",
            "give either --frames and --truth, or --good and --bad");
  }

  @Test
  void metrics_alone_go_to_standard_output_where_somebody_asks_for_them() throws Exception {
    folders(3, 1);

    assertThat(evaluate("--golden", "1", "--verdicts", "0", "--json")).isZero();

    JsonNode printed = JsonMapper.builder().build().readTree(output.toString());
    assertThat(printed).isEqualTo(metrics());
    assertThat(errors.toString()).contains("written to");
  }

  @Test
  void progress_says_how_long_it_may_still_take() {
    StringWriter terminal = new StringWriter();
    long[] now = {0};
    EvaluationProgress progress =
        new EvaluationProgress(new PrintWriter(terminal), 200, () -> now[0]);
    now[0] = 1_000_000_000L;
    progress.done(10);
    assertThat(terminal.toString()).isEmpty();
    now[0] = 10_000_000_000L;
    progress.done(40);
    assertThat(terminal.toString()).isEqualTo("25 % done, about 30 s left\n");
    now[0] = 1_000_000_000_000L;
    progress.done(50);
    assertThat(terminal.toString()).contains("50 % done, about 17 min left");
  }

  private static int counts(JsonNode decision, String which) {
    return decision.path(which + "_passed").intValue()
        + decision.path(which + "_asked").intValue()
        + decision.path(which + "_rejected").intValue();
  }

  private void folders(int good, int bad) throws IOException {
    drawn("good", "good", good, false);
    drawn("bad", "bad", bad, true);
  }

  /** Photographs of one part, each with noise of its own; bad ones have a dark spot. */
  private void drawn(String where, String name, int count, boolean bad) throws IOException {
    Path target = Files.createDirectories(folder.resolve(where));
    Random random = new Random(name.hashCode());
    try (Picture grey = Drawn.grey(320, 160);
        Picture part = Drawn.marked(grey, 60, 50, 40, 130, 130, 130)) {
      for (int i = 0; i < count; i++) {
        try (Picture shown =
            bad ? Drawn.marked(part, 200 + 10 * i, 60, 24, 0, 0, 0) : part.copy()) {
          Files.write(target.resolve(name + i + ".jpg"), PhotographicNoise.jpegOf(shown, random));
        }
      }
    }
  }

  private int evaluate(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--good",
                folder.resolve("good").toString(),
                "--bad",
                folder.resolve("bad").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int truth(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--frames",
                folder.resolve("frames").toString(),
                "--truth",
                folder.resolve("truth.csv").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--bundle",
                TinyModel.directory().toString(),
                "--out",
                folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    CommandLine line = new CommandLine(new LabCommand());
    line.setOut(new PrintWriter(output, true));
    line.setErr(new PrintWriter(errors, true));
    return line.execute(arguments.toArray(String[]::new));
  }

  private JsonNode metrics() {
    return JsonMapper.builder().build().readTree(folder.resolve("out/metrics.json").toFile());
  }
}
