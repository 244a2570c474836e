package dev.andon.hub.billing;

import java.util.function.Supplier;

/**
 * Runs bookkeeping to its end although the caller has gone away; the interrupt is kept for later.
 */
final class Uninterrupted {
  private Uninterrupted() {}

  static <T> T run(Supplier<T> work) {
    boolean interrupted = Thread.interrupted();
    try {
      return work.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
