package dev.andon.edge.capture.camera;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Waiting for a lock, but not for ever. */
final class Locks {
  private Locks() {}

  /** Whether it was taken within the time, or at once where the thread is interrupted. */
  static boolean taken(Lock lock, long millis) {
    try {
      return lock.tryLock(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return lock.tryLock();
    }
  }
}
