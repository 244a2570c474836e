package dev.andon.edge;

import dev.andon.edge.actuation.Decider;
import dev.andon.edge.actuation.Timer;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.outbox.Undecided;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up, at the start, the parts that were asked about and not decided when the agent ended
 * before: by a verdict that is stored, or by what is left of the deadline. Where the outbox cannot
 * be read it tries again each second; that tells no part twice, since an id is intended once.
 */
final class Resumption {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);
  private static final long AGAIN_NANOS = 1_000_000_000;

  private final Outbox outbox;
  private final Decider decider;
  private final Timer timer;

  Resumption(Outbox outbox, Decider decider, Timer timer) {
    this.outbox = outbox;
    this.decider = decider;
    this.timer = timer;
  }

  /** Before the first frame and the first word of the hub. */
  void begin() {
    try {
      List<Undecided> parts = outbox.undecided();
      parts.forEach(decider::resume);
      for (Undecided part : parts) {
        outbox.verdicts().inTime(part.id()).ifPresent(decider::verdict);
      }
      if (!parts.isEmpty()) {
        LOG.info("parts={} were undecided when the agent ended", parts.size());
      }
    } catch (OutboxException notNow) {
      LOG.warn("undecided parts cannot be read: {}", notNow.reason());
      timer.after(AGAIN_NANOS, this::begin);
    }
  }
}
