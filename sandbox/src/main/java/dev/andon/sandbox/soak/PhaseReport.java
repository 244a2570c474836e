package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.Check;
import dev.andon.sandbox.soak.audit.DamageLine;
import dev.andon.sandbox.soak.audit.FaultLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one phase found.
 *
 * @param reached how many of what was planned came about
 * @param took from the first process to the audit
 * @param leftOut what could not be done here, and why
 */
record PhaseReport(
    CampaignPlan.Planned planned,
    long reached,
    Duration took,
    List<String> leftOut,
    PlantAudit audit,
    Trace trace) {

  /**
   * What happened when.
   *
   * @param faults in the order they ended
   * @param damages what damaged files cost
   * @param pulses second by second
   */
  record Trace(List<FaultLine> faults, List<DamageLine> damages, List<PulseLine> pulses) {
    Trace {
      faults = List.copyOf(faults);
      damages = List.copyOf(damages);
      pulses = List.copyOf(pulses);
    }
  }

  PhaseReport {
    leftOut = List.copyOf(leftOut);
  }

  String name() {
    return planned.kind().text();
  }

  /** Whether what was planned came about within its time. */
  boolean isReached() {
    return reached >= planned.target();
  }

  /** Whether every promise was kept. */
  boolean holds() {
    return audit.checks().stream().allMatch(Check::holds);
  }

  /** The names of the promises that were broken. */
  List<String> broken() {
    return audit.checks().stream().filter(one -> !one.holds()).map(Check::name).toList();
  }

  /** Breaches of one promise. */
  long found(String check) {
    return audit.checks().stream()
        .filter(one -> one.name().equals(check))
        .mapToLong(Check::found)
        .sum();
  }

  /** How often each thing was done to each target. */
  Map<String, Long> faults() {
    Map<String, Long> counts = new TreeMap<>();
    trace.faults().stream()
        .filter(line -> !line.kind().equals("end"))
        .forEach(line -> counts.merge(line.target() + " " + line.what(), 1L, Long::sum));
    return counts;
  }
}
