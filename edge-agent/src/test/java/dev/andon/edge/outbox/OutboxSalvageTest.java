package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static dev.andon.edge.outbox.OutboxFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outbox damaged at many places: the source goes on where it stood, no part is told twice, who
 * waits for an answer is known, and every escalation is there or counted as lost. The seed is in
 * every message.
 */
class OutboxSalvageTest {
  private static final int ESCALATIONS = 24;
  private static final int CONFIDENT = 8;
  private static final long SEED = Long.getLong("andon.seed", 20_261_128L);
  private static final long LAST = ESCALATIONS + CONFIDENT - 1;

  private final OutboxFixture fixture = new OutboxFixture();
  private final List<UUID> told = new ArrayList<>();
  private final Map<UUID, Undecided> waits = new LinkedHashMap<>();
  private final Set<UUID> escalated = new HashSet<>();
  private @TempDir(factory = InMemory.class) Path folder;
  private Path sound;

  private static OutboxSettings settings(Path in) {
    return new OutboxSettings(
        in.resolve("outbox.db"), 1_000, 1 << 30, 1_000, new OutboxSettings.FreeRoom(0, 0));
  }

  /** A station's outbox as a killed agent leaves it: the newest rows are in the log only. */
  @BeforeEach
  void live() throws IOException {
    sound = folder.resolve("sound");
    Path live = folder.resolve("live");
    long position = 0;
    try (Outbox outbox = Outbox.open(settings(live), STATION, fixture.clock)) {
      for (int i = 0; i < ESCALATIONS; i++) {
        Escalation escalation = fixture.escalation(20_000, 0);
        outbox
            .frames()
            .escalate(
                fixture.seen(position++),
                escalation,
                Priority.BAND,
                Optional.of(fixture.open(escalation)));
        escalated.add(escalation.id());
        if (i % 3 == 0) {
          Intent intent = new Intent(fixture.ids.next(), "accept", "local");
          outbox
              .frames()
              .confident(fixture.seen(position++), new Verdict.Pass(), Optional.of(intent));
          told.add(intent.id());
        }
        if (i == 1) {
          outbox.verdicts().store(verdict(escalation.id(), new Verdict.Pass(), false));
        }
        waits.put(escalation.id(), fixture.open(escalation));
        if (i % 2 == 1) {
          UUID answered = List.copyOf(waits.keySet()).get(i / 4);
          waits.remove(answered);
          outbox.actuations().intend(new Intent(answered, "accept", "verdict"));
          told.add(answered);
        }
      }
      copy(live, sound);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path damaged(String name) throws IOException {
    Path copy = folder.resolve(name);
    copy(sound, copy);
    return copy;
  }

  /** Opens it and makes sure that damage inside is met, as a station would. */
  private void mustHold(String how, Path in) {
    try (Outbox outbox = Outbox.open(settings(in), STATION, fixture.clock)) {
      Set<UUID> sent = new HashSet<>();
      for (var row = outbox.queue().take(Lane.LIVE);
          row.isPresent();
          row = outbox.queue().take(Lane.LIVE)) {
        assertThat(row.get().escalation().image().intact()).as(how).isTrue();
        sent.add(row.get().escalation().id());
      }
      assertThat(escalated).as(how).containsAll(sent);
      assertThat(outbox.frames().place("line")).as(how).contains(new Cursor("video.mp4", LAST));
      assertThat(outbox.frames().lastSequence()).as(how).isEqualTo(ESCALATIONS);
      assertThat(outbox.undecided()).as(how).containsExactlyInAnyOrderElementsOf(waits.values());
      for (UUID id : told) {
        assertThat(outbox.actuations().intend(new Intent(id, "hold", "again"))).as(how).isFalse();
      }
    }
    try (OutboxAudit audit = OutboxAudit.open(settings(in).file())) {
      List<OutboxAudit.Row> rows = audit.rows();
      long lost = audit.unlogged().stream().mapToLong(OutboxAudit.Unlogged::frames).sum();
      assertThat(rows.size() + lost).as(how).isEqualTo(ESCALATIONS);
      assertThat(rows)
          .as(how)
          .allMatch(
              row ->
                  (row.state() == RowState.REFUSED && row.reason().startsWith("unreadable"))
                      || row.pictureKept()
                          == (row.state() == RowState.QUEUED || row.state() == RowState.SENT));
      assertThat(audit.counters().of(DurableCounters.Name.UNSALVAGED)).as(how).isEqualTo(lost);
    }
  }

  @Test
  void bytes_flipped_anywhere_in_the_database() throws IOException {
    long seed = SEED;
    Random random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      Path in = damaged("flip-" + i);
      Path file = settings(in).file();
      checkpointed(file);
      List<String> where = new ArrayList<>();
      try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
        int page = random.nextInt((int) (raw.length() / OutboxSettings.PAGE_BYTES));
        for (int flip = 0; flip < 40; flip++) {
          int within = random.nextBoolean() ? random.nextInt(64) : random.nextInt(16_384);
          long at = (long) page * OutboxSettings.PAGE_BYTES + within;
          raw.seek(at);
          raw.write(random.nextInt(256));
          where.add(Long.toString(at));
        }
      }
      mustHold("seed " + seed + ", bytes " + where, in);
    }
  }

