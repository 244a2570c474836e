package dev.andon.hub.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The current row of a query; columns count from 1. Valid only inside the mapper it is given to.
 * Confined to one thread.
 */
public final class Row {
  private final ResultSet rows;

  Row(ResultSet rows) {
    this.rows = rows;
  }

  /** Never null: a NULL column is an error of the query. */
  public String text(int column) {
    return optionalText(column)
        .orElseThrow(() -> new IllegalStateException("column " + column + " is NULL"));
  }

  public Optional<String> optionalText(int column) {
    return read(() -> Optional.ofNullable(rows.getString(column)));
  }

  /** NULL (the sum of no rows) reads as 0. */
  public long number(int column) {
    return read(() -> rows.getLong(column));
  }

  public Optional<Long> optionalNumber(int column) {
    return read(
        () -> {
          long value = rows.getLong(column);
          return rows.wasNull() ? Optional.empty() : Optional.of(value);
        });
  }

  public byte[] bytes(int column) {
    return read(() -> Optional.ofNullable(rows.getBytes(column)))
        .orElseThrow(() -> new IllegalStateException("column " + column + " is NULL"));
  }

  private static <T> T read(Read<T> read) {
    try {
      return read.run();
    } catch (SQLException e) {
      throw StoreException.of("cannot read a column", e);
    }
  }

  private interface Read<T> {
    T run() throws SQLException;
  }
}
