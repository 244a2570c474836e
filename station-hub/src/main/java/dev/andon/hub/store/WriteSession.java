package dev.andon.hub.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One connection that writes, with its prepared statements. After a failure SQLite may have ended
 * the transaction, and the driver has freed the statement: such a session is of no use any more.
 * Confined to the writer's thread.
 */
final class WriteSession implements AutoCloseable {
  private final Connection connection;
  private final Tx tx;
  private boolean commitFailed;

  WriteSession(Connection connection) {
    this.connection = connection;
    this.tx = new Tx(connection);
  }

  /** Makes connections in which a transaction has begun. */
  interface Opener {
    Connection open() throws SQLException;
  }

  Tx tx() {
    return tx;
  }

  /** Takes the write lock. */
  void begin() {
    tx.update(Migration.LOCK);
  }

  void commit() {
    try {
      connection.commit();
    } catch (SQLException e) {
      commitFailed = true;
      throw StoreException.of("commit failed", e);
    }
  }

  /** True where everything since {@link #begin} is taken back and the session can go on. */
  boolean rolledBack() {
    if (commitFailed || tx.broken().isPresent()) {
      return false;
    }
    try {
      connection.rollback();
      return true;
    } catch (SQLException noTransaction) {
      return false;
    }
  }

  /** What was not committed is gone; the driver closes the statements, too. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
