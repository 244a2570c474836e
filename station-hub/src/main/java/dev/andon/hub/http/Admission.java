package dev.andon.hub.http;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of all bodies that are being handled. Thread-safe, never waits. */
public final class Admission {
  private final long maxBytes;
  private final AtomicLong inFlight = new AtomicLong();

  public Admission(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Room for {@code bytes}, until the ticket is closed; empty if there is none now. */
  public Optional<Ticket> enter(long bytes) {
    if (inFlight.addAndGet(bytes) > maxBytes) {
      inFlight.addAndGet(-bytes);
      return Optional.empty();
    }
    return Optional.of(new Ticket(this, bytes));
  }

  /** Bytes being handled now. */
  public long inFlight() {
    return inFlight.get();
  }

  /** The right to keep so many bytes. Confined to one request. */
  public static final class Ticket implements AutoCloseable {
    private final Admission admission;
    private long bytes;

    private Ticket(Admission admission, long bytes) {
      this.admission = admission;
      this.bytes = bytes;
    }

    /** Gives back what turned out not to be needed. */
    void shrinkTo(long needed) {
      admission.inFlight.addAndGet(needed - bytes);
      bytes = needed;
    }

    @Override
    public void close() {
      admission.inFlight.addAndGet(-bytes);
      bytes = 0;
    }
  }
}
