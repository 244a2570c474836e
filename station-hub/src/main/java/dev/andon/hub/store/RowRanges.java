package dev.andon.hub.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Reads a table by row number from both ends, and what lies between two unreadable places by
 * halving, so that a broken page costs the rows of that page and no others. Works on ordinary
 * tables, which all of ours are: one WITHOUT ROWID has no row numbers. Confined to one thread.
 */
final class RowRanges {
  /** A table whose tree is broken at the top is not searched for ever. */
  private static final int TRIES = 50_000;

  /**
   * So many tries after another without a row: what is left is one broken place, for example the
   * numbers behind a broken last page.
   */
  private static final int IN_VAIN = 5_000;

  private final Connection from;
  private final String table;
  private final String columns;
  private final SalvagedTable.Sink sink;
  private int tries;
  private int inVain;
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

  /**
   * Both ends of the stretch are unreadable. The widest stretch is halved first, so that what can
   * still be read between two broken places is met early.
   */
  private void halve(long low, long high) throws SQLException {
    Queue<Stretch> open = new PriorityQueue<>(Comparator.comparingLong(Stretch::width).reversed());
    List<Stretch> unreadable = new ArrayList<>();
    if (low <= high) {
      open.add(new Stretch(low, high));
    }
    while (!open.isEmpty() && tries < TRIES && inVain < IN_VAIN) {
      Stretch widest = open.remove();
      if (widest.low == widest.high) {
        unreadable.add(widest);
      } else {
        long middle = widest.low + (widest.high - widest.low) / 2 + 1;
        narrowed(new Stretch(middle, widest.high), true).ifPresent(open::add);
        narrowed(new Stretch(widest.low, middle - 1), false).ifPresent(open::add);
      }
    }
    unreadable.addAll(open);
    gaps = joined(unreadable);
  }

  /** What is left of a stretch whose one end was read as far as that goes. */
  private Optional<Stretch> narrowed(Stretch stretch, boolean upwards) throws SQLException {
    Reach reach = read(stretch.low, stretch.high, upwards);
    inVain = reach.seen || reach.whole ? 0 : inVain + 1;
    if (reach.whole) {
      return Optional.empty();
    }
    Stretch left =
        upwards
            ? new Stretch(reach.seen ? reach.next() : stretch.low, stretch.high)
            : new Stretch(stretch.low, reach.seen ? reach.last - 1 : stretch.high);
    return left.width() > 0 ? Optional.of(left) : Optional.empty();
  }

  /** How many stretches these are where those that touch are one. */
  private static long joined(List<Stretch> stretches) {
    stretches.sort(Comparator.comparingLong(Stretch::low));
    long count = 0;
    for (int i = 0; i < stretches.size(); i++) {
      count += i == 0 || stretches.get(i - 1).high + 1 < stretches.get(i).low ? 1 : 0;
    }
    return count;
  }

  /** Row numbers, both ends included. */
  private record Stretch(long low, long high) {
    long width() {
      return high - low + 1;
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
