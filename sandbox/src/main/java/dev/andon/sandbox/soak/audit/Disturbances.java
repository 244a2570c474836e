package dev.andon.sandbox.soak.audit;

import java.util.List;

/**
 * What was done to the plant, and what it did by itself.
 *
 * @param deadlineMs how long a station waits for a verdict
 */
public record Disturbances(
    List<FaultLine> faults,
    List<ForgedLine> forged,
    List<LostLink> losses,
    List<ExitLine> exits,
    List<DamageLine> damages,
    long deadlineMs) {

  public Disturbances {
    faults = List.copyOf(faults);
    forged = List.copyOf(forged);
    losses = List.copyOf(losses);
    exits = List.copyOf(exits);
    damages = List.copyOf(damages);
  }
}
