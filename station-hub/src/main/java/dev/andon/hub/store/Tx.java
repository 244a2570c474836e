package dev.andon.hub.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements inside one transaction. Arguments are {@link String}, {@link Long}, {@link Integer},
 * {@link Double}, {@code byte[]}, {@code null} or an {@link Optional} of these. Statements are kept
 * prepared, so pass constants as SQL and values as arguments. Confined to the transaction's thread.
 */
public final class Tx {
  private static final int MAX_PREPARED = 200;
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>();
  private @Nullable StoreException broken;

  Tx(Connection connection) {
    this.connection = connection;
  }

  /** Rows changed. */
  public int update(String sql, @Nullable Object... args) {
    try {
      return bind(sql, args).executeUpdate();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  public <T> List<T> query(String sql, Function<Row, T> mapper, @Nullable Object... args) {
    List<T> result = new ArrayList<>();
    each(sql, row -> result.add(mapper.apply(row)), args);
    return result;
  }

  /** The first row, if any. */
  public <T> Optional<T> first(String sql, Function<Row, T> mapper, @Nullable Object... args) {
    return query(sql, mapper, args).stream().findFirst();
  }

  /** The first column of the only row, as a number; 0 where it is NULL. */
  public long number(String sql, @Nullable Object... args) {
    return first(sql, row -> row.number(1), args).orElse(0L);
  }

  /** Row by row, so that a large result needs no memory. */
  public void each(String sql, Consumer<Row> consumer, @Nullable Object... args) {
    try (ResultSet rows = bind(sql, args).executeQuery()) {
      Row row = new Row(rows);
      while (rows.next()) {
        consumer.accept(row);
      }
    } catch (SQLException e) {
      throw failed(sql, e);
    } catch (StoreException column) {
      throw noted(column);
    }
  }

  /** A column that cannot be read is a broken page more often than a wrong query. */
  private StoreException noted(StoreException column) {
    if (broken == null && column.kind().passes()) {
      broken = column;
    }
    return column;
  }

  private PreparedStatement bind(String sql, @Nullable Object[] args) throws SQLException {
    if (broken != null) {
      throw broken;
    }
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      forgetOldest();
      prepared.put(sql, statement);
    }
    for (int i = 0; i < args.length; i++) {
      set(statement, i + 1, args[i] instanceof Optional<?> o ? o.orElse(null) : args[i]);
    }
    return statement;
  }

  private static void set(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case String s -> statement.setString(index, s);
      case Long n -> statement.setLong(index, n);
      case Integer n -> statement.setInt(index, n);
      case byte[] b -> statement.setBytes(index, b);
      case null, default -> statement.setObject(index, value);
    }
  }

  private void forgetOldest() throws SQLException {
    if (prepared.size() >= MAX_PREPARED) {
      var oldest = prepared.entrySet().iterator();
      oldest.next().getValue().close();
      oldest.remove();
    }
  }

  /**
   * What made this transaction unusable, also where {@code work} took no notice of it. No further
   * statement is run then: SQLite may have ended the transaction, and each would be committed by
   * itself.
   */
  Optional<StoreException> broken() {
    return Optional.ofNullable(broken);
  }

  void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepared.clear();
  }

  /** The driver frees the native statement behind most failures, so it is not used again. */
  private StoreException failed(String sql, SQLException e) {
    StoreException failure =
        new StoreException("statement failed: " + e.getMessage() + " in: " + sql, e);
    forget(sql);
    if (broken == null && !StoreException.constraint(e)) {
      broken = failure;
    }
    return failure;
  }

  private void forget(String sql) {
    PreparedStatement statement = prepared.remove(sql);
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException alreadyFreed) {
        // There is nothing left to give back.
      }
    }
  }
}
