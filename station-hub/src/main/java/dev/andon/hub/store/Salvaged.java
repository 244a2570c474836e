package dev.andon.hub.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a new file took over from a damaged one. A row of the new file, written with the rows taken
 * over, until somebody has seen to what was lost.
 *
 * @param folder where the damaged file is kept
 * @param finding what was wrong with it
 * @param rows taken over
 * @param lost which tables lost rows, in words; empty where every row was read
 */
public record Salvaged(Instant at, Path folder, String finding, long rows, String lost) {
  static final String TABLE =
      "CREATE TABLE IF NOT EXISTS store_salvage (id INTEGER PRIMARY KEY, at_ms BIGINT NOT NULL,"
          + " folder TEXT NOT NULL, finding TEXT NOT NULL, row_count BIGINT NOT NULL,"
          + " lost TEXT NOT NULL, settled_ms BIGINT)";

  /** Whether every row that the tables had was read. */
  public boolean complete() {
    return lost.isEmpty();
  }

  /** The latest one that nobody has seen to. */
  static Optional<Salvaged> unsettled(Tx tx) {
    if (tx.number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'store_salvage'") == 0) {
      return Optional.empty();
    }
    return tx.first(
        "SELECT at_ms, folder, finding, row_count, lost FROM store_salvage"
            + " WHERE settled_ms IS NULL ORDER BY id DESC LIMIT 1",
        row ->
            new Salvaged(
                Instant.ofEpochMilli(row.number(1)),
                Path.of(row.text(2)),
                row.text(3),
                row.number(4),
                row.text(5)));
  }

  /** What was lost has been seen to; in one commit with whatever that took. */
  public void settle(Tx tx, Instant now) {
    tx.update(
        "UPDATE store_salvage SET settled_ms = ? WHERE settled_ms IS NULL", now.toEpochMilli());
  }
}