  @Test
  void each_page_overwritten_in_turn() throws IOException {
    int pages = (int) (Files.size(settings(sound).file()) / OutboxSettings.PAGE_BYTES);
    assertThat(pages).isGreaterThan(10);
    for (int page = 0; page < pages; page += page < 24 ? 1 : 16) {
      Path in = damaged("page-" + page);
      checkpointed(settings(in).file());
      try (RandomAccessFile raw = new RandomAccessFile(settings(in).file().toFile(), "rw")) {
        raw.seek((long) page * OutboxSettings.PAGE_BYTES);
        raw.write(new byte[OutboxSettings.PAGE_BYTES]);
      }
      mustHold("page " + page + " is empty", in);
    }
  }

  @Test
  void the_database_cut_short_anywhere() throws IOException {
    long seed = SEED;
    Random random = new Random(seed);
    for (int i = 0; i < 8; i++) {
      Path in = damaged("cut-" + i);
      Path file = settings(in).file();
      checkpointed(file);
      long length = random.nextLong(Files.size(file));
      try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
        raw.setLength(length);
      }
      mustHold("seed " + seed + ", cut to " + length, in);
    }
  }

  @Test
  void the_log_damaged_or_cut_short_or_gone() throws IOException {
    long seed = SEED;
    Random random = new Random(seed);
    for (int i = 0; i < 8; i++) {
      Path in = damaged("log-" + i);
      Path log = in.resolve("outbox.db-wal");
      Files.deleteIfExists(in.resolve("outbox.db-shm"));
      long at = random.nextLong(Files.size(log));
      try (RandomAccessFile raw = new RandomAccessFile(log.toFile(), "rw")) {
        if (i % 2 == 0) {
          raw.setLength(at);
        } else {
          raw.seek(at);
          raw.write(random.nextInt(256));
          raw.write(random.nextInt(256));
        }
      }
      mustHold("seed " + seed + ", log at " + at, in);
    }
    Path in = damaged("log-gone");
    Files.delete(in.resolve("outbox.db-wal"));
    Files.delete(in.resolve("outbox.db-shm"));
    mustHold("the log is gone", in);
  }

  @Test
  void the_whole_database_gone() throws IOException {
    Path in = damaged("gone");
    for (String name : List.of("outbox.db", "outbox.db-wal", "outbox.db-shm")) {
      Files.delete(in.resolve(name));
    }
    mustHold("no database at all", in);
  }

  @Test
  void a_crash_before_everything_was_taken_over_does_not_lose_the_rest() throws IOException {
    Path in = damaged("crash");
    checkpointed(settings(in).file());
    new OutboxQuarantine(settings(in).file()).setAside(fixture.clock.instant());
    mustHold("nothing was taken over yet", in);
    try (OutboxAudit audit = OutboxAudit.open(settings(in).file())) {
      assertThat(audit.rows()).hasSize(ESCALATIONS);
    }
  }

  /** Everything in the database file, nothing in the log. */
  private static void checkpointed(Path file) {
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file)) {
      Sql.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (java.sql.SQLException failure) {
      throw new AssertionError(failure);
    }
  }
}
