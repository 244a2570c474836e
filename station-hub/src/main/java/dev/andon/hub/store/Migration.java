package dev.andon.hub.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * One step of a feature's schema: statements separated by {@code ;} at a line's end. {@code
 * {identity}} stands for the store's own numbering primary key. A step that was applied is never
 * edited; a later one mends it.
 */
public record Migration(String feature, int version, List<String> statements) {
  /**
   * Changes nothing, but takes the write lock and the newest snapshot, so that a transaction that
   * reads before it writes is not overtaken by another process.
   */
  static final String LOCK = "UPDATE schema_step SET version = version WHERE 1 = 0";

  private static final String SQLITE_IDENTITY = "INTEGER PRIMARY KEY";

  public Migration {
    if (version < 1 || statements.isEmpty()) {
      throw new IllegalArgumentException(
          feature + " migration " + version + " needs a version from 1 and a statement");
    }
    statements = List.copyOf(statements);
  }

  /** Reads {@code <version>.sql} beside {@code neighbour}, a class of the feature. */
  public static Migration resource(Class<?> neighbour, String feature, int version) {
    String name = feature + "-" + version + ".sql";
    try (InputStream in = neighbour.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the program's own file " + name + " is missing beside " + neighbour.getName());
      }
      return new Migration(
          feature, version, split(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new StoreException("cannot read the program's own file " + name, e);
    }
  }

  private static List<String> split(String script) {
    return Arrays.stream(script.split(";\\s*(?:\\n|$)"))
        .map(s -> s.replaceAll("(?m)^--.*$", "").replace("{identity}", SQLITE_IDENTITY).strip())
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /** Makes the table of applied steps, which {@link #LOCK} needs too. */
  static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS schema_step (feature TEXT NOT NULL, version INTEGER NOT NULL, applied_ms BIGINT NOT NULL,"
              + " PRIMARY KEY (feature, version))");
      connection.commit();
    }
  }

  /** Applies what is not applied yet, in the order given, each feature's steps by version. */
  static void applyAll(Tx tx, List<Migration> migrations, long nowMillis) {
    for (Migration migration : migrations) {
      long applied =
          tx.number("SELECT MAX(version) FROM schema_step WHERE feature = ?", migration.feature);
      if (migration.version > applied) {
        migration.statements.forEach(tx::update);
        tx.update(
            "INSERT INTO schema_step (feature, version, applied_ms) VALUES (?, ?, ?)",
            migration.feature,
            migration.version,
            nowMillis);
      }
    }
  }
}
