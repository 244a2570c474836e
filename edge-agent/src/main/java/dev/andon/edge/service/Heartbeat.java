package dev.andon.edge.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Whether the loops of a station still go round. Each of them beats whenever it comes by; one that
 * has not come by for too long hangs. Thread-safe.
 */
public final class Heartbeat {
  private final LongSupplier nanos;
  private final List<Pulse> pulses = new ArrayList<>();

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public Heartbeat(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** One loop; beaten by its own thread. */
  public static final class Pulse {
    private final String name;
    private final long patience;
    private final LongSupplier nanos;
    private volatile long last;

    private Pulse(String name, long patience, LongSupplier nanos) {
      this.name = name;
      this.patience = patience;
      this.nanos = nanos;
      this.last = nanos.getAsLong();
    }

    /** The loop came by. */
    public void beat() {
      last = nanos.getAsLong();
    }

    private boolean still() {
      return nanos.getAsLong() - last > patience;
    }
  }

  /**
   * Another loop, which beats from now on.
   *
   * @param patience the longest time between two beats of a loop that works
   */
  public synchronized Pulse of(String name, Duration patience) {
    Pulse pulse = new Pulse(name, patience.toNanos(), nanos);
    pulses.add(pulse);
    return pulse;
  }

  /** Loops that have not come by for longer than they may. */
  public synchronized List<String> hanging() {
    return pulses.stream().filter(Pulse::still).map(pulse -> pulse.name).toList();
  }
}
