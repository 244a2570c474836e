package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.FaultLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A plant in a phase: what is broken there, and whether a process has come so far again that it has
 * done some of its work. Thread-safe.
 *
 * @param faults where faults are written down
 */
record PhasePlant(
    SoakPlant plant, SoakFolder folder, PulseWatch pulse, JsonLines faults, long seed) {

  /** After so long a process is attacked again, whatever it has done. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final long LOOK_MS = 50;

  /** Hub and stations. */
  List<String> owners() {
    return Stream.concat(Stream.of("hub"), plant.stations().stream()).toList();
  }

  /** A stream of its own for each name. */
  SplittableRandom random(String name) {
    return new SplittableRandom(seed * 31 + name.hashCode());
  }

  /** What a process has achieved; grows. */
  long work(String process) throws IOException {
    return switch (process) {
      case "hub" -> Files.exists(folder.books()) ? Files.size(folder.books()) : 0;
      case "broker" -> plant.line().verdicts();
      default -> plant.line().received(process);
    };
  }

  /** Until it has done something since; false where that took too long. */
  boolean awaitWork(String process, long before) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (work(process) <= before) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    return true;
  }

  /** Writes a fault down that is over now. */
  void wasBroken(FaultKind kind, String what, String target, long fromMs) {
    wasBroken(kind.text(), what, target, fromMs);
  }

  void wasBroken(String kind, String what, String target, long fromMs) {
    faults.add(
        new FaultLine(kind, what, target, fromMs, Math.max(fromMs, System.currentTimeMillis())));
  }

  /** Something that is done to one target. */
  @FunctionalInterface
  interface ForOne {
    void run(String target) throws IOException, InterruptedException;
  }

  /** Does it to each target at the same time, and waits for all. */
  static void forAll(List<String> targets, ForOne each) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> all =
          threads.invokeAll(
              targets.stream()
                  .map(
                      target ->
                          (Callable<Object>)
                              () -> {
                                each.run(target);
                                return target;
                              })
                  .toList());
      for (Future<Object> one : all) {
        one.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException("a phase went wrong: " + failed.getCause(), failed.getCause());
    }
  }
}
