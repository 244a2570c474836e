package dev.andon.sandbox.provider;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * What a provider will do to the next requests. Thread-safe: a test or the demo changes it while
 * requests are in flight; each request asks once, when it has been read.
 */
public final class ProviderScript {

  private final ReentrantLock lock = new ReentrantLock();
  private final RandomGenerator random;
  private final Queue<Fault> next = new ArrayDeque<>();
  private final Set<String> badKeys = new HashSet<>();
  private Optional<Fault> always = Optional.empty();
  private Duration latency = Duration.ZERO;
  private double errorRate;

  /**
   * Starts without faults and without latency.
   *
   * @param random decides which requests fail under an error rate
   */
  public ProviderScript(RandomGenerator random) {
    this.random = random;
  }

  /** The time between a whole request and the first byte of its answer. */
  public void latency(Duration time) {
    with(() -> latency = time);
  }

  /**
   * The share of requests that get a 500.
   *
   * @param share 0 to 1
   */
  public void errorRate(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("error rate must be 0 to 1, not " + share);
    }
    with(() -> errorRate = share);
  }

  /** The next requests, one each, before anything else is asked. */
  public void next(Fault fault, int requests) {
    with(
        () -> {
          for (int i = 0; i < requests; i++) {
            next.add(fault);
          }
        });
  }

  /** Every request until {@link #heal}. */
  public void always(Fault fault) {
    with(() -> always = Optional.of(fault));
  }

  /** Every request that shows this key gets 401 until {@link #heal}. */
  public void rejectKey(String key) {
    with(() -> badKeys.add(key));
  }

  /** No more faults; latency stays. */
  public void heal() {
    with(
        () -> {
          next.clear();
          badKeys.clear();
          always = Optional.empty();
          errorRate = 0;
        });
  }

  Duration latency() {
    lock.lock();
    try {
      return latency;
    } finally {
      lock.unlock();
    }
  }

  /** What goes wrong with a request that shows this key; empty for none. */
  Optional<Fault> faultFor(String key) {
    lock.lock();
    try {
      if (badKeys.contains(key)) {
        return Optional.of(new Fault.BadKey());
      }
      Fault queued = next.poll();
      if (queued != null) {
        return Optional.of(queued);
      }
      if (always.isEmpty() && errorRate > 0 && random.nextDouble() < errorRate) {
        return Optional.of(new Fault.ServerError());
      }
      return always;
    } finally {
      lock.unlock();
    }
  }

  private void with(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
