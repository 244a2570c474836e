package dev.andon.sandbox.money;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a hub left on disk, read past the hub's own code. Confined to one thread. */
final class MoneyFile implements AutoCloseable {
  /** One entry of the ledger. */
  record Entry(String request, String key, long atMillis, String outcome, long costMicros) {}

  private final Connection connection;

  private MoneyFile(Connection connection) {
    this.connection = connection;
  }

  /** Opens the money file in a hub's {@code data} folder. */
  static MoneyFile in(Path data) throws SQLException {
    return new MoneyFile(
        DriverManager.getConnection(
            "jdbc:sqlite:file:" + data.resolve("hub.db").toAbsolutePath() + "?mode=ro"));
  }

  /** By the time of the attempt. */
  List<Entry> ledger() throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT l.request, s.api_key, l.at_ms, l.outcome, l.cost_micros FROM ledger l"
                    + " JOIN ledger_subject s ON s.id = l.subject ORDER BY l.at_ms")) {
      while (row.next()) {
        entries.add(
            new Entry(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getLong(5)));
      }
    }
    return entries;
  }

  long ledgerMicros() throws SQLException {
    return number("SELECT COALESCE(SUM(cost_micros), 0) FROM ledger");
  }

  /** What attempts that are not booked yet may cost at most. */
  long heldMicros() throws SQLException {
    return number("SELECT COALESCE(SUM(cost_micros), 0) FROM hold");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
