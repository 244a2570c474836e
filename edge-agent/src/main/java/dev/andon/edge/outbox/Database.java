package dev.andon.edge.outbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
  private final OutboxLock lockFile;
  private final OutboxQuarantine quarantine;
  private final Ballast ballast;
  private final Renewal renewal;

  /** Null between a failure that may have harmed it and the next transaction. */
  private @Nullable Connection connection;

  /** Whether a commit on this connection waits for the disk. */
  private boolean synced = true;

  private boolean closed;
  private boolean looked;
  private volatile Optional<Trouble> trouble = Optional.empty();

  /** What is done inside one transaction. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Takes over into a new file what can be read of a damaged one; may be repeated. */
  interface Renewal {
    void takeOver(Path damaged, Connection fresh) throws SQLException;
  }

  /** Why nothing can be written, and since when. */
  record Trouble(Instant since, OutboxException cause) {}

  private Database(
      OutboxSettings settings,
      InstantSource clock,
      long maxPages,
      OutboxLock lockFile,
      Renewal renewal) {
    this.settings = settings;
    this.clock = clock;
    this.maxPages = maxPages;
    this.lockFile = lockFile;
    this.quarantine = new OutboxQuarantine(settings.file());
    this.ballast =
        new Ballast(settings.file(), settings.room().reserve(), settings.room().minFree());
    this.renewal = renewal;
    this.connection = connect();
  }

  static Database open(
      OutboxSettings settings, InstantSource clock, long maxPages, Renewal renewal) {
    OutboxLock lockFile = OutboxLock.claim(settings.file());
    try {
      return new Database(settings, clock, maxPages, lockFile, renewal);
    } catch (RuntimeException failure) {
      lockFile.close();
      throw failure;
    }
  }

  /**
   * Runs one transaction. It runs once more after what can be mended at once: on a new file where
   * this one is corrupt, on a new connection where this one failed, with the reserved space given
   * up where the disk is full. So the work may run twice, the first time possibly committed.
   */
  <T> T transact(String what, Work<T> work) {
    return transact(new Task<>(what, work, true));
  }

  /**
   * The same for what may be forgotten when the power fails, because it is then done again: it does
   * not wait for the disk, which the next {@link #transact} does for it.
   */
  <T> T transactUnsynced(String what, Work<T> work) {
    return transact(new Task<>(what, work, false));
  }

  /**
   * @param synced whether it waits until the disk has it
   */
  private record Task<T>(String what, Work<T> work, boolean synced) {}

  private <T> T transact(Task<T> task) {
    lock.lock();
    try {
      try {
        return inTransaction(task);
      } catch (OutboxException failure) {
        mend(failure);
        return inTransaction(task);
      }
    } catch (OutboxException failure) {
      failing(failure);
      throw failure;
    } finally {
      lock.unlock();
    }
  }

  private void mend(OutboxException failure) {
    switch (failure.kind()) {
      case CORRUPT -> {
        LOG.error("outbox={} is corrupt: {}", settings.file(), failure.getMessage());
        drop();
        quarantine.setAside(clock.instant());
      }
      case UNUSABLE -> drop();
      case FULL -> {
        if (!ballast.giveUp() && !foldLog()) {
          throw failure;
        }
      }
      case IN_USE -> throw failure;
    }
  }

  /** Whether the log could be written back into the file, so that it can be written over. */
  private boolean foldLog() {
    try {
      return Sql.number(connected(), "PRAGMA wal_checkpoint(RESTART)") == 0;
    } catch (SQLException | OutboxException notNow) {
      return false;
    }
  }

  /** Something was written and has reached the disk. */
  void proved() {
    if (trouble.isPresent()) {
      LOG.info("outbox={} can be written again", settings.file());
      trouble = Optional.empty();
    }
  }

  private void failing(OutboxException failure) {
    Optional<Trouble> before = trouble;
    if (before.isEmpty()) {
      LOG.error("outbox={} cannot be written: {}", settings.file(), failure.reason());
    }
    trouble =
        Optional.of(new Trouble(before.map(Trouble::since).orElseGet(clock::instant), failure));
  }

  /** Why nothing can be written now; empty if it can. */
  Optional<Trouble> trouble() {
    return trouble;
  }

  /** Writes something, to see whether that goes. */
  boolean probe() {
    try {
      transact(
          "be written",
          tx -> Sql.update(tx, "INSERT OR REPLACE INTO tally VALUES ('probe', ?)", clock.millis()));
      proved();
      return true;
    } catch (OutboxException stillFailing) {
      return false;
    }
  }

  /** Whether pictures may take more of the disk than they have. */
  boolean mayGrow() {
    return ballast.roomToGrow();
  }

  /** Whether there is room for what is only useful, beside so many bytes that stay free. */
  boolean roomBeside(long bytes) {
    return ballast.roomBeside(bytes);
  }

  /** Whether the reserved space was needed and is not back. */
  boolean tight() {
    return ballast.spent();
  }

  /** Takes the reserved space where there is room for it. */
  void reserve() {
    lock.lock();
    try {
      if (!closed) {
        ballast.restore();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives up to {@code pages} free pages back to the disk. */
  void shrink(int pages) {
    lock.lock();
    try (Statement statement = connected().createStatement()) {
      statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
    } catch (SQLException | OutboxException notNow) {
      LOG.debug("outbox={} did not shrink: {}", settings.file(), notNow.getMessage());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      drop();
      lockFile.close();
    } finally {
      lock.unlock();
    }
  }

  private <T> T inTransaction(Task<T> task) {
    Connection open = connected();
    try {
      sync(open, task.synced());
      Sql.run(open, "BEGIN IMMEDIATE");
      T result = task.work().run(open);
      Sql.run(open, "COMMIT");
      return result;
    } catch (SQLException failure) {
      rollBack(open);
      throw OutboxException.of(settings.file().toString(), task.what(), failure);
    } catch (RuntimeException failure) {
      rollBack(open);
      throw failure;
    }
  }

  /** Only outside of a transaction, and only where it is another than before. */
  private void sync(Connection open, boolean wanted) throws SQLException {
    if (wanted != synced) {
      Sql.run(open, "PRAGMA synchronous = " + (wanted ? "FULL" : "NORMAL"));
      synced = wanted;
    }
  }

  /** A connection that may still be inside a transaction would refuse every later one. */
  private void rollBack(Connection open) {
    try {
      Sql.run(open, "ROLLBACK");
    } catch (SQLException failure) {
      // SQLite rolls back by itself after a full disk or an I/O error.
      if (!String.valueOf(failure.getMessage()).contains("no transaction is active")) {
        LOG.warn("outbox={} does not roll back: {}", settings.file(), failure.getMessage());
        drop();
      }
    }
  }

  private Connection connected() {
    if (closed) {
      throw new OutboxException(
          OutboxException.Kind.UNUSABLE, "outbox " + settings.file() + " is closed");
    }
    Connection open = connection;
    if (open == null) {
      open = connect();
      connection = open;
      synced = true;
    }
    return open;
  }

  private void drop() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      disconnect(open);
    }
  }

  private Connection connect() {
    Connection open = openedOrNew();
    try {
      for (Path damaged : quarantine.waiting()) {
        renewal.takeOver(damaged, open);
        quarantine.done(damaged);
      }
      return open;
    } catch (SQLException failure) {
      disconnect(open);
      throw OutboxException.of(settings.file().toString(), "begin a new file", failure);
    } catch (RuntimeException failure) {
      disconnect(open);
      throw failure;
    }
  }

  private Connection openedOrNew() {
    quarantine.waiting();
    try {
      return opened();
    } catch (OutboxException failure) {
      if (failure.kind() != OutboxException.Kind.CORRUPT) {
        throw failure;
      }
      LOG.error("outbox={} is no database any more: {}", settings.file(), failure.getMessage());
      quarantine.setAside(clock.instant());
      return opened();
    }
  }

  private Connection opened() {
    if (Header.damaged(settings.file())) {
      throw new OutboxException(
          OutboxException.Kind.CORRUPT, "outbox " + settings.file() + " has a damaged header");
    }
    Connection open = null;
    try {
      open = DriverManager.getConnection("jdbc:sqlite:" + settings.file());
      Schema.prepare(open, settings, maxPages);
      lookOnce(open);
      return open;
    } catch (SQLException failure) {
      if (open != null) {
        disconnect(open);
      }
      throw OutboxException.of(settings.file().toString(), "be opened", failure);
    } catch (OutboxException failure) {
      if (open != null) {
        disconnect(open);
      }
      throw failure;
    }
  }

  /** At the start every table is looked through, except for the pictures, which take too long. */
  private void lookOnce(Connection open) throws SQLException {
    if (!looked) {
      looked = true;
      Schema.lookThrough(open, settings.file());
    }
  }

  private static void disconnect(Connection connection) {
    try {
      connection.close();
    } catch (SQLException failure) {
      LOG.warn("outbox connection did not close cleanly: {}", failure.getMessage());
    }
  }
}
