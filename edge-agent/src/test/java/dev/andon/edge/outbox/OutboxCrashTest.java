package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Escalation;
import dev.andon.wire.Verdict;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxCrashTest {
  private static final int KILLS = 3;
  private @TempDir Path folder;

  @Test
  void a_killed_agent_neither_loses_skips_nor_repeats_a_frame_and_knows_who_waits()
      throws Exception {
    List<UUID> acknowledged = new ArrayList<>();
    List<UUID> silent;
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged.addAll(runAndKill(20 + 7 * kill));
    }
    try (OutboxAudit audit = OutboxAudit.open(settings(folder).file())) {
      List<OutboxAudit.Row> rows = audit.rows();
      assertThat(rows).extracting(OutboxAudit.Row::id).containsAll(acknowledged);
      assertThat(rows).extracting(OutboxAudit.Row::partId).doesNotHaveDuplicates();
      assertThat(audit.counters().of(DurableCounters.Name.ESCALATED)).isEqualTo(rows.size());
      assertThat(audit.counters().of(DurableCounters.Name.FRAMES)).isEqualTo(rows.size());
      silent =
          rows.stream().filter(row -> row.actuation().isEmpty()).map(OutboxAudit.Row::id).toList();
    }
    try (Outbox outbox = Outbox.open(settings(folder), STATION, Clock.systemUTC())) {
      assertThat(outbox.undecided())
          .extracting(Undecided::id)
          .containsExactlyInAnyOrderElementsOf(silent);
      long frames = outbox.counters().of(DurableCounters.Name.FRAMES);
      assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", frames - 1));
    }
  }

  @Test
  void a_kill_and_a_damaged_file_after_it_neither_repeat_a_signal_nor_skip_a_part()
      throws Exception {
    List<String> told = new ArrayList<>();
    for (String gone : List.of("outbox.db-wal", "outbox.db", "")) {
      told.addAll(said(30, "tell"));
      if (!gone.isEmpty()) {
        Files.delete(folder.resolve(gone));
        Files.deleteIfExists(folder.resolve("outbox.db-shm"));
      }
    }
    assertThat(told).doesNotHaveDuplicates();
    List<Long> parts = told.stream().map(Long::parseLong).sorted().toList();
    long skipped = parts.getLast() + 1 - parts.size();
    // A kill may hit between the journal and the line: then nobody knows, and it is not repeated.
    assertThat(skipped).isLessThanOrEqualTo(3);
    try (Outbox outbox = Outbox.open(settings(folder), STATION, Clock.systemUTC())) {
      assertThat(outbox.frames().place("line").orElseThrow().position())
          .isGreaterThanOrEqualTo(parts.getLast());
    }
  }

  /** Lets a child store escalations until it has acknowledged so many, then kills it. */
  private List<UUID> runAndKill(int acknowledgements) throws Exception {
    return said(acknowledgements, "store").stream()
        .filter(line -> line.length() == 36)
        .map(UUID::fromString)
        .toList();
  }

  private List<String> said(int lines, String what) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString(),
                what)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> said = new ArrayList<>();
    try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while (said.size() < lines && (line = out.readLine()) != null) {
        said.add(line);
      }
      child.toHandle().destroyForcibly();
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      // What it had said before it died is still in the pipe, its last line perhaps torn.
      StringBuilder rest = new StringBuilder();
      for (int c = out.read(); c >= 0; c = out.read()) {
        rest.append((char) c);
      }
      int whole = rest.lastIndexOf("\n");
      rest.substring(0, Math.max(0, whole)).lines().forEach(said::add);
    }
    assertThat(said).hasSizeGreaterThanOrEqualTo(lines);
    return said;
  }

  private static OutboxSettings settings(Path folder) {
    return new OutboxSettings(
        folder.resolve("outbox.db"), 100_000, 1L << 32, 100_000, OutboxSettings.FreeRoom.DEFAULT);
  }

  /** An agent reduced to its outbox: goes on behind the last place, one escalation a frame. */
  static final class Child {
    private Child() {}

    /** Confident frames: the line is told after the commit. */
    private static void tell(Outbox outbox, OutboxFixture fixture, Random random, long first) {
      for (long part = first; ; part++) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        outbox
            .frames()
            .confident(
                fixture.seen(part),
                new Verdict.Pass(),
                Optional.of(new Intent(id, "accept", "local")));
        System.out.println(part);
      }
    }

    public static void main(String[] args) {
      OutboxFixture fixture = new OutboxFixture();
      Random random = new Random();
      Outbox outbox = Outbox.open(settings(Path.of(args[0])), STATION, Clock.systemUTC());
      long next = outbox.frames().place("line").map(place -> place.position() + 1).orElse(0L);
      if (args[1].equals("tell")) {
        tell(outbox, fixture, random, next);
      }
      while (true) {
        var template = fixture.escalation(20_000, 0);
        UUID id = new UUID(random.nextLong(), random.nextLong());
        var escalation =
            new Escalation(
                id,
                STATION,
                next + 1,
                template.captured(),
                2_000,
                template.lane(),
                "part-" + next,
                "a",
                "top",
                template.model(),
                template.regions(),
                template.image());
        if (outbox
                .frames()
                .escalate(
                    fixture.seen(next),
                    escalation,
                    Priority.BAND,
                    Optional.of(fixture.open(escalation)))
            instanceof StoreOutcome.Stored) {
          System.out.println(id);
        }
        if (next % 2 == 0) {
          outbox.actuations().intend(new Intent(id, "hold", "timeout"));
        }
        next++;
      }
    }
  }
}
