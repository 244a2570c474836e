package dev.andon.hub.http;

import dev.andon.hub.time.Rounds;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the wait for a head or a body that does not arrive, since the server's own sockets wait for
 * ever. The interrupt closes the connection, as for every virtual thread that waits for a socket.
 * One thread looks at all waits ten times a second: a timer of each wait's own would wake a thread
 * twice per request, only to learn that the bytes have come. Thread-safe.
 */
final class ReadWatch implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
  private final Rounds rounds = new Rounds("andon-read-limits", 1);

  ReadWatch() {
    var _ = rounds.every(LOOK_EVERY, "read-limits", this::look);
  }

  /**
   * Interrupts the calling thread up to 100 ms after {@code limit}, unless the guard is closed
   * before.
   */
  Guard start(Duration limit) {
    Guard guard = new Guard(Thread.currentThread(), System.nanoTime() + limit.toNanos());
    guards.add(guard);
    return guard;
  }

  private void look() {
    long now = System.nanoTime();
    guards.removeIf(guard -> now - guard.due >= 0 && guard.expire());
  }

  @Override
  public void close() {
    rounds.close();
  }

  /** One wait. Closed by the thread that waits. */
  final class Guard implements AutoCloseable {
    private final Thread waiting;
    private final long due;
    private boolean over;
    private boolean expired;

    private Guard(Thread waiting, long due) {
      this.waiting = waiting;
      this.due = due;
    }

    private synchronized boolean expire() {
      if (!over) {
        expired = true;
        waiting.interrupt();
      }
      return true;
    }

    /** From here on nobody is interrupted, and an interrupt of this guard is taken back. */
    @Override
    public void close() {
      guards.remove(this);
      synchronized (this) {
        over = true;
        if (expired) {
          var _ = Thread.interrupted();
        }
      }
    }
  }
}
