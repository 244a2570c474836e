package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.config.csv.CsvInput;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.outbox.Priority;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Receipt;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code ./andon samples export} takes out of a station whose agent runs. */
class SamplesCommandTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "st-04");
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Box CROP = new Box(100, 50, 164, 98);

  private final Random random = new Random(5);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @TempDir Path folder;
  private Outbox outbox;
  private long sequence;

  @BeforeEach
  void station() throws IOException {
    Files.writeString(
        folder.resolve("agent.yaml"),
        """
        station: bologna/line-1/st-04
        source: {kind: folder, path: frames, variant: a, view: top}
        model: {bundle: bundle}
        outbox: {file: outbox.db}
        broker: {uri: "tcp://127.0.0.1:1883"}
        hub: {accept_unsigned: true}
        """);
    outbox =
        Outbox.open(
            new OutboxSettings(
                folder.resolve("outbox.db"),
                100,
                1 << 20,
                1_000,
                1 << 20,
                new OutboxSettings.FreeRoom(0, 0)),
            STATION,
            () -> NOON);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  /** An escalation of part {@code sequence}, as many minutes after noon. */
  private UUID ask(String variant, float... embedding) {
    sequence++;
    byte[] picture = new byte[500];
    random.nextBytes(picture);
    Instant at = NOON.plusSeconds(60 * sequence);
    Escalation asked =
        new Escalation(
            new UUID(1, sequence),
            STATION,
            sequence,
            new Stamp(new UUID(7, 7), at, 0),
            2_000,
            Lane.LIVE,
            "part-" + sequence,
            variant,
            "top",
            new ModelVersion("m", "1", "andon-pre-1"),
            List.of(
                new Region(
                    0,
                    new Box(110, 60, 126, 76),
                    List.of(new Region.Score("scratch", 0.6f)),
                    embedding)),
            Image.of("image/jpeg", CROP, picture));
    outbox
        .frames()
        .escalate(
            new FrameRef("f", new Cursor("x", sequence), at, asked.partId(), variant, "top"),
            asked,
            Priority.BAND,
            Optional.empty());
    return asked.id();
  }

  private void say(UUID id, Verdict verdict, VerdictMessage.AnsweredBy by) {
    outbox.queue().receipt(new Receipt(id, new Receipt.Stored(false)));
    outbox
        .verdicts()
        .store(
            new VerdictMessage(id, verdict, false, false, by, "m", 1, "EUR", new UUID(1, 1), NOON));
  }

  private static Verdict defect() {
    return new Verdict.Defect(
        List.of(new Verdict.Finding("scratch", 0.9, new Box(90, 60, 120, 70))));
  }

  private int run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("samples", "export"));
    arguments.addAll(List.of("--config", folder.resolve("agent.yaml").toString()));
    arguments.addAll(List.of("--out", folder.resolve("set").toString()));
    arguments.addAll(List.of(more));
    CommandLine program = EdgeMain.commandLine();
    return program
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private List<String> pictures(String label) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("set").resolve(label))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private JsonNode summary() {
    return JsonMapper.builder().build().readTree(out.toString());
  }

  @Test
  void each_label_has_a_folder_and_a_correction_beats_a_verdict() throws IOException {
    say(ask("a"), new Verdict.Pass(), VerdictMessage.AnsweredBy.PROVIDER);
    say(ask("a"), defect(), VerdictMessage.AnsweredBy.PROVIDER);
    UUID corrected = ask("a");
    say(corrected, new Verdict.Pass(), VerdictMessage.AnsweredBy.PROVIDER);
    say(corrected, defect(), VerdictMessage.AnsweredBy.OPERATOR);
    say(
        ask("a"),
        new Verdict.Inconclusive(Verdict.Reason.UNSURE),
        VerdictMessage.AnsweredBy.PROVIDER);
    ask("a");

    assertThat(run("--json")).as(err.toString()).isZero();

    assertThat(pictures("pass")).hasSize(1);
    assertThat(pictures("defect")).hasSize(2);
    assertThat(pictures("undecided")).hasSize(2);
    assertThat(summary().at("/exported/defect").asInt()).isEqualTo(2);
    List<String> by = new ArrayList<>();
    CsvInput.read(
        folder.resolve("set/samples.csv"),
        List.of("labelled_by"),
        row -> by.add(row.text("labelled_by")));
    assertThat(by).containsExactly("nobody", "nobody", "correction", "verdict", "verdict");
  }

  @Test
  void boxes_are_those_of_the_cut_out_in_coco() throws IOException {
    say(ask("a"), defect(), VerdictMessage.AnsweredBy.PROVIDER);
    ask("a");
    assertThat(run()).isZero();
    JsonNode coco =
        JsonMapper.builder()
            .build()
            .readTree(Files.readString(folder.resolve("set/annotations.json")));
    assertThat(coco.at("/images/1/width").asInt()).isEqualTo(64);
    assertThat(coco.at("/annotations/0/bbox").toString()).isEqualTo("[10,10,16,16]");
    assertThat(coco.at("/annotations/1/bbox").toString())
        .as("cut off at the picture's left edge")
        .isEqualTo("[0,10,20,10]");
    assertThat(coco.at("/categories").toString()).contains("doubtful", "scratch");
  }

  @Test
  void of_pictures_that_look_alike_the_newest_of_each_label_is_taken() throws IOException {
    say(ask("a", 1, 0), new Verdict.Pass(), VerdictMessage.AnsweredBy.PROVIDER);
    say(ask("a", 0.999f, 0.04f), new Verdict.Pass(), VerdictMessage.AnsweredBy.PROVIDER);
    say(ask("a", 0, 1), new Verdict.Pass(), VerdictMessage.AnsweredBy.PROVIDER);
    say(ask("a", 1, 0), defect(), VerdictMessage.AnsweredBy.PROVIDER);
    say(ask("b", 1, 0), new Verdict.Pass(), VerdictMessage.AnsweredBy.PROVIDER);
    assertThat(run("--json")).isZero();
    assertThat(summary().at("/alike").asInt()).isEqualTo(1);
    assertThat(pictures("pass")).hasSize(3).noneMatch(name -> name.startsWith("20261128-1201"));
    assertThat(pictures("defect")).hasSize(1);
  }

  @Test
  void bounds_and_wishes_hold_and_what_is_left_out_is_counted() throws IOException {
    for (int i = 0; i < 6; i++) {
      ask(i % 2 == 0 ? "a" : "b");
    }
    assertThat(run("--json", "--variant", "a", "--since", "2026-11-28T12:02:30Z", "--limit", "1"))
        .isZero();
    assertThat(pictures("undecided")).hasSize(1).first().asString().startsWith("20261128-1205");
    assertThat(summary().at("/beyond").asInt()).isEqualTo(1);
  }

  @Test
  void bytes_are_bounded_too() throws IOException {
    for (int i = 0; i < 4; i++) {
      ask("a");
    }
    assertThat(run("--max-bytes", "1100")).isZero();
    assertThat(pictures("undecided")).hasSize(2);
    assertThat(out.toString()).contains("2 pictures", "2 beyond the bounds");
  }

  @Test
  void the_last_frames_are_there_as_what_nobody_has_judged() throws IOException {
    Path kept = folder.resolve("recent-frames/0123456789abcdef");
    Files.createDirectories(kept);
    Files.writeString(kept.resolve("view.txt"), "a\ntop\n");
    Files.write(kept.resolve("000000000042-1795867200000-640x480-good.jpg"), new byte[] {1, 2});
    assertThat(run()).as(err.toString()).isZero();
    assertThat(pictures("undecided")).containsExactly("frame-42.jpg");
  }

  @Test
  void escalations_without_a_picture_are_counted_and_nothing_at_all_is_no_success() {
    outbox.close();
    outbox =
        Outbox.open(
            new OutboxSettings(
                folder.resolve("outbox.db"),
                100,
                1 << 20,
                1_000,
                new OutboxSettings.FreeRoom(0, 0)),
            STATION,
            () -> NOON);
    say(ask("a"), new Verdict.Pass(), VerdictMessage.AnsweredBy.PROVIDER);
    assertThat(run()).isEqualTo(1);
    assertThat(out.toString()).contains("nothing to export", "1 escalations have no picture");
  }

  @Test
  void a_folder_that_is_not_empty_is_never_written_to() throws IOException {
    ask("a");
    Files.createDirectories(folder.resolve("set"));
    Files.writeString(folder.resolve("set/mine.txt"), "mine");
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("is not empty, it has mine.txt");
    assertThat(folder.resolve("set/samples.csv")).doesNotExist();
  }

  @Test
  void wrong_wishes_are_told_by_name() {
    assertThat(run("--since", "yesterday")).isEqualTo(2);
    assertThat(run("--limit", "0")).isEqualTo(2);
    assertThat(run("--similar", "1.5")).isEqualTo(2);
    assertThat(run("--max-bytes", "much")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--since must be a time such as 24h", "'yesterday'")
        .contains("--limit must be above 0, but is 0")
        .contains("--similar must be above 0 and at most 1, but is 1.5")
        .contains("--max-bytes: 'much' is no size");
    assertThat(folder.resolve("set")).doesNotExist();
  }

  @Test
  void a_station_that_never_ran_and_a_file_that_is_none_are_told() throws IOException {
    outbox.close();
    Files.delete(folder.resolve("outbox.db"));
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("has this station ever run?");
    Files.writeString(folder.resolve("outbox.db"), "no database, whatever its name says");
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).contains("outbox.db", "could not be read");
  }
}
