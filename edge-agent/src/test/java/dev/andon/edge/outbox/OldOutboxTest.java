package dev.andon.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outbox as the agent of November 2026 left it when it was killed: ten escalations, five of them
 * with a verdict, and two parts of which the line had heard nothing.
 */
class OldOutboxTest {
  private static final StationId STATION = new StationId("demo-plant", "line-2", "station-2");

  private final OutboxFixture fixture = new OutboxFixture();
  private @TempDir Path folder;

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("outbox-of-november-2026.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.write(folder.resolve(entry.getName()), zip.readAllBytes());
      }
    }
  }

  @Test
  void opens_with_its_escalations_its_place_and_what_it_counted() {
    try (Outbox outbox = Outbox.open(OutboxFixture.small(folder), STATION, fixture.clock)) {
      assertThat(outbox.undecided())
          .extracting(Undecided::id)
          .containsExactly(
              UUID.fromString("01a22237-65e6-74d4-bbdb-3de6868cd5ad"),
              UUID.fromString("01a22237-6949-7082-9998-f662f284d013"));
      assertThat(outbox.frames().place("drawn-1"))
          .hasValueSatisfying(place -> assertThat(place.position()).isEqualTo(20));
      assertThat(
              List.of(
                  outbox.counters().of(Name.FRAMES),
                  outbox.counters().of(Name.CONFIDENT),
                  outbox.counters().of(Name.ESCALATED),
                  outbox.counters().of(Name.SUPPRESSED)))
          .containsExactly(21L, 1L, 10L, 10L);
    }
    try (OutboxAudit audit = OutboxAudit.open(folder.resolve("outbox.db"))) {
      assertThat(audit.rows()).hasSize(10);
      assertThat(audit.rows()).filteredOn(OutboxAudit.Row::finalVerdict).hasSize(5);
    }
  }

  @Test
  void goes_on_where_it_was() {
    try (Outbox outbox = Outbox.open(OutboxFixture.small(folder), STATION, fixture.clock)) {
      UUID stored = fixture.stored(outbox, 100);
      assertThat(outbox.undecided()).extracting(Undecided::id).contains(stored).hasSize(3);
    }
  }
}
