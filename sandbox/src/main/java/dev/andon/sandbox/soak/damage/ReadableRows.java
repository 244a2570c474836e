package dev.andon.sandbox.soak.damage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What of a table can be read, however damaged its file is: from the front and from the back, and
 * row number by row number where these two do not meet. Confined to one thread.
 */
final class ReadableRows implements AutoCloseable {

  private static final long MOST_NUMBERS = 100_000;

  private final Optional<Connection> connection;

  private ReadableRows(Optional<Connection> connection) {
    this.connection = connection;
  }

  /** Opens a copy, which may be written: SQLite takes up its log. */
  static ReadableRows open(Path copy) {
    try {
      return new ReadableRows(
          Optional.of(DriverManager.getConnection("jdbc:sqlite:" + copy.toAbsolutePath())));
    } catch (SQLException unreadable) {
      return new ReadableRows(Optional.empty());
    }
  }

  /** The values of one column, as text. */
  Set<String> texts(String table, String column) {
    Set<String> found = new HashSet<>();
    String all = "SELECT " + column + ", rowid FROM " + table + " NOT INDEXED ORDER BY rowid";
    if (connection.isPresent() && !scan(all, found)) {
      scan(all + " DESC", found);
      oneByOne("SELECT " + column + " FROM " + table + " NOT INDEXED WHERE rowid = ?", found);
    }
    return found;
  }

  /** Whether it came to the end. */
  private boolean scan(String sql, Set<String> found) {
    try (Statement statement = connection.orElseThrow().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        add(found, rows.getString(1));
      }
      return true;
    } catch (SQLException damaged) {
      return false;
    }
  }

  private void oneByOne(String sql, Set<String> found) {
    long misses = 0;
    try (PreparedStatement statement = connection.orElseThrow().prepareStatement(sql)) {
      for (long number = 1; number <= MOST_NUMBERS && misses < 5_000; number++) {
        statement.setLong(1, number);
        misses = read(statement, found) ? 0 : misses + 1;
      }
    } catch (SQLException damaged) {
      // The table itself is gone.
    }
  }

  private static boolean read(PreparedStatement statement, Set<String> found) {
    try (ResultSet row = statement.executeQuery()) {
      if (row.next()) {
        add(found, row.getString(1));
        return true;
      }
    } catch (SQLException damaged) {
      // This row is gone; the next may be there.
    }
    return false;
  }

  private static void add(Set<String> found, String text) {
    if (text != null) {
      found.add(text);
    }
  }

  @Override
  public void close() {
    connection.ifPresent(
        open -> {
          try {
            open.close();
          } catch (SQLException damaged) {
            // It was a copy.
          }
        });
  }
}
