package dev.andon.hub.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Server-sent events (WHATWG HTML §9.2) to one client. While nothing is said for a second, a
 * comment goes out, so that a client that went away is noticed although the provider is silent.
 * Events belong to one thread; the comments come from a thread of its own.
 */
public final class SseOut implements AutoCloseable {
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final Runnable gone;
  private final long pauseNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closed = lock.newCondition();
  private boolean over;
  private boolean said;

  /**
   * Events to {@code out}.
   *
   * @param gone called once, from any thread, when the client turns out to have gone away
   * @param pause after which silence is broken by a comment
   */
  public SseOut(OutputStream out, Runnable gone, Duration pause) {
    this.out = out;
    this.gone = gone;
    this.pauseNanos = pause.toNanos();
    Thread.ofVirtual().name("sse-pulse").start(this::keepAlive);
  }

  /** Sends one unnamed event; false if the client has gone away. */
  public boolean data(byte[] json) {
    return write(() -> event(new byte[0], json));
  }

  /** Sends one event with a name; false if the client has gone away. */
  public boolean event(String name, byte[] json) {
    return write(() -> event(("event: " + name + "\n").getBytes(StandardCharsets.US_ASCII), json));
  }

  private void event(byte[] head, byte[] json) throws IOException {
    out.write(head);
    out.write(DATA);
    out.write(json);
    out.write(END);
    out.flush();
  }

  private boolean write(Writing writing) {
    lock.lock();
    try {
      if (over) {
        return false;
      }
      writing.run();
      said = true;
      return true;
    } catch (IOException | UncheckedIOException away) {
      leave();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void keepAlive() {
    lock.lock();
    try {
      while (!over) {
        said = false;
        long left = pauseNanos;
        while (left > 0 && !over) {
          left = closed.awaitNanos(left);
        }
        if (!over && !said) {
          out.write(COMMENT);
          out.flush();
        }
      }
    } catch (IOException | UncheckedIOException away) {
      leave();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    if (!over) {
      over = true;
      closed.signalAll();
      gone.run();
    }
  }

  /** Ends the response; an event that never came is the caller's to tell before. */
  @Override
  public void close() {
    lock.lock();
    try {
      boolean open = !over;
      over = true;
      closed.signalAll();
      if (open) {
        out.close();
      }
    } catch (IOException | UncheckedIOException away) {
      gone.run();
    } finally {
      lock.unlock();
    }
  }

  /** For tests: waits until the stream is over. */
  boolean awaitOver(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.NANOSECONDS.convert(limit);
      while (!over && left > 0) {
        left = closed.awaitNanos(left);
      }
      return over;
    } finally {
      lock.unlock();
    }
  }

  private interface Writing {
    void run() throws IOException;
  }
}
