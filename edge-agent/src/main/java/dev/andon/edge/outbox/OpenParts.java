package dev.andon.edge.outbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of the parts that were asked about and not decided: each comes with its escalation and
 * goes with its intent, in the transaction of the one and of the other.
 */
final class OpenParts {
  private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

  private OpenParts() {}

  /** Unless the line was told already: a deadline may pass before its escalation is stored. */
  static int insert(Connection tx, Undecided part) throws SQLException {
    String id = part.id().toString();
    return Sql.update(
        tx,
        "INSERT OR IGNORE INTO undecided (id, begun_at, due_at, fallback, part_id, variant, view)"
            + " SELECT ?, ?, ?, ?, ?, ?, ?"
            + " WHERE NOT EXISTS (SELECT 1 FROM actuation WHERE id = ?)",
        id,
        part.begun().toEpochMilli(),
        part.due().toEpochMilli(),
        part.fallback(),
        part.partId(),
        part.variant(),
        part.view(),
        id);
  }

  static boolean has(Connection tx, UUID id) throws SQLException {
    return Sql.number(tx, "SELECT count(*) FROM undecided WHERE id = ?", id.toString()) > 0;
  }

  static int remove(Connection tx, UUID id) throws SQLException {
    return Sql.update(tx, "DELETE FROM undecided WHERE id = ?", id.toString());
  }

  /** After intents were taken over from elsewhere. */
  static int removeDecided(Connection tx) throws SQLException {
    return Sql.update(tx, "DELETE FROM undecided WHERE id IN (SELECT id FROM actuation)");
  }

  /** The one that is due first comes first. */
  static List<Undecided> list(Connection tx) throws SQLException {
    return Sql.list(
            tx,
            "SELECT id, part_id, variant, view, begun_at, due_at, fallback FROM undecided"
                + " ORDER BY due_at, rowid",
            OpenParts::read)
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** A row that is not readable must not keep the others from being told. */
  private static Optional<Undecided> read(ResultSet row) throws SQLException {
    try {
      return Optional.of(
          new Undecided(
              UUID.fromString(row.getString(1)),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              Instant.ofEpochMilli(row.getLong(5)),
              Instant.ofEpochMilli(row.getLong(6)),
              row.getString(7)));
    } catch (IllegalArgumentException damaged) {
      LOG.warn("undecided part={} cannot be read: {}", row.getString(2), damaged.getMessage());
      return Optional.empty();
    }
  }
}
