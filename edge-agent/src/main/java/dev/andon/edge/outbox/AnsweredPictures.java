package dev.andon.edge.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Pictures that the hub has and that stay at the station all the same, so that people can learn
 * from them: the newest, within {@code outbox.keep_answered}. They are nobody's only copy of a
 * question, so they go before anything that waits.
 */
final class AnsweredPictures {
  /** Their bytes, among the counters. */
  static final String TOTAL = "answered_bytes";

  private final long most;
  private final BooleanSupplier room;

  private record Kept(String id, long bytes) {}

  /**
   * @param most bytes of their messages, from 0
   * @param room whether the disk has room for what is only useful
   */
  AnsweredPictures(long most, BooleanSupplier room) {
    this.most = most;
    this.room = room;
  }

  /** The hub has the picture of this escalation; what becomes of the one here. */
  void received(Connection tx, String id) throws SQLException {
    if (most == 0 || !room.getAsBoolean()) {
      Sql.update(tx, "DELETE FROM envelope WHERE id = ?", id);
    } else {
      keep(tx, id);
    }
    trim(tx);
  }

  private static void keep(Connection tx, String id) throws SQLException {
    int fresh =
        Sql.update(
            tx,
            "INSERT OR IGNORE INTO answered (id, bytes)"
                + " SELECT id, length(message) FROM envelope WHERE id = ?",
            id);
    if (fresh > 0) {
      add(tx, Sql.number(tx, "SELECT bytes FROM answered WHERE id = ?", id));
    }
  }

  private void trim(Connection tx) throws SQLException {
    long over = total(tx) - most;
    if (over > 0) {
      free(tx, over);
    }
  }

  /** Gives up the oldest until so many bytes are free; returns how many are. */
  long free(Connection tx, long bytes) throws SQLException {
    long freed = 0;
    Optional<Kept> oldest = oldest(tx);
    while (freed < bytes && oldest.isPresent()) {
      Kept kept = oldest.get();
      Sql.update(tx, "DELETE FROM envelope WHERE id = ?", kept.id());
      Sql.update(tx, "DELETE FROM answered WHERE id = ?", kept.id());
      add(tx, -kept.bytes());
      freed += kept.bytes();
      oldest = oldest(tx);
    }
    return freed;
  }

  private static Optional<Kept> oldest(Connection tx) throws SQLException {
    return Sql.first(
        tx,
        "SELECT id, bytes FROM answered ORDER BY number LIMIT 1",
        row -> new Kept(row.getString(1), row.getLong(2)));
  }

  private static long total(Connection tx) throws SQLException {
    return Sql.number(tx, "SELECT value FROM tally WHERE name = ?", TOTAL);
  }

  private static void add(Connection tx, long bytes) throws SQLException {
    DurableCounters.add(tx, TOTAL, bytes);
  }
}
