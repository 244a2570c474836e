package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.sandbox.soak.audit.LedgerFile;
import dev.andon.sandbox.soak.audit.OutboxCounts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks every second how far stations and hub are, and writes it down. Files of a process that is
 * down are left alone: a reader would stand in the way of SQLite's recovery. Thread-safe.
 */
final class PulseWatch implements AutoCloseable {

  private static final long EVERY_MS = 1_000;

  private final SoakPlant plant;
  private final SoakFolder folder;
  private final JsonLines book;
  private final Map<String, OutboxCounts> counts = new ConcurrentHashMap<>();
  private final ReentrantLock files = new ReentrantLock();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("pulse").factory());
  private volatile long hubOpen;
  private volatile boolean blind;

  PulseWatch(SoakPlant plant, SoakFolder folder) {
    this.plant = plant;
    this.folder = folder;
    this.book = JsonLines.appendTo(folder.pulses());
    var _ = clock.scheduleWithFixedDelay(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    files.lock();
    try {
      if (!blind) {
        read();
      }
    } finally {
      files.unlock();
    }
    book.add(
        new PulseLine(
            System.currentTimeMillis(), judged(), plant.line().received(), waiting(), hubOpen));
  }

  private void read() {
    for (String station : plant.stations()) {
      if (plant.process(station).alive()) {
        OutboxCounts.of(folder.outbox(station)).ifPresent(now -> counts.put(station, now));
      }
    }
    if (plant.process("hub").alive()) {
      try {
        hubOpen = new LedgerFile(folder.hubFile()).standing().unfinished();
      } catch (IllegalStateException notNow) {
        // The last figure stands; the next look tells.
      }
    }
  }

  /** From now on no file is opened, until {@link #see}. */
  void lookAway() {
    files.lock();
    try {
      blind = true;
    } finally {
      files.unlock();
    }
  }

  void see() {
    blind = false;
  }

  /** Frames of one station of which it has a row. */
  long judged(String station) {
    return counts.getOrDefault(station, OutboxCounts.NONE).judged();
  }

  private long judged() {
    return counts.values().stream().mapToLong(OutboxCounts::judged).sum();
  }

  /** Escalations that no hub has. */
  long waiting() {
    return counts.values().stream().mapToLong(OutboxCounts::waiting).sum();
  }

  long hubOpen() {
    return hubOpen;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    look();
    book.close();
  }
}
