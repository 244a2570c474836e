package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Escalation;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxCrashTest {
  private static final int KILLS = 3;
  private @TempDir Path folder;

  @Test
  void a_killed_agent_neither_loses_skips_nor_repeats_a_frame() throws Exception {
    List<UUID> acknowledged = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged.addAll(runAndKill(20 + 7 * kill));
    }
    try (OutboxAudit audit = OutboxAudit.open(settings(folder).file())) {
      List<OutboxAudit.Row> rows = audit.rows();
      assertThat(rows).extracting(OutboxAudit.Row::id).containsAll(acknowledged);
      assertThat(rows).extracting(OutboxAudit.Row::partId).doesNotHaveDuplicates();
      assertThat(audit.tally().of(Tally.Name.ESCALATED)).isEqualTo(rows.size());
      assertThat(audit.tally().of(Tally.Name.FRAMES)).isEqualTo(rows.size());
    }
    try (Outbox outbox = Outbox.open(settings(folder), STATION, Clock.systemUTC())) {
      long frames = outbox.tally().of(Tally.Name.FRAMES);
      assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", frames - 1));
    }
  }

  /** Lets a child store escalations until it has acknowledged so many, then kills it. */
  private List<UUID> runAndKill(int acknowledgements) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<UUID> acknowledged = new ArrayList<>();
    try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while (acknowledged.size() < acknowledgements && (line = out.readLine()) != null) {
        acknowledged.add(UUID.fromString(line));
      }
      child.toHandle().destroyForcibly();
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      // What it had acknowledged before it died is still in the pipe, its last line perhaps torn.
      while ((line = out.readLine()) != null) {
        if (line.length() == 36) {
          acknowledged.add(UUID.fromString(line));
        }
      }
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(acknowledgements);
    return acknowledged;
  }

  private static OutboxSettings settings(Path folder) {
    return new OutboxSettings(
        folder.resolve("outbox.db"),
        100_000,
        1L << 32,
        100_000,
        OutboxSettings.FreeRoom.DEFAULT);
  }

  /** An agent reduced to its outbox: goes on behind the last place, one escalation a frame. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      OutboxFixture fixture = new OutboxFixture();
      Random random = new Random();
      Outbox outbox = Outbox.open(settings(Path.of(args[0])), STATION, Clock.systemUTC());
      long next = outbox.frames().place("line").map(place -> place.position() + 1).orElse(0L);
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
        if (outbox.frames().escalate(fixture.seen(next), escalation) instanceof Storing.Stored) {
          System.out.println(id);
        }
        next++;
      }
    }
  }
}
