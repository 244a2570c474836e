package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outbox of schema 4 as its agent left it when it was killed: six escalations, of which one was
 * receipted, one sent and one refused, and an audit. It says of none what its picture is worth.
 */
class VersionFourOutboxTest {
  private static final UUID AUDIT = UUID.fromString("01a1f8d4-d848-70e0-9b17-290db63b8e5c");

  private final OutboxFixture fixture = new OutboxFixture();
  private @TempDir(factory = InMemory.class) Path folder;

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("outbox-of-version-4.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.write(folder.resolve(entry.getName()), zip.readAllBytes());
      }
    }
  }

  private Outbox open(int maxRows) {
    return Outbox.open(
        new OutboxSettings(
            folder.resolve("outbox.db"),
            maxRows,
            1 << 20,
            1_000,
            new OutboxSettings.FreeRoom(0, 0)),
        STATION,
        fixture.clock);
  }

  @Test
  void what_waited_in_it_is_sent() {
    try (Outbox outbox = open(10)) {
      assertThat(outbox.queue().waiting().queued()).isEqualTo(4);
      assertThat(outbox.queue().waiting().sent()).isEqualTo(1);
      assertThat(outbox.queue().take(Lane.REPLAY).map(out -> out.escalation().id()))
          .contains(AUDIT);
      assertThat(outbox.queue().take(Lane.LIVE).orElseThrow().escalation().image().intact())
          .isTrue();
      assertThat(outbox.counters().evictions()).isEmpty();
    }
  }

  @Test
  void its_audits_are_samples_and_all_others_doubt() {
    try (Outbox outbox = open(6)) {
      fixture.stored(outbox, 100);
      assertThat(outbox.counters().evictions()).as("the refused one goes first").isEmpty();
      fixture.stored(outbox, 100);
      assertThat(outbox.counters().evictions())
          .isEqualTo(Map.of(new Evicted(Priority.SAMPLE, Evicted.Why.ROWS), 1L));
      fixture.stored(outbox, 100);
      assertThat(outbox.counters().evictions())
          .containsEntry(new Evicted(Priority.BAND, Evicted.Why.ROWS), 1L);
    }
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      assertThat(audit.row(AUDIT).orElseThrow().state()).isEqualTo(RowState.EVICTED);
    }
  }
}
