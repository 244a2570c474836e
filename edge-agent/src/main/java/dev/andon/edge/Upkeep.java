package dev.andon.edge;

import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.service.Heartbeat;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after an outbox once a second on a thread of its own. Thread-safe. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long EVERY_MS = 1_000;
  private static final long STOP_SECONDS = 5;

  private final Outbox outbox;
  private final Heartbeat.Pulse pulse;
  private final ScheduledThreadPoolExecutor rounds;

  private Upkeep(Outbox outbox, String station, Heartbeat.Pulse pulse) {
    this.outbox = outbox;
    this.pulse = pulse;
    this.rounds =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("upkeep-" + station).daemon().factory());
  }

  static Upkeep start(Outbox outbox, String station, Heartbeat.Pulse pulse) {
    Upkeep upkeep = new Upkeep(outbox, station, pulse);
    var _ = upkeep.rounds.scheduleWithFixedDelay(upkeep::round, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    return upkeep;
  }

  /** A round that throws would be the last one. */
  private void round() {
    try {
      outbox.maintain();
    } catch (OutboxException notNow) {
      LOG.debug("upkeep: {}", notNow.reason());
    } catch (RuntimeException | Error bug) {
      LOG.error("a round of upkeep failed; the next follows", bug);
    } finally {
      pulse.beat();
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    try {
      if (!rounds.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("upkeep did not stop within {} s", STOP_SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
