package dev.andon.sandbox.soak.audit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** An SQLite file that is read and never changed, also while its owner runs. */
final class SqlFile implements AutoCloseable {

  private final Path file;
  private final Connection connection;

  private SqlFile(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  static SqlFile open(Path file) {
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro");
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = 1");
        statement.execute("PRAGMA busy_timeout = 5000");
      }
      return new SqlFile(file, connection);
    } catch (SQLException failure) {
      throw unreadable(file, failure);
    }
  }

  /** Takes one row. */
  @FunctionalInterface
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /** Every row of a query, in order. */
  void each(String sql, RowReader reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException failure) {
      throw unreadable(file, failure);
    }
  }

  boolean hasTable(String name) {
    boolean[] found = new boolean[1];
    each(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '" + name + "'",
        row -> found[0] = true);
    return found[0];
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw unreadable(file, failure);
    }
  }

  private static IllegalStateException unreadable(Path file, SQLException failure) {
    return new IllegalStateException(file + " cannot be read: " + failure.getMessage(), failure);
  }
}
