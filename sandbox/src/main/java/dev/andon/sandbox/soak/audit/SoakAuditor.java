package dev.andon.sandbox.soak.audit;

import java.util.List;
import java.util.stream.Stream;

/**
 * Lays files, books and signals side by side. Asks nobody whom it audits; a breach is something
 * that was found, never what is left over in a sum. Pure.
 */
public final class SoakAuditor {

  private SoakAuditor() {}

  /** Every promise, kept or broken, in the order of the report. */
  public static List<Check> audit(SoakEvidence evidence) {
    FrameChecks frames = new FrameChecks(evidence);
    return Stream.of(
            frames.all(),
            new MoneyChecks(evidence).all(),
            new PlantChecks(evidence).all(frames.lostToForgery()))
        .flatMap(List::stream)
        .toList();
  }
}
