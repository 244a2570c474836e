package dev.andon.edge.outbox;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Keeps the tables of closed things bounded: escalations that are done, refused or evicted, their
 * verdicts, decisions and actuations; the oldest go. Looks only every few hundred transactions.
 */
final class History {
  private static final int EVERY = 256;

  private final int rows;
  private int since;

  History(int rows) {
    this.rows = rows;
  }

  /** Called inside a transaction; only one runs at a time. */
  void trim(Connection tx) throws SQLException {
    since++;
    if (since < EVERY) {
      return;
    }
    since = 0;
    Sql.update(
        tx, "DELETE FROM decision WHERE number <= (SELECT max(number) FROM decision) - ?", rows);
    Sql.update(
        tx, "DELETE FROM actuation WHERE number <= (SELECT max(number) FROM actuation) - ?", rows);
    Sql.update(
        tx,
        "DELETE FROM escalation WHERE state IN ('done', 'refused', 'evicted') AND bytes = 0"
            + " AND sequence <= (SELECT value FROM tally WHERE name = 'sequence') - ?",
        rows);
    Sql.update(
        tx,
        "DELETE FROM verdict WHERE received_at < (SELECT min(captured_at) FROM escalation)"
            + " AND id NOT IN (SELECT id FROM escalation)");
  }
}
