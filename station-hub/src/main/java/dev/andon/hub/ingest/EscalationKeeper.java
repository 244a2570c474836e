package dev.andon.hub.ingest;

import dev.andon.hub.ingest.station.Complaints;
import dev.andon.hub.ingest.verdict.ComparisonCheck;
import dev.andon.hub.store.StoreException;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.StationId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores an escalation once: its row in the money file, its picture beside it. Thread-safe; blocks
 * its caller for the commit.
 */
final class EscalationKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(EscalationKeeper.class);
  private static final int LOCKS = 64;

  private final EscalationStore escalations;
  private final EvidenceStore evidence;
  private final Complaints complaints;
  private final IngestMeters meters;
  private final InstantSource clock;
  private final Faults faults;
  private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

  EscalationKeeper(
      EscalationStore escalations,
      EvidenceStore evidence,
      Complaints complaints,
      IngestMeters meters,
      InstantSource clock,
      Faults faults) {
    this.escalations = escalations;
    this.evidence = evidence;
    this.complaints = complaints;
    this.meters = meters;
    this.clock = clock;
    this.faults = faults;
  }

  /** Where a test breaks the hub on purpose. */
  Faults faults() {
    return faults;
  }

  /**
   * Returns when the escalation is on disk, was there before, or is refused.
   *
   * @throws StoreException when the disk refuses it
   */
  EscalationStore.Taken keep(Escalation received) {
    faults.beforeCommit(received.id());
    EscalationStore.Taken taken = once(usable(received));
    switch (taken) {
      case EscalationStore.Taken.New _ -> meters.stored();
      case EscalationStore.Taken.Repeat _ -> meters.repeated();
      case EscalationStore.Taken.Foreign _ -> {}
    }
    return taken;
  }

  /** Whatever is wrong with what helps, the question itself is taken. */
  private Escalation usable(Escalation escalation) {
    Optional<ComparisonCheck.Problem> problem = ComparisonCheck.problem(escalation.comparison());
    if (problem.isEmpty()) {
      return escalation;
    }
    meters.comparisonDropped(problem.get().code());
    if (complaints.isWorthALine(Optional.of(escalation.station()))) {
      LOG.warn(
          "comparison dropped escalation={} code={} detail={}",
          escalation.id(),
          problem.get().code(),
          problem.get().detail());
    }
    return escalation.with(Comparison.NONE);
  }

  /**
   * Whose id it is comes first, so that what is refused leaves no picture. Two of one id wait for
   * each other: otherwise both could find it free.
   */
  private EscalationStore.Taken once(Escalation escalation) {
    synchronized (locks[Math.floorMod(escalation.id().hashCode(), locks.length)]) {
      Optional<StationId> owner =
          escalations.find(escalation.id()).map(EscalationStore.Case::station);
      if (owner.filter(other -> !other.equals(escalation.station())).isPresent()) {
        return new EscalationStore.Taken.Foreign(owner.get());
      }
      evidence.keep(escalation);
      return escalations.take(escalation, clock.millis());
    }
  }
}
