package dev.andon.hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealingStoreTest {
  private static final String INSERT = "INSERT INTO note (text) VALUES (?)";
  private static final List<Migration> SCHEMA =
      List.of(
          new Migration(
              "test", 1, List.of("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")));

  @TempDir Path folder;

  @Test
  void a_file_that_was_full_is_written_again_as_soon_as_there_is_room() {
    try (Store store =
        Store.open(StoreSettings.of(folder.resolve("hub.db")), SCHEMA, Clock.systemUTC())) {
      store.write(tx -> tx.update(INSERT, "before"));
      store.write(tx -> tx.number("PRAGMA max_page_count = 1"));
      assertThatThrownBy(() -> store.write(tx -> tx.update(INSERT, "x".repeat(100_000))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("full");
      store.write(tx -> tx.number("PRAGMA max_page_count = 100000"));
      for (int i = 0; i < 3; i++) {
        store.write(tx -> tx.update(INSERT, "after"));
      }
      assertThat(store.<Long>read(tx -> tx.number("SELECT COUNT(*) FROM note"))).isEqualTo(4);
    }
  }
}
