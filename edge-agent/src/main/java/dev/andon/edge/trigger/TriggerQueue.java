package dev.andon.edge.trigger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Parts that were announced and have no frame yet, in order. One part of one variant and view is
 * announced once: said again it is known. Thread-safe.
 */
public final class TriggerQueue implements PartReceiver {
  private static final int MAX_WAITING = 64;
  private static final int REMEMBERED = 10_000;

  private final LongSupplier nanos;
  private final Deque<Trigger> waiting = new ArrayDeque<>();
  private final Set<PartAnnouncement> known = new LinkedHashSet<>();

  /**
   * A part and when it was announced.
   *
   * @param atNanos monotonic
   */
  record Trigger(PartAnnouncement part, long atNanos) {}

  /**
   * @param nanos the clock that stamps the frames
   */
  public TriggerQueue(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public synchronized Answer take(PartAnnouncement part, byte[] body) {
    if (body.length > 0) {
      return new Answer.Refused(
          "this station takes its picture itself; pictures are posted where source.kind is push");
    }
    if (known.contains(part)) {
      return new Answer.Known("part " + part.partId() + " was announced before");
    }
    if (waiting.size() >= MAX_WAITING) {
      return new Answer.Busy(MAX_WAITING + " parts wait for their frame already");
    }
    known.add(part);
    if (known.size() > REMEMBERED) {
      known.remove(known.iterator().next());
    }
    waiting.add(new Trigger(part, nanos.getAsLong()));
    return new Answer.Taken("part " + part.partId() + " gets the next frame");
  }

  /** The oldest, if a frame of that moment is not too early for it; it is taken out. */
  synchronized Optional<Trigger> before(long frameNanos, long offset) {
    Trigger first = waiting.peek();
    return first != null && frameNanos - first.atNanos() - offset >= 0
        ? Optional.of(waiting.remove())
        : Optional.empty();
  }

  /** The oldest, if a frame of that moment comes too late for it; it is taken out. */
  synchronized Optional<Trigger> overdue(long frameNanos, long longest) {
    Trigger first = waiting.peek();
    return first != null && frameNanos - first.atNanos() > longest
        ? Optional.of(waiting.remove())
        : Optional.empty();
  }
}
