package dev.andon.hub.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes that the disk refused: what is to be written is known, so whoever waited goes on, and each
 * round tries again. They live as long as the process. Thread-safe.
 */
public final class LateWrites {
  private static final Logger LOG = LoggerFactory.getLogger(LateWrites.class);

  /** With so many waiting, nothing that will need another should be begun. */
  private static final int FULL = 10_000;

  /** A round gives up after so many refusals: the disk is not back yet. */
  private static final int REFUSALS = 20;

  private final Deque<Late> waiting = new ArrayDeque<>();
  private volatile @Nullable StoreException lastRefusal;

  /** One thing to write, durably or not at all. */
  private record Late(String what, Runnable write) {}

  /**
   * Writes now, or in a later round where the store refuses.
   *
   * @param what with the ids needed to find it, for the log
   */
  public void write(String what, Runnable write) {
    try {
      write.run();
    } catch (StoreException refused) {
      lastRefusal = refused;
      LOG.error("not written yet {} cause={}", what, refused.getMessage());
      synchronized (waiting) {
        waiting.add(new Late(what, write));
      }
    }
  }

  /**
   * Refuses where too much waits already.
   *
   * @throws StoreException with the last refusal as its cause
   */
  public void refuseIfFull() {
    StoreException reason = lastRefusal;
    if (reason != null && size() >= FULL) {
      throw new StoreException(
          FULL + " writes wait for the disk; nothing more is begun until it takes some", reason);
    }
  }

  /** Writes that wait. */
  public int size() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /** Tries each write that waits once, the oldest first. */
  public synchronized void round() {
    int written = 0;
    List<Late> refused = new ArrayList<>();
    for (int left = size(); left > 0 && refused.size() < REFUSALS; left--) {
      Late next = poll();
      if (written(next)) {
        written++;
      } else {
        refused.add(next);
      }
    }
    synchronized (waiting) {
      waiting.addAll(refused);
    }
    if (written > 0) {
      LOG.info("written late count={} waiting={}", written, size());
    }
  }

  /** Only rounds take away, so there is as much as was counted. */
  private Late poll() {
    synchronized (waiting) {
      return waiting.removeFirst();
    }
  }

  private boolean written(Late late) {
    try {
      late.write.run();
      return true;
    } catch (StoreException refused) {
      lastRefusal = refused;
      return false;
    } catch (IllegalStateException closedMeanwhile) {
      LOG.error("late write dropped {} cause={}", late.what, closedMeanwhile.getMessage());
      return true;
    }
  }
}
