package dev.andon.sandbox.audit;

import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.RowState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What lies in stations' outbox files, the damaged ones that were set aside included. */
public final class OutboxFiles {

  private OutboxFiles() {}

  /** Every escalation in one outbox. */
  public static List<OutboxRow> rows(Path file) {
    try (OutboxAudit audit = OutboxAudit.open(file)) {
      return audit.rows().stream()
          .map(
              row ->
                  new OutboxRow(
                      row.id(), standing(row.state()), row.pictureKept(), row.finalVerdict()))
          .toList();
    }
  }

  /** Ids that can still be read from files below {@code quarantine/} beside an outbox. */
  public static Set<UUID> quarantined(Path outbox) {
    Path quarantine = outbox.resolveSibling("quarantine");
    Set<UUID> ids = new HashSet<>();
    if (!Files.isDirectory(quarantine)) {
      return ids;
    }
    try (Stream<Path> files = Files.walk(quarantine, 3)) {
      for (Path file : files.filter(f -> f.endsWith(outbox.getFileName())).toList()) {
        ids.addAll(readable(file));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot list " + quarantine, failure);
    }
    return ids;
  }

  private static List<UUID> readable(Path file) {
    try {
      return rows(file).stream().map(OutboxRow::id).toList();
    } catch (OutboxException damaged) {
      return List.of();
    }
  }

  private static OutboxRow.Standing standing(RowState state) {
    return switch (state) {
      case QUEUED, SENT -> OutboxRow.Standing.WAITING;
      case RECEIPTED -> OutboxRow.Standing.HANDED_OVER;
      case DONE -> OutboxRow.Standing.DONE;
      case REFUSED -> OutboxRow.Standing.REFUSED;
      case EVICTED -> OutboxRow.Standing.EVICTED;
    };
  }
}
