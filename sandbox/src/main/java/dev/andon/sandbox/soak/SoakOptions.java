package dev.andon.sandbox.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What a soak is asked to do.
 *
 * @param capture how long frames come, 20 s to 7 days; the audit follows when all has come to rest
 * @param seed of faults and frames
 * @param stations 1 to 32
 * @param bundle the triage model's folder
 */
record SoakOptions(
    Duration capture, long seed, int stations, Set<FaultKind> faults, Broker broker, Path bundle) {

  private static final Duration SHORTEST = Duration.ofSeconds(20);
  private static final Duration LONGEST = Duration.ofDays(7);

  /** Which broker stands between stations and hub. */
  enum Broker {
    /** The one installed on this machine, with passwords, TLS and a list of who may what. */
    MOSQUITTO,
    /** HiveMQ CE, which comes along and knows none of these. */
    EMBEDDED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Name and version, for people. */
    String words() throws IOException {
      return switch (this) {
        case MOSQUITTO ->
            "mosquitto "
                + Mosquitto.version(Mosquitto.executable().orElseThrow())
                + " with passwords, TLS and a list of who may what";
        case EMBEDDED -> "embedded broker without passwords, TLS or lists";
      };
    }
  }

  SoakOptions {
    faults = Set.copyOf(faults);
    if (capture.compareTo(SHORTEST) < 0 || capture.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "--minutes must be 0.34 to 10080, not " + capture.toMillis() / 60_000.0);
    }
    if (stations < 1 || stations > 32) {
      throw new IllegalArgumentException("--stations must be 1 to 32, not " + stations);
    }
  }

  /** The same plant, for one phase: what can happen in it, and room for as long as it may last. */
  SoakOptions forPhase(CampaignPlan.Planned phase) {
    return new SoakOptions(
        phase.limit().plusSeconds(phase.target() / 10),
        seed,
        stations,
        phase.kind().faults(),
        broker,
        bundle);
  }

  boolean with(FaultKind kind) {
    return faults.contains(kind);
  }
}
