package dev.andon.sandbox.soak.audit;

import java.nio.file.Path;
import java.util.List;

/**
 * One station as the audit finds it: its names and its files.
 *
 * @param signals what arrived at its line
 */
public record EvidenceFolder(String station, String line, StationFiles files, Path signals) {

  /** Reads everything. */
  public StationEvidence read() {
    return new StationEvidence(
        station,
        line,
        files.parts(),
        files.decided(),
        files.escalations(),
        files.setAside(),
        signalLines(),
        files.inBetween());
  }

  private List<SignalLine> signalLines() {
    return JsonLines.read(signals, SignalLine.class);
  }
}
