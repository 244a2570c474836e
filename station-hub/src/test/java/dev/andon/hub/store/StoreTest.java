package dev.andon.hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T10:00:00Z"));
  private static final List<Migration> SCHEMA =
      List.of(
          new Migration(
              "test",
              1,
              List.of(
                  "CREATE TABLE note (id {identity}, text TEXT NOT NULL UNIQUE)"
                      .replace("{identity}", "INTEGER PRIMARY KEY"))));

  @TempDir Path folder;

  @Test
  void what_was_written_is_read_back_after_reopening() {
    try (Store store = open()) {
      store.write(tx -> tx.update("INSERT INTO note (text) VALUES (?)", "kept"));
    }
    try (Store store = open()) {
      assertThat(notes(store)).containsExactly("kept");
      assertThat(store.<Long>read(tx -> tx.number("PRAGMA page_size"))).isEqualTo(4096);
      assertThat(store.<Long>read(tx -> tx.number("PRAGMA auto_vacuum"))).isEqualTo(2);
      assertThat(store.salvaged()).isEmpty();
    }
  }

  @Test
  void a_failing_write_takes_only_its_own_changes_back() {
    try (Store store = open()) {
      store.write(tx -> tx.update("INSERT INTO note (text) VALUES ('taken')"));
      List<CompletableFuture<Integer>> all =
          IntStream.range(0, 200)
              .mapToObj(
                  i ->
                      store
                          .writer()
                          .submitLater(
                              tx ->
                                  tx.update(
                                      "INSERT INTO note (text) VALUES (?)",
                                      i % 10 == 0 ? "taken" : "n" + i)))
              .toList();
      long failed = all.stream().filter(f -> f.handle((ok, bad) -> bad != null).join()).count();
      assertThat(failed).isEqualTo(20);
      assertThat(notes(store)).hasSize(181);
      assertThatThrownBy(
              () -> store.write(tx -> tx.update("INSERT INTO note (text) VALUES ('taken')")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("UNIQUE");
    }
  }

  @Test
  void an_error_inside_a_write_reaches_its_caller_and_not_the_next_one() {
    try (Store store = open()) {
      assertThatThrownBy(
              () ->
                  store.write(
                      tx -> {
                        throw new AssertionError("broken");
                      }))
          .hasMessageContaining("broken");
      store.write(tx -> tx.update("INSERT INTO note (text) VALUES ('after')"));
      assertThat(notes(store)).containsExactly("after");
    }
  }

  @Test
  void a_damaged_file_is_set_aside_whole_and_a_new_one_begun() throws IOException {
    try (Store store = open()) {
      store.write(tx -> tx.update("INSERT INTO note (text) VALUES ('lost')"));
    }
    Files.write(
        folder.resolve("hub.db"),
        "this is no database, but long enough to be read as one"
            .repeat(200)
            .getBytes(StandardCharsets.UTF_8));
    try (Store store = open()) {
      assertThat(notes(store)).isEmpty();
      Path aside = store.salvaged().orElseThrow().folder();
      assertThat(aside).isEqualTo(folder.resolve("quarantine/20261120T100000000Z"));
      assertThat(aside.resolve("hub.db")).exists();
    }
  }

  @Test
  void another_process_may_write_at_any_time_and_neither_overtakes_the_other() {
    try (Store hub = open();
        Store desk = open()) {
      List<CompletableFuture<Integer>> all =
          IntStream.range(0, 100)
              .mapToObj(i -> (i % 2 == 0 ? hub : desk).writer().submitLater(StoreTest::next))
              .toList();
      all.forEach(CompletableFuture::join);
      desk.write(StoreTest::next);
      hub.write(StoreTest::next);
      assertThat(notes(hub))
          .isEqualTo(IntStream.rangeClosed(1, 102).mapToObj(Integer::toString).toList());
    }
  }

  /** Reads before it writes: it would fail or repeat a number if it saw an old state. */
  private static int next(Tx tx) {
    long last = tx.number("SELECT COUNT(*) FROM note");
    return tx.update("INSERT INTO note (text) VALUES (?)", Long.toString(last + 1));
  }

  @Test
  void a_closed_store_refuses_instead_of_hanging() {
    Store store = open();
    store.close();
    assertThatThrownBy(() -> store.write(tx -> 1)).hasMessageContaining("closed");
  }

  private Store open() {
    return Store.open(StoreSettings.of(folder.resolve("hub.db")), SCHEMA, CLOCK);
  }

  private static List<String> notes(Store store) {
    return store.read(tx -> tx.query("SELECT text FROM note ORDER BY id", row -> row.text(1)));
  }
}
