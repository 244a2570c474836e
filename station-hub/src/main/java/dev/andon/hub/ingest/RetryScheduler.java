package dev.andon.hub.ingest;

import dev.andon.hub.ingest.verdict.DecisionPolicy;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.SteadyClock;
import dev.andon.hub.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Takes waiting escalations up again: one every {@code probeEvery} while no provider can be
 * reached, {@code perSecond} once one answers. Rounds belong to one thread; the notes on
 * reachability and money may come from any.
 */
final class RetryScheduler {
  private final EscalationStore escalations;
  private final JudgingQueue judgingQueue;
  private final SteadyClock clock;
  private final Ticker ticker;
  private final BudgetDeferral pause;
  private final int perSecond;
  private final Duration probeEvery;
  private final Duration limit;

  private final Map<UUID, JudgingQueue.Entry> takenUp = new ConcurrentHashMap<>();
  private final Queue<EscalationStore.Case> again = new ConcurrentLinkedQueue<>();
  private volatile boolean reachable = true;
  private long lastRoundNanos;
  private long lastProbeNanos;
  private double credit;

  RetryScheduler(
      EscalationStore escalations,
      JudgingQueue judgingQueue,
      SteadyClock clock,
      IngestConfig config) {
    this.escalations = escalations;
    this.judgingQueue = judgingQueue;
    this.clock = clock;
    this.ticker = clock.ticker();
    this.pause = new BudgetDeferral(config.budgetRule() == IngestConfig.OnBudget.DEFER, clock);
    this.perSecond = config.perSecond();
    this.probeEvery = config.probe();
    this.limit = config.replayLimit();
    this.lastRoundNanos = clock.ticker().nanos();
    this.lastProbeNanos = lastRoundNanos;
  }

  /** A provider has answered, or none could be reached. */
  void reachable(boolean now) {
    reachable = now;
  }

  boolean reachable() {
    return reachable;
  }

  /** A line's escalation was refused for money. */
  void outOfMoney(String line, Refusal.Budget refusal) {
    pause.note(line, refusal);
  }

  /** Why and how long a line's stations should keep what they have; empty if they need not. */
  Optional<BudgetDeferral.Pause> pauseOf(String line) {
    return pause.of(line);
  }

  /**
   * There may be money again: whatever waits for it is asked about at the next round.
   *
   * @return how many
   */
  int moneyAgain() {
    pause.forget();
    return escalations.wake(DecisionPolicy.BUDGET, clock.millis());
  }

  /** The row tells what became of this entry; another one of the same escalation stays noted. */
  void done(JudgingQueue.Entry entry) {
    takenUp.remove(entry.file().id(), entry);
  }

  /** An entry that could not even begin, as the disk refused: it is taken up again in a while. */
  void again(JudgingQueue.Entry entry) {
    done(entry);
    again.add(entry.file());
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
    int left = allowed;
    // What there is no room for stays noted: its row may not be due by itself.
    for (int i = again.size(); i > 0 && left > 0; i--) {
      EscalationStore.Case noted = again.poll();
      left -= noted != null && takeUp(noted) ? 1 : 0;
    }
    for (EscalationStore.Case due : escalations.due(clock.millis(), left + takenUp.size())) {
      left -= left > 0 && takeUp(due) ? 1 : 0;
    }
  }

  /** False where it is taken up already. */
  private boolean takeUp(EscalationStore.Case file) {
    JudgingQueue.Entry entry =
        new JudgingQueue.Entry(file, RequestLane.REPLAY, Deadline.after(limit, ticker));
    boolean first = takenUp.putIfAbsent(file.id(), entry) == null;
    if (first) {
      judgingQueue.add(entry);
    }
    return first;
  }
}
