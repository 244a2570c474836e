package dev.andon.sandbox.soak.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.soak.damage.Toll.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskDamageTest {

  private static final int ROWS = 400;
  private static final List<Names> PARTS = List.of(new Names("decision", "part_id"));

  @TempDir Path folder;

  private Path file;

  /** As a killed process leaves it: most rows in the database, the last ones in its log. */
  @BeforeEach
  void a_database_with_a_log() throws SQLException, IOException {
    Path source = folder.resolve("source.db");
    file = folder.resolve("copy/outbox.db");
    Files.createDirectories(file.resolveSibling(""));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = wal");
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      statement.execute(
          "CREATE TABLE decision (number INTEGER PRIMARY KEY, part_id TEXT, pad TEXT)");
      insert(statement, 1, ROWS - 20);
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      for (int row = ROWS - 19; row <= ROWS; row++) {
        insert(statement, row, row);
      }
      Files.copy(source, file);
      Files.copy(folder.resolve("source.db-wal"), log());
    }
  }

  private static void insert(Statement statement, int from, int to) throws SQLException {
    statement.execute(
        "WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                .formatted(from, to)
            + " INSERT INTO decision SELECT i, 'part-' || i, hex(randomblob(60)) FROM n");
  }

  private Path log() {
    return file.resolveSibling("outbox.db-wal");
  }

  @Test
  void without_damage_nothing_is_destroyed() throws IOException {
    Toll toll = Toll.before(file, folder.resolve("scratch"));
    toll.after(file);

    assertThat(toll.destroyed(PARTS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void flipped_bytes_cost_rows_of_a_file_whose_log_was_folded_back(long seed) throws IOException {
    Toll toll = Toll.before(file, folder.resolve("scratch"));

    assertThat(DiskDamage.FLIPPED.to(file, seed)).isPositive();
    toll.after(file);

    assertThat(log()).as("folded back before").doesNotExist();
    assertThat(toll.destroyed(PARTS)).as("rows of the pages that were hit").isNotEmpty();
  }

  @Test
  void the_same_seed_does_the_same_damage() throws IOException {
    Path other = folder.resolve("other.db");
    Files.copy(file, other);
    Files.copy(log(), folder.resolve("other.db-wal"));
    DiskDamage.FLIPPED.to(file, 9);
    DiskDamage.FLIPPED.to(other, 9);

    assertThat(other).hasSameBinaryContentAs(file);
  }

  @Test
  void a_log_cut_short_costs_its_last_rows_and_no_others() throws IOException {
    Toll toll = Toll.before(file, folder.resolve("scratch"));
    long size = Files.size(log());

    long cut = DiskDamage.CUT_LOG.to(file, 4);
    toll.after(file);

    assertThat(Files.size(log())).isEqualTo(size - cut);
    Set<String> gone = toll.destroyed(PARTS);
    assertThat(gone).contains("part-400").doesNotContain("part-1", "part-380");
  }

  @Test
  void where_there_is_no_log_nothing_is_cut() throws IOException {
    Files.delete(log());

    assertThat(DiskDamage.CUT_LOG.to(file, 1)).isZero();
  }

  @Test
  void what_belongs_together_is_known_from_before() throws IOException {
    Toll toll = Toll.before(file, folder.resolve("scratch"));
    DiskDamage.FLIPPED.to(file, 1);
    toll.after(file);

    assertThat(toll.pairs("decision", "number", "part_id"))
        .hasSize(ROWS)
        .containsEntry("17", "part-17");
  }
}
