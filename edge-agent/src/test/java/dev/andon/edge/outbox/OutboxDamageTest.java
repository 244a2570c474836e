package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static dev.andon.edge.outbox.OutboxFixture.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxDamageTest {
  private final OutboxFixture fixture = new OutboxFixture();
  private @TempDir Path folder;

  private Path file() {
    return small(folder).file();
  }

  @Test
  void a_file_that_is_no_database_is_set_aside_and_a_new_one_begun() throws IOException {
    Files.write(
        file(),
        "this is no database, and long enough to be looked at"
            .repeat(2_000)
            .getBytes(StandardCharsets.UTF_8));

    try (Outbox outbox = Outbox.open(small(folder), STATION, fixture.clock)) {
      fixture.stored(outbox, 1_000);
      assertThat(outbox.counters().of(DurableCounters.Name.FILES_QUARANTINED)).isEqualTo(1);
    }
    assertThat(quarantined()).contains("outbox.db");
  }

  @Test
  void a_file_that_breaks_while_in_use_is_set_aside_and_the_place_taken_over() throws IOException {
    try (Outbox outbox = Outbox.open(small(folder), STATION, fixture.clock)) {
      for (int i = 0; i < 5; i++) {
        fixture.stored(outbox, 60_000);
      }
      fixture.stored(outbox, 100);
    }
    breakIndexPages();
    try (Outbox outbox = Outbox.open(small(folder), STATION, fixture.clock)) {
      Escalation next = fixture.escalation(1_000, 0);

      StoreOutcome storing =
          outbox.frames().escalate(fixture.seen(7), next, Priority.BAND, Optional.empty());

      assertThat(storing).isInstanceOf(StoreOutcome.Stored.class);
      assertThat(outbox.counters().of(DurableCounters.Name.FILES_QUARANTINED)).isEqualTo(1);
      assertThat(outbox.frames().place("line")).contains(new Cursor("video.mp4", 7));
      assertThat(outbox.queue().take(Lane.LIVE).orElseThrow().escalation().id())
          .isEqualTo(next.id());
    }
    assertThat(quarantined()).contains("outbox.db");
  }

  @Test
  void a_full_disk_costs_older_pictures_first_and_never_a_crash() {
    OutboxSettings roomy =
        new OutboxSettings(file(), 1_000, 1 << 30, 1_000, OutboxSettings.FreeRoom.DEFAULT);
    try (Outbox outbox = Outbox.open(roomy, STATION, fixture.clock, 60)) {
      for (int i = 0; i < 40; i++) {
        assertThat(
                outbox
                    .frames()
                    .escalate(
                        fixture.seen(i),
                        fixture.escalation(60_000, 0),
                        Priority.BAND,
                        Optional.empty()))
            .isInstanceOf(StoreOutcome.Stored.class);
      }
      outbox.frames().confident(fixture.seen(41), new Verdict.Pass(), Optional.empty());

      DurableCounters counters = outbox.counters();
      assertThat(counters.of(DurableCounters.Name.FRAMES)).isEqualTo(41);
      assertThat(counters.of(DurableCounters.Name.ESCALATED)).isEqualTo(40);
      assertThat(counters.of(DurableCounters.Name.EVICTED)).isPositive();
      assertThat(outbox.queue().waiting().queued() + counters.of(DurableCounters.Name.EVICTED))
          .isEqualTo(40);
    }
  }

  @Test
  void a_row_that_cannot_be_read_is_marked_and_the_next_one_goes() throws Exception {
    UUID second;
    try (Outbox outbox = Outbox.open(small(folder), STATION, fixture.clock)) {
      fixture.stored(outbox, 1_000);
      second = fixture.stored(outbox, 1_000);
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute(
          "UPDATE envelope SET message = x'00ff' WHERE id ="
              + " (SELECT id FROM escalation ORDER BY sequence LIMIT 1)");
    }
    try (Outbox outbox = Outbox.open(small(folder), STATION, fixture.clock)) {
      assertThat(outbox.queue().take(Lane.LIVE).orElseThrow().escalation().id()).isEqualTo(second);
      assertThat(outbox.counters().of(DurableCounters.Name.REFUSED)).isEqualTo(1);
    }
  }

  @Test
  void a_file_of_a_newer_agent_is_refused_and_left_alone() throws Exception {
    Outbox.open(small(folder), STATION, fixture.clock).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> Outbox.open(small(folder), STATION, fixture.clock))
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining("schema version 99");
    assertThat(folder.resolve("quarantine")).doesNotExist();
  }

  /** Overwrites every page behind the first that does not hold the tables to be salvaged. */
  private void breakIndexPages() throws IOException {
    try (Stream<Long> roots = rootPages();
        RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
      byte[] rubbish = new byte[OutboxSettings.PAGE_BYTES];
      Arrays.fill(rubbish, (byte) 0x5a);
      for (long page : roots.toList()) {
        raw.seek((page - 1) * OutboxSettings.PAGE_BYTES);
        raw.write(rubbish);
      }
    }
  }

  private Stream<Long> rootPages() {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      return Sql.list(
          connection,
          "SELECT rootpage FROM sqlite_schema WHERE tbl_name IN ('escalation', 'envelope') AND rootpage > 0",
          row -> row.getLong(1))
          .stream();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> quarantined() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("quarantine"))) {
      return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
    }
  }
}
