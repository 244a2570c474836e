package dev.andon.hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.sqlite.SQLiteErrorCode.SQLITE_BUSY;
import static org.sqlite.SQLiteErrorCode.SQLITE_CANTOPEN;
import static org.sqlite.SQLiteErrorCode.SQLITE_CORRUPT;
import static org.sqlite.SQLiteErrorCode.SQLITE_FULL;
import static org.sqlite.SQLiteErrorCode.SQLITE_IOERR;
import static org.sqlite.SQLiteErrorCode.SQLITE_NOMEM;
import static org.sqlite.SQLiteErrorCode.SQLITE_READONLY;

import dev.andon.hub.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class HealingStoreTest {
  private static final String INSERT = "INSERT INTO note (text) VALUES (?)";
  private static final String COUNT = "SELECT COUNT(*) FROM note";
  private static final List<Migration> SCHEMA =
      List.of(
          new Migration(
              "test",
              1,
              List.of("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")));
  private static final Map<SQLiteErrorCode, Kind> KINDS =
      Map.of(
          SQLITE_FULL, Kind.FULL,
          SQLITE_READONLY, Kind.READ_ONLY,
          SQLITE_IOERR, Kind.IO,
          SQLITE_CANTOPEN, Kind.IO,
          SQLITE_NOMEM, Kind.IO,
          SQLITE_CORRUPT, Kind.CORRUPT);

  @TempDir Path folder;
  private final FaultyDisk disk = new FaultyDisk();

  private Store open() {
    return disk.open(
        StoreSettings.of(folder.resolve("hub.db")).withDurability(StoreSettings.Durability.OFF),
        SCHEMA,
        Clock.systemUTC());
  }

  private static int add(Store store, String text) {
    return store.write(tx -> tx.update(INSERT, text));
  }

  private static long count(Store store) {
    return store.read(tx -> tx.number(COUNT));
  }

  private static Kind kindOf(Runnable work) {
    return catchThrowableOfType(StoreException.class, work::run).kind();
  }

  @Test
  void a_file_that_was_full_is_written_again_as_soon_as_there_is_room() {
    try (Store store =
        Store.open(StoreSettings.of(folder.resolve("hub.db")), SCHEMA, Clock.systemUTC())) {
      add(store, "before");
      store.write(tx -> tx.number("PRAGMA max_page_count = 1"));
      assertThatThrownBy(() -> add(store, "x".repeat(100_000)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("full");
      for (int i = 0; i < 3; i++) {
        add(store, "after");
      }
      assertThat(count(store)).isEqualTo(4);
    }
  }

  @Test
  void each_failure_of_the_disk_is_told_by_its_kind_and_the_next_write_works() {
    try (Store store = open()) {
      KINDS.forEach(
          (code, kind) -> {
            disk.fail(INSERT, code, 1);
            assertThat(kindOf(() -> add(store, "lost"))).as("%s", code).isEqualTo(kind);
            assertThat(add(store, "kept")).as("%s", code).isEqualTo(1);
          });
      assertThat(count(store)).isEqualTo(KINDS.size());
      assertThat(store.writesRefused(Kind.IO)).isEqualTo(3);
    }
  }

  @Test
  void a_commit_and_an_opening_that_fail_are_recovered_from_as_well() {
    try (Store store = open()) {
      for (SQLiteErrorCode code : KINDS.keySet()) {
        disk.fail(FaultyDisk.COMMIT, code, 1);
        assertThat(kindOf(() -> add(store, "lost"))).isEqualTo(KINDS.get(code));
        add(store, "kept");
        disk.failAllFrom(1, code);
        assertThat(kindOf(() -> add(store, "lost"))).isEqualTo(KINDS.get(code));
        disk.fail(FaultyDisk.OPEN, code, 1);
        await().ignoreExceptions().until(() -> add(store, "kept") == 1);
      }
      assertThat(count(store)).isEqualTo(2L * KINDS.size());
    }
  }

  @Test
  void nothing_of_a_write_that_failed_half_way_is_stored_even_if_it_goes_on_regardless() {
    try (Store store = open()) {
      disk.fail(COUNT, SQLITE_FULL, 1);
      assertThat(
              kindOf(
                  () ->
                      store.write(
                          tx -> {
                            tx.update(INSERT, "first half");
                            try {
                              return tx.number(COUNT);
                            } catch (StoreException overlooked) {
                              return (long) tx.update(INSERT, "second half");
                            }
                          })))
          .isEqualTo(Kind.FULL);
      assertThat(count(store)).isZero();
    }
  }

  @Test
  void others_of_the_group_are_written_when_one_write_alone_finds_no_room() {
    try (Store store = open()) {
      disk.fail("INSERT INTO note (text) VALUES ('large')", SQLITE_FULL, 2);
      List<CompletableFuture<Integer>> all =
          IntStream.range(0, 100)
              .mapToObj(
                  i ->
                      store
                          .writer()
                          .submitLater(
                              tx ->
                                  i == 50
                                      ? tx.update("INSERT INTO note (text) VALUES ('large')")
                                      : tx.update(INSERT, "n" + i)))
              .toList();
      long failed = all.stream().filter(f -> f.handle((ok, bad) -> bad != null).join()).count();
      assertThat(failed).isEqualTo(1);
      assertThat(count(store)).isEqualTo(99);
    }
  }

  @Test
  void while_the_outage_lasts_writes_are_refused_at_once_and_reading_goes_on() {
    try (Store store = open()) {
      add(store, "before");
      disk.failAllFrom(1, SQLITE_FULL);
      for (int i = 0; i < 200; i++) {
        assertThat(kindOf(() -> add(store, "lost"))).isEqualTo(Kind.FULL);
      }
      assertThat(disk.fired()).as("tries in 200 refused writes").isBetween(2, 60);
      assertThat(count(store)).isEqualTo(1);
      assertThat(store.writable()).isFalse();
      assertThat(store.outages())
          .singleElement()
          .satisfies(
              outage ->
                  assertThat(outage.inWords())
                      .contains("hub.db cannot be written: the disk is full (full), since "));
    }
  }

  @Test
  void a_file_that_nobody_writes_to_is_found_to_work_again_by_the_writer_itself() {
    try (Store store = open()) {
      disk.failAllFrom(1, SQLITE_READONLY);
      assertThat(kindOf(() -> add(store, "lost"))).isEqualTo(Kind.READ_ONLY);
      await().until(() -> disk.fired() > 3);
      assertThat(store.writable()).isFalse();
      disk.heal();
      await().atMost(Duration.ofSeconds(5)).until(store::writable);
      assertThat(store.<Long>read(tx -> tx.number("SELECT COUNT(*) FROM schema_step")))
          .as("nothing of the probes is left")
          .isEqualTo(1);
    }
  }

  @Test
  void another_process_that_keeps_the_lock_for_long_is_waited_for_and_nobody_sees_it() {
    try (Store store = open()) {
      disk.fail(Migration.LOCK, SQLITE_BUSY, 4);
      List<CompletableFuture<Integer>> all =
          IntStream.range(0, 20)
              .mapToObj(i -> store.writer().submitLater(tx -> tx.update(INSERT, "n" + i)))
              .toList();
      all.forEach(CompletableFuture::join);
      assertThat(disk.fired()).isEqualTo(4);
      assertThat(count(store)).isEqualTo(20);
    }
  }

  @Test
  void a_group_that_never_gets_the_lock_is_refused_together_and_does_not_wait_one_by_one()
      throws Exception {
    Outages outages = new Outages(folder.resolve("hub.db"), "written", Clock.systemUTC());
    int[] tries = {0};
    WriteSession.Opener locked =
        () -> {
          tries[0]++;
          throw new SQLiteException("locked", SQLITE_BUSY);
        };
    try (Writer writer = new Writer(locked, "test", outages, Duration.ofMillis(100))) {
      List<CompletableFuture<Integer>> all =
          IntStream.range(0, 50).mapToObj(i -> writer.submitLater(tx -> i)).toList();
      for (CompletableFuture<Integer> one : all) {
        assertThat(one.handle((ok, bad) -> ((StoreException) bad).kind()).get())
            .isEqualTo(Kind.BUSY);
      }
      assertThat(tries[0]).isLessThan(25);
    }
  }

  @Test
  void an_error_of_the_machine_reaches_the_caller_and_the_writer_lives() throws SQLException {
    try (Store real = open()) {
      add(real, "before");
    }
    Outages outages = new Outages(folder.resolve("hub.db"), "written", Clock.systemUTC());
    int[] tries = {0};
    WriteSession.Opener dying =
        () -> {
          if (tries[0]++ < 2) {
            throw new OutOfMemoryError("no more heap");
          }
          var source = new org.sqlite.SQLiteDataSource();
          source.setUrl("jdbc:sqlite:" + folder.resolve("hub.db"));
          var connection = source.getConnection();
          connection.setAutoCommit(false);
          return connection;
        };
    try (Writer writer = new Writer(dying, "test", outages, Duration.ZERO)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> writer.submit(tx -> tx.update(INSERT, "lost")))
            .hasMessageContaining("no more heap");
      }
      assertThat(writer.<Integer>submit(tx -> tx.update(INSERT, "kept"))).isEqualTo(1);
    }
  }

  @Test
  void a_reader_that_failed_is_not_lent_again() {
    try (Store store = open()) {
      add(store, "one");
      for (SQLiteErrorCode code : KINDS.keySet()) {
        disk.fail(COUNT, code, 1);
        assertThat(kindOf(() -> count(store))).isEqualTo(KINDS.get(code));
        assertThat(store.outages()).extracting(Outage::work).containsExactly("read");
        for (int i = 0; i < 8; i++) {
          assertThat(count(store)).isEqualTo(1);
        }
        assertThat(store.outages()).isEmpty();
      }
      assertThat(store.readsRefused(Kind.IO)).isEqualTo(3);
    }
  }

  @Test
  void a_statement_that_does_not_fit_is_no_outage() {
    try (Store store = open()) {
      assertThat(kindOf(() -> store.write(tx -> tx.update("INSERT INTO nowhere VALUES (1)"))))
          .isEqualTo(Kind.OTHER);
      assertThat(kindOf(() -> store.write(tx -> tx.update(INSERT, (String) null))))
          .isEqualTo(Kind.OTHER);
      assertThat(store.outages()).isEmpty();
      assertThat(add(store, "after")).isEqualTo(1);
    }
  }

  @Test
  void a_file_that_has_vanished_is_not_begun_anew_with_empty_books() throws Exception {
    try (Store store = open()) {
      add(store, "before");
      for (String suffix : List.of("", "-wal", "-shm")) {
        Files.move(folder.resolve("hub.db" + suffix), folder.resolve("away.db" + suffix));
      }
      disk.fail(INSERT, SQLITE_IOERR, 1);
      assertThat(kindOf(() -> add(store, "lost"))).isEqualTo(Kind.IO);
      assertThat(kindOf(() -> add(store, "lost"))).isEqualTo(Kind.IO);
      assertThat(folder.resolve("hub.db")).doesNotExist();
    }
  }
}
