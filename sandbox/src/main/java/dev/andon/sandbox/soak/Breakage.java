package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.FaultLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Does to a plant what a plan says, and writes down when. Thread-safe. */
final class Breakage implements AutoCloseable {

  private static final int THREADS = 6;
  private static final long LAST_REPAIRS_SECONDS = 60;

  private final SoakPlant plant;
  private final JsonLines book;
  private final ScheduledExecutorService clock =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("breakage-", 0).factory());
  private final Map<Incident, Long> broken = new ConcurrentHashMap<>();
  private final AtomicLong happened = new AtomicLong();

  Breakage(SoakPlant plant, JsonLines book) {
    this.plant = plant;
    this.book = book;
  }

  /** Everything of a plan, counted from now minus what has passed of it. */
  void follow(FaultPlan plan, long passedMillis) {
    for (FaultPlan.Planned one : plan.planned()) {
      long begin = Math.max(0, one.at().toMillis() - passedMillis);
      var _ = clock.schedule(() -> run(one.incident(), true), begin, TimeUnit.MILLISECONDS);
      var _ =
          clock.schedule(
              () -> run(one.incident(), false),
              begin + one.length().toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** What is broken now, in words. */
  List<String> now() {
    return broken.keySet().stream().map(one -> one.target() + " " + one.word()).sorted().toList();
  }

  /** Incidents that have begun. */
  long happened() {
    return happened.get();
  }

  private void run(Incident incident, boolean begin) {
    try {
      if (begin) {
        broken.put(incident, System.currentTimeMillis());
        happened.incrementAndGet();
        breakIt(incident);
      } else {
        repair(incident);
        ended(incident);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot do " + incident, failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(Incident incident) {
    Long since = broken.remove(incident);
    if (since != null) {
      book.add(
          new FaultLine(
              incident.kind().text(),
              incident.word(),
              incident.target(),
              since,
              Math.max(since, System.currentTimeMillis())));
    }
  }

  private void breakIt(Incident incident) throws IOException, InterruptedException {
    switch (incident) {
      case Incident.Kill(String target) -> plant.process(target).kill();
      case Incident.Stall(String target) -> plant.process(target).stall();
      case Incident.FullDisk(String target) -> plant.fill(target);
      case Incident.Answers(ProviderPhase phase) -> plant.provider(phase);
      case Incident.Cable(String target, boolean halfOpen) -> plant.disturb(target, halfOpen);
    }
  }

  private void repair(Incident incident) throws IOException, InterruptedException {
    switch (incident) {
      case Incident.Kill(String target) -> plant.process(target).start();
      case Incident.Stall(String target) -> plant.process(target).resume();
      case Incident.FullDisk(String target) -> plant.free(target);
      case Incident.Answers ignored -> plant.provider(ProviderPhase.HEALTHY);
      case Incident.Cable(String target, boolean ignored) -> plant.restore(target);
    }
  }

  /** Nothing more is broken, and what is broken is repaired. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      if (!clock.awaitTermination(LAST_REPAIRS_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a fault does not end: " + now());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    List.copyOf(broken.keySet()).forEach(incident -> run(incident, false));
    book.close();
  }
}
