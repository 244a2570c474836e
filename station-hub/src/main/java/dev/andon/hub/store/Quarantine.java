package dev.andon.hub.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Sets a damaged database aside whole, so that nothing is deleted silently and the service starts
 * again.
 */
final class Quarantine {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private Quarantine() {}

  /** The folder the file set was moved to, or empty where the file is sound or new. */
  static Optional<Path> ifDamaged(Path file, Instant now) {
    if (!Files.exists(file) || sound(file)) {
      return Optional.empty();
    }
    Path folder = file.resolveSibling("quarantine").resolve(STAMP.format(now));
    try {
      Files.createDirectories(folder);
      for (String suffix : List.of("", "-wal", "-shm")) {
        Path part = file.resolveSibling(file.getFileName() + suffix);
        if (Files.exists(part)) {
          Files.move(part, folder.resolve(part.getFileName()));
        }
      }
      return Optional.of(folder);
    } catch (IOException e) {
      throw new StoreException(
          file + " is damaged and cannot be moved to " + folder + ": " + e.getMessage(), e);
    }
  }

  private static boolean sound(Path file) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM sqlite_master")) {
      return rows.next();
    } catch (SQLiteException e) {
      if (e.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB
          || e.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT) {
        return false;
      }
      throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
    } catch (SQLException e) {
      throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }
}
