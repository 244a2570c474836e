package dev.andon.edge.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The little that a new file takes over from a corrupt one, as far as it can still be read: capture
 * places, so that no frame is captured under a second id, and the counters.
 */
record Salvage(List<Place> places, List<Count> tally) {
  private static final Logger LOG = LoggerFactory.getLogger(Salvage.class);

  record Place(String source, String file, long position) {}

  record Count(String name, long value) {}

  static Salvage from(Connection corrupt) {
    return new Salvage(
        readable(
            corrupt,
            "SELECT source, file, position FROM place",
            row -> new Place(row.getString(1), row.getString(2), row.getLong(3))),
        readable(
            corrupt,
            "SELECT name, value FROM tally",
            row -> new Count(row.getString(1), row.getLong(2))));
  }

  private static <T> List<T> readable(Connection corrupt, String sql, Sql.Row<T> row) {
    try {
      return Sql.list(corrupt, sql, row);
    } catch (SQLException lost) {
      LOG.error("not even '{}' can be read from the corrupt outbox: {}", sql, lost.getMessage());
      return new ArrayList<>();
    }
  }

  int into(Connection fresh) throws SQLException {
    for (Place place : places) {
      Sql.update(
          fresh,
          "INSERT OR REPLACE INTO place VALUES (?, ?, ?)",
          place.source(),
          place.file(),
          place.position());
    }
    for (Count count : tally) {
      Sql.update(fresh, "INSERT OR REPLACE INTO tally VALUES (?, ?)", count.name(), count.value());
    }
    return Tally.add(fresh, Tally.Name.FILES_QUARANTINED, 1);
  }
}
