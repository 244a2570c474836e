package dev.andon.sandbox.audit;

import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.wire.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The auditor's own record of what stations saw, written down as it happens and owing nothing to
 * outbox, hub or provider. Thread-safe. Times are nanoseconds of one monotonic clock.
 */
public final class CaptureJournal {

  /**
   * One frame that a station was unsure of, and stored.
   *
   * @param imageSha256 of the picture that was sent
   * @param truth what is right about the frame, where that is known
   * @param capturedNanos when its escalation had been committed
   */
  public record Captured(
      UUID id, String line, String imageSha256, Optional<SceneTruth> truth, long capturedNanos) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<UUID, Captured> captured = new LinkedHashMap<>();
  private final Map<UUID, Long> answeredAfter = new LinkedHashMap<>();
  private final LatencyLog triage = new LatencyLog();
  private final LatencyLog escalation = new LatencyLog();
  private final Score onTheSpot = new Score();
  private long confident;
  private long withheld;
  private long suppressed;
  private long skipped;
  private long repeatedIds;

  /** The model's part of one frame, in nanoseconds. */
  public void triaged(long nanos) {
    locked(() -> triage.add(nanos));
  }

  /** A frame judged on the spot. */
  public void confident(Verdict verdict, Optional<SceneTruth> truth) {
    locked(
        () -> {
          confident++;
          truth.ifPresent(t -> onTheSpot.add(Judgement.of(verdict), t));
        });
  }

  /** An escalation that a station has committed. A second one of the same id is counted. */
  public void escalated(Captured one) {
    locked(
        () -> {
          if (captured.putIfAbsent(one.id(), one) != null) {
            repeatedIds++;
          }
        });
  }

  /** A final verdict that a station has stored; later repeats do not count. */
  public void answered(UUID id, long nanos) {
    locked(
        () -> {
          Captured one = captured.get(id);
          if (one != null && answeredAfter.putIfAbsent(id, nanos - one.capturedNanos()) == null) {
            escalation.add(nanos - one.capturedNanos());
          }
        });
  }

  /** When an escalation was captured; empty for an id that nobody captured. */
  public OptionalLong waitsSince(UUID id) {
    lock.lock();
    try {
      Captured one = captured.get(id);
      return one == null ? OptionalLong.empty() : OptionalLong.of(one.capturedNanos());
    } finally {
      lock.unlock();
    }
  }

  public void withheld() {
    locked(() -> withheld++);
  }

  public void suppressed() {
    locked(() -> suppressed++);
  }

  /** A place of a source where no frame could be read. */
  public void skipped() {
    locked(() -> skipped++);
  }

  /** Everything written down so far. */
  public Pages pages() {
    lock.lock();
    try {
      return new Pages(
          List.copyOf(captured.values()),
          confident,
          withheld,
          suppressed,
          skipped,
          repeatedIds,
          answeredAfter.size(),
          onTheSpot.copy(),
          triage.figures(),
          escalation.figures());
    } finally {
      lock.unlock();
    }
  }

  /**
   * A copy of the journal.
   *
   * @param captured every escalation, in the order of capture
   * @param repeatedIds captures under an id that was there before
   * @param answered escalations whose final verdict a station has stored
   * @param onTheSpot how confident frames compare with the truth
   * @param triage the model's time
   * @param escalation from commit to stored final verdict
   */
  public record Pages(
      List<Captured> captured,
      long confident,
      long withheld,
      long suppressed,
      long skipped,
      long repeatedIds,
      long answered,
      Score onTheSpot,
      LatencyLog.Figures triage,
      LatencyLog.Figures escalation) {

    /** All frames that were judged. */
    public long frames() {
      return confident + captured.size() + withheld + suppressed;
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
