package dev.andon.edge.actuation;

import dev.andon.edge.outbox.ActuationJournal;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.Seen;
import dev.andon.wire.Escalation;
import dev.andon.wire.Region;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides each part once: on the spot, by a verdict in time, or by the rule for silence when the
 * deadline passes. Only escalations of this start of the agent can still be decided; what comes
 * later is recorded elsewhere and tells the line nothing. Thread-safe.
 */
public final class Decider {
  private static final Logger LOG = LoggerFactory.getLogger(Decider.class);

  private final StationId station;
  private final LinePolicy policy;
  private final ActuationJournal journal;
  private final Actuator actuator;
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Timer timer;
  private final DecisionListener listener;
  private final Map<UUID, Open> open = new ConcurrentHashMap<>();

  private record Open(
      UUID id, String partId, String variant, String view, LineSignal fallback, long dueNanos) {}

  public Decider(
      StationId station,
      LinePolicy policy,
      ActuationJournal journal,
      Actuator actuator,
      InstantSource wall,
      LongSupplier nanos,
      Timer timer,
      DecisionListener listener) {
    this.station = station;
    this.policy = policy;
    this.journal = journal;
    this.actuator = actuator;
    this.wall = wall;
    this.nanos = nanos;
    this.timer = timer;
    this.listener = listener;
  }

  /** What the line will be told about a frame judged on the spot; to be journalled with it. */
  public Intent locally(UUID id, Verdict verdict) {
    LineSignal signal = policy.signal(verdict, LineSignal.HOLD);
    return new Intent(id, signal.text(), "local");
  }

  /** What the line will be told about a doubtful frame that nobody is asked about. */
  public Intent withheld(UUID id, List<Region> regions) {
    return new Intent(id, policy.fallback(regions).text(), "withheld");
  }

  /** What the line will be told about a frame that shows no part. */
  public Intent unfit(UUID id) {
    return new Intent(id, policy.unseen().text(), "camera");
  }

  /** Tells the line what was journalled with a frame. */
  public void perform(Intent intent, Seen seen) {
    tell(
        new LineCommand(
            intent.id(),
            station.toString(),
            seen.partId(),
            seen.variant(),
            seen.view(),
            LineSignal.valueOf(intent.signal().toUpperCase(Locale.ROOT)),
            intent.cause(),
            wall.instant()));
  }

  /** From now on a verdict on this escalation counts; to be called before it is stored. */
  public void expect(Escalation escalation) {
    long due =
        escalation.captured().monotonicNanos() + escalation.deadlineRemainingMs() * 1_000_000;
    Open entry =
        new Open(
            escalation.id(),
            escalation.partId(),
            escalation.variant(),
            escalation.view(),
            policy.fallback(escalation.regions()),
            due);
    open.put(entry.id(), entry);
    timer.after(Math.max(0, due - nanos.getAsLong()), () -> safely(entry));
  }

  /** Nobody can be asked: the rule for silence decides at once. */
  public void withoutAnswer(UUID id, String cause) {
    Open entry = open.remove(id);
    if (entry != null) {
      decide(entry, entry.fallback(), cause);
    }
  }

  /**
   * The escalation could not be stored, so no verdict will ever come: what the rule for silence
   * says. Empty if its deadline has decided already.
   */
  public Optional<Intent> unstored(UUID id) {
    return Optional.ofNullable(open.remove(id))
        .map(entry -> new Intent(id, entry.fallback().text(), "no_room"));
  }

  /** A stored verdict; too late, it tells the line nothing. */
  public void verdict(VerdictMessage message) {
    Open entry = open.get(message.escalationId());
    if (entry == null || message.late() || nanos.getAsLong() - entry.dueNanos() >= 0) {
      return;
    }
    if (open.remove(entry.id(), entry)) {
      boolean reliable = !(message.verdict() instanceof Verdict.Inconclusive);
      decide(
          entry,
          policy.signal(message.verdict(), entry.fallback()),
          reliable ? "verdict" : "inconclusive");
    }
  }

  /** Escalations whose deadline runs. */
  public int undecided() {
    return open.size();
  }

  /** A timer forgets what its task threw. */
  private void safely(Open entry) {
    try {
      timeOut(entry.id());
    } catch (RuntimeException | Error bug) {
      LOG.error("line part={} deadline cannot be handled", entry.partId(), bug);
    }
  }

  private void timeOut(UUID id) {
    Open entry = open.remove(id);
    if (entry == null) {
      return;
    }
    Intent intent = new Intent(id, entry.fallback().text(), "timeout");
    if (journal.intendAfterTimeout(intent, policy.onTimeout().text())) {
      tell(command(entry, entry.fallback(), "timeout"));
    }
  }

  private void decide(Open entry, LineSignal signal, String cause) {
    Intent intent = new Intent(entry.id(), signal.text(), cause);
    if (journal.intend(intent)) {
      tell(command(entry, signal, cause));
    }
  }

  private LineCommand command(Open entry, LineSignal signal, String cause) {
    return new LineCommand(
        entry.id(),
        station.toString(),
        entry.partId(),
        entry.variant(),
        entry.view(),
        signal,
        cause,
        wall.instant());
  }

  private void tell(LineCommand command) {
    actuator.perform(command);
    listener.decided(command);
  }
}
