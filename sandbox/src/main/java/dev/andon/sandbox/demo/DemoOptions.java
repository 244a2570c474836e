package dev.andon.sandbox.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a demo is asked to show.
 *
 * @param frames a folder or a video; drawn scenes without
 * @param truth what is right about the frames of a folder
 * @param bundle the triage model's folder
 * @param stations 1 to 64
 * @param lines 1 to {@code stations}
 * @param capture how long stations capture; until their frames end without
 * @param seed of drawn scenes and of chance
 * @param cutLink when the cable between stations and broker is cut
 * @param providerOutage when the first provider is gone
 * @param port of the hub's HTTP doors; 0 for any free one
 * @param report where the report goes
 * @param keep whether the plant stays up after the report
 */
public record DemoOptions(
    Optional<Path> frames,
    Optional<Path> truth,
    Path bundle,
    int stations,
    int lines,
    Optional<Duration> capture,
    long seed,
    Optional<Interval> cutLink,
    Optional<Interval> providerOutage,
    int port,
    Optional<Path> report,
    boolean keep) {

  public DemoOptions {
    check("--stations", stations, 1, 64);
    check("--lines", lines, 1, stations);
    check("--port", port, 0, 65_535);
    if (capture.isPresent() && !capture.get().isPositive()) {
      throw new IllegalArgumentException("--seconds must be above 0");
    }
    if (truth.isPresent() && frames.isEmpty()) {
      throw new IllegalArgumentException("--truth goes with --frames");
    }
  }

  private static void check(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
