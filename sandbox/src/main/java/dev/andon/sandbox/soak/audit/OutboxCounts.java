package dev.andon.sandbox.soak.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cheap look into an outbox.
 *
 * @param judged frames of which there is a row
 * @param waiting escalations that no hub has
 */
public record OutboxCounts(long judged, long waiting) {

  /** Before anything was judged. */
  public static final OutboxCounts NONE = new OutboxCounts(0, 0);

  private static final String COUNTS =
      "SELECT (SELECT COUNT(*) FROM decision) + (SELECT COUNT(*) FROM escalation),"
          + " (SELECT COUNT(*) FROM escalation WHERE state IN ('queued', 'sent'))";

  /** Empty while the file cannot be read. */
  public static Optional<OutboxCounts> of(Path outbox) {
    if (!Files.exists(outbox)) {
      return Optional.empty();
    }
    List<OutboxCounts> one = new ArrayList<>();
    try (SqlFile sql = SqlFile.open(outbox)) {
      sql.each(COUNTS, row -> one.add(new OutboxCounts(row.getLong(1), row.getLong(2))));
      return Optional.of(one.getFirst());
    } catch (IllegalStateException notNow) {
      return Optional.empty();
    }
  }
}
