package dev.andon.hub.ingest.allowance;

import dev.andon.hub.store.Store;

/**
 * Numbers that only grow, over restarts and clocks that are set back too, so that a station knows
 * an old word of its hub from a new one. They are reserved a stretch at a time: a write in ten
 * minutes, however many are given out. Thread-safe.
 */
public final class AllowanceNumbers {
  /** Numbers follow the clock's milliseconds. */
  private static final long STRETCH = 600_000;

  private final Store store;
  private long last = -1;
  private long reserved;

  public AllowanceNumbers(Store store) {
    this.store = store;
  }

  /**
   * The next number.
   *
   * @throws dev.andon.hub.store.StoreException where none can be reserved
   */
  public synchronized long next(long nowMs) {
    if (last < 0) {
      reserved = known();
      last = reserved;
    }
    long next = Math.max(last + 1, nowMs);
    if (next > reserved) {
      reserve(next + STRETCH);
      reserved = next + STRETCH;
    }
    last = next;
    return next;
  }

  private long known() {
    return store
        .read(
            tx ->
                tx.first(
                    "SELECT reserved FROM allowance_number WHERE id = 1", row -> row.number(1)))
        .orElse(0L);
  }

  private void reserve(long upTo) {
    store.write(
        tx ->
            tx.update(
                "INSERT INTO allowance_number (id, reserved) VALUES (1, ?)"
                    + " ON CONFLICT (id) DO UPDATE SET reserved = excluded.reserved",
                upTo));
  }
}
