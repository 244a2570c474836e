package dev.andon.hub.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends the wait for a head or a body that does not arrive, since the server's own sockets wait for
 * ever. The interrupt closes the connection, as for every virtual thread that waits for a socket.
 * Thread-safe.
 */
final class ReadWatch implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("andon-read-limits").factory());

  ReadWatch() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Interrupts the calling thread after {@code limit}, unless the guard is closed before. */
  Guard start(Duration limit) {
    Guard guard = new Guard(Thread.currentThread());
    guard.task = timer.schedule(guard::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
    return guard;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One wait. Closed by the thread that waits. */
  static final class Guard implements AutoCloseable {
    private final Thread waiting;
    private Future<?> task = CompletableFuture.completedFuture(null);
    private boolean over;
    private boolean expired;

    private Guard(Thread waiting) {
      this.waiting = waiting;
    }

    private synchronized void expire() {
      if (!over) {
        expired = true;
        waiting.interrupt();
      }
    }

    /** From here on nobody is interrupted, and an interrupt of this guard is taken back. */
    @Override
    public synchronized void close() {
      over = true;
      task.cancel(false);
      if (expired) {
        var _ = Thread.interrupted();
      }
    }
  }
}
