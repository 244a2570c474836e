package dev.andon.edge.actuation;

import java.time.Instant;
import java.util.Optional;

/**
 * Where one way to the line stands; the counts are since the start.
 *
 * @param output its name
 * @param failingSince since when nothing has worked; absent while the last attempt worked
 * @param problem what the last attempt failed of; empty while it worked
 * @param sent signals that the line has
 * @param failed signals of which the output did not say that the line has them
 * @param tooLate signals that waited too long and were not sent
 */
public record OutputState(
    String output,
    Optional<Instant> failingSince,
    String problem,
    long sent,
    long failed,
    long tooLate) {

  /** Nothing has happened yet. */
  static OutputState fresh(String output) {
    return new OutputState(output, Optional.empty(), "", 0, 0, 0);
  }

  OutputState working() {
    return new OutputState(output, Optional.empty(), "", sent, failed, tooLate);
  }

  OutputState failing(Instant now, String why) {
    Instant since = failingSince.orElse(now);
    return new OutputState(output, Optional.of(since), why, sent, failed, tooLate);
  }

  OutputState withSent() {
    return new OutputState(output, failingSince, problem, sent + 1, failed, tooLate);
  }

  OutputState withFailed() {
    return new OutputState(output, failingSince, problem, sent, failed + 1, tooLate);
  }

  OutputState withTooLate() {
    return new OutputState(output, failingSince, problem, sent, failed, tooLate + 1);
  }
}
