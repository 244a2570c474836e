package dev.andon.hub.provider.api;

import java.time.Duration;

/**
 * How long each phase of one attempt may take.
 *
 * @param connect until the request begins to go out: resolving, connecting, TLS
 * @param headers from then until the status line; uploading the body counts
 * @param firstToken from the status line until the first event of a stream
 * @param idle between two reads of an answer
 * @param total for everything
 * @param totalIsDeadline whether {@code total} is what remains of the caller's deadline, so that
 *     meeting it says nothing about the provider
 */
public record AttemptLimits(
    Duration connect,
    Duration headers,
    Duration firstToken,
    Duration idle,
    Duration total,
    boolean totalIsDeadline) {
  public AttemptLimits {
    check("connect", connect);
    check("headers", headers);
    check("first token", firstToken);
    check("idle", idle);
    check("total", total);
  }

  private static void check(String name, Duration limit) {
    if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "the " + name + " limit of an attempt is above 0 and at most a day, not " + limit);
    }
  }
}
