package dev.andon.hub.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.andon.config.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * One SQLite file in WAL mode: {@link #write} goes through the one writer thread and returns when
 * the change is on disk; {@link #read} sees the last commit and never waits for the writer. A file
 * that is damaged is set aside in {@code quarantine/<time>} beside it, and a new one is begun with
 * all rows that can be read; {@link #salvaged} tells until that is settled. Thread-safe.
 */
public final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  /** Rows that come and go are then checkpointed as often as they stay, not as they change. */
  private static final String CHECKPOINT_PAGES = "4000";

  /** KiB of pages that the writer keeps; SQLite's own 2 MiB are read anew for most commits. */
  private static final int WRITER_CACHE = 8 * 1024;

  /** So long a reader waits for a connection: ms. */
  private static final long CONNECTION_MILLIS = 5_000;

  private final Writer writer;
  private final Outages writes;
  private final HikariDataSource readers;
  private final Outages reads;
  private final DamageWatch damage;

  private Store(
      Writer writer, Outages writes, HikariDataSource readers, Outages reads, DamageWatch damage) {
    this.writer = writer;
    this.writes = writes;
    this.readers = readers;
    this.reads = reads;
    this.damage = damage;
  }

  /**
   * Opens or creates the file, repairs it where it is damaged, and brings its schema up to date.
   * For the one process that the file belongs to.
   */
  public static Store open(
      StoreSettings settings, List<Migration> migrations, InstantSource clock) {
    return open(settings, migrations, clock, UnaryOperator.identity());
  }

  /** All connections, but for those that look at the file or begin it, come {@code through} it. */
  static Store open(
      StoreSettings settings,
      List<Migration> migrations,
      InstantSource clock,
      UnaryOperator<DataSource> through) {
    createFolder(settings.file());
    Quarantine quarantine = new Quarantine(settings);
    quarantine.ifDamaged(migrations, clock.instant());
    Store store = opened(settings, migrations, clock, through);
    if (!quarantine.lookedThrough()) {
      store.damage.lookThrough();
    }
    return store;
  }

  /**
   * As {@link #open}, beside the process that the file belongs to: a damaged file is refused, never
   * moved.
   */
  public static Store openBeside(
      StoreSettings settings, List<Migration> migrations, InstantSource clock) {
    createFolder(settings.file());
    try {
      return opened(settings, migrations, clock, UnaryOperator.identity());
    } catch (StoreException failed) {
      if (DamageWatch.isDamage(failed)) {
        throw new StoreException(
            settings.file()
                + " is damaged; start the hub again, which takes over what can be read of it",
            failed);
      }
      throw failed;
    }
  }

  private static Store opened(
      StoreSettings settings,
      List<Migration> migrations,
      InstantSource clock,
      UnaryOperator<DataSource> through) {
    if (!Files.exists(settings.file())) {
      begin(settings, settings.file());
    }
    DataSource source = through.apply(source(writing(settings), settings.file()));
    Outages writes = new Outages(settings.file(), "written", clock);
    Writer writer =
        new Writer(
            () -> connect(source),
            "store-" + settings.file().getFileName(),
            writes,
            Writer.BUSY_PATIENCE);
    try {
      writer.submit(
          tx -> {
            Migration.applyAll(tx, migrations, clock.millis());
            return true;
          });
      return new Store(
          writer,
          writes,
          readers(settings, through),
          new Outages(settings.file(), "read", clock),
          new DamageWatch(settings.file()));
    } catch (RuntimeException failed) {
      writer.close();
      throw failed;
    }
  }

  /** Runs in a group with others; returns after the group's commit. See {@link Writer#submit}. */
  public <T> T write(Function<Tx, T> work) {
    return damage.watching(() -> writer.submit(work));
  }

  public Writer writer() {
    return writer;
  }

  /**
   * A consistent view of the last commit. Keep it short: a long reader makes the write-ahead log
   * grow.
   */
  public <T> T read(Function<Tx, T> work) {
    return damage.watching(() -> readNow(work));
  }

  private <T> T readNow(Function<Tx, T> work) {
    try {
      T result = reading(work);
      reads.worked();
      return result;
    } catch (SQLException e) {
      throw failed(StoreException.of("cannot read the store", e));
    } catch (StoreException e) {
      throw failed(e);
    }
  }

  private StoreException failed(StoreException failure) {
    reads.failed(failure);
    reads.refused(failure.kind());
    return failure;
  }

  private <T> T reading(Function<Tx, T> work) throws SQLException {
    try (Connection connection = readers.getConnection()) {
      Tx tx = new Tx(connection);
      try {
        connection.setAutoCommit(false);
        return work.apply(tx);
      } finally {
        giveBack(connection, tx);
      }
    }
  }

  /** A connection that failed is not lent again. */
  private void giveBack(Connection connection, Tx tx) {
    try {
      if (tx.broken().isEmpty()) {
        tx.close();
        connection.rollback();
        return;
      }
    } catch (SQLException unusable) {
      LOG.debug("reader given up cause={}", unusable.getMessage());
    }
    readers.evictConnection(connection);
  }

  /** What keeps the file from being written or read at present; empty while all is well. */
  public List<Outage> outages() {
    return Stream.of(writes, reads).flatMap(side -> side.now().stream()).toList();
  }

  /** The file's name, without its folder. */
  public String file() {
    return writes.file();
  }

  /** Whether the last write went through. */
  public boolean writable() {
    return writes.now().isEmpty();
  }

  /** Writes that were refused for this reason since the start. */
  public long writesRefused(StoreException.Kind kind) {
    return writes.refusals(kind);
  }

  /** Reads that failed for this reason since the start. */
  public long readsRefused(StoreException.Kind kind) {
    return reads.refusals(kind);
  }

  /**
   * What was taken over from a damaged file, until {@link Salvaged#settle} says that it is seen to.
   */
  public Optional<Salvaged> salvaged() {
    return read(Salvaged::unsettled);
  }

  /**
   * What was found broken since the file was opened, by looking it through in the background or by
   * working on it; empty while it seems sound. The next start salvages then.
   */
  public Optional<String> damage() {
    return damage.finding();
  }

  @Override
  public void close() {
    damage.close();
    readers.close();
    writer.close();
  }

  private static void createFolder(Path file) {
    try {
      PrivateFiles.createFolder(file.getParent());
    } catch (IOException e) {
      throw new StoreException("cannot create the folder of " + file + ": " + e.getMessage(), e);
    }
  }

  /** Page size and vacuum mode are fixed by the first write, before the write-ahead log is on. */
  static void begin(StoreSettings settings, Path file) {
    createPrivate(file);
    try (Connection connection = source(new SQLiteConfig(), file).getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA page_size = " + settings.pageSize());
      statement.executeUpdate("PRAGMA auto_vacuum = INCREMENTAL");
      statement.executeUpdate("VACUUM");
    } catch (SQLException e) {
      throw new StoreException("cannot create " + file + ": " + e.getMessage(), e);
    }
  }

  /** SQLite gives the files beside it the permissions of the database itself. */
  private static void createPrivate(Path file) {
    try {
      PrivateFiles.createDatabase(file);
    } catch (IOException e) {
      throw new StoreException("cannot create " + file + ": " + e.getMessage(), e);
    }
  }

  private static SQLiteConfig writing(StoreSettings settings) {
    SQLiteConfig config = new SQLiteConfig();
    // The file is there. One that has vanished must not be begun anew with empty books.
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(
        switch (settings.durability()) {
          case FULL -> SQLiteConfig.SynchronousMode.FULL;
          case OFF -> SQLiteConfig.SynchronousMode.OFF;
        });
    config.setBusyTimeout(10_000);
    // The driver begins the next transaction right after a commit: IMMEDIATE would keep the write
    // lock for as long as the hub runs, and no other process could ever write.
    config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
    config.enforceForeignKeys(true);
    // Off, or every INSERT is followed by a SELECT that nobody asked for.
    config.setGetGeneratedKeys(false);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, CHECKPOINT_PAGES);
    config.setCacheSize(-WRITER_CACHE);
    return config;
  }

  private static Connection connect(DataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try {
      connection.setAutoCommit(false);
      Migration.prepare(connection);
      return connection;
    } catch (SQLException unusable) {
      connection.close();
      throw unusable;
    }
  }

  private static HikariDataSource readers(
      StoreSettings settings, UnaryOperator<DataSource> through) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(through.apply(source(config, settings.file())));
    pool.setPoolName("readers-" + settings.file().getFileName());
    pool.setMaximumPoolSize(settings.readers());
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(CONNECTION_MILLIS);
    pool.setReadOnly(true);
    return new HikariDataSource(pool);
  }

  private static SQLiteDataSource source(SQLiteConfig config, Path file) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }
}
