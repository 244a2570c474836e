package dev.andon.edge.outbox;

import dev.andon.config.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to an outbox file. One transaction at a time; a file that turns out to be corrupt
 * is set aside and a new one begun, never deleted, never replaced by memory. Thread-safe.
 */
final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final OutboxSettings settings;
  private final InstantSource clock;
  private final long maxPages;
  private final ReentrantLock lock = new ReentrantLock();
  private final FileChannel lockFile;
  private Connection connection;

  /** What is done inside one transaction. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private Database(
      OutboxSettings settings, InstantSource clock, long maxPages, FileChannel lockFile) {
    this.settings = settings;
    this.clock = clock;
    this.maxPages = maxPages;
    this.lockFile = lockFile;
    this.connection = connect();
  }

  static Database open(OutboxSettings settings, InstantSource clock, long maxPages) {
    FileChannel lockFile = claim(settings.file());
    try {
      return new Database(settings, clock, maxPages, lockFile);
    } catch (RuntimeException failure) {
      release(lockFile);
      throw failure;
    }
  }

  /** Runs one transaction; on a corrupt file once more, on the new one. */
  <T> T transact(String what, Work<T> work) {
    lock.lock();
    try {
      try {
        return inTransaction(what, work);
      } catch (OutboxException failure) {
        if (failure.kind() != OutboxException.Kind.CORRUPT) {
          throw failure;
        }
        LOG.error("outbox={} is corrupt: {}", settings.file(), failure.getMessage());
        renew();
        return inTransaction(what, work);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives up to {@code pages} free pages back to the disk. */
  void shrink(int pages) {
    lock.lock();
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
    } catch (SQLException notNow) {
      LOG.debug("outbox={} did not shrink: {}", settings.file(), notNow.getMessage());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      disconnect(connection);
      release(lockFile);
    } finally {
      lock.unlock();
    }
  }

  private <T> T inTransaction(String what, Work<T> work) {
    try {
      execute("BEGIN IMMEDIATE");
      T result = work.run(connection);
      execute("COMMIT");
      return result;
    } catch (SQLException failure) {
      rollBack();
      throw OutboxException.of(settings.file().toString(), what, failure);
    } catch (RuntimeException failure) {
      rollBack();
      throw failure;
    }
  }

  private void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException alreadyRolledBack) {
      // SQLite rolls back by itself after a full disk or an I/O error.
      LOG.trace("nothing to roll back", alreadyRolledBack);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void renew() {
    Salvage salvage = Salvage.from(connection);
    disconnect(connection);
    Quarantine.setAside(settings.file(), clock.instant());
    connection = connect();
    inTransaction("begin a new file", salvage::into);
  }

  private Connection connect() {
    try {
      return opened();
    } catch (OutboxException failure) {
      if (failure.kind() != OutboxException.Kind.CORRUPT) {
        throw failure;
      }
      LOG.error("outbox={} is no database any more: {}", settings.file(), failure.getMessage());
      Quarantine.setAside(settings.file(), clock.instant());
      Connection fresh = opened();
      try {
        Sql.update(fresh, "INSERT INTO tally VALUES ('files_quarantined', 1)");
      } catch (SQLException failed) {
        throw OutboxException.of(settings.file().toString(), "begin a new file", failed);
      }
      return fresh;
    }
  }

  private Connection opened() {
    Connection connection = null;
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + settings.file());
      Schema.prepare(connection, settings, maxPages);
      return connection;
    } catch (SQLException failure) {
      if (connection != null) {
        disconnect(connection);
      }
      throw OutboxException.of(settings.file().toString(), "be opened", failure);
    }
  }

  private static void disconnect(Connection connection) {
    try {
      connection.close();
    } catch (SQLException failure) {
      LOG.warn("outbox connection did not close cleanly: {}", failure.getMessage());
    }
  }

  private static FileChannel claim(Path file) {
    Path beside = file.resolveSibling(file.getFileName() + ".lock");
    try {
      PrivateFiles.createFolder(beside.toAbsolutePath().getParent());
      PrivateFiles.createFile(beside);
      PrivateFiles.createDatabase(file);
      FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = tryLock(channel);
      if (held != null) {
        return channel;
      }
      channel.close();
    } catch (IOException failure) {
      throw new OutboxException(
          OutboxException.Kind.UNUSABLE,
          "outbox " + file + " cannot be made or written to: " + failure,
          failure);
    }
    throw new OutboxException(
        OutboxException.Kind.IN_USE,
        "outbox " + file + " is used by another agent; give every station a file of its own");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  private static void release(FileChannel lockFile) {
    try {
      lockFile.close();
    } catch (IOException failure) {
      LOG.debug("outbox lock did not close", failure);
    }
  }
}
