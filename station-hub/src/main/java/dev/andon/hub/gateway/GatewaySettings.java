package dev.andon.hub.gateway;

import java.time.Duration;

/**
 * Bounds and defaults of the gateway.
 *
 * @param deadline for requests that bring none and whose key has none, above 0 and at most a day
 * @param maxPixels the most pixels an inline image may have
 */
public record GatewaySettings(Duration deadline, long maxPixels) {
  public static final GatewaySettings DEFAULT =
      new GatewaySettings(Duration.ofMinutes(2), 100_000_000);

  public GatewaySettings {
    if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "the default deadline is above 0 and at most a day, not " + deadline);
    }
    if (maxPixels < 1) {
      throw new IllegalArgumentException("max_pixels is 1 or more, not " + maxPixels);
    }
  }
}
