package dev.andon.edge.trigger;

import java.util.concurrent.atomic.AtomicLong;

/** What did not meet: triggers without a frame, frames without a trigger. Thread-safe. */
public final class TriggerMeters {
  private final AtomicLong withoutFrame = new AtomicLong();
  private final AtomicLong withoutTrigger = new AtomicLong();

  void withoutFrame() {
    withoutFrame.incrementAndGet();
  }

  void withoutTrigger() {
    withoutTrigger.incrementAndGet();
  }

  /** Announced parts that got no frame in time. */
  public long triggersWithoutFrame() {
    return withoutFrame.get();
  }

  /** Frames that no announced part was for; they are not judged. */
  public long framesWithoutTrigger() {
    return withoutTrigger.get();
  }
}
