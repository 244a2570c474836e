package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.store.FaultyDisk;
import dev.andon.hub.store.Outage;
import dev.andon.hub.store.StoreException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/**
 * Every statement that the hub issues, made to fail in every way a disk can: nobody sees anything
 * but a {@link StoreException}, the books stay true, and it all works again by itself.
 */
final class StatementSweepTest {
  private static final List<SQLiteErrorCode> CODES =
      List.of(
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_READONLY,
          SQLiteErrorCode.SQLITE_CORRUPT,
          SQLiteErrorCode.SQLITE_BUSY);

  /** Several failures in a row: beyond the first, the writer makes pauses. */
  private static final int FOR_A_WHILE = 3;

  private static final int PARTS = 3;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  @TempDir Path folder;

  /** One that ends the transaction behind the driver's back, and one that does not. */
  private static final List<SQLiteErrorCode> LASTING =
      List.of(SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_CORRUPT);

  @Test
  void after_any_statement_has_failed_once_or_for_a_while_all_goes_on_and_the_books_are_true()
      throws Exception {
    eachOf(LASTING, StatementSweepTest::failEach);
  }

  @Tag("slow")
  @Test
  void the_same_holds_for_what_disks_say_otherwise() throws Exception {
    eachOf(
        CODES.stream().filter(code -> !LASTING.contains(code)).toList(),
        StatementSweepTest::failEach);
  }

  private static void failEach(StoreFeatures features, List<Step> steps, SQLiteErrorCode code) {
    Set<String> swept = new HashSet<>();
    for (Step step : steps) {
      for (String statement : step.statements()) {
        if (statement.equals(FaultyDisk.COMMIT) || swept.add(statement)) {
          fail(features, step, statement, code, 1);
          fail(features, step, statement, code, FOR_A_WHILE);
        }
      }
    }
  }

  @Tag("slow")
  @Test
  void a_disk_that_fails_at_any_point_of_any_work_leaves_the_books_true_and_works_again_later()
      throws Exception {
    eachOf(
        LASTING,
        (features, steps, code) -> {
          for (Step step : steps) {
            for (int n = 1; n <= step.statements().size(); n++) {
              features.disk.failAllFrom(n, code);
              onlyStoreExceptions(step);
              features.disk.heal();
              recover(features, step, "failing from " + n + " on with " + code);
            }
          }
        });
  }

  private record Step(String name, Runnable work, Set<String> statements) {}

  private interface Sweep {
    void run(StoreFeatures features, List<Step> steps, SQLiteErrorCode code);
  }

  /** Most of the time is waiting, so all codes are swept at the same time, and in parts. */
  private void eachOf(List<SQLiteErrorCode> codes, Sweep sweep) throws Exception {
    try (ExecutorService all = Executors.newCachedThreadPool()) {
      List<Future<?>> sweeps =
          codes.stream()
              .flatMap(code -> IntStream.range(0, PARTS).mapToObj(part -> part(sweep, code, part)))
              .<Future<?>>map(all::submit)
              .toList();
      for (Future<?> one : sweeps) {
        one.get();
      }
    }
  }

  private Runnable part(Sweep sweep, SQLiteErrorCode code, int part) {
    return () -> {
      try (StoreFeatures features = new StoreFeatures(folder.resolve(code.name() + part))) {
        List<Step> steps = recorded(features);
        sweep.run(
            features,
            IntStream.range(0, steps.size())
                .filter(i -> i % PARTS == part)
                .mapToObj(steps::get)
                .toList(),
            code);
      }
    };
  }

  /** What each step issues where nothing fails, the end of its transactions included. */
  private static List<Step> recorded(StoreFeatures features) {
    Map<String, Set<String>> issued = new LinkedHashMap<>();
    features.steps().forEach((name, work) -> issued.put(name, issued(features, work)));
    Set<String> all = new LinkedHashSet<>();
    issued.values().forEach(all::addAll);
    assertThat(all).as("statements of a representative run").hasSizeGreaterThan(70);
    return features.steps().entrySet().stream()
        .map(
            step ->
                new Step(
                    step.getKey(), step.getValue(), issued.getOrDefault(step.getKey(), Set.of())))
        .toList();
  }

  private static Set<String> issued(StoreFeatures features, Runnable work) {
    features.disk.seen();
    work.run();
    Set<String> statements = features.disk.seen();
    statements.remove(FaultyDisk.OPEN);
    return statements;
  }

  private static void fail(
      StoreFeatures features, Step step, String statement, SQLiteErrorCode code, int times) {
    features.disk.fail(statement, code, times);
    recover(features, step, code + " × " + times + " in: " + statement);
  }

  private static void recover(StoreFeatures features, Step step, String what) {
    try {
      untilItWorks(step);
      features.disk.heal();
      untilNothingIsOutOfOrder(features);
      features.checkBooks();
    } catch (RuntimeException | AssertionError broken) {
      throw new AssertionError(step.name() + " after " + what, broken);
    }
  }

  private static void untilItWorks(Step step) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!onlyStoreExceptions(step)) {
      assertThat(System.nanoTime()).as("works again in time").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Whether it worked; any other exception than the store's for a failing disk comes out. */
  private static boolean onlyStoreExceptions(Step step) {
    try {
      step.work().run();
      return true;
    } catch (StoreException outage) {
      assertThat(outage.kind().passes()).as("%s", outage.getMessage()).isTrue();
      return false;
    }
  }

  private static void untilNothingIsOutOfOrder(StoreFeatures features) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!outages(features).isEmpty()) {
      assertThat(System.nanoTime()).as("outages %s", outages(features)).isLessThan(end);
      var _ = features.money.<Long>read(tx -> tx.number("SELECT 1"));
      var _ = features.evidence.<Long>read(tx -> tx.number("SELECT 1"));
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static List<Outage> outages(StoreFeatures features) {
    return Stream.of(features.money, features.evidence)
        .flatMap(store -> store.outages().stream())
        .toList();
  }
}
