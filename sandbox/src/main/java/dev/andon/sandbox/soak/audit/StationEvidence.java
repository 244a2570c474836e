package dev.andon.sandbox.soak.audit;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What is known of one station.
 *
 * @param parts every part that was laid before its camera, in order
 * @param decided parts that it judged, withheld or suppressed on its own
 * @param setAside parts that can be read only in files it set aside as damaged
 * @param signals what arrived at its line
 * @param inBetween ids of signals of which it says itself that it stopped between intent and answer
 */
public record StationEvidence(
    String station,
    String line,
    List<String> parts,
    Set<String> decided,
    List<EscalationRow> escalations,
    Set<String> setAside,
    List<SignalLine> signals,
    Set<UUID> inBetween) {

  public StationEvidence {
    parts = List.copyOf(parts);
    decided = Set.copyOf(decided);
    escalations = List.copyOf(escalations);
    setAside = Set.copyOf(setAside);
    signals = List.copyOf(signals);
    inBetween = Set.copyOf(inBetween);
  }
}
