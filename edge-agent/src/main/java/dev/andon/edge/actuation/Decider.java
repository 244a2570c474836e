package dev.andon.edge.actuation;

import dev.andon.edge.capture.StationClock;
import dev.andon.edge.outbox.ActuationJournal;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.Intent;
import dev.andon.edge.outbox.Undecided;
import dev.andon.wire.Escalation;
import dev.andon.wire.Region;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.time.Duration;
import java.time.Instant;
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
 * deadline passes. A part that was undecided when the agent ended is taken up again at its next
 * start, with what is left of the deadline; a verdict that comes later is recorded elsewhere and
 * tells the line nothing. Thread-safe.
 */
public final class Decider {
  private static final Logger LOG = LoggerFactory.getLogger(Decider.class);

  /** Why the station's own rule decided where the budget's pace let nobody be asked. */
  public static final String PACED = "paced";

  /** While so many signals wait, those of an earlier start give way to fresh ones. */
  private static final int CROWDED = 50;

  private static final long CROWDED_NANOS = 100_000_000;

  /** A part whose begin nobody knows is overdue by so much, and none counts for more. */
  private static final Duration LOST = Duration.ofDays(1);

  private final StationId station;
  private volatile LinePolicy policy;
  private final ActuationJournal journal;
  private final Actuator actuator;
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Timer timer;
  private final DecisionListener listener;
  private final Map<UUID, Open> open = new ConcurrentHashMap<>();

  /**
   * A part whose deadline runs.
   *
   * @param resumed whether an earlier start asked
   */
  private record Open(Undecided part, LineSignal fallback, long dueNanos, boolean resumed) {
    UUID id() {
      return part.id();
    }
  }

  public Decider(
      StationId station,
      LinePolicy policy,
      ActuationJournal journal,
      Actuator actuator,
      StationClock clock,
      Timer timer,
      DecisionListener listener) {
    this.station = station;
    this.policy = policy;
    this.journal = journal;
    this.actuator = actuator;
    this.wall = clock.wall();
    this.nanos = clock.nanos();
    this.timer = timer;
    this.listener = listener;
  }

  /**
   * From now on another rule; parts whose deadline runs keep the one that they were asked under.
   */
  public void replace(LinePolicy next) {
    policy = next;
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

  /** The same, where nobody is asked so that the budget lasts. */
  public Intent paced(UUID id, List<Region> regions) {
    return new Intent(id, policy.fallback(regions).text(), PACED);
  }

  /** What the line will be told about a frame that shows no part. */
  public Intent unfit(UUID id) {
    return new Intent(id, policy.unseen().text(), "camera");
  }

  /** What the line will be told about an ordinary frame of a view in shadow. */
  public Intent held(UUID id) {
    return new Intent(id, LineSignal.HOLD.text(), "shadow");
  }

  /** Tells the line what was journalled with a frame. */
  public void perform(Intent intent, FrameRef seen) {
    tell(
        new LineCommand(
            intent.id(),
            station.toString(),
            seen.partId(),
            seen.variant(),
            seen.view(),
            signal(intent.signal()),
            intent.cause(),
            wall.instant()),
        0);
  }

  /**
   * From now on a verdict on this escalation counts; to be called before it is stored. Returns what
   * is to be stored with it.
   */
  public Undecided expect(Escalation escalation) {
    long due =
        escalation.captured().monotonicNanos() + escalation.deadlineRemainingMs() * 1_000_000;
    long left = Math.max(0, due - nanos.getAsLong());
    Instant now = wall.instant();
    LineSignal fallback = policy.fallback(escalation.regions());
    Undecided part =
        new Undecided(
            escalation.id(),
            escalation.partId(),
            escalation.variant(),
            escalation.view(),
            now,
            now.plusNanos(left),
            fallback.text());
    run(new Open(part, fallback, due, false), left);
    return part;
  }

  /**
   * Takes up a part of an earlier start. What is left of its deadline runs on; nothing is left
   * where the clock was set back behind its begin, since nobody knows then how long it has waited.
   */
  public void resume(Undecided part) {
    Instant now = wall.instant();
    Duration left = Duration.between(now, part.due());
    boolean lost = now.isBefore(part.begun()) || left.compareTo(LOST.negated()) < 0;
    long due = nanos.getAsLong() + (lost ? LOST.negated() : left).toNanos();
    run(new Open(part, signal(part.fallback()), due, true), lost ? 0 : Math.max(0, left.toNanos()));
  }

  private void run(Open entry, long left) {
    open.put(entry.id(), entry);
    timer.after(left, () -> safely(entry));
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
      if (entry.resumed() && actuator.waiting() >= CROWDED) {
        timer.after(CROWDED_NANOS, () -> safely(entry));
      } else {
        timeOut(entry);
      }
    } catch (RuntimeException | Error bug) {
      LOG.error("line part={} deadline cannot be handled", entry.part().partId(), bug);
    }
  }

  private void timeOut(Open entry) {
    if (!open.remove(entry.id(), entry)) {
      return;
    }
    Intent intent = new Intent(entry.id(), entry.fallback().text(), "timeout");
    if (journal.intendAfterTimeout(intent, policy.onTimeout().text())) {
      long overdue = Math.max(0, nanos.getAsLong() - entry.dueNanos());
      tell(command(entry, entry.fallback(), "timeout"), overdue);
    }
  }

  private void decide(Open entry, LineSignal signal, String cause) {
    Intent intent = new Intent(entry.id(), signal.text(), cause);
    if (journal.intend(intent)) {
      tell(command(entry, signal, cause), 0);
    }
  }

  private LineCommand command(Open entry, LineSignal signal, String cause) {
    return new LineCommand(
        entry.id(),
        station.toString(),
        entry.part().partId(),
        entry.part().variant(),
        entry.part().view(),
        signal,
        cause,
        wall.instant());
  }

  private static LineSignal signal(String text) {
    return LineSignal.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private void tell(LineCommand command, long overdue) {
    actuator.perform(command, overdue);
    listener.decided(command);
  }
}
