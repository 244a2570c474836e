package dev.andon.sandbox.soak.audit;

import dev.andon.sandbox.audit.AuditedHub;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The money in {@code hub.db}, read past the hub's own code.
 *
 * @param file {@code hub.db}
 */
public record LedgerFile(Path file) {

  private static final String CHARGES =
      "SELECT j.escalation_id, l.outcome, l.cost_micros, l.at_ms, l.booked_ms FROM ledger l"
          + " LEFT JOIN judging j ON j.request_id = l.request ORDER BY l.id";

  /**
   * How far the hub is.
   *
   * @param taken escalations that it has
   * @param unfinished of them without a final verdict, and verdicts that nobody confirmed
   */
  public record Standing(long taken, long unfinished) {}

  /** A cheap look while the hub runs. */
  public Standing standing() {
    List<Long> counts = new ArrayList<>();
    try (SqlFile sql = SqlFile.open(file)) {
      sql.each(
          "SELECT (SELECT COUNT(*) FROM escalation),"
              + " (SELECT COUNT(*) FROM escalation WHERE state <> 'decided')"
              + " + (SELECT COUNT(*) FROM verdict WHERE next_send_ms IS NOT NULL)",
          row -> {
            counts.add(row.getLong(1));
            counts.add(row.getLong(2));
          });
    }
    return new Standing(counts.getFirst(), counts.getLast());
  }

  /** Everything that the audit needs of the hub. */
  public HubEvidence evidence() {
    List<HubEvidence.Charge> charges = new ArrayList<>();
    try (SqlFile sql = SqlFile.open(file)) {
      sql.each(
          CHARGES,
          row ->
              charges.add(
                  new HubEvidence.Charge(
                      Optional.ofNullable(row.getString(1)).map(UUID::fromString),
                      row.getString(2),
                      row.getLong(3),
                      row.getLong(4),
                      row.getLong(5))));
    }
    try (AuditedHub files = AuditedHub.open(file)) {
      return new HubEvidence(files.escalations(), charges, files.unfinished());
    }
  }

  /**
   * What a line has spent and holds now.
   *
   * @param line a name of letters, digits and dashes
   * @param capMicros what it may spend
   */
  public SpendLine spent(String line, long capMicros, long nowMs) {
    List<SpendLine> one = new ArrayList<>();
    // One statement, so that a call cannot be seen both held and booked.
    String spent =
        """
        SELECT (SELECT COALESCE(SUM(l.cost_micros), 0) FROM ledger l
            JOIN ledger_subject s ON s.id = l.subject WHERE s.line = '%1$s'),
          (SELECT COALESCE(SUM(cost_micros), 0) FROM hold WHERE owners LIKE '%%line/%1$s%%')
        """
            .formatted(line);
    try (SqlFile sql = SqlFile.open(file)) {
      sql.each(
          spent,
          row -> one.add(new SpendLine(nowMs, line, capMicros, row.getLong(1), row.getLong(2))));
    }
    return one.getFirst();
  }
}
