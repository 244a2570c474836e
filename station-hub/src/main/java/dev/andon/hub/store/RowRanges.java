package dev.andon.hub.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Reads a table by row number from both ends, and what lies between two unreadable places by
 * halving, so that a broken page costs the rows of that page and no others. Works on ordinary
 * tables, which all of ours are: one WITHOUT ROWID has no row numbers. Confined to one thread.
 */
final class RowRanges {
  /** A table whose tree is broken at the top is not searched for ever. */
  private static final int TRIES = 50_000;

  private final Connection from;
  private final String table;
  private final String columns;
  private final SalvagedTable.Sink sink;
  private int tries;
  private long gaps;

  RowRanges(
      Connection from, String table, List<SalvagedTable.Column> columns, SalvagedTable.Sink sink) {
    this.from = from;
    this.table = table;
    this.columns = SalvagedTable.quoted(columns);
    this.sink = sink;
  }

  /** Stretches in which nothing could be read. */
  long gaps() {
    return gaps;
  }

  void readAll() throws SQLException {
    Reach up = read(Long.MIN_VALUE, Long.MAX_VALUE, true);
    if (up.whole) {
      return;
    }
    Reach down = read(up.next(), Long.MAX_VALUE, false);
    long low = up.seen ? up.next() : 1;
    long high = down.seen ? down.last - 1 : highest();
    halve(low, high);
  }

  /** Both ends of the stretch are unreadable. */
  private void halve(long low, long high) throws SQLException {
    if (low > high) {
      return;
    }
    if (low == high || tries >= TRIES) {
      gaps++;
      return;
    }
    long middle = low + (high - low) / 2 + 1;
    Reach up = read(middle, high, true);
    if (!up.whole) {
      halve(up.seen ? up.next() : middle, high);
    }
    Reach down = read(low, middle - 1, false);
    if (!down.whole) {
      halve(low, down.seen ? down.last - 1 : middle - 1);
    }
  }

  private Reach read(long low, long high, boolean upwards) throws SQLException {
    tries++;
    Reach reach = new Reach(low);
    try (PreparedStatement query =
        from.prepareStatement(
            "SELECT rowid, "
                + columns
                + " FROM \""
                + table
                + "\" NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid "
                + (upwards ? "ASC" : "DESC"))) {
      query.setLong(1, low);
      query.setLong(2, high);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          if (!reach.follows(rows.getLong(1), upwards)) {
            return reach;
          }
          sink.write(rows);
          reach.at(rows.getLong(1));
        }
        reach.whole = true;
      }
    } catch (SQLException broken) {
      if (!Soundness.isDamage(broken)) {
        throw broken;
      }
    }
    return reach;
  }

  /** Where neither end can be read: more rows than this the file cannot hold. */
  private long highest() throws SQLException {
    try (PreparedStatement query = from.prepareStatement("PRAGMA page_count");
        ResultSet rows = query.executeQuery()) {
      return rows.next() ? rows.getLong(1) * 200 : 1;
    }
  }

  /** How far one reading came. */
  private static final class Reach {
    private boolean whole;
    private boolean seen;
    private long last;

    Reach(long from) {
      this.last = from;
    }

    /** Rows out of order are noise that looks like rows. */
    boolean follows(long row, boolean upwards) {
      return !seen || (upwards ? row > last : row < last);
    }

    void at(long row) {
      seen = true;
      last = row;
    }

    /** Upwards: the first row that was not read. */
    long next() {
      return seen ? last + 1 : last;
    }
  }
}
