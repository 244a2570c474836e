package dev.andon.hub.routing.plan;

import dev.andon.hub.provider.api.AttemptLimits;
import java.time.Duration;
import java.util.List;

/**
 * Derives the limits of one attempt from what is left of the deadline. Pure.
 *
 * @param connect longest wait for a connection
 * @param headers longest wait for the status line
 * @param firstToken longest wait for a stream's first token
 * @param idle longest silence inside an answer
 * @param total longest attempt
 * @param share the part of the remaining time that an attempt may take while other candidates are
 *     left, above 0 and at most 1: a silent first candidate must leave time for the fallback
 */
public record LimitPolicy(
    Duration connect,
    Duration headers,
    Duration firstToken,
    Duration idle,
    Duration total,
    double share) {

  public static final LimitPolicy DEFAULT =
      new LimitPolicy(
          Duration.ofSeconds(3),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMinutes(5),
          0.6);

  public LimitPolicy {
    for (Duration limit : List.of(connect, headers, firstToken, idle, total)) {
      if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "a limit is above 0 and at most a day, not " + limit.toMillis() + " ms");
      }
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("the share is above 0 and at most 1, not " + share);
    }
  }

  /**
   * The limits of an attempt.
   *
   * @param remaining what is left of the deadline, above 0
   * @param lastCandidate whether nobody is left to ask afterwards
   * @param streams whether the answer comes as a stream: its length is not bounded by the share, as
   *     nobody else can take over once tokens are out
   */
  public AttemptLimits limits(Duration remaining, boolean lastCandidate, boolean streams) {
    Duration silence =
        lastCandidate ? remaining : Duration.ofNanos((long) (remaining.toNanos() * share));
    Duration whole = lastCandidate || streams ? remaining : silence;
    boolean deadlineFirst = whole.equals(remaining) && whole.compareTo(total) <= 0;
    return new AttemptLimits(
        min(connect, silence),
        min(headers, silence),
        min(firstToken, silence),
        min(idle, whole),
        min(total, whole),
        deadlineFirst);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
