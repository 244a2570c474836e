package dev.andon.sandbox.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What every pump asks before it passes bytes on. Thread-safe. */
final class LinkGate {

  /** It makes up for no more than this. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private LinkState state = new LinkState.Up();
  private boolean closed;
  private long outages;

  LinkState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** How often a working link became cut or stalled. */
  long outages() {
    lock.lock();
    try {
      return outages;
    } finally {
      lock.unlock();
    }
  }

  void set(LinkState next) {
    lock.lock();
    try {
      if (carries(state) && !carries(next)) {
        outages++;
      }
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits while the link is stalled.
   *
   * @return how many of the bytes may pass now; 0 when the connection has to end
   */
  int admit(int bytes) throws InterruptedException {
    lock.lock();
    try {
      while (state instanceof LinkState.Stalled && !closed) {
        changed.await();
      }
      return closed ? 0 : admitted(bytes);
    } finally {
      lock.unlock();
    }
  }

  private int admitted(int bytes) {
    return switch (state) {
      case LinkState.Up() -> bytes;
      case LinkState.Cut() -> 0;
      case LinkState.Stalled() -> 0;
      case LinkState.Slow(long rate) -> Math.clamp(rate / 20, 1, bytes);
    };
  }

  /**
   * Waits as long as a slow link needs for so many bytes, or until the link changes. A thread that
   * was woken late makes up for it, so that a busy machine does not make the link slower than it is
   * said to be.
   *
   * @param freeAt when the link was free before, by {@link System#nanoTime}
   * @return when it is free after them
   */
  long pace(int bytes, long freeAt) throws InterruptedException {
    lock.lock();
    try {
      if (!(state instanceof LinkState.Slow slow)) {
        return System.nanoTime();
      }
      long begun = Math.max(freeAt, System.nanoTime() - LATE_NANOS);
      long until = begun + TimeUnit.SECONDS.toNanos(1) * bytes / slow.bytesPerSecond();
      long left = until - System.nanoTime();
      while (left > 0 && state.equals(slow) && !closed) {
        left = changed.awaitNanos(left);
      }
      return until;
    } finally {
      lock.unlock();
    }
  }

  private static boolean carries(LinkState state) {
    return switch (state) {
      case LinkState.Up() -> true;
      case LinkState.Slow(long ignored) -> true;
      case LinkState.Cut() -> false;
      case LinkState.Stalled() -> false;
    };
  }
}
