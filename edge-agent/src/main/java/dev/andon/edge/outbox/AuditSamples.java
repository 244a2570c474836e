package dev.andon.edge.outbox;

import dev.andon.wire.Escalation;
import dev.andon.wire.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Frames that the station let pass and that were asked about all the same, with what the answers
 * said: how many defects pass, counted and not estimated by the model that lets them pass. The last
 * hundred thousand are kept. Thread-safe.
 */
public final class AuditSamples {
  private static final int KEPT = 100_000;

  private final Database database;
  private final AtomicReference<@Nullable List<Tally>> counted = new AtomicReference<>();

  AuditSamples(Database database) {
    this.database = database;
  }

  /**
   * What is known of one variant.
   *
   * @param judged frames with an answer
   * @param missed those of them that were defective
   */
  public record Tally(String variant, int judged, int missed) {}

  static void asked(Connection tx, Escalation escalation) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO audit (id, variant, outcome) VALUES (?, ?, '')",
        escalation.id().toString(),
        escalation.variant());
    Sql.update(tx, "DELETE FROM audit WHERE number <= (SELECT max(number) FROM audit) - " + KEPT);
  }

  /** An answer, or a person's correction of it; whatever was no sample is left alone. */
  public void answered(UUID id, Verdict verdict) {
    String outcome =
        switch (verdict) {
          case Verdict.Pass pass -> "agreed";
          case Verdict.Defect defect -> "missed";
          case Verdict.Inconclusive none -> "";
        };
    database.transact(
        "store what an audit says",
        tx -> Sql.update(tx, "UPDATE audit SET outcome = ? WHERE id = ?", outcome, id.toString()));
    counted.set(null);
  }

  /** Each variant with answers, by name. */
  public List<Tally> tallies() {
    List<Tally> known = counted.get();
    if (known == null) {
      known = count();
      counted.set(known);
    }
    return known;
  }

  private List<Tally> count() {
    return database.transact(
        "count audits",
        tx ->
            Sql.list(
                tx,
                "SELECT variant, count(*), sum(outcome = 'missed') FROM audit WHERE outcome <> ''"
                    + " GROUP BY variant ORDER BY variant",
                row -> new Tally(row.getString(1), row.getInt(2), row.getInt(3))));
  }
}
