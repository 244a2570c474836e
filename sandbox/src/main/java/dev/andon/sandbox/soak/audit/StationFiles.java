package dev.andon.sandbox.soak.audit;

import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.sandbox.audit.OutboxFiles;
import dev.andon.sandbox.audit.OutboxRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one station's folders hold: the frames that were laid before it, its outbox, the databases
 * beside that, and those set aside as damaged.
 *
 * @param frames the folder of its frames
 * @param outbox its outbox file
 */
public record StationFiles(Path frames, Path outbox) {

  /** The parts laid before the camera: file names without their ending, in order. */
  public List<String> parts() {
    return files(frames, 1, ".jpg").stream()
        .map(file -> file.getFileName().toString())
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .sorted()
        .toList();
  }

  /** Every escalation of the outbox; none before its first start. */
  public List<EscalationRow> escalations() {
    if (!Files.exists(outbox)) {
      return List.of();
    }
    Map<UUID, OutboxRow> rows =
        OutboxFiles.rows(outbox).stream()
            .collect(Collectors.toMap(OutboxRow::id, Function.identity()));
    try (OutboxAudit audit = OutboxAudit.open(outbox)) {
      return audit.rows().stream()
          .flatMap(row -> Optional.ofNullable(rows.get(row.id())).map(of -> one(row, of)).stream())
          .toList();
    }
  }

  private static EscalationRow one(OutboxAudit.Row row, OutboxRow standing) {
    return new EscalationRow(
        row.partId(), row.imageSha256(), row.capturedAt().toEpochMilli(), standing);
  }

  /** Parts that the station settled without asking. */
  public Set<String> decided() {
    Set<String> parts = new HashSet<>();
    databases().forEach(file -> texts(file, "decision", "part_id", "1", parts));
    return parts;
  }

  /** Signals of which the station says that it stopped between intent and answer. */
  public Set<UUID> inBetween() {
    Set<String> ids = new HashSet<>();
    databases().forEach(file -> texts(file, "actuation", "id", "state = 'unknown'", ids));
    return ids.stream().map(UUID::fromString).collect(Collectors.toSet());
  }

  /** Parts in files set aside as damaged, as far as those can be read. */
  public Set<String> setAside() {
    Set<String> parts = new HashSet<>();
    for (Path file : files(outbox.resolveSibling("quarantine"), 3, ".db")) {
      try {
        texts(file, "decision", "part_id", "1", parts);
        texts(file, "escalation", "part_id", "1", parts);
      } catch (IllegalStateException damaged) {
        // What cannot be read counts as lost.
      }
    }
    return parts;
  }

  private List<Path> databases() {
    return files(outbox.resolveSibling(""), 1, ".db");
  }

  private static void texts(Path file, String table, String column, String where, Set<String> to) {
    try (SqlFile sql = SqlFile.open(file)) {
      if (sql.hasTable(table)) {
        sql.each(
            "SELECT " + column + " FROM " + table + " WHERE " + where,
            row -> to.add(row.getString(1)));
      }
    }
  }

  private static List<Path> files(Path folder, int depth, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(folder, depth)) {
      return found.filter(file -> file.getFileName().toString().endsWith(ending)).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot list " + folder, failure);
    }
  }
}
