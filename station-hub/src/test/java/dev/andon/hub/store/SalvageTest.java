package dev.andon.hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SalvageTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T10:00:00Z"));
  private static final int ROWS = 5_000;
  private static final List<Migration> SCHEMA =
      List.of(
          new Migration(
              "test",
              1,
              List.of(
                  "CREATE TABLE part (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
                  "CREATE TABLE picture (sha TEXT PRIMARY KEY, part BIGINT NOT NULL REFERENCES part (id), bytes BLOB NOT NULL)",
                  "CREATE INDEX picture_part ON picture (part)",
                  "CREATE TABLE mark (up_to BIGINT NOT NULL)",
                  "INSERT INTO mark (up_to) VALUES (0)")));

  @TempDir static Path once;
  @TempDir Path folder;

  /** Thousands of rows are written once, and each test damages a copy. */
  @BeforeAll
  static void write() {
    try (Store store = open(once.resolve("hub.db"))) {
      store.write(
          tx -> {
            byte[] bytes = new byte[300];
            for (int i = 1; i <= ROWS; i++) {
              tx.update("INSERT INTO part (name) VALUES (?)", name(i));
              if (i % 10 == 0) {
                tx.update("INSERT INTO picture VALUES (?, ?, ?)", "sha-" + i, i, bytes);
              }
            }
            return tx.update("UPDATE mark SET up_to = 77");
          });
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_broken_leaf_costs_its_own_rows_and_no_others(long seed) throws IOException {
    fill();
    int broken = Damage.leaves(file(), "part", 10, new Random(seed));
    assertThat(broken).isPositive();
    try (Store store = open()) {
      Salvaged salvaged = store.salvaged().orElseThrow();
      assertThat(salvaged.complete()).isFalse();
      assertThat(salvaged.lost()).contains("part (");
      assertThat(count(store, "part")).isBetween(ROWS * 8L / 10, ROWS - 1L);
      assertThat(store.<Long>read(tx -> tx.number("SELECT up_to FROM mark"))).isEqualTo(77);
      assertThat(store.<Long>read(tx -> tx.number("SELECT COUNT(*) FROM mark"))).isEqualTo(1);
      assertThat(wrong(store)).as("rows that were never written").isZero();
      assertThat(
              store.<Long>read(
                  tx ->
                      tx.number(
                          "SELECT COUNT(*) FROM picture WHERE part NOT IN (SELECT id FROM part)")))
          .isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite_autoindex_part_1", "picture_part"})
  void a_broken_index_costs_nothing(String index) throws IOException {
    fill();
    Damage.root(file(), index, new Random(4));
    try (Store store = open()) {
      assertThat(store.salvaged().orElseThrow().complete()).isTrue();
      assertThat(count(store, "part")).isEqualTo(ROWS);
      assertThat(count(store, "picture")).isEqualTo(ROWS / 10);
    }
  }

  @Test
  void a_broken_header_costs_nothing() throws IOException {
    fill();
    Damage.header(file(), new Random(5));
    try (Store store = open()) {
      assertThat(store.salvaged().orElseThrow().complete()).isTrue();
      assertThat(count(store, "part")).isEqualTo(ROWS);
    }
  }

  @Test
  void a_file_that_was_cut_keeps_the_rows_that_are_still_in_it() throws IOException {
    fill();
    Damage.cut(file(), 0.6);
    try (Store store = open()) {
      assertThat(store.salvaged().orElseThrow().complete()).isFalse();
      assertThat(count(store, "part")).isPositive();
      assertThat(wrong(store)).isZero();
    }
  }

  @Test
  void a_broken_table_root_costs_that_table_alone_and_ends() throws IOException {
    fill();
    Damage.root(file(), "part", new Random(6));
    try (Store store = open()) {
      assertThat(store.salvaged().orElseThrow().lost()).contains("part (");
      assertThat(count(store, "mark")).isEqualTo(1);
    }
  }

  @Test
  void the_damaged_file_is_kept_whole_and_the_new_one_is_sound_until_it_is_seen_to()
      throws IOException {
    fill();
    Damage.leaves(file(), "picture", 3, new Random(7));
    byte[] damaged = Files.readAllBytes(file());
    try (Store store = open()) {
      Path kept = store.salvaged().orElseThrow().folder();
      assertThat(kept).isEqualTo(folder.resolve("quarantine/20261120T100000000Z"));
      assertThat(kept.resolve("hub.db")).hasBinaryContent(damaged);
      assertThat(kept.resolve("hub.db.finding")).exists();
    }
    try (Store store = open()) {
      Salvaged again = store.salvaged().orElseThrow();
      store.write(
          tx -> {
            again.settle(tx, CLOCK.instant());
            return true;
          });
      assertThat(store.salvaged()).isEmpty();
      assertThat(Soundness.of(file(), java.time.Duration.ofMinutes(1)))
          .isEqualTo(new Soundness.Sound());
    }
  }

  @Test
  void a_start_that_was_killed_in_the_middle_is_taken_up() throws IOException {
    fill();
    Damage.leaves(file(), "part", 10, new Random(8));
    Path aside = Files.createDirectories(folder.resolve("quarantine/20261119T000000000Z"));
    new DamageMark("half done", java.util.Optional.of(aside)).write(file());
    Files.move(file(), aside.resolve("hub.db"));
    Files.writeString(folder.resolve("hub.db.salvaging"), "half of a new file");
    try (Store store = open()) {
      assertThat(count(store, "part")).isGreaterThan(ROWS * 8L / 10);
      assertThat(store.salvaged().orElseThrow().folder()).isEqualTo(aside);
    }
    Files.move(file(), folder.resolve("hub.db.salvaged"));
    try (Store store = open()) {
      assertThat(count(store, "part")).as("only the last step was left").isPositive();
    }
  }

  @Test
  void damage_met_at_work_is_told_and_salvaged_at_the_next_start() throws IOException {
    fill();
    try (Store store = open()) {
      assertThat(store.damage()).isEmpty();
      Damage.root(file(), "picture", new Random(9));
      assertThatThrownBy(
              () -> store.<Long>read(tx -> tx.number("SELECT SUM(LENGTH(bytes)) FROM picture")))
          .isInstanceOf(StoreException.class);
      assertThat(store.damage().orElseThrow()).contains("SQLITE_CORRUPT");
    }
    assertThat(DamageMark.read(file())).isPresent();
    try (Store store = open()) {
      assertThat(store.salvaged().orElseThrow().lost()).contains("picture");
      assertThat(count(store, "part")).isEqualTo(ROWS);
      assertThat(store.damage()).isEmpty();
    }
  }

  @Test
  void a_tool_beside_the_hub_never_moves_a_damaged_file() throws IOException {
    fill();
    Damage.header(file(), new Random(10));
    assertThatThrownBy(() -> Store.openBeside(settings(), SCHEMA, CLOCK))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("start the hub again");
    assertThat(file()).exists();
    assertThat(folder.resolve("quarantine")).doesNotExist();
  }

  private void fill() throws IOException {
    Files.copy(once.resolve("hub.db"), file());
  }

  private static String name(int id) {
    return "part number " + id + " of the line";
  }

  private static long wrong(Store store) {
    return store.read(
        tx ->
            tx.number(
                "SELECT COUNT(*) FROM part WHERE name <> 'part number ' || id || ' of the line'"));
  }

  private static long count(Store store, String table) {
    return store.read(tx -> tx.number("SELECT COUNT(*) FROM " + table));
  }

  private Path file() {
    return folder.resolve("hub.db");
  }

  private StoreSettings settings() {
    return StoreSettings.of(file());
  }

  private Store open() {
    return open(file());
  }

  private static Store open(Path file) {
    return Store.open(StoreSettings.of(file), SCHEMA, CLOCK);
  }
}
