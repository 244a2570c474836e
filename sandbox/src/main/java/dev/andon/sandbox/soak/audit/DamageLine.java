package dev.andon.sandbox.soak.audit;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One file that was damaged while its process was down.
 *
 * @param atMs wall clock of this machine, in milliseconds
 * @param process whose file it is: hub, or a station's name
 * @param what bytes flipped, log cut short
 * @param bytes how many are other ones, or gone
 * @param parts of a station, of which a row was destroyed
 * @param escalations of which a row was destroyed: the station's own, or any of the hub's
 * @param told what the process said of it in its log; empty where it said nothing
 */
public record DamageLine(
    long atMs,
    String process,
    String what,
    long bytes,
    List<String> parts,
    List<UUID> escalations,
    String told) {

  public DamageLine {
    parts = List.copyOf(parts);
    escalations = List.copyOf(escalations);
  }

  /** Whether any row of which the audit knows was destroyed. */
  boolean destroyed() {
    return !parts.isEmpty() || !escalations.isEmpty();
  }

  /** Every escalation of which some line says that a row was destroyed. */
  static Set<UUID> escalations(List<DamageLine> lines) {
    return lines.stream().flatMap(line -> line.escalations().stream()).collect(Collectors.toSet());
  }
}
