package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.sandbox.soak.audit.LedgerFile;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Looks into the hub's ledger every second for what the capped line has spent. Thread-safe. */
final class SpendWatch implements AutoCloseable {

  private static final long EVERY_MS = 1_000;

  private final LedgerFile ledger;
  private final JsonLines book;
  private final AtomicLong capMicros;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("spend-watch").factory());

  SpendWatch(SoakFolder folder, long capMicros) {
    this.ledger = new LedgerFile(folder.hubFile());
    this.book = JsonLines.appendTo(folder.spend());
    this.capMicros = new AtomicLong(capMicros);
    var _ = clock.scheduleWithFixedDelay(this::sample, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** One more look; nothing where the file cannot be read now. */
  void sample() {
    try {
      book.add(ledger.spent(PlantFiles.CAPPED, capMicros.get(), System.currentTimeMillis()));
    } catch (IllegalStateException notNow) {
      // The hub is about to make its tables, or its disk is full; the next look tells.
    }
  }

  /** From now on the line may spend so much. */
  void raised(long micros) {
    sample();
    capMicros.set(micros);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    sample();
    book.close();
  }
}
