package dev.andon.hub.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What the salvage knows of tables. */
final class SalvagedTable {
  private SalvagedTable() {}

  /**
   * Those with rows of our own, without the list of applied steps, which a new file makes itself.
   */
  static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                    + " AND name NOT IN ('schema_step', 'store_salvage') ORDER BY rowid")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** The columns that both files have. */
  static List<Column> columns(Connection from, Connection to, String table) throws SQLException {
    List<String> old = columns(from, table).stream().map(Column::name).toList();
    return columns(to, table).stream().filter(c -> old.contains(c.name)).toList();
  }

  private static List<Column> columns(Connection connection, String table) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA table_info(\"" + table + "\")")) {
      while (rows.next()) {
        columns.add(new Column(rows.getString(2), rows.getString(3)));
      }
    }
    return columns;
  }

  /** A column and its declared type. */
  record Column(String name, String type) {
    /** Whether the value could have been written by us; broken bytes often could not. */
    boolean takes(Object value) {
      return switch (value) {
        case Long _, Integer _ -> type.contains("INT");
        case Double _ -> type.contains("REAL");
        case String text -> type.equals("TEXT") && text.indexOf('\0') < 0;
        case byte[] _ -> type.equals("BLOB");
        default -> false;
      };
    }
  }

  static String quoted(List<Column> columns) {
    return columns.stream().map(c -> '"' + c.name + '"').collect(Collectors.joining(", "));
  }

  /** Where rows go. Confined to one thread. */
  static final class Sink implements AutoCloseable {
    private final List<Column> columns;
    private final PreparedStatement insert;
    private final PreparedStatement clear;
    private long written;
    private long refused;

    Sink(Connection to, String table, List<Column> columns) throws SQLException {
      this.columns = columns;
      clear = to.prepareStatement("DELETE FROM \"" + table + '"');
      insert =
          to.prepareStatement(
              "INSERT INTO \""
                  + table
                  + "\" (rowid, "
                  + quoted(columns)
                  + ") VALUES (?"
                  + ", ?".repeat(columns.size())
                  + ")");
    }

    /** Rows that came with the schema give way to the first one that is taken over. */
    void write(ResultSet row) throws SQLException {
      insert.setLong(1, row.getLong(1));
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.getObject(i + 2);
        if (value != null && !columns.get(i).takes(value)) {
          refused++;
          return;
        }
        insert.setObject(i + 2, value);
      }
      if (written == 0) {
        clear.executeUpdate();
      }
      try {
        written += insert.executeUpdate();
      } catch (SQLiteException e) {
        if ((e.getResultCode().code & 0xff) != SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
          throw e;
        }
        refused++;
      }
    }

    long written() {
      return written;
    }

    long refused() {
      return refused;
    }

    @Override
    public void close() throws SQLException {
      insert.close();
      clear.close();
    }
  }
}
