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
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file in WAL mode: {@link #write} goes through the one writer thread and returns when
 * the change is on disk; {@link #read} sees the last commit and never waits for the writer. A file
 * that is damaged is set aside in {@code quarantine/<time>} beside it, and a new one is begun with
 * all rows that can be read; {@link #salvaged} tells until that is settled. Thread-safe.
 */
public final class Store implements AutoCloseable {
  /** Rows that come and go are then checkpointed as often as they stay, not as they change. */
  private static final String CHECKPOINT_PAGES = "4000";

  /** KiB of pages that the writer keeps; SQLite's own 2 MiB are read anew for most commits. */
  private static final int WRITER_CACHE = 8 * 1024;

  private final Writer writer;
  private final HikariDataSource readers;
  private final DamageWatch damage;

  private Store(Writer writer, HikariDataSource readers, DamageWatch damage) {
    this.writer = writer;
    this.readers = readers;
    this.damage = damage;
  }

  /**
   * Opens or creates the file, repairs it where it is damaged, and brings its schema up to date.
   * For the one process that the file belongs to.
   */
  public static Store open(
      StoreSettings settings, List<Migration> migrations, InstantSource clock) {
    createFolder(settings.file());
    Quarantine quarantine = new Quarantine(settings);
    quarantine.ifDamaged(migrations, clock.instant());
    Store store = opened(settings, migrations, clock);
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
      return opened(settings, migrations, clock);
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
      StoreSettings settings, List<Migration> migrations, InstantSource clock) {
    if (!Files.exists(settings.file())) {
      begin(settings, settings.file());
    }
    Connection connection = connect(writing(settings), settings.file());
    Writer writer = new Writer(connection, "store-" + settings.file().getFileName());
    try {
      writer.submit(
          tx -> {
            Migration.applyAll(tx, migrations, clock.millis());
            return true;
          });
    } catch (RuntimeException failed) {
      writer.close();
      throw failed;
    }
    return new Store(writer, readers(settings), new DamageWatch(settings.file()));
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
    try (Connection connection = readers.getConnection()) {
      connection.setAutoCommit(false);
      Tx tx = new Tx(connection);
      try {
        return work.apply(tx);
      } finally {
        tx.close();
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new StoreException("cannot read the store: " + e.getMessage(), e);
    }
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

  private static Connection connect(SQLiteConfig config, Path file) {
    try {
      Connection connection = source(config, file).getConnection();
      connection.setAutoCommit(false);
      Migration.prepare(connection);
      return connection;
    } catch (SQLException e) {
      throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  private static HikariDataSource readers(StoreSettings settings) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source(config, settings.file()));
    pool.setPoolName("readers-" + settings.file().getFileName());
    pool.setMaximumPoolSize(settings.readers());
    pool.setMinimumIdle(1);
    pool.setReadOnly(true);
    return new HikariDataSource(pool);
  }

  private static SQLiteDataSource source(SQLiteConfig config, Path file) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }
}
