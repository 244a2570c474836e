package dev.andon.hub.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What looking a database file through, without changing it, came to. */
sealed interface Soundness {
  /** Everything was looked at, and fits together. */
  record Sound() implements Soundness {}

  /** The first thing that {@code PRAGMA quick_check} found. */
  record Damaged(String finding) implements Soundness {}

  /** Nothing was found before the time was over. */
  record Unfinished() implements Soundness {}

  /** Steps of SQLite's machine between two looks at the clock. */
  int STEPS = 10_000;

  /**
   * Looks for at most {@code limit}.
   *
   * @throws StoreException where the file cannot be opened for another reason than damage
   */
  static Soundness of(Path file, Duration limit) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        Statement statement = connection.createStatement()) {
      stopAfter(connection, limit);
      try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
        String first = rows.next() ? rows.getString(1) : "quick_check said nothing";
        return first.equals("ok") ? new Sound() : new Damaged(oneLine(first));
      }
    } catch (SQLException e) {
      if (isDamage(e)) {
        return new Damaged(oneLine(String.valueOf(e.getMessage())));
      }
      if (is(e, SQLiteErrorCode.SQLITE_INTERRUPT)) {
        return new Unfinished();
      }
      throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  /** Whether it says that the file's content is broken. */
  static boolean isDamage(SQLException e) {
    return is(e, SQLiteErrorCode.SQLITE_CORRUPT) || is(e, SQLiteErrorCode.SQLITE_NOTADB);
  }

  /** Extended codes keep the general one in their last byte. */
  private static boolean is(SQLException e, SQLiteErrorCode code) {
    return e instanceof SQLiteException s && (s.getResultCode().code & 0xff) == code.code;
  }

  private static void stopAfter(Connection connection, Duration limit) throws SQLException {
    long end = System.nanoTime() + limit.toNanos();
    ProgressHandler.setHandler(
        connection,
        STEPS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return System.nanoTime() < end && !Thread.currentThread().isInterrupted() ? 0 : 1;
          }
        });
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
