package dev.andon.edge.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Chooses pictures so that those that stay lie evenly in time: each time one between two that lie
 * closest together, never the first nor the last. What is left of a long outage covers all of it,
 * and a burst thins itself before it costs a quiet hour. Stateless.
 */
final class Thinning {
  /**
   * Looking through a class costs time in proportion to it, so one look is used for this part of it
   * at least: with 10 000 pictures 39 go at once.
   */
  private static final int PART = 256;

  private static final int MOST = 64;

  private Thinning() {}

  /** A picture that may go. */
  record Victim(UUID id, long bytes) {}

  /**
   * Pictures that may go, no two of them neighbours in time.
   *
   * @param atLeast how many should go whatever is needed
   */
  record Round(List<Victim> victims, int atLeast) {
    static final Round OVER = new Round(List.of(), 0);
  }

  /**
   * @param place among those of the same kind, in the order of time, from 1
   * @param of how many there are
   */
  private record Candidate(Victim victim, long place, long of) {}

  /** What is to go next of a kind; nothing if there is none. */
  static Round round(Connection tx, Priority priority, RowState state) throws SQLException {
    List<Candidate> closest =
        Sql.list(
            tx,
            """
            SELECT e.id, t.bytes, t.place, t.many FROM (
              SELECT rowid AS entry, bytes, row_number() OVER times AS place,
                count(*) OVER () AS many,
                lead(captured_at) OVER times - lag(captured_at) OVER times AS span
              FROM escalation WHERE bytes > 0 AND priority = ? AND state = ?
              WINDOW times AS (ORDER BY captured_at, rowid)
              ORDER BY span IS NULL, span, place LIMIT ?) t
            JOIN escalation e ON e.rowid = t.entry ORDER BY t.span IS NULL, t.span, t.place
            """,
            row ->
                new Candidate(
                    new Victim(UUID.fromString(row.getString(1)), row.getLong(2)),
                    row.getLong(3),
                    row.getLong(4)),
            priority.text(),
            state.text(),
            4 * MOST);
    return closest.isEmpty() ? Round.OVER : apart(closest);
  }

  private static Round apart(List<Candidate> closest) {
    List<Victim> victims = new ArrayList<>();
    Set<Long> taken = new HashSet<>();
    for (Candidate each : closest) {
      if (!taken.contains(each.place() - 1) && !taken.contains(each.place() + 1)) {
        taken.add(each.place());
        victims.add(each.victim());
      }
    }
    long part = closest.getFirst().of() / PART;
    return new Round(victims, (int) Math.min(MOST, part));
  }

  /** The oldest picture in this state. */
  static Optional<Victim> oldest(Connection tx, RowState state) throws SQLException {
    return Sql.first(
        tx,
        "SELECT id, bytes FROM escalation WHERE bytes > 0 AND state = ?"
            + " ORDER BY captured_at, rowid LIMIT 1",
        row -> new Victim(UUID.fromString(row.getString(1)), row.getLong(2)),
        state.text());
  }
}
