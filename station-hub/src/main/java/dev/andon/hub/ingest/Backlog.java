package dev.andon.hub.ingest;

import dev.andon.hub.exchange.Deadline;
import dev.andon.hub.exchange.Lane;
import dev.andon.hub.exchange.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes waiting escalations up again: one every {@code probeEvery} while no provider can be
 * reached, {@code perSecond} once one answers. Rounds belong to one thread; the notes on
 * reachability may come from any.
 */
final class Backlog {
  private final Cases cases;
  private final Docket docket;
  private final InstantSource clock;
  private final Ticker ticker;
  private final int perSecond;
  private final Duration probeEvery;
  private final Duration limit;

  private final Set<UUID> takenUp = ConcurrentHashMap.newKeySet();
  private volatile boolean reachable = true;
  private long lastRoundNanos;
  private long lastProbeNanos;
  private double credit;

  Backlog(Cases cases, Docket docket, InstantSource clock, Ticker ticker, IngestConfig config) {
    this.cases = cases;
    this.docket = docket;
    this.clock = clock;
    this.ticker = ticker;
    this.perSecond = config.perSecond();
    this.probeEvery = config.probe();
    this.limit = config.replayLimit();
    this.lastRoundNanos = ticker.nanos();
    this.lastProbeNanos = lastRoundNanos;
  }

  /** A provider has answered, or none could be reached. */
  void reachable(boolean now) {
    reachable = now;
  }

  boolean reachable() {
    return reachable;
  }

  /** An escalation that was taken up has been judged again. */
  void done(UUID id) {
    takenUp.remove(id);
  }

  /** Called a few times a second by one thread. */
  void round() {
    long now = ticker.nanos();
    int allowed = reachable ? paced(now) : probe(now);
    lastRoundNanos = now;
    if (allowed > 0) {
      takeUp(allowed);
    }
  }

  private int paced(long now) {
    credit = Math.min(perSecond, credit + perSecond * (now - lastRoundNanos) / 1e9);
    int whole = (int) Math.min(credit, Math.max(0, perSecond - takenUp.size()));
    credit -= whole;
    return whole;
  }

  private int probe(long now) {
    credit = 0;
    if (!takenUp.isEmpty() || now - lastProbeNanos < probeEvery.toNanos()) {
      return 0;
    }
    lastProbeNanos = now;
    return 1;
  }

  private void takeUp(int allowed) {
    for (Cases.Case file : cases.due(clock.millis(), allowed + takenUp.size())) {
      if (allowed > 0 && takenUp.add(file.id())) {
        allowed--;
        docket.add(new Docket.Entry(file, Lane.REPLAY, Deadline.after(limit, ticker)));
      }
    }
  }
}
