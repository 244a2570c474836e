package dev.andon.hub.till;

import dev.andon.hub.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bookings that the disk refused: what is to be booked is known, so the caller has its answer, the
 * hold goes on counting, and each round tries again. They live as long as the process; after that
 * the holds are what is left of them, and are booked at their bounds. Thread-safe.
 */
final class Unbooked {
  private static final Logger LOG = LoggerFactory.getLogger(Unbooked.class);

  /** With so many waiting, nothing new is paid for until the disk takes some. */
  private static final int FULL = 10_000;

  /** A round gives up after so many refusals in a row: the disk is not back yet. */
  private static final int REFUSALS = 20;

  private final Deque<Booking> waiting = new ArrayDeque<>();
  private volatile @Nullable StoreException lastRefusal;

  /** One thing to write, durably or not at all. */
  private record Booking(String what, Runnable write) {}

  /** Books now, or in a later round. */
  void book(String what, Runnable write) {
    try {
      write.run();
    } catch (StoreException refused) {
      lastRefusal = refused;
      LOG.error("not booked yet {} cause={}", what, refused.getMessage());
      synchronized (waiting) {
        waiting.add(new Booking(what, write));
      }
    }
  }

  /** Refuses where no further attempt may be begun. */
  void refuseIfFull() {
    StoreException reason = lastRefusal;
    if (reason != null && size() >= FULL) {
      throw new StoreException(
          FULL + " answers wait to be booked; nothing more is paid for until the disk takes some",
          reason);
    }
  }

  int size() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /** Tries each booking that waits once, the oldest first. Called by one thread. */
  void round() {
    int booked = 0;
    List<Booking> refused = new ArrayList<>();
    for (int left = size(); left > 0 && refused.size() < REFUSALS; left--) {
      Booking next = poll();
      if (written(next)) {
        booked++;
      } else {
        refused.add(next);
      }
    }
    synchronized (waiting) {
      waiting.addAll(refused);
    }
    if (booked > 0) {
      LOG.info("booked late count={} waiting={}", booked, size());
    }
  }

  /** Only rounds take away, so there is as much as was counted. */
  private Booking poll() {
    synchronized (waiting) {
      return waiting.removeFirst();
    }
  }

  private boolean written(Booking booking) {
    try {
      booking.write.run();
      return true;
    } catch (StoreException refused) {
      lastRefusal = refused;
      return false;
    } catch (IllegalStateException closedMeanwhile) {
      LOG.error("booking dropped {} cause={}", booking.what, closedMeanwhile.getMessage());
      return true;
    }
  }
}
