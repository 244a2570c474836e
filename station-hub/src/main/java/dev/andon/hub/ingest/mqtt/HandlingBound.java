package dev.andon.hub.ingest.mqtt;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of messages that were received and are not handled yet. The broker is not asked to keep
 * this bound: Debian's mosquitto 2.0.11 sends more than a client announces, and the protocol lets
 * the client only hang up then (decision 63). Thread-safe.
 */
final class HandlingBound {
  /** What a message costs besides its payload. */
  private static final int OVERHEAD = 1_024;

  private final long limit;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param limit bytes; one message always has room
   */
  HandlingBound(long limit) {
    this.limit = limit;
  }

  /** An eighth of the heap, as a message is copied about three times; and room for one. */
  static HandlingBound ofHeap(int largestMessage) {
    return new HandlingBound(Math.max(largestMessage, Runtime.getRuntime().maxMemory() / 8));
  }

  /** Takes room for a payload, if there is some. */
  boolean enter(int payload) {
    long size = (long) payload + OVERHEAD;
    long before = bytes.getAndAdd(size);
    if (before > 0 && before + size > limit) {
      bytes.addAndGet(-size);
      return false;
    }
    return true;
  }

  /** Gives the room back. */
  void leave(int payload) {
    bytes.addAndGet(-(long) payload - OVERHEAD);
  }

  long bytes() {
    return bytes.get();
  }
}
